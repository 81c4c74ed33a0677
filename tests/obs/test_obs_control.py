"""The program around the links: settings come and go, fights happen, rules reach the right OBS."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import PATIENCE_S, wait_until
from obs_stand_in import ObsServer, obs_server
from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot, build
from resonance.events import monster_actor_id
from resonance.health import Health
from resonance.obs import connection, control, rules
from resonance.obs.connection import MOST_CONNECTIONS, Connection
from resonance.obs.control import ObsControl
from resonance.obs.link import State
from resonance.obs.rules import Do, Rule, When
from resonance.settings import Settings
from resonance.store.orders import Order, SaveVideo

T = 1_760_000_000_000
RAID, TOWN = 13002, 7
A, B = "aaaaaaaa", "bbbbbbbb"


class Meter:
    def __init__(self, folder: Path, servers: list[ObsServer]) -> None:
        self.snapshot: Snapshot | None = None
        self.orders: list[Order] = []
        self.health = Health()
        found = [Connection(key, key, port=server.port) for key, server in zip((A, B), servers, strict=True)]
        self.settings = Settings(obs_enabled=True, obs_connections=connection.lines(found))
        self.is_broken = self.has_failed = False
        self.control = ObsControl(
            self.newest, self.health, Settings(), folder, None, lambda order: not self.orders.append(order)
        )

    def newest(self) -> Snapshot | None:
        if self.is_broken:
            self.has_failed = True
            raise RuntimeError("a fault")
        return self.snapshot

    def use(self, *found: Rule, **changes: object) -> None:
        self.settings = replace(self.settings, obs_rules=rules.lines(found), **changes)  # type: ignore[arg-type]
        self.control.apply(self.settings)

    def wait_ready(self, links: int = 2) -> None:
        def is_ready() -> bool:
            states = [each.state for each in self.control.statuses().values()]
            return states == [State.READY] * links

        wait_until(is_ready)

    def fight(self, scene_id: int = RAID, result: SegmentResult = SegmentResult.RUNNING, begin_ms: int = T) -> None:
        is_over = result is not SegmentResult.RUNNING
        boss = Segment(
            SegmentKind.BOSS, begin_ms, begin_ms + 9 if is_over else None, result, 1, monster_actor_id(7), 1152
        )
        self.snapshot = build(EncounterRecord(begin_ms, scene_id=scene_id, segments=[boss]), ClockChoice.ACTIVE)


@pytest.fixture
def servers() -> Iterator[list[ObsServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(obs_server()) for _ in range(2)]


@pytest.fixture
def meter(tmp_path: Path, servers: list[ObsServer], monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    made = Meter(tmp_path, servers)
    yield made
    monkeypatch.setattr(control, "STOP_S", PATIENCE_S)  # however busy the machine is
    assert made.control.stop()


def test_nothing_runs_before_it_is_switched_on(meter: Meter, servers: list[ObsServer]) -> None:
    """No thread, no connection."""
    meter.control.apply(replace(meter.settings, obs_enabled=False))
    assert meter.control.statuses() == {}
    assert [each.logins for each in servers] == [0, 0]


def test_rule_reaches_its_connection_or_all(meter: Meter, servers: list[ObsServer]) -> None:
    """One rule is for the recording machine, the other for both."""
    meter.use(Rule(When.PULL, Do.START_RECORD, A), Rule(When.PULL, Do.SCENE, scene="Break"))
    meter.wait_ready()
    meter.fight()
    wait_until(lambda: [each.scene for each in servers] == ["Break", "Break"] and servers[0].record_active)
    assert not servers[1].record_active
    wait_until(lambda: any(isinstance(order, SaveVideo) for order in meter.orders))


def test_rule_for_dungeons_stays_silent_in_town(meter: Meter, servers: list[ObsServer]) -> None:
    """And speaks in a raid."""
    meter.use(Rule(When.PULL, Do.START_RECORD, A, dungeon_only=True), Rule(When.KILL, Do.SCENE, A, scene="Break"))
    meter.wait_ready()
    meter.fight(TOWN, SegmentResult.KILL)
    wait_until(lambda: servers[0].scene == "Break")
    assert not servers[0].record_active
    meter.fight(RAID, begin_ms=T + 60_000)
    wait_until(lambda: servers[0].record_active)


def test_rule_that_makes_no_sense_is_told_once(meter: Meter, caplog: pytest.LogCaptureFixture) -> None:
    """To the user and in the log, without its text; the other rules act."""
    slip = '{"when": "pull", "do": "secret"}'
    for scene in ("Break", "Game"):
        sound = Rule(When.PULL, Do.SCENE, scene=scene)
        meter.control.apply(replace(meter.settings, obs_rules=(slip, *rules.lines([sound]))))
        meter.wait_ready()
    told = [meter.health.notices.get_nowait().text]
    assert told == [rules.unreadable_words(1)]
    assert meter.health.notices.empty()
    assert "1 lines of the settings" in caplog.text
    assert "secret" not in caplog.text


def test_other_rules_hold_at_once(meter: Meter, servers: list[ObsServer]) -> None:
    """Without connecting anew."""
    meter.use(Rule(When.PULL, Do.SCENE, scene="Break"))
    meter.wait_ready()
    meter.use(Rule(When.PULL, Do.START_RECORD))
    meter.fight()
    wait_until(lambda: servers[0].record_active)
    assert servers[0].scene == "Game"
    assert servers[0].logins == 1


def test_connection_is_removed_and_all_switched_off(meter: Meter, servers: list[ObsServer]) -> None:
    """Links end with what they are for."""
    meter.use()
    meter.wait_ready()
    meter.use(obs_connections=meter.settings.obs_connections[:1])
    wait_until(lambda: list(meter.control.statuses()) == [A])
    meter.use(obs_enabled=False)
    wait_until(lambda: not meter.control.statuses())
    meter.use(obs_enabled=True)
    meter.wait_ready(1)


def test_what_happened_while_it_was_off_is_no_news(meter: Meter, servers: list[ObsServer]) -> None:
    """Switched on in the middle of a pull, it waits for the next one."""
    meter.fight()
    meter.use(Rule(When.PULL, Do.START_RECORD), Rule(When.KILL, Do.SCENE, scene="Break"))
    meter.wait_ready()
    meter.fight(result=SegmentResult.KILL)
    wait_until(lambda: servers[0].scene == "Break")
    assert "StartRecord" not in servers[0].requests


def test_new_password_connects_anew(meter: Meter, servers: list[ObsServer]) -> None:
    """After a wrong one nobody waits a minute."""
    servers[0].password = "right"
    meter.use(obs_connections=meter.settings.obs_connections[:1])
    wait_until(lambda: [each.state for each in meter.control.statuses().values()] == [State.TROUBLE])
    meter.control.passwords.keep(A, "right")
    meter.control.renew(A)
    meter.wait_ready(1)


def test_stops_in_time_beside_many_that_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something listens on each port, and never says a word: closing the meter waits for all of them together."""
    assert control.LINKS_S < control.STOP_S
    monkeypatch.setattr(control, "LINKS_S", 2.0)
    monkeypatch.setattr(control, "STOP_S", (MOST_CONNECTIONS - 1) * 2.0)
    with ExitStack() as stack:
        silent = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(MOST_CONNECTIONS)]
        found = [Connection(f"{at:08x}", "silent", port=each.getsockname()[1]) for at, each in enumerate(silent)]
        settings = Settings(obs_enabled=True, obs_connections=connection.lines(found))
        made = ObsControl(lambda: None, Health(), settings, tmp_path, None, lambda order: True)
        for each in silent:
            stack.enter_context(each.accept()[0])
        assert made.stop()


def test_fault_in_the_middle_stops_nothing(meter: Meter, servers: list[ObsServer]) -> None:
    """Whatever goes wrong here, the next fight is seen."""
    meter.use(Rule(When.PULL, Do.START_RECORD))
    meter.wait_ready()
    meter.is_broken = True
    wait_until(lambda: meter.has_failed)
    meter.is_broken = False
    meter.fight(begin_ms=T + 60_000)
    wait_until(lambda: servers[0].record_active)
