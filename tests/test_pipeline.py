"""The threads together: from a source to the snapshot and the row, and down again in order."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from helpers import PATIENCE_S, wait_until
from resonance import names
from resonance.capture.source import CaptureError, Source
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.engine_commands import Configure, Pause, Reset
from resonance.health import CaptureState
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.simulate.source import SimulatedSource
from resonance.store.history import History

STARTED_AT_MS = 1_787_022_000_000


def pipeline_of(source: Source, database: Path | None = None) -> Pipeline:
    return Pipeline(lambda: source, recorded=True, names=names.load(), settings=Settings(), database=database)


def dungeon(speed: float | None = None, *, hour: int = 0) -> SimulatedSource:
    return SimulatedSource("dungeon", started_at_ms=STARTED_AT_MS + hour * 3_600_000, speed=speed, loop=False)


def test_whole_fight_goes_through_every_thread(tmp_path: Path) -> None:
    """As fast as possible nothing is dropped; what is shown last is what is in the database, and what was played."""
    source = dungeon()
    pipeline = pipeline_of(source, tmp_path / "history.db")
    pipeline.start()
    wait_until(lambda: pipeline.health.all_read)
    assert pipeline.stop()
    snapshot = pipeline.snapshot()
    assert snapshot is not None
    assert pipeline.health.packets_dropped == 0
    assert snapshot.damage.amount == sum(p.damage for p in source.recording.truth.players.values())
    history = History(tmp_path / "history.db")
    (summary,) = history.list_encounters(5, 0)
    assert build(history.open_record(summary.encounter_id), ClockChoice.ACTIVE) == snapshot
    history.close()


def test_stop_in_mid_fight_is_prompt_and_saves_it(tmp_path: Path) -> None:
    """Closing the window during a raid loses nothing that was counted, and leaves no thread behind."""
    pipeline = pipeline_of(dungeon(speed=20.0), tmp_path / "history.db")
    pipeline.start()
    wait_until(lambda: (shown := pipeline.snapshot()) is not None and shown.damage.amount > 0)
    assert pipeline.stop()
    assert not {thread.name for thread in threading.enumerate()} & {"capture", "engine", "writer"}
    history = History(tmp_path / "history.db")
    (summary,) = history.list_encounters(5, 0)
    assert build(history.open_record(summary.encounter_id), ClockChoice.ACTIVE) == pipeline.snapshot()
    assert summary.ended
    history.close()


def test_commands_reach_the_engine() -> None:
    """Reset empties the picture while the fight goes on; with pause it stays empty."""
    pipeline = pipeline_of(dungeon(speed=20.0))
    pipeline.start()
    wait_until(lambda: pipeline.snapshot() is not None)
    pipeline.command(Pause(True))
    pipeline.command(Reset())
    wait_until(lambda: pipeline.snapshot() is None)
    assert pipeline.stop()
    assert pipeline.snapshot() is None


def test_another_source_goes_on_with_the_running_encounter() -> None:
    """Packets come from it from then on; what was counted before is still there."""
    first, second = dungeon(speed=20.0), dungeon(speed=20.0)
    pipeline = pipeline_of(first)
    pipeline.start()
    wait_until(lambda: (shown := pipeline.snapshot()) is not None and shown.damage.amount > 0)
    before = pipeline.snapshot()
    captured = pipeline.health.packets_captured
    pipeline.change_source(lambda: second)
    wait_until(lambda: pipeline.health.packets_captured > captured + 100)
    assert pipeline.health.capture_state is CaptureState.RUNNING
    after = pipeline.snapshot()
    assert before is not None
    assert after is not None
    assert after.started_at_ms == before.started_at_ms
    assert pipeline.stop()


def test_capture_that_cannot_start_is_told(tmp_path: Path) -> None:
    """The reason and the advice come through to whoever shows them, and the rest lives on."""

    def refuse() -> Source:
        raise CaptureError("No rights.", "Run it as administrator.")

    pipeline = Pipeline(refuse, recorded=False, names=names.load(), settings=Settings(), database=None)
    pipeline.start()
    wait_until(lambda: pipeline.health.capture_state is CaptureState.FAILED)
    assert pipeline.health.capture_problem == "No rights. Run it as administrator."
    assert pipeline.stop()


def test_dead_engine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of our own stops the counting, but not in silence, and stop() still works."""
    pipeline = pipeline_of(dungeon())
    monkeypatch.setattr("resonance.engine.Engine.receive", lambda self, packet: 1 / 0)
    pipeline.start()
    wait_until(lambda: pipeline.health.engine_problem)
    notice = pipeline.health.notices.get(timeout=PATIENCE_S)
    assert notice.is_error
    assert pipeline.stop()


def test_rules_of_retention_follow_the_settings(tmp_path: Path) -> None:
    """A limit set in the window holds without a restart: the oldest encounter goes with the end of the newest."""
    database = tmp_path / "history.db"
    for hour, (keep_count, left) in enumerate(((0, 1), (0, 2), (1, 1))):
        pipeline = pipeline_of(dungeon(hour=hour), database)
        pipeline.command(Configure(Settings(keep_count=keep_count)))
        pipeline.start()
        wait_until(lambda: pipeline.health.all_read)  # noqa: B023
        with closing(History(database)) as history:
            wait_until(lambda: history.count() == left)  # noqa: B023
        assert pipeline.stop()


def test_recording_that_was_read_before(tmp_path: Path) -> None:
    """It is in the history once, and the user is told."""
    database = tmp_path / "history.db"
    for _ in range(2):
        pipeline = pipeline_of(dungeon(), database)
        pipeline.start()
        wait_until(lambda: pipeline.health.all_read)  # noqa: B023
        assert pipeline.stop()
    assert "in the history already" in pipeline.health.notices.get(timeout=PATIENCE_S).text
    with closing(History(database)) as history:
        assert history.count() == 1


def test_ports_of_the_game_reach_the_decoder_and_the_watch_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked for only in a live session, on a thread of its own that stop() ends."""
    preferred: list[frozenset[int]] = []
    monkeypatch.setattr("resonance.protocol.decoder.Decoder.prefer", lambda _self, ports: preferred.append(ports))
    monkeypatch.setattr("resonance.capture.game_process.ports", lambda: frozenset({7}))
    source = dungeon(speed=20.0)
    pipeline = Pipeline(
        lambda: source, recorded=False, names=names.load(), settings=Settings(), database=None, watch_game=True
    )
    pipeline.start()
    wait_until(lambda: preferred)
    assert pipeline.stop()
    assert preferred == [{7}]
    assert "game process" not in {thread.name for thread in threading.enumerate()}
