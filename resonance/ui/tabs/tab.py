"""What a tab of the meter is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.ui.table import Table


@dataclass(frozen=True, slots=True)
class Tab:
    key: str  # what settings store
    title: str
    view: View  # whose total and per second the window shows beside the tabs, and what is copied
    table: Callable[[Snapshot, Names], Table]
