"""Where this user's things are and what the settings say: what every command begins with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resonance import formats, names, paths, settings, settings_file, texts


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for at last, to be done once the session has ended."""

    demo: bool = False
    restore: Path | None = None  # a backup, which was checked


@dataclass(slots=True)
class Home:
    """Where this user's things are, and what the settings say."""

    paths: paths.Paths
    settings: settings.Settings
    problems: list[str]
    wish: Wish = Wish()  # of a session that has ended


def open_home() -> Home:
    """Never raises. `problems` are in the user's language."""
    found = paths.find()
    loaded, problems = settings_file.load(found.settings)
    texts.use(loaded.language)
    if problems:  # said before the language was known: look once more (a damaged file lies elsewhere by now)
        problems = settings_file.load(found.settings)[1] or problems
    return Home(found, loaded, ([found.problem] if found.problem else []) + problems)


def words(chosen: settings.Settings) -> names.Names:
    """Numbers, words and names of players as the settings want them."""
    formats.use_style(chosen.number_style)
    texts.use(chosen.language)
    return names.load(chosen.language, hide_players=chosen.hide_names)
