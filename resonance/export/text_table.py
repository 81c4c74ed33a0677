"""The aligned table of `plain_text`, as a format."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import ranked, shown_columns
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.plain_text import table_lines
from resonance.export.scope import spoken
from resonance.export.template import title_of
from resonance.names import Names
from resonance.texts import later


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    names = spoken(names, options)
    columns = shown_columns(snapshot, view, options)
    players = [(each.rank, each.row) for each in ranked(snapshot, view, options)]
    lines = [title_of(snapshot, view, names, options), *table_lines(snapshot, view, names, columns, players)]
    return "".join(line + "\n" for line in lines)


FORMAT = ExportFormat("text", later("Text table"), ".txt", "text", render)
