"""The encounter as data: one object of `encounters` in `analyze --json`."""

from __future__ import annotations

import json

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.report import encounter_report
from resonance.export.scope import narrowed, spoken
from resonance.names import Names
from resonance.texts import later


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """Every view; the view given only tells who is largest, where the export is about the largest."""
    report = encounter_report(narrowed(snapshot, view, options), spoken(names, options))
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


FORMAT = ExportFormat("json", later("JSON data"), ".json", "text", render, template="")
