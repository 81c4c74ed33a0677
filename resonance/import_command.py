"""`python -m resonance import FILE`: encounters of another program, or of another player, into the own history."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from resonance import paths, settings_file, texts
from resonance.command_output import UNUSABLE
from resonance.importing import import_file, report_lines
from resonance.store.migrations import bring_up_to_date
from resonance.store.saving import Saving


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("import", help="bring encounters of another program or player into the history")
    parser.set_defaults(run=run)
    parser.add_argument(
        "file", type=Path, help="an .rlog file, or resonance-logs.db of the Rust program; it is only read"
    )


def run(chosen: argparse.Namespace) -> int:
    return import_here(chosen.file)


def import_here(path: Path) -> int:
    """Gives the exit code. StoreError if the file, or the own history, cannot be used."""
    found = paths.find()
    settings, problems = settings_file.load(found.settings)
    texts.use(settings.language)
    for problem in problems:
        print(problem, file=sys.stderr)
    bring_up_to_date(found.database)
    with Saving(found.database) as saving:
        report = import_file(path, found.database, saving.save)
    for line in report_lines(report):
        print(line)
    return 0 if report.imported or report.known or not report.skipped else UNUSABLE
