"""Against the real OBS: rules record, switch and save; the bookmark of a pull is where the file shows it.

Skipped where OBS or ffmpeg is not installed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from real_obs import BLUE, GREEN, PASSWORD, RealObs, colour_changes_s, real_obs

from helpers import PATIENCE_S, wait_until
from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot, build
from resonance.events import monster_actor_id
from resonance.health import Health
from resonance.obs import connection, rules
from resonance.obs.connection import Connection
from resonance.obs.control import ObsControl
from resonance.obs.link import LinkStatus, State, try_out
from resonance.obs.rules import Do, Rule, When
from resonance.obs.wire import ObsError
from resonance.settings import Settings
from resonance.store.history import History
from resonance.store.videos import Video
from resonance.store.writer import Writer

KEY = "0a1b2c3d"
SCENE_ID = 13002  # a raid
BOOKMARK_MS = 400
"""Encoders are 100 to 600 ms behind, and the product stands in the middle; and a scene takes a moment to switch."""

QUIET = "RESONANCE_QUIET_MACHINE"

RULES = (
    Rule(When.PULL, Do.SCENE, scene=GREEN, dungeon_only=True),
    Rule(When.KILL, Do.SCENE, scene=BLUE),
    Rule(When.KILL, Do.SAVE_REPLAY, after_s=0.5),
    Rule(When.OVER, Do.STOP_RECORD, after_s=1.5),
)


class Meter:
    """What the engine would show: an encounter whose pulls begin and end when the test says so."""

    def __init__(self, folder: Path, obs: RealObs, more: tuple[Rule, ...] = (), **settings: object) -> None:
        self.health = Health()
        self.database = folder / "history.db"
        self.writer = Writer(self.database, self.health)
        self.writer.start()
        self.snapshot: Snapshot | None = None
        self.segments: list[Segment] = []
        self.began_ms = now_ms()
        found = Connection(KEY, "Recording machine", port=obs.port)
        chosen = Settings(
            obs_enabled=True,
            obs_connections=connection.lines([found]),
            obs_rules=rules.lines([*more, *RULES]),
            **settings,  # type: ignore[arg-type]
        )
        from resonance.obs.passwords import Passwords

        Passwords(folder).keep(KEY, PASSWORD)
        self.control = ObsControl(lambda: self.snapshot, self.health, chosen, folder, self.database, self.writer.offer)
        wait_until(lambda: self.status is not None and self.status.state is State.READY)

    @property
    def status(self) -> LinkStatus | None:
        return self.control.statuses().get(KEY)

    def pull(self) -> int:
        """It begins now. Unix ms."""
        boss = monster_actor_id(7)
        number = len(self.segments) + 1
        self.segments.append(Segment(SegmentKind.BOSS, now_ms(), attempt=number, boss=boss, boss_monster_id=1152))
        self.show()
        return self.segments[-1].started_at_ms

    def kill(self) -> int:
        self.segments[-1].ended_at_ms, self.segments[-1].result = now_ms(), SegmentResult.KILL
        self.show()
        return now_ms()

    def show(self, *, ended: bool = False) -> None:
        record = EncounterRecord(self.began_ms, scene_id=SCENE_ID, segments=self.segments, ended=ended)
        self.snapshot = build(record, ClockChoice.ACTIVE)

    def videos(self) -> list[Video]:
        with closing(History(self.database)) as history:
            return history.videos(10)

    def close(self) -> None:
        assert self.control.stop(PATIENCE_S)
        assert self.writer.stop(PATIENCE_S)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture(scope="module")
def obs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealObs]:
    with real_obs(tmp_path_factory.mktemp("obs")) as started:
        yield started


def play_an_evening(meter: Meter) -> list[int]:
    """Two pulls of two seconds; when each of them begins and ends, in Unix ms."""
    marks = []
    for _ in range(2):
        marks.append(meter.pull())
        time.sleep(2)  # the fight itself: its length is what the recording shows
        marks.append(meter.kill())
        time.sleep(2)
    return marks


@pytest.mark.skipif(QUIET not in os.environ, reason=f"times are measured; {QUIET}=1 says that nothing else runs here")
@pytest.mark.parametrize("replay_first", [False, True], ids=["recording alone", "replay buffer running"])
def test_rules_record_an_evening(obs: RealObs, tmp_path: Path, replay_first: bool) -> None:
    """Pulls switch the scene, kills save replays, the end stops the recording; bookmarks hit what the file shows."""
    before = set(obs.videos.iterdir())
    first = Rule(When.OVER, Do.START_REPLAY, boss_only=False) if replay_first else Rule(When.PULL, Do.START_REPLAY)
    start = Rule(When.PULL, Do.START_RECORD)
    meter = Meter(tmp_path, obs, (first, start), obs_rename=True)
    try:
        if replay_first:
            meter.show()
            meter.show(ended=True)  # an encounter without a boss
            time.sleep(3)  # the buffer is to run for a while: then the file begins at a later key frame
            meter.began_ms = now_ms()
        meter.pull()
        wait_until(lambda: meter.status is not None and meter.status.is_recording)
        wait_until(lambda: any(video.spans for video in meter.videos()))
        meter.kill()
        time.sleep(2)
        marks = play_an_evening(meter)
        meter.show(ended=True)
        wait_until(lambda: all(video.ended for video in meter.videos()) and len(meter.videos()) == 1)
        wait_until(lambda: "Pull 3" in (meter.videos()[0].path or ""))
    finally:
        meter.close()
    (video,) = meter.videos()
    path = Path(video.path or "")
    assert path.exists()
    assert "kill" in path.name
    changes_ms = [round(at_s * 1000) for at_s in colour_changes_s(path)][-len(marks) :]
    places_ms = [video.position_ms(at_ms) for at_ms in marks]
    assert len(changes_ms) == len(marks)
    errors_ms = [change - (place or 0) for change, place in zip(changes_ms, places_ms, strict=True)]
    assert max(map(abs, errors_ms)) <= BOOKMARK_MS, errors_ms
    assert max(errors_ms) - min(errors_ms) <= BOOKMARK_MS
    new = set(obs.videos.iterdir()) - before - {path}
    assert len(new) == 3, new  # a replay for each kill
    assert meter.health.notices.empty()


def test_recording_folder_is_gone(obs: RealObs, tmp_path: Path) -> None:
    """OBS replies success and does nothing: the user is told, and the next rule works again."""
    away = obs.videos.with_name("away")
    meter = Meter(tmp_path, obs, (Rule(When.PULL, Do.START_RECORD),))
    obs.videos.rename(away)
    try:
        meter.pull()
        wait_until(lambda: meter.status is not None and "recording folder" in meter.status.failed)
    finally:
        away.rename(obs.videos)
        meter.close()


def test_test_button(obs: RealObs) -> None:
    """Versions with the right password, a sentence with a wrong one."""
    found = Connection(KEY, "x", port=obs.port)
    assert "obs-websocket 5." in try_out(found, PASSWORD)
    with pytest.raises(ObsError, match="wrong"):
        try_out(found, "wrong")
    with pytest.raises(ObsError, match="asks for a password"):
        try_out(found, "")
