"""Builders for combat tests: each names only what matters to the test and defaults the rest."""

from __future__ import annotations

from collections.abc import Iterable

from fight_events import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, WOLF_MONSTER, heal, hit
from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.encounter import Encounter
from resonance.combat.rules import Rules
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tracker import Tracker
from resonance.events import ActorSeen, Event

__all__ = ["ANNA", "BEN", "BOSS", "BOSS_MONSTER", "CLEO", "SECOND", "WOLF", "WOLF_MONSTER", "heal", "hit"]


def seen(actor: int, at_ms: int = 0, *, appeared: bool = False, **facts: object) -> ActorSeen:
    return ActorSeen(at_ms, actor, appeared, facts)  # type: ignore[arg-type]


def boss_appears(actor: int = BOSS, hp: int = 1_000_000) -> ActorSeen:
    return seen(actor, appeared=True, monster_id=BOSS_MONSTER, hp=hp, max_hp=hp)


class Story:
    """A tracker with every encounter it made, oldest first."""

    def __init__(self, events: Iterable[Event] = (), *, silence_ms: int = 15 * SECOND) -> None:
        self.names = names.load()
        self.tracker = Tracker(self.names, Rules(silence_ms))
        self.encounters: list[Encounter] = []
        self.play(events)

    def play(self, events: Iterable[Event]) -> Story:
        for event in events:
            self.tracker.apply(event)
            current = self.tracker.current
            if current is not None and (not self.encounters or self.encounters[-1] is not current):
                self.encounters.append(current)
        return self

    @property
    def snapshots(self) -> list[Snapshot]:
        for encounter in self.encounters:
            encounter.settle()
        return [build(each.record, ClockChoice.ACTIVE) for each in self.encounters]

    def picture(self, segment: int) -> Snapshot:
        """Of one segment of the only encounter."""
        (encounter,) = self.encounters
        return build(encounter.record, ClockChoice.ACTIVE, segment=segment)

    @property
    def only(self) -> Snapshot:
        (snapshot,) = self.snapshots
        return snapshot
