"""Where database, settings, logs and assets live: beside the program (portable) or in the user's own folder."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from resonance.texts import say

HOME_VARIABLE = "RESONANCE_HOME"
"""Names the folder for everything that is written, whatever else holds: for tests, the demo, and trying things out."""

PORTABLE_MARKER = "portable"
"""A file (or folder) of this name beside the exe says that everything written shall stay beside it, come what may."""

PORTABLE_FOLDER = "resonance-data"
"""What is written beside the exe lies in this folder, so that an exe on the desktop does not litter it."""

DATABASE, SETTINGS = "resonance.db", "settings.json"


@dataclass(frozen=True, slots=True)
class Paths:
    home: Path  # all that is written; exists unless it is `refused`
    assets: Path
    portable: bool  # home lies beside the exe
    refused: Path | None = None  # the folder that should be `home`, but cannot be written to
    reason: str = ""  # why `home` is what it is, for the log

    @property
    def problem(self) -> str:
        """A sentence for the user, made when asked for: the language is known only after the paths. Empty = none."""
        if self.refused is None:
            return ""
        if self.refused == self.home:
            return say("The folder {folder} cannot be written to.", folder=self.refused)
        return say(
            "The folder {folder} cannot be written to. Using {home} instead.", folder=self.refused, home=self.home
        )

    @property
    def database(self) -> Path:
        return self.home / DATABASE

    @property
    def settings(self) -> Path:
        return self.home / SETTINGS

    @property
    def logs(self) -> Path:
        """A folder; made by who writes into it."""
        return self.home / "logs"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What `find` looks at."""

    environ: Mapping[str, str]
    exe: Path | None  # the frozen program; None = run from source
    bundle: Path | None  # where PyInstaller unpacked the bundled files; None = run from source
    user_folder: Path  # this user's folder for this program


def surroundings() -> Surroundings:
    """Those of this process."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Surroundings(
        environ=os.environ,
        exe=Path(sys.executable) if getattr(sys, "frozen", False) else None,
        bundle=Path(bundle) if bundle else None,
        user_folder=platformdirs.user_data_path("ResonanceLogs", appauthor=False),
    )


def find(around: Surroundings | None = None) -> Paths:
    """Choose the folders, and make the one for writing.

    In this order: the folder that RESONANCE_HOME names; beside the exe, if the marker or an earlier start has chosen
    that; the user's own folder, if this user's history is there already, so that a new exe never seems to have lost it;
    beside the exe, if the folder there can be written to; the user's own folder. Never raises: where nothing can be
    written, `problem` says so.
    """
    around = around or surroundings()
    assets = (around.bundle or Path(__file__).resolve().parent.parent) / "assets"
    if wanted := around.environ.get(HOME_VARIABLE):
        home = Path(wanted).expanduser().absolute()
        return Paths(home, assets, False, None if _can_write(home) else home, f"{HOME_VARIABLE} names it")
    if around.exe is None:
        return _per_user(around, assets, "the program runs from source")
    beside = around.exe.parent / PORTABLE_FOLDER
    is_chosen = beside.is_dir() or (around.exe.parent / PORTABLE_MARKER).exists()
    is_in_use = any((around.user_folder / name).exists() for name in (DATABASE, SETTINGS))
    if is_in_use and not is_chosen:
        return _per_user(around, assets, "this user's history is there")
    if _can_write(beside):
        return Paths(beside, assets, True, None, "beside the program")
    # Said to who asked for portable, and once to everybody else: an installed program is as it should be.
    refused = beside if is_chosen or not is_in_use else None
    return _per_user(around, assets, "the folder of the program cannot be written to", refused)


def _per_user(around: Surroundings, assets: Path, reason: str, refused: Path | None = None) -> Paths:
    """`refused`: a folder that comes first, but cannot be written to."""
    home = around.user_folder
    return Paths(home, assets, False, refused if _can_write(home) else home, reason)


def _can_write(folder: Path) -> bool:
    """Tried, not asked: permissions on Windows do not tell."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
