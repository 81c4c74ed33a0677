"""Small fights with known numbers, and a simulated dungeon run: what tables and charts of a fight are tested with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fakes import make_reading

import fight_events
from fight_events import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, SECOND, WOLF, WOLF_MONSTER
from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord
from resonance.combat.rules import Rules
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot, build
from resonance.combat.tracker import Tracker
from resonance.engine import Engine
from resonance.events import (
    ActorSeen,
    BuffChanged,
    BuffRemoved,
    Event,
    Heal,
    Hit,
    LocalPlayerKnown,
    Outcome,
    monster_actor_id,
)
from resonance.health import Health
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.ui.place import Reading
from resonance.ui.table import Row, Table

SECOND_WOLF = monster_actor_id(902)
NOBODY = 0  # the environment
GROUPED = (1401, 1402)  # skills of one group of the game, Windborne Grace
ALONE = 999_999  # one of no group
BUFF = 999_001


def hit(at_ms: int = 0, source: int = ANNA, target: int = BOSS, amount: int = 100, **more: object) -> Hit:
    return fight_events.hit(at_ms, source, target, amount, **({"skill_id": ALONE} | more))


def heal(at_ms: int = 0, source: int = BEN, target: int = ANNA, amount: int = 50, **more: object) -> Heal:
    return fight_events.heal(at_ms, source, target, amount, **({"skill_id": ALONE} | more))


def buff_on(at_ms: int, host: int, instance: int, layers: int = 1, buff_id: int = BUFF) -> BuffChanged:
    return BuffChanged(at_ms, host, instance, buff_id, host, 1, layers, 0, at_ms)


def buff_off(at_ms: int, host: int, instance: int) -> BuffRemoved:
    return BuffRemoved(at_ms, host, instance)


def seen(actor: int, **facts: object) -> ActorSeen:
    return ActorSeen(0, actor, True, facts)  # type: ignore[arg-type]


PEOPLE: tuple[Event, ...] = (
    LocalPlayerKnown(0, ANNA),
    seen(ANNA, name="Anna", class_id=2, hp=1_000, max_hp=1_000),
    seen(BEN, name="Ben", class_id=5, hp=1_000, max_hp=1_000),
    seen(CLEO, name="Cleo", class_id=9, hp=1_000, max_hp=1_000),
    seen(BOSS, monster_id=BOSS_MONSTER, hp=1_000_000, max_hp=1_000_000),
    seen(WOLF, monster_id=WOLF_MONSTER),
    seen(SECOND_WOLF, monster_id=WOLF_MONSTER),
)
"""Anna is the local player; two wolves are the same kind of monster."""


def play(events: Iterable[Event], *, ended: bool = False) -> EncounterRecord:
    """The only encounter of these events, among PEOPLE."""
    tracker = Tracker(names.load(), Rules(0))
    for event in (*PEOPLE, *events):
        tracker.apply(event)
    assert tracker.current is not None
    tracker.current.settle()
    record = tracker.current.record
    record.ended = ended
    return record


def picture(
    events: Iterable[Event],
    *,
    ended: bool = False,
    segment: int | None = None,
    amounts: AmountChoice = AmountChoice.RAW,
) -> Snapshot:
    return build(play(events, ended=ended), ClockChoice.ACTIVE, amounts, segment)


def brawl() -> list[Event]:
    """Ten seconds: Anna deals 1,000 with three skills to a boss and two wolves, Ben 400; both are hit and healed."""
    return [
        hit(0, amount=400, skill_id=GROUPED[0], crit=True),
        hit(1 * SECOND, amount=300, skill_id=GROUPED[1], hp_loss=200),
        hit(2 * SECOND, target=WOLF, amount=200),
        hit(2 * SECOND, target=SECOND_WOLF, amount=60, killed=True),
        hit(3 * SECOND, target=WOLF, amount=0, outcome=Outcome.MISS),
        hit(4 * SECOND, target=WOLF, amount=40, skill_id=GROUPED[0], lucky_bonus=True),
        hit(4 * SECOND, BEN, amount=400, skill_id=7),
        hit(5 * SECOND, BOSS, ANNA, amount=120, skill_id=70),
        hit(5 * SECOND, BOSS, ANNA, amount=80, skill_id=71),
        hit(6 * SECOND, WOLF, ANNA, amount=30, skill_id=72),
        hit(6 * SECOND, SECOND_WOLF, ANNA, amount=20, skill_id=72),
        hit(7 * SECOND, NOBODY, BEN, amount=10, skill_id=0),
        heal(8 * SECOND, amount=50),
        heal(9 * SECOND, target=BEN, amount=25),
        hit(10 * SECOND, BEN, amount=0, outcome=Outcome.IMMUNE, skill_id=7),
    ]


def reading(unfolded: Iterable[str] = (), **settings: object) -> Reading:
    """What the settings say; defaults but for these."""
    made = make_reading(Settings(**settings))  # type: ignore[arg-type]
    return Reading(
        made.names, made.colours, made.columns, made.orders, made.bars_to_total, unfolded=frozenset(unfolded)
    )


@cache
def dungeon() -> EncounterRecord:
    """A simulated run through the whole engine, from packets on: trash, a boss, a death."""
    engine = Engine(names.load(), Settings(), Health(), keep=True)
    for packet in generate("dungeon", seed=3).packets:
        engine.receive(packet)
    engine.finish()
    (encounter,) = engine.encounters
    return encounter.record


def player(snapshot: Snapshot, actor: int) -> PlayerRow:
    return next(row for row in snapshot.players if row.actor.actor_id == actor)


def table(body: object) -> Table:
    assert isinstance(body, Table)
    return body


def rows_by_name(body: object) -> dict[str, Row]:
    return {row.name: row for row in table(body).rows}


def column(body: object, key: str) -> list[str]:
    """The cells of a column, from the top, each in one word."""
    made = table(body)
    index = [heading.key for heading in made.headings].index(key)
    return ["".join(row.cells[index]) for row in made.rows]


def keys(body: object) -> list[str]:
    """Of the columns that are shown."""
    return [heading.key for heading in table(body).headings]
