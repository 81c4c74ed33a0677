"""Builders for combat tests: each names only what matters to the test and defaults the rest."""

from __future__ import annotations

from collections.abc import Iterable

from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.encounter import Encounter
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tracker import Rules, Tracker
from resonance.events import ActorSeen, Event, Heal, Hit, Outcome, monster_actor_id, player_id

ANNA, BEN, CLEO = player_id(1), player_id(2), player_id(3)
BOSS, WOLF = monster_actor_id(900), monster_actor_id(901)
BOSS_MONSTER, WOLF_MONSTER = 1152, 2  # Kartgriff is a boss of the monster table; 2 is none
SECOND = 1_000


def hit(at_ms: int = 0, source: int = ANNA, target: int = BOSS, amount: int = 100, **more: object) -> Hit:
    fields: dict[str, object] = {
        "origin": 0,
        "skill_id": 1714,
        "crit": False,
        "lucky": False,
        "lucky_bonus": False,
        "blocked": False,
        "outcome": Outcome.NORMAL,
        "hp_loss": amount,
        "shield_loss": 0,
        "killed": False,
        "attacker": source,
        "skill_level": 1,
        "stage": 0,
        "hit_event_id": 1,
        "element": 0,
        "mode": 1,
        "target_lucky": False,
    }
    return Hit(at_ms=at_ms, source=source, target=target, amount=amount, **(fields | more))  # type: ignore[arg-type]


def heal(at_ms: int = 0, source: int = BEN, target: int = ANNA, amount: int = 50, **more: object) -> Heal:
    fields: dict[str, object] = {
        "origin": 0,
        "skill_id": 1518,
        "crit": False,
        "lucky": False,
        "lucky_bonus": False,
        "attacker": source,
        "skill_level": 1,
        "hit_event_id": 1,
    }
    return Heal(at_ms=at_ms, source=source, target=target, amount=amount, **(fields | more))  # type: ignore[arg-type]


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
