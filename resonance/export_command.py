"""`python -m resonance export`: a saved encounter as text, data, picture or page."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from resonance import formats, names, paths, settings_file, texts
from resonance.colours import Colours
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice, build
from resonance.combat.tally import View
from resonance.command_arguments import number
from resonance.command_output import give, refuse
from resonance.export.export_format import ExportOptions, Players, file_bytes, write_file
from resonance.export.format_table import BY_KEY
from resonance.export.template import TemplateError
from resonance.names import Names
from resonance.settings import Settings
from resonance.store.history import open_saved
from resonance.store.migrations import bring_up_to_date

VIEWS = {"damage": View.DAMAGE, "healing": View.HEALING, "taken": View.TAKEN}


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("export", help="a saved encounter as text, data, picture or page")
    parser.set_defaults(run=run)
    parser.add_argument("id", type=number, help="number of an encounter in the list of `history`")
    parser.add_argument("format", choices=sorted(BY_KEY), metavar="FORMAT", help=", ".join(sorted(BY_KEY)))
    parser.add_argument("--out", type=Path, help="a file to make; without it, text goes to the terminal")
    parser.add_argument("--force", action="store_true", help="replace the file if there is one")
    parser.add_argument("--view", choices=VIEWS, default="damage", metavar="VIEW", help=", ".join(VIEWS))
    parser.add_argument("--top", type=_count, metavar="N", help="the N largest players only")
    parser.add_argument("--title", help="template of the title line, such as '{boss} {time}'")
    parser.add_argument("--anonymise", action="store_true", help="number the players instead of naming them")


def run(chosen: argparse.Namespace) -> int:
    """Gives the exit code. StoreError if there is no such encounter."""
    kind = BY_KEY[chosen.format]
    if kind.kind == "bytes" and chosen.out is None:
        return refuse(f"{chosen.format} is no text: name a file with --out.")
    if chosen.out is not None and chosen.out.exists() and not chosen.force:
        return refuse(f"{chosen.out} is there already. Choose another name, or add --force to replace it.")
    found = paths.find()
    settings, problems = settings_file.load(found.settings)
    for problem in problems:
        print(problem, file=sys.stderr)
    words = _words(settings)
    bring_up_to_date(found.database)
    saved = open_saved(found.database, chosen.id)
    snapshot = build(saved.record, ClockChoice(settings.clock), AmountChoice(settings.amounts))
    options = replace(_options(chosen, settings, words), saved=saved)
    try:
        rendered = kind.render(snapshot, VIEWS[chosen.view], words, options)
    except TemplateError as error:
        return refuse(str(error))
    return give(chosen.out, file_bytes(rendered), write_file)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _words(settings: Settings) -> Names:
    formats.use_style(settings.number_style)
    texts.use(settings.language)
    return names.load(settings.language, hide_players=settings.hide_names)


def _options(chosen: argparse.Namespace, settings: Settings, words: Names) -> ExportOptions:
    """As the windows export, but for what the command says."""
    return ExportOptions(
        columns={
            View.DAMAGE: settings.columns_damage,
            View.HEALING: settings.columns_healing,
            View.TAKEN: settings.columns_taken,
        },
        players=Players.ALL if chosen.top is None else Players.TOP,
        top=chosen.top or settings.export_top,
        anonymise=chosen.anonymise,
        title=settings.export_title if chosen.title is None else chosen.title,
        chat=settings.chat_template,
        chat_limit=settings.chat_limit,
        colours=Colours(words, settings.palette, settings.colour_by, settings.class_colours, settings.spec_colours),
        theme=settings.theme,
        bars_to_total=settings.bars == "total",
    )
