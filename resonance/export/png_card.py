"""A picture of the table, as the meter looks."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.scope import spoken
from resonance.names import Names
from resonance.texts import later

SCALE = 2
"""It is so many times as large as it is meant to be seen, and so stays sharp on every screen."""


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> bytes:
    # Here, because Pillow takes a while to load, and most runs of the program draw no picture.
    from resonance.export.card import drawn

    return drawn(snapshot, view, spoken(names, options), options)


FORMAT = ExportFormat("png", later("Picture"), ".png", "bytes", render)
