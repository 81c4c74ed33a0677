"""The encounter as data: one object of `encounters` in `analyze --json`, and for one of the history its journal."""

from __future__ import annotations

import json

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import journal_data
from resonance.export.export_format import ExportFormat, ExportOptions, Players
from resonance.export.report import encounter_report
from resonance.export.scope import narrowed, spoken
from resonance.names import Names
from resonance.texts import later


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """Every view; the view given only tells who is largest, where the export is about the largest.

    The journal is there if the export is about all players and the whole encounter, since it is about nothing less.
    StoreError.
    """
    spoken_names = spoken(names, options)
    report = encounter_report(narrowed(snapshot, view, options), spoken_names)
    if snapshot.stretch_ms is not None:
        report["stretch_ms"] = snapshot.stretch_ms
    text = json.dumps(report, ensure_ascii=False, indent=1)
    is_whole = snapshot.stretch_ms is None and options.players is Players.ALL
    if options.saved is None or options.saved.journal is None or not is_whole:
        return text + "\n"
    entries = ",\n  ".join(journal_data.lines(options.saved, spoken_names))
    return text.removesuffix("\n}") + f',\n "journal": [\n  {entries}\n ]\n}}\n'


FORMAT = ExportFormat("json", later("JSON data"), ".json", "text", render, template="", uses_saved=True)
