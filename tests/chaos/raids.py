"""Raids with their truth, a capture source that does what a script says, and what the whole program made of them."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers import PATIENCE_S, wait_until
from resonance import names, pipeline
from resonance.capture.source import Source
from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord
from resonance.combat.snapshot import build
from resonance.events import uid_of
from resonance.health import Health
from resonance.pipeline import Pipeline
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate import scene
from resonance.simulate.kits import LIGHT_DRAGON
from resonance.simulate.options import Options, Stage
from resonance.simulate.recording import STARTED_AT_MS
from resonance.simulate.roster import people
from resonance.simulate.truth import Truth
from resonance.store.history import History
from resonance.store.rebuild import rebuild

SCENE_ID = 13_003
ROOM = 4_000  # packets that may wait for the engine before a patient source gives the next one
BOSS_HP = 1 << 50

Amounts = Counter[tuple[str, int]]
"""Amounts by (damage, healing or taken; uid)."""

Step = RawPacket | Exception | Callable[[], object]


class Raid(NamedTuple):
    packets: tuple[RawPacket, ...]
    truth: Truth

    @property
    def amounts(self) -> Amounts:
        return +Counter(
            {
                (what, player.uid): amount
                for player in self.truth.players.values()
                for what, amount in (("damage", player.damage), ("healing", player.healing), ("taken", player.taken))
            }
        )


@cache
def raid(
    seconds: float = 12.0, logins: int = 2, seed: int = 1, hits_per_second: float = 120.0, players: int = 8
) -> Raid:
    """A group and a boss without end; everybody logs in anew between stretches of so many seconds.

    Nobody heals before the first hit, so all that is played belongs to an encounter.
    """
    options = Options(hits_per_second=hits_per_second, players=players)
    stage = Stage(random.Random(f"chaos/{seed}"), seed, STARTED_AT_MS, options)
    packets = tuple(_played(stage, seconds, logins))
    return Raid(packets, stage.world.truth)


def _played(stage: Stage, seconds: float, logins: int) -> Iterator[RawPacket]:
    world = stage.world
    fight = stage.fight(people(stage.options.players or 8), hits_per_second=120.0, group_dps=2_000_000.0)
    for login in range(logins):
        yield from scene.enter(world, SCENE_ID, line=1)
        world.appear(fight.others)
        world.appear(fighter.pet for fighter in fight.group.fighters if fighter.pet is not None)
        if login:
            world.appear(enemy.body for enemy in fight.enemies)
        else:
            fight.engage([LIGHT_DRAGON], [BOSS_HP])
            fight.start()
        yield from fight.run(seconds)
    yield from world.tick()
    yield from world.disconnect()


class Script:
    """A live source that does one step after the other: a packet to give, an exception to raise, something to call.

    `patient`: it waits for room on the queue, as no real card does, so that nothing is lost but what a test loses. At
    the end of the steps it blocks until it is closed, like a silent network. The next source of a session goes on
    where this one stopped.
    """

    name = "script"
    problem = ""
    is_live = True

    def __init__(self, steps: Iterator[Step], health: Health, *, patient: bool = True) -> None:
        self._steps = steps
        self._health = health
        self._patient = patient
        self._room = min(ROOM, pipeline.PACKETS // 2)
        self._closed = threading.Event()
        self.broken: list[AssertionError] = []
        self.ended = threading.Event()

    def read(self) -> RawPacket | None:
        while not self._closed.is_set():
            step = next(self._steps, None)
            if step is None:
                self.ended.set()
                assert self._closed.wait(PATIENCE_S), "nobody closed the source"
                break
            if isinstance(step, Exception):
                raise step
            if isinstance(step, RawPacket):
                self._wait_for_room()
                return step
            self._do(step)
        return None

    def _do(self, step: Callable[[], object]) -> None:
        try:
            step()
        except AssertionError as error:  # which the capture thread would take for a failure of the source
            self.broken.append(error)

    def _wait_for_room(self) -> None:
        health = self._health
        while self._patient and health.packets_captured - health.packets_decoded - health.packets_dropped > self._room:
            if self._closed.wait(0.001):
                return

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        self._closed.set()


class Session:
    """The program without its windows, fed by steps. To be used with `with`; stops at the end at the latest."""

    def __init__(
        self,
        steps: Iterable[Step],
        database: Path | None,
        *,
        patient: bool = True,
        failures: Sequence[Exception] = (),
        recorded: bool = True,
    ) -> None:
        """`failures`: what the first attempts to open the source end with."""
        self._steps = iter(steps)
        self._failures = iter(failures)
        self._patient = patient
        self.source: Script | None = None
        self.database = database
        self.opened = 0
        self.pipeline = Pipeline(
            self._open, recorded=recorded, names=names.load(), settings=Settings(), database=database
        )
        self.health = self.pipeline.health

    def _open(self) -> Source:
        failure = next(self._failures, None)
        if failure is not None:
            raise failure
        self.opened += 1
        self.source = Script(self._steps, self.health, patient=self._patient)
        return self.source

    def __enter__(self) -> Session:
        self.pipeline.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pipeline.stop()

    def wait_for_end(self) -> None:
        """Until every step was done, and every packet that was taken has been read."""
        health = self.health
        wait_until(lambda: self.source is not None and self.source.ended.is_set())
        wait_until(lambda: self.pipeline.depths()[0] == 0)
        wait_until(lambda: health.packets_decoded >= health.packets_captured - health.packets_dropped)

    def wait_for(self, packets: int) -> None:
        """Until the engine has read so many packets."""
        wait_until(lambda: self.health.packets_decoded >= packets)

    def play(self) -> None:
        """All of it, and a clean end."""
        with self:
            self.wait_for_end()
            assert self.source is not None
            assert self.source.broken == []
            assert self.pipeline.stop()


def amounts_of(records: Sequence[EncounterRecord]) -> Amounts:
    found: Amounts = Counter()
    for record in records:
        for row in build(record, ClockChoice.ACTIVE).players:
            uid = uid_of(row.actor.actor_id)
            found["damage", uid] += row.damage.amount
            found["healing", uid] += row.healing.amount
            found["taken", uid] += row.taken.amount
    return +found


def saved(database: Path) -> list[EncounterRecord]:
    """What is in the database when it is opened afresh, oldest first; counting the journals again changes nothing."""
    words = names.load()
    with closing(History(database)) as history:
        found = [line.encounter_id for line in history.list_encounters(1000)]
        for encounter_id in found:
            assert rebuild(history, encounter_id, words).differences == []
        return [history.open_record(encounter_id) for encounter_id in reversed(found)]


def names_a_loss(health: Health, records: Sequence[EncounterRecord]) -> bool:
    """Does the program itself say that something is missing?"""
    is_flawed = any(not record.quality.complete for record in records)
    return bool(is_flawed or health.gaps or health.packets_dropped or health.engine_problem or health.store_problem)


def check(session: Session, truth: Amounts) -> Amounts:
    """After the end: what is saved is right, and where it is less than what was played, the program says so itself.

    Gives what was counted.
    """
    records, counted = check_saved(session, truth)
    assert counted == truth or names_a_loss(session.health, records)
    return counted


def check_saved(session: Session, truth: Amounts) -> tuple[list[EncounterRecord], Amounts]:
    """Whenever it ended: live = saved = counted again from the journal, and nothing is more than what was played."""
    assert session.database is not None
    assert session.health.engine_problem == ""
    records = saved(session.database)
    live = session.pipeline.snapshot()
    if live is not None:
        assert build(records[-1], ClockChoice.ACTIVE) == live
    counted = amounts_of(records)
    assert {key: (amount, truth[key]) for key, amount in counted.items() if amount > truth[key]} == {}
    return records, counted
