"""`python -m resonance backup` and `restore`: database and settings in one zip, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from resonance import backup, paths, settings_file, texts
from resonance.backup import BackupError
from resonance.command_output import refuse
from resonance.paths import Paths
from resonance.texts import say

YES = ("y", "yes", "j", "ja", "はい", "是")


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    making = commands.add_parser("backup", help="copy history and settings into one zip")
    making.set_defaults(run=run_backup)
    making.add_argument("--out", type=Path, default=Path(), metavar="FOLDER", help="where to put it; otherwise here")

    restoring = commands.add_parser("restore", help="bring history and settings back from such a zip")
    restoring.set_defaults(run=run_restore)
    restoring.add_argument("zip", type=Path, help="ResonanceLogs-....zip")
    restoring.add_argument("--yes", action="store_true", help="do not ask")


def run_backup(chosen: argparse.Namespace) -> int:
    """Gives the exit code."""
    found = _open()
    try:
        made = backup.make(found, chosen.out)
    except BackupError as error:
        return refuse(str(error))
    print(backup.made_words(made))
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Gives the exit code."""
    found = _open()
    try:
        if not chosen.yes:
            backup.look(chosen.zip, found)  # before anything is asked about it
            if not _agreed(found):
                return refuse(say("Nothing was changed."))
        restored = backup.restore(chosen.zip, found)
    except BackupError as error:
        return refuse(str(error))
    for line in backup.restored_lines(restored):
        print(line)
    return 0


def _open() -> Paths:
    found = paths.find()
    settings, problems = settings_file.load(found.settings)
    texts.use(settings.language)
    for problem in problems:
        print(problem, file=sys.stderr)
    return found


def _agreed(found: Paths) -> bool:
    """No answer, as in a script, is a no."""
    print(say("History and settings in {folder} will be replaced; those there now are kept.", folder=found.home))
    try:
        return input(say("Go on? (y/n)") + " ").strip().casefold() in YES
    except EOFError:
        return False
