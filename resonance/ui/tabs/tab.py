"""What the tabs of the meter have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import say
from resonance.ui.lines import group_sum
from resonance.ui.place import Place, Reading, Sum


@dataclass(frozen=True, slots=True)
class Tab:
    """A place at the top; each tab adds its `body()`."""

    key: str  # what settings store
    name: str
    view: View  # whose total and per second the window shows beside the tabs, and what is copied

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say(self.name)

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        return ""

    def neighbours(self) -> Sequence[Place]:
        """Its neighbours are all tabs: the window knows them."""
        return ()

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        return group_sum(snapshot, self.view)
