"""Places of a fight the user can go to: a tab, a player, a skill, a death; and how the user wants them read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from resonance.colours import Colours
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.ui.chart import Chart
from resonance.ui.table import Table

Body = Table | Chart


@dataclass(frozen=True, slots=True)
class Sum:
    """What stands at the right of the strip: the numbers of all that a place is about."""

    whose: str  # in a word: "Group", "Player"
    amount: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the settings say about words, colours, columns and bars; and what is unfolded."""

    names: Names
    colours: Colours
    columns: Mapping[View, Sequence[str]] = field(default_factory=dict)  # keys by view; none = the usual ones
    orders: Mapping[View, str] = field(default_factory=dict)  # key of the column that sorts, "-" before it: smallest
    bars_to_total: bool = False  # a full bar is the sum of all, not the first row
    unfolded: frozenset[str] = frozenset()


class Place(Protocol):
    """Frozen, so that it can be compared: going to where one is does nothing."""

    @property
    def key(self) -> str:
        """Names it among its neighbours."""

    @property
    def view(self) -> View:
        """Whose columns and order it has."""

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        """In the strip, among its neighbours."""

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        """What it is a part of, such as the player's name; "" for a tab."""

    def neighbours(self) -> Sequence[Place]:
        """What the strip offers here, this place included; nothing for a tab."""

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        """None = what it is about is not in the shown fight."""

    def body(self, snapshot: Snapshot, reading: Reading) -> Body:
        """The table or the chart."""
