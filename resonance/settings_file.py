"""The settings file (JSON): read tolerantly, written atomically, backed up; and profiles, files to pass on.

Sentences about what was wrong are in the user's language.
"""

from __future__ import annotations

import errno
import json
import os
import re
import reprlib
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from resonance.settings import META, Settings
from resonance.texts import say

LARGEST_BYTES = 8_000_000
"""Of a file that is read: more than the longest text in every setting takes."""

DEEPEST = 50
"""Levels of nesting in the file. Settings need two; what is read must be shallow enough to be written back."""

METER_PLACE = "meter last"
"""Key of `Settings.places`: where the meter was, whatever the screens."""

FARTHEST_PX = 100_000
"""Bound of window coordinates: far outside every desk of screens."""

BACKUPS = "settings-backups"
"""Name of the folder beside the settings file."""

KEPT_BACKUPS = 10

PROFILE_MARK = "resonance_profile"
"""Key of a profile that holds the version of its layout."""

PROFILE_VERSION = 1

FEWEST_NAMES = 10
"""Settings that an object without the mark must hold to pass for a settings file; the oldest one holds thirteen."""

OPENING = ("api_enabled", "api_network", "obs_enabled", "obs_in_demo")
"""Settings that let others look in, or tell OBS what to do: nobody's profile switches them on."""

IN_PROFILE = tuple(name for name, meta in META.items() if meta.group and name not in OPENING)
"""Names of the settings that a profile holds: not where windows were, and whatever else the program just remembers."""


class ProfileError(Exception):
    """A file is no profile; the text is a sentence for the user."""


class _Unusable(Exception):
    """A file is not an object in JSON of a sane size."""


# Reading and writing


def load(path: Path) -> tuple[Settings, list[str]]:
    """The settings of a file, and what was wrong with it in sentences; no file is no problem.

    A value of a wrong type or out of range falls back to its default. A file that holds no settings at all is moved
    aside under a name with the time. Never raises for what is in the file, nor for a file that cannot be read.
    """
    try:
        stored = _read(path)
    except FileNotFoundError:
        return Settings(), []
    except OSError as error:
        problem = say(
            "The settings in {path} cannot be read ({reason}); defaults are used.", path=path, reason=_why(error)
        )
        # Nobody knows what is in it, so nothing may be saved over it.
        return Settings(), [problem, *([_set_aside(path)] if path.is_file() else [])]
    except _Unusable:
        return Settings(), [_set_aside(path)]
    unknown = {name: value for name, value in stored.items() if name not in META}
    known, refused = _accepted(stored)
    _carry_over(unknown, known)
    return Settings(**known, unknown=unknown), [
        _refusal(name, stored[name], getattr(Settings(), name)) for name in refused
    ]


def save(path: Path, settings: Settings) -> None:
    """Write the file so that, whatever happens, either the old or the new one is there. Raises OSError."""
    _write(path, {**settings.unknown, **_values(settings, META)})


def _read(path: Path) -> dict[str, Any]:
    """Raises OSError and _Unusable."""
    if path.exists() and not path.is_file():  # a pipe would never end
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    with path.open("rb") as file:
        content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise _Unusable
    try:
        stored = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _Unusable from None
    if not isinstance(stored, dict) or _too_deep(stored, DEEPEST):
        raise _Unusable
    return stored


def _too_deep(value: object, levels: int) -> bool:
    children: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_too_deep(child, levels - 1) for child in children)


def _accepted(stored: dict[str, Any], names: Iterable[str] = META) -> tuple[dict[str, Any], list[str]]:
    """The values that can be used, and the names of the others."""
    values = {name: tuple(raw) if isinstance(raw := stored[name], list) else raw for name in names if name in stored}
    refused = [name for name, value in values.items() if not META[name].accepts(value)]
    return {name: value for name, value in values.items() if name not in refused}, refused


def _refusal(name: str, raw: object, used: object) -> str:
    return say(
        'The setting "{title}" ({name}) cannot be {value}; {used} is used.',
        title=say(META[name].title),
        name=name,
        value=reprlib.repr(raw),
        used=reprlib.repr(used),
    )


def _carry_over(unknown: dict[str, Any], known: dict[str, Any]) -> None:
    """Version 0.1.0 kept the place of the meter in four settings, all of them None before it was placed."""
    sides = [unknown.pop(f"window_{side}", None) for side in ("x", "y", "width", "height")]
    x, y, width, height = (side if type(side) is int and abs(side) <= FARTHEST_PX else None for side in sides)
    if x is not None and y is not None and width and height and min(width, height) > 0:
        known["places"] = {METER_PLACE: f"{width}x{height}+{x}+{y}", **known.get("places", {})}


def _values(settings: Settings, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in names}


def _write(path: Path, stored: dict[str, Any]) -> None:
    _replace(path, (json.dumps(stored, indent=2) + "\n").encode())


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _why(error: OSError) -> str:
    return error.strerror or str(error)


# Keeping what was


def _set_aside(path: Path) -> str:
    """Keep a broken file under another name; gives the sentence that says so."""
    aside = _free_name(path)
    try:
        os.replace(path, aside)
    except OSError as error:
        return say(
            "The settings file {path} is damaged and cannot be moved ({reason}); defaults are used.",
            path=path,
            reason=_why(error),
        )
    return say("The settings file was damaged. It is kept as {name}; defaults are used.", name=aside.name)


def _free_name(path: Path) -> Path:
    stem = f"{path.stem}.damaged-{datetime.now():%Y%m%d-%H%M%S}"
    aside = path.with_name(stem + path.suffix)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}{path.suffix}")
    return aside


def back_up(path: Path) -> Path | None:
    """Copy the file as it is into the folder BACKUPS beside it, and keep the newest ten there.

    Gives the copy; None where there is no file yet, or where it cannot be copied: a backup is no reason not to save.
    """
    backup = path.parent / BACKUPS / f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S-%f}{path.suffix}"
    try:
        _replace(backup, path.read_bytes())
    except OSError:
        return None
    with suppress(OSError):
        _drop_old(path, backup)
    return backup


def _drop_old(path: Path, newest: Path) -> None:
    """The names sort by age; the newest stays, even if the clock was set back."""
    name = re.compile(re.escape(path.stem) + r"-\d{8}-\d{6}-\d{6}" + re.escape(path.suffix))
    others = [each for each in newest.parent.iterdir() if name.fullmatch(each.name) and each != newest]
    for backup in sorted(others)[: -(KEPT_BACKUPS - 1)]:
        backup.unlink()


# Profiles


def export_profile(path: Path, settings: Settings) -> None:
    """Write what the settings window shows into a file of its own. Raises OSError."""
    _write(path, {PROFILE_MARK: PROFILE_VERSION, "settings": _values(settings, IN_PROFILE)})


def import_profile(path: Path, settings: Settings) -> tuple[Settings, list[str]]:
    """The settings with those of a profile, or of a settings file or its backup, in place of their own.

    A value that cannot be used leaves that setting as it is, and a sentence says so. What the file does not hold stays
    as it is. Raises ProfileError where nothing can be used.
    """
    stored = _profile(path)
    taken, refused = _accepted(stored, IN_PROFILE)
    problems = [_refusal(name, stored[name], getattr(settings, name)) for name in refused]
    return replace(settings, **taken), problems


def _profile(path: Path) -> dict[str, Any]:
    """By name. Raises ProfileError."""
    try:
        stored = _read(path)
    except OSError as error:
        raise ProfileError(say("{name} cannot be read ({reason}).", name=path.name, reason=_why(error))) from None
    except _Unusable:
        stored = {}
    version = stored.get(PROFILE_MARK)
    inside = stored.get("settings")
    if type(version) is int and version > PROFILE_VERSION:
        raise ProfileError(say("{name} was made by a newer version: update this program first.", name=path.name))
    if version == PROFILE_VERSION and isinstance(inside, dict):
        return inside
    if len(stored.keys() & META.keys()) >= FEWEST_NAMES:
        return stored
    raise ProfileError(
        say("{name} is no settings profile. Choose a file that was made with “Export profile”.", name=path.name)
    )
