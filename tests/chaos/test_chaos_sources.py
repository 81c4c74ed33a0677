"""A capture source that fails and comes back, and a clock that jumps, through the whole program."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from raids import Session, Step, check, raid, saved

from helpers import wait_until
from resonance.capture.source import CaptureError
from resonance.health import CaptureState
from resonance.protocol.packet import RawPacket

GONE = CaptureError("The network card is gone.", "Plug it in again.")
FAILURES = (GONE, OSError("no such device"), ZeroDivisionError("a fault of our own"), MemoryError())


def failing(packets: Sequence[RawPacket], times: int, seed: int = 1) -> list[Step]:
    """A failure at so many random places; no packet is lost."""
    steps: list[Step] = list(packets)
    rng = random.Random(seed)
    for number, place in enumerate(sorted(rng.sample(range(len(steps)), times), reverse=True)):
        steps.insert(place, FAILURES[number % len(FAILURES)])
    return steps


def test_source_fails_again_and_again(tmp_path: Path) -> None:
    """Declared errors or not: it is opened again each time, and the fight goes on as one."""
    played = raid()
    session = Session(failing(played.packets, 40), tmp_path / "history.db")
    session.play()
    assert session.opened == 41
    assert check(session, played.amounts) == played.amounts
    assert len(saved(tmp_path / "history.db")) == 1


def test_source_cannot_be_opened_many_times(tmp_path: Path) -> None:
    """It is tried until it works, and then nothing is missing."""
    played = raid()
    session = Session(played.packets, tmp_path / "history.db", failures=FAILURES * 5)
    session.play()
    assert session.opened == 1
    assert check(session, played.amounts) == played.amounts


def test_packets_go_by_while_the_source_is_away(tmp_path: Path) -> None:
    """What was missed is a gap that the encounter tells of; nothing is made up for it."""
    played = raid(logins=1)
    third = len(played.packets) // 3
    steps: list[Step] = [*played.packets[:third], GONE, *played.packets[third + 30 :]]
    session = Session(steps, tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) != played.amounts
    assert saved(tmp_path / "history.db")[0].quality.gaps


def test_failure_is_shown_while_it_lasts(tmp_path: Path) -> None:
    """The words of a fault nobody declared reach the user, and what was counted before it stays."""
    played = raid(logins=1)
    half = len(played.packets) // 2
    session = Session(itertools.chain(played.packets[:half], itertools.repeat(FAILURES[2])), tmp_path / "history.db")
    with session:
        wait_until(lambda: session.health.capture_state is CaptureState.FAILED)
        wait_until(lambda: "a fault of our own" in session.health.capture_problem)
        wait_until(lambda: session.health.packets_decoded == half)
        assert session.pipeline.stop()
    records = saved(tmp_path / "history.db")
    assert len(records) == 1
    assert records[0].tallies


def test_closing_a_source_fails_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fight is saved, whatever a driver does on its way out."""
    played = raid(logins=1)
    session = Session(played.packets, tmp_path / "history.db")
    with session:
        session.wait_for_end()
        heard: list[object] = []
        monkeypatch.setattr("threading.excepthook", heard.append)
        source = session.source
        close = source.close

        def fail() -> None:
            close()
            raise OSError("the driver has other plans")

        monkeypatch.setattr(source, "close", fail)
        assert session.pipeline.stop()
    wait_until(lambda: heard)
    assert check(session, played.amounts) == played.amounts


# The clock that stamps packets

JUMPS_MS = (3_000, 60_000, 3_600_000, 30 * 86_400_000)


@pytest.mark.parametrize("jump_ms", [*JUMPS_MS, *[-jump_ms for jump_ms in JUMPS_MS]])
def test_clock_is_set_in_mid_fight(jump_ms: int, tmp_path: Path) -> None:
    """Forwards or back, summer time or a wrong year: every hit counts once, and the rates stay sane."""
    played = raid(logins=1)
    half = len(played.packets) // 2
    late = [packet._replace(at_us=packet.at_us + jump_ms * 1000) for packet in played.packets[half:]]
    session = Session([*played.packets[:half], *late], tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
    for record in saved(tmp_path / "history.db"):
        assert 0 <= record.clocks.group.active_ms <= 30_000


def test_clock_swings(tmp_path: Path) -> None:
    """A clock that a server corrects every few seconds, to and fro."""
    played = raid(logins=1)
    rng = random.Random(1)
    offsets_us = [rng.randint(-20_000_000, 20_000_000) for _ in range(len(played.packets) // 100 + 1)]
    packets = [p._replace(at_us=p.at_us + offsets_us[index // 100]) for index, p in enumerate(played.packets)]
    session = Session(packets, tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
