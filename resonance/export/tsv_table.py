"""Cells with tabs between them: copied and pasted into an open spreadsheet, they fall into place."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import spreadsheet
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.names import Names
from resonance.texts import later


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    return spreadsheet.rendered(snapshot, view, names, options, "\t")


FORMAT = ExportFormat("tsv", later("TSV, to paste into a spreadsheet"), ".tsv", "text", render, template="")
