"""Pictures: the snapshots that somebody looks at, each made anew only when something has changed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from resonance.combat.clock import ClockChoice
from resonance.combat.encounter import Encounter
from resonance.combat.evening import Evening
from resonance.combat.snapshot import AmountChoice, Snapshot, build

EVENING_LOOKS = 5
"""While a fight runs, the evening is made anew with every fifth look, once a second: it costs twice what an encounter
does, and hours of numbers change slowly."""


class Scope(StrEnum):
    """What a live picture shows."""

    SEGMENT = "segment"  # the fight that is on, or was last
    ENCOUNTER = "encounter"  # everything since the last reset or scene change
    EVENING = "evening"  # all encounters since the program started, or since a pause of hours


class Pictures:
    """Of the current encounter and, as an evening, of those before it."""

    def __init__(self, shown: Scope) -> None:
        self._shown = shown
        self._watched: frozenset[Scope] = frozenset()
        self._clock = ClockChoice.ACTIVE
        self._amounts = AmountChoice.RAW
        self._evening = Evening()
        self._current: Encounter | None = None
        self._made: dict[Scope, tuple[int, Snapshot]] = {}  # with the version of the encounter
        self._looks = 0  # since the evening was made

    def show(self, scope: Scope) -> None:
        """In the meter."""
        self._shown = scope

    def watch(self, scopes: frozenset[Scope]) -> None:
        """In other windows."""
        self._watched = scopes

    def use(self, clock: ClockChoice, amounts: AmountChoice) -> None:
        self._clock, self._amounts = clock, amounts
        self._made.clear()

    def follow(self, current: Encounter | None) -> None:
        """Another encounter, or none, is the current one; the one before is over."""
        if self._current is not None:
            self._current.settle()
            self._evening.add(self._current.record)
        self._current = current
        self._made.clear()

    def encounter(self) -> Snapshot | None:
        """Whatever the meter shows. The same object while nothing changes.

        None = nothing to show since the start or the last reset.
        """
        return self._picture(Scope.ENCOUNTER)

    def shown(self) -> Snapshot | None:
        """What the meter shows: of those looked at. None as above."""
        known = self._made.get(self._shown)
        return known[1] if known is not None else None

    def looked_at(self) -> Mapping[Scope, Snapshot | None]:
        """All that the meter and other windows show. Nothing is made that nobody looks at."""
        self._looks += 1
        return {scope: self._picture(scope) for scope in self._watched | {self._shown}}

    def _picture(self, scope: Scope) -> Snapshot | None:
        current = self._current
        version = current.version if current is not None else -1
        known = self._made.get(scope)
        if known is not None and (known[0] == version or (scope is Scope.EVENING and self._looks < EVENING_LOOKS)):
            return known[1]
        if current is not None:
            current.settle()
        snapshot = self._build(scope, current)
        if snapshot is not None:
            self._made[scope] = (version, snapshot)
        return snapshot

    def _build(self, scope: Scope, current: Encounter | None) -> Snapshot | None:
        if scope is Scope.EVENING:
            self._looks = 0
            return self._evening.picture(current.record if current else None, self._clock, self._amounts)
        if current is None:
            return None
        segment = len(current.record.segments) - 1 if scope is Scope.SEGMENT else None
        return build(current.record, self._clock, self._amounts, segment)
