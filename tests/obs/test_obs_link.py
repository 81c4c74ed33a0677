"""A link: what it does, what it says when nothing comes of it, and how it finds back."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import PATIENCE_S, wait_until
from obs_stand_in import SAME_FILE_S, ObsServer, obs_server
from resonance.obs import actions, link, outputs
from resonance.obs.actions import Action
from resonance.obs.connection import Connection
from resonance.obs.link import Link, LinkHost, State, try_out
from resonance.obs.rules import Do
from resonance.obs.wire import ObsError
from resonance.store.videos import Span, Video, VideoKind


class Program:
    """What a link stands in."""

    def __init__(self, password: str = "") -> None:
        self.password = password
        self.videos: dict[str, Video] = {}
        self.known: list[Video] = []
        self.told: list[str] = []
        self.renamed: list[Path] = []

    def host(self) -> LinkHost:
        return LinkHost(lambda: self.password, self._save, lambda: self.known, self.told.append, self._rename)

    def _save(self, video: Video) -> None:
        self.videos[video.key] = video

    def _rename(self, path: Path, video: Video | None) -> Path:
        self.renamed.append(path)
        return path.with_name("new.mkv")


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(outputs, "ASK_S", 0.05)
    believe(monkeypatch, PATIENCE_S)


def believe(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """So long the link waits for what OBS says that it does."""
    for limit in ("START_S", "STOP_S", "SAVE_S", "SCENE_S"):
        monkeypatch.setattr(actions, limit, seconds)


@pytest.fixture
def disbelief(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which it waits in vain."""
    believe(monkeypatch, 0.1)


@pytest.fixture
def server() -> Iterator[ObsServer]:
    with obs_server() as server:
        yield server


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def linked(server: ObsServer, program: Program) -> Iterator[Link]:
    made = Link(Connection("00000000", "Recording machine", port=server.port), program.host())
    made.start()
    wait_until(lambda: made.status.state is State.READY)
    yield made
    made.stop()
    assert made.join(PATIENCE_S)


def test_recording_is_started_and_stopped(server: ObsServer, linked: Link) -> None:
    """Each is asked for once, and asking for what is so already is no trouble."""
    for do in (Do.START_RECORD, Do.START_RECORD):
        linked.do(Action(do), 0)
    wait_until(lambda: linked.status.is_recording and server.requests.count("StartRecord") == 1)
    linked.do(Action(Do.STOP_RECORD), 0)
    wait_until(lambda: not server.record_active and not linked.status.is_recording)
    linked.do(Action(Do.STOP_RECORD), 0)
    wait_until(lambda: server.requests.count("StopRecord") == 2)
    assert linked.status.failed == ""


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (Do.START_RECORD, "recording folder"),
        (Do.START_REPLAY, "does not run, though"),
        (Do.SCENE, "did not switch to the scene Break"),
    ],
)
def test_success_reply_without_success(
    server: ObsServer, linked: Link, program: Program, do: Do, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OBS says yes and does nothing, as without a recording folder: the user is told, and the link lives on."""
    server.is_lying = True
    believe(monkeypatch, 0.1)
    linked.do(Action(do, "Break"), 0)
    wait_until(lambda: program.told)
    assert words in program.told[0]
    assert "Recording machine" in program.told[0]
    wait_until(lambda: words in linked.status.failed)
    server.is_lying = False
    believe(monkeypatch, PATIENCE_S)
    linked.do(Action(do, "Break"), 0)
    wait_until(lambda: linked.status.failed == "")
    assert linked.status.state is State.READY


@pytest.mark.usefixtures("disbelief")
def test_replay_that_was_not_saved(server: ObsServer, linked: Link, program: Program) -> None:
    """No event, and no newer file: the user is told."""
    server.replay_active = server.is_lying = True
    linked.do(Action(Do.SAVE_REPLAY), 0)
    wait_until(lambda: program.told)
    assert "has not saved the replay" in program.told[0]


@pytest.mark.usefixtures("disbelief")
def test_recording_that_does_not_stop(server: ObsServer, linked: Link, program: Program) -> None:
    """It goes on, whatever the reply was: the user is told."""
    server.record_active = server.is_lying = True
    linked.do(Action(Do.STOP_RECORD), 0)
    wait_until(lambda: program.told)
    assert "goes on recording" in program.told[0]


@pytest.mark.parametrize(("has_replay", "words"), [(False, "switched off in OBS"), (True, "nothing could be saved")])
def test_replay_buffer_is_not_there(
    server: ObsServer, linked: Link, program: Program, has_replay: bool, words: str
) -> None:
    """Codes 604 and not running become sentences that say what to do."""
    server.has_replay = has_replay
    linked.do(Action(Do.SAVE_REPLAY), 0)
    wait_until(lambda: program.told)
    assert words in program.told[0]


def test_no_such_scene(linked: Link, program: Program) -> None:
    """Code 600 names the scene."""
    linked.do(Action(Do.SCENE, "Nowhere"), 0)
    wait_until(lambda: program.told)
    assert "no scene Nowhere" in program.told[0]


def test_saves_come_one_by_one_and_apart(server: ObsServer, linked: Link) -> None:
    """Three at once give three files: OBS would make one of two within a second."""
    server.replay_active = True
    for _ in range(3):
        linked.do(Action(Do.SAVE_REPLAY), 0)
    wait_until(lambda: len(server.saved) == 3)
    times = [at_s for at_s, _ in server.saved]
    assert all(later - sooner >= SAME_FILE_S for sooner, later in itertools.pairwise(times))
    assert len({path for _, path in server.saved}) == 3


def test_pull_takes_back_a_stop_that_waits(server: ObsServer, linked: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a wipe the recording is to end in a while; the next pull begins sooner, and is recorded whole."""
    linked.do(Action(Do.START_RECORD), 0)
    wait_until(lambda: server.record_active)
    now_s = time.monotonic()
    monkeypatch.setattr(link, "time", SimpleNamespace(monotonic=lambda: now_s))
    linked.do(Action(Do.STOP_RECORD), 300)
    linked.do(Action(Do.START_RECORD), 0)
    linked.do(Action(Do.SCENE, "Break"), 0)
    wait_until(lambda: server.scene == "Break")
    now_s += 600
    linked.do(Action(Do.SCENE, "Game"), 0)
    wait_until(lambda: server.scene == "Game")
    assert server.record_active
    assert "StopRecord" not in server.requests


def test_connection_comes_back(server: ObsServer, linked: Link) -> None:
    """After a loss the link connects again by itself."""
    server.drop()
    wait_until(lambda: server.logins == 2 and linked.status.state is State.READY)


def test_obs_is_not_there_yet(program: Program) -> None:
    """It is tried again until somebody listens."""
    with obs_server() as server:
        port = server.port
    made = Link(Connection("00000000", "x", port=port), program.host())
    made.start()
    wait_until(lambda: made.status.state is State.TROUBLE)
    assert f"127.0.0.1:{port}" in made.status.words
    made.stop()
    assert made.join(PATIENCE_S)


def test_wrong_password_is_not_tried_again_and_again(program: Program) -> None:
    """OBS shows each failed login to its user."""
    program.password = "wrong"
    with obs_server("right") as server:
        made = Link(Connection("00000000", "x", port=server.port), program.host())
        made.start()
        wait_until(lambda: made.status.state is State.TROUBLE)
        assert "password" in made.status.words
        made.stop()
        assert made.join(PATIENCE_S)
        assert server.logins == 0


def test_order_that_came_too_late_is_dropped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants a recording to start minutes after the pull, when OBS is found at last."""
    monkeypatch.setattr(link, "STALE_S", 0.0)
    with obs_server() as server:
        port = server.port
    made = Link(Connection("00000000", "x", port=port), program.host())
    made.do(Action(Do.START_RECORD), 0)
    made.start()
    wait_until(lambda: program.told)
    assert "was not done: start the recording." in program.told[0]
    made.stop()
    assert made.join(PATIENCE_S)


def test_order_that_grew_old_between_two_tries(
    server: ObsServer, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The try that finds OBS may be the first since it was asked for: it is dropped all the same."""
    monkeypatch.setattr(link, "STALE_S", 0.0)
    made = Link(Connection("00000000", "x", port=server.port), program.host())
    made.do(Action(Do.START_RECORD), 0)
    made.start()
    wait_until(lambda: program.told or "StartRecord" in server.requests)
    assert "was not done: start the recording." in program.told[0]
    wait_until(lambda: made.status.state is State.READY)
    assert "StartRecord" not in server.requests
    made.stop()
    assert made.join(PATIENCE_S)


def test_all_that_came_too_late_is_named_at_once(
    server: ObsServer, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence names each action once, in the order of asking, and stands once in the status too."""
    monkeypatch.setattr(link, "STALE_S", 0.0)
    made = Link(Connection("00000000", "x", port=server.port), program.host())
    asked = (Action(Do.START_RECORD), Action(Do.SAVE_REPLAY), Action(Do.SCENE, "Break"), Action(Do.SAVE_REPLAY))
    for action in asked:
        made.do(action, 0)
    made.start()
    wait_until(lambda: made.status.state is State.READY)
    named = "start the recording, save the replay buffer, show the scene “Break”."
    assert len(program.told) == 1
    assert named in program.told[0]
    assert made.status.failed.count("was not done") == 1
    made.stop()
    assert made.join(PATIENCE_S)


def test_recording_gets_its_place_in_time(server: ObsServer, linked: Link, program: Program) -> None:
    """The file begins when outputDuration leaves 0, not when OBS says that it has started; pauses are left out."""
    linked.do(Action(Do.START_RECORD), 0)
    wait_until(lambda: program.videos)
    wait_until(lambda: server.requests.count("GetRecordStatus") > 5)
    assert next(iter(program.videos.values())).spans == ()
    server.duration_ms = 1_000
    wait_until(lambda: next(iter(program.videos.values())).spans)
    linked.do(Action(Do.STOP_RECORD), 0)
    wait_until(lambda: next(iter(program.videos.values())).ended)
    (video,) = program.videos.values()
    assert video.kind is VideoKind.RECORDING
    assert video.is_local
    wait_until(lambda: program.videos[video.key].path == str(Path("/videos/new.mkv")))
    assert program.renamed == [Path("/videos/a.mkv")]


def test_recording_outlives_the_connection(server: ObsServer, linked: Link, program: Program) -> None:
    """OBS goes on recording while nobody listens: it stays one video."""
    linked.do(Action(Do.START_RECORD), 0)
    server.duration_ms = 1
    wait_until(lambda: any(each.spans for each in program.videos.values()))
    server.drop()
    wait_until(lambda: server.logins == 2 and linked.status.state is State.READY)
    asked = len(server.requests)
    wait_until(lambda: len(server.requests) > asked + 2)
    assert len(program.videos) == 1


def test_recording_that_ended_while_nobody_listened(server: ObsServer, linked: Link, program: Program) -> None:
    """It has an end as soon as OBS is asked again."""
    linked.do(Action(Do.START_RECORD), 0)
    wait_until(lambda: program.videos)
    server.record_active = False
    server.drop()
    wait_until(lambda: all(each.ended for each in program.videos.values()))


def test_recording_of_the_run_before_goes_on(server: ObsServer, program: Program) -> None:
    """The meter was restarted: the video it knew of goes on under its key, and an older one has ended."""
    now_ms = time.time_ns() // 1_000_000
    server.record_active, server.duration_ms = True, 60_000
    span = Span(now_ms - 60_350, now_ms - 20_000, 0)
    newer = Video("n", VideoKind.RECORDING, "00000000", "x", span.from_ms, spans=(span,))
    older = Video("o", VideoKind.RECORDING, "00000000", "x", 1, spans=(Span(1, 2, 0),))
    program.known = [newer, older]
    made = Link(Connection("00000000", "x", port=server.port), program.host())
    made.start()
    wait_until(lambda: "n" in program.videos and "o" in program.videos)
    assert program.videos["o"].ended
    assert program.videos["n"].spans[0].from_ms == span.from_ms
    assert program.videos["n"].end_ms >= now_ms
    made.stop()
    assert made.join(PATIENCE_S)


def test_stream_with_an_interruption(
    server: ObsServer, linked: Link, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that lost its server has a gap, and goes on behind it."""
    now_ns = time.time_ns()  # it stands still as the length that the server tells: else there are gaps between answers
    monkeypatch.setattr(outputs, "time", SimpleNamespace(monotonic=time.monotonic, time_ns=lambda: now_ns))
    server.stream_active, server.duration_ms = True, 5_000
    server.stream_state("STARTED")
    wait_until(lambda: any(each.spans for each in program.videos.values()))
    (key,) = program.videos
    assert program.videos[key].kind is VideoKind.STREAM
    server.stream_reconnecting = True
    server.stream_state("RECONNECTING")
    asked = server.requests.count("GetStreamStatus")
    wait_until(lambda: server.requests.count("GetStreamStatus") > asked + 2)
    server.stream_reconnecting, server.duration_ms = False, 60_000
    server.stream_state("RECONNECTED")
    wait_until(lambda: len(program.videos[key].spans) == 2)


def test_connection_is_tried_out(server: ObsServer) -> None:
    """The test button tells the versions, or what is wrong."""
    assert "29.0.2" in try_out(Connection("00000000", "x", port=server.port), "")
    server.password = "right"
    with pytest.raises(ObsError, match="wrong"):
        try_out(Connection("00000000", "x", port=server.port), "left")
