"""CSV for spreadsheets and scripts."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import spreadsheet
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.names import Names
from resonance.texts import later

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for the code page of its country


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    return BYTE_ORDER_MARK + spreadsheet.rendered(snapshot, view, names, options, ",")


FORMAT = ExportFormat("csv", later("CSV"), ".csv", "text", render, template="")
