"""What a spreadsheet gets: a row a player with raw, unrounded numbers, and nothing that it would take for a formula."""

from __future__ import annotations

import csv
import io

from resonance.combat.column import Column, Format
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import Ranked, ranked, shown_columns
from resonance.export.export_format import ExportOptions
from resonance.export.people import player_name
from resonance.export.scope import spoken
from resonance.names import Names

PERSON = ("rank", "uid", "player", "class", "spec", "ability_score")

_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Cell = str | int | float | None
"""None = not known: an empty cell."""


def rendered(snapshot: Snapshot, view: View, names: Names, options: ExportOptions, delimiter: str) -> str:
    """Lines end as CSV wants it. Ratios are 0..1, times ms; the header has keys, the same in every language."""
    names = spoken(names, options)
    columns = shown_columns(snapshot, view, options)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([*PERSON, *map(_key, columns)])
    for each in ranked(snapshot, view, options):
        writer.writerow([*_person(each, names), *(column.value(snapshot, each.line) for column in columns)])
    return text.getvalue()


def harmless(text: str) -> str:
    """The text; one that a spreadsheet would calculate gets an apostrophe before it, which makes it a text."""
    return f"'{text}" if text.lstrip().startswith(_STARTS_FORMULA) else text


def _key(column: Column) -> str:
    return f"{column.key}_ms" if column.format is Format.DURATION else column.key


def _person(each: Ranked, names: Names) -> list[Cell]:
    actor = each.row.actor
    words = (player_name(actor, names), names.class_name(actor.class_id), names.spec_name(actor.spec))
    return [each.rank, names.display_uid(actor.uid), *(harmless(text or "") for text in words), actor.ability_score]
