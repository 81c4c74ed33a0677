"""Faults of our own, one for each thread: none dies unheard, and the others go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from raids import Session, check, raid, saved

from helpers import PATIENCE_S, wait_until
from resonance.engine import Engine
from resonance.protocol.packet import RawPacket
from resonance.store.saver import Saver
from resonance.store.writer import Writer


def test_engine_fails_in_mid_fight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user is told, the program still closes, and what was counted until then is in the history."""
    played = raid(logins=1)
    half = len(played.packets) // 2
    receive = Engine.receive

    def fail_late(engine: Engine, packet: RawPacket) -> None:
        if engine.health.packets_decoded == half:
            raise ZeroDivisionError
        receive(engine, packet)

    monkeypatch.setattr(Engine, "receive", fail_late)
    session = Session(played.packets, tmp_path / "history.db")
    with session:
        wait_until(lambda: session.health.engine_problem)
        assert session.health.notices.get(timeout=PATIENCE_S).is_error
        assert session.pipeline.stop()
    (record,) = saved(tmp_path / "history.db")
    assert record.tallies
    assert record.ended


def test_writer_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting goes on, and the window says that the history does not."""
    monkeypatch.setattr(Writer, "_take_batch", lambda _writer: 1 // 0)
    played = raid(logins=1)
    session = Session(played.packets, tmp_path / "history.db")
    with session:
        session.wait_for_end()
        wait_until(lambda: "not being saved any more" in session.health.store_problem)
        assert session.health.notices.get(timeout=PATIENCE_S).is_error
        assert not session.pipeline.stop()
    live = session.pipeline.snapshot()
    assert live is not None
    assert live.damage.amount == sum(amount for (what, _), amount in played.amounts.items() if what == "damage")


def test_tidying_up_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only makes room for later does not keep a fight from being saved."""
    monkeypatch.setattr(Saver, "tidy", lambda *_: 1 // 0)
    played = raid()
    session = Session(played.packets, tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
