"""Every user setting with default, unit, range and meaning. Loads tolerantly, saves atomically (JSON).

A new setting is one line in `Settings`. A settings window can be built from `META`.
"""

from __future__ import annotations

import json
import os
import reprlib
import tempfile
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST_TEXT = 1_000  # characters of a free text

FARTHEST_PX = 100_000
"""Bound of window coordinates: far outside every desk of screens, so that arithmetic on them stays sane."""

DEEPEST = 50
"""Levels of nesting in the file. Settings need two; what is read must be shallow enough to be written back."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known about one setting beside its value."""

    kind: type  # of its values; a float setting takes whole numbers too
    group: str
    title: str
    meaning: str
    unit: str = ""
    low: float | None = None  # None = no limit
    high: float | None = None
    choices: tuple[str, ...] = ()  # empty = any
    optional: bool = False  # may be None

    def accepts(self, value: object) -> bool:
        """Whether this can be the value of the setting."""
        if value is None:
            return self.optional
        if isinstance(value, bool) and self.kind is not bool:
            return False  # for Python, True is a number too
        if not isinstance(value, (int, float) if self.kind is float else self.kind):
            return False
        if isinstance(value, str):
            return value in self.choices if self.choices else len(value) <= LONGEST_TEXT
        if isinstance(value, (int, float)):
            above = self.low is None or value >= self.low
            return above and (self.high is None or value <= self.high)
        return True


def _setting(default: Any, group: str, title: str, meaning: str, **more: Any) -> Any:
    kind = more.pop("kind", type(default))
    return field(default=default, metadata={"meta": Meta(kind, group, title, meaning, **more)})


def _window(title: str, low: int) -> Any:
    meaning = "Where the meter was last; empty: not yet placed."
    return _setting(None, "Window", title, meaning, kind=int, unit="px", low=low, high=FARTHEST_PX, optional=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one user; change one with `dataclasses.replace`."""

    clock: str = _setting(
        "active",
        "Numbers",
        "Seconds in DPS",
        "Active: without the pauses of the whole group. Elapsed: from the first to the last hit. "
        "Personal: without the pauses of each player. Boss: only while a boss is being fought.",
        choices=("active", "elapsed", "personal", "boss"),
    )
    amounts: str = _setting(
        "raw",
        "Numbers",
        "Amounts",
        "Raw: as the game sends them. Effective: without overkill and overheal, as far as HP are known.",
        choices=("raw", "effective"),
    )
    scope: str = _setting(
        "encounter",
        "Numbers",
        "The meter shows",
        "Encounter: everything since the last reset or change of scene. Segment: the newest fight only.",
        choices=("encounter", "segment"),
    )
    silence_s: int = _setting(
        15,
        "Numbers",
        "End after silence",
        "In the open world an encounter ends after this long without damage; 0: never.",
        unit="s",
        low=0,
        high=3_600,
    )
    instance_silence_s: int = _setting(
        0,
        "Numbers",
        "End after silence in dungeons",
        "The same in dungeons, raids and trials; 0: never, only the way out ends it.",
        unit="s",
        low=0,
        high=3_600,
    )
    reset_dropped_percent: int = _setting(
        95,
        "Numbers",
        "A boss was hurt below",
        "Only a boss whose HP were below this can be reset.",
        unit="%",
        low=1,
        high=100,
    )
    reset_back_percent: int = _setting(
        99,
        "Numbers",
        "A boss is back above",
        "A boss that was hurt and has this much HP again was reset: the next hit is another attempt.",
        unit="%",
        low=1,
        high=100,
    )
    start_view: str = _setting(
        "damage",
        "Numbers",
        "First tab",
        "What the meter shows when it starts.",
        choices=("damage", "healing", "taken"),
    )
    capture_source: str = _setting(
        "auto", "Capture", "Source", "Where packets come from; auto: the best one for this computer."
    )
    save_every_s: int = _setting(
        5, "History", "Save every", "How often a running encounter is saved.", unit="s", low=1, high=60
    )
    language: str = _setting("en", "Look", "Language", "The language of the game's names.", choices=("en", "zh", "ja"))
    theme: str = _setting("dark", "Look", "Theme", "Colours of the windows.", choices=("dark", "light"))
    opacity: float = _setting(
        0.94, "Look", "Opacity", "How much of the game shines through the meter: 1 is nothing.", low=0.3, high=1.0
    )
    row_height: str = _setting(
        "comfortable", "Look", "Rows", "Height of a player's row.", choices=("comfortable", "compact")
    )
    window_x: int | None = _window("Left edge", low=-FARTHEST_PX)
    window_y: int | None = _window("Top edge", low=-FARTHEST_PX)
    window_width: int | None = _window("Width", low=1)
    window_height: int | None = _window("Height", low=1)

    unknown: dict[str, Any] = field(default_factory=dict)
    """What a newer version left in the file; written back, so that going back and forth loses nothing."""


META: dict[str, Meta] = {each.name: each.metadata["meta"] for each in fields(Settings) if "meta" in each.metadata}
"""By name, in the order of a settings window."""


def load(path: Path) -> tuple[Settings, list[str]]:
    """The settings of a file, and what was wrong with it in sentences; no file is no problem.

    A value of a wrong type or out of range falls back to its default. A file that holds no settings at all is moved
    aside under a name with the time. Never raises for what is in the file, nor for a file that cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Settings(), []
    except OSError as error:
        return Settings(), [f"The settings in {path} cannot be read ({error.strerror}); defaults are used."]
    try:
        stored = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict) or _too_deep(stored, DEEPEST):
        return Settings(), [_set_aside(path)]
    return _checked(stored)


def _checked(stored: dict[str, Any]) -> tuple[Settings, list[str]]:
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    problems = []
    for name, value in stored.items():
        if name not in META:
            unknown[name] = value
        elif META[name].accepts(value):
            known[name] = value
        else:
            default = getattr(Settings(), name)
            shown = reprlib.repr(value)
            problems.append(f'The setting "{META[name].title}" ({name}) cannot be {shown}; {default!r} is used.')
    return Settings(**known, unknown=unknown), problems


def _too_deep(value: object, levels: int) -> bool:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_too_deep(child, levels - 1) for child in children)


def _set_aside(path: Path) -> str:
    """Keep a broken file under another name; gives the sentence that says so."""
    aside = _free_name(path)
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"The settings file {path} is damaged and cannot be moved ({error.strerror}); defaults are used."
    return f"The settings file was damaged. It is kept as {aside.name}; defaults are used."


def _free_name(path: Path) -> Path:
    stem = f"{path.stem}.damaged-{datetime.now():%Y%m%d-%H%M%S}"
    aside = path.with_name(stem + path.suffix)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}{path.suffix}")
    return aside


def save(path: Path, settings: Settings) -> None:
    """Write the file so that, whatever happens, either the old or the new one is there. Raises OSError."""
    values = {name: getattr(settings, name) for name in META}
    text = json.dumps({**settings.unknown, **values}, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
