"""Link: one connection on a thread of its own. It connects again and again, does what it is told, follows videos."""

from __future__ import annotations

import heapq
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from resonance.obs.actions import Action, perform
from resonance.obs.client import Client, Lost
from resonance.obs.connection import Connection
from resonance.obs.outputs import Outputs
from resonance.obs.rules import Do, do_words
from resonance.obs.video_track import VideoTrack
from resonance.obs.wire import AUTHENTICATION_FAILED, ObsError, short, text_of
from resonance.store.videos import Video, VideoKind
from resonance.texts import say

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
WRONG_PASSWORD_PAUSE_S = 60.0
"""Between two tries to connect. With a wrong password it is tried seldom: OBS shows each failure."""

TURN_S = 0.05
SAVE_GAP_S = 1.1
"""Between two saves of the replay buffer: within a second OBS gives both the same name."""

TEST_S = 6.0

MOST_WAITING = 100
STALE_S = 10.0
"""What could not be done for so long, as there was no connection, is not done at all."""

OPPOSITE = {Do.START_RECORD: Do.STOP_RECORD, Do.STOP_RECORD: Do.START_RECORD}
"""What one of them is asked for takes back the other, if that still waits."""


class State(StrEnum):
    CONNECTING = "connecting"
    READY = "ready"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    state: State
    words: str = ""  # a sentence about the trouble
    is_recording: bool = False
    is_streaming: bool = False
    failed: str = ""  # sentences about what did not work when it was tried last


class _Job(NamedTuple):
    due_s: float
    number: int  # in the order of asking
    action: Action


@dataclass(frozen=True, slots=True)
class LinkHost:
    """What a link is told by the program around it. Called on its thread."""

    password: Callable[[], str]
    save: Callable[[Video], object]
    known: Callable[[], list[Video]]  # videos of this connection without an end
    tell: Callable[[str], object]  # a sentence for the user
    rename: Callable[[Path, Video | None], Path]  # a file that is whole; None = of the replay buffer


class Link:
    """start(), then stop(); status and do() from any thread."""

    def __init__(self, connection: Connection, host: LinkHost) -> None:
        self.connection = connection
        self.status = LinkStatus(State.CONNECTING)
        self._host = host
        self._asked: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._jobs: list[_Job] = []  # a heap
        self._numbers = itertools.count()
        self._outputs = Outputs(connection, host.save, self._on_ended)
        self._save_due_s = 0.0
        self._failed: dict[Do, str] = {}  # sentences
        self._is_resumed = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"obs {connection.key}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Comes back at once."""
        self._stopping.set()

    def join(self, timeout_s: float) -> bool:
        """Whether it has ended in time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def do(self, action: Action, after_s: float) -> None:
        self._asked.put(_Job(time.monotonic() + after_s, next(self._numbers), action))

    # On the thread

    def _run(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            began_s = time.monotonic()
            try:
                self._live()
            except ObsError as error:
                self._drop_stale()
                if time.monotonic() - began_s > LONGEST_PAUSE_S:  # it has worked for a while
                    pause_s = FIRST_PAUSE_S
                self._show(State.TROUBLE, str(error))
                is_refused = error.code == AUTHENTICATION_FAILED
                self._stopping.wait(WRONG_PASSWORD_PAUSE_S if is_refused else pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            except Exception:
                log.exception("the connection to OBS has failed, and is made anew")
                self._show(State.TROUBLE, say("There is a fault in this program; the log file tells more."))
                self._stopping.wait(LONGEST_PAUSE_S)

    def _live(self) -> None:
        """From one connection to its end. ObsError."""
        connection = self.connection
        client = Client(connection.host, connection.port, self._host.password(), self._outputs.hear)
        try:
            if not self._is_resumed:
                self._is_resumed = True
                self._outputs.resume(self._host.known())
            self._outputs.connected()
            self._drop_stale()
            log.info("connected to OBS (obs-websocket %s)", client.version)
            while not self._stopping.is_set():
                self._outputs.turn(client)
                self._do_due(client)
                self._show(State.READY, "")
                client.turn(TURN_S)
                self._see_to_replay()
        finally:
            client.close()

    def _show(self, state: State, words: str) -> None:
        recording, streaming = map(self._outputs.is_running, (VideoKind.RECORDING, VideoKind.STREAM))
        status = LinkStatus(state, words, recording, streaming, " ".join(dict.fromkeys(self._failed.values())))
        if status != self.status:
            self.status = status
            log.debug("OBS is %s; recording %s, streaming %s", state, recording, streaming)

    def _take_asked(self) -> None:
        while not self._asked.empty():
            job = self._asked.get()
            opposite = OPPOSITE.get(job.action.do)
            if any(each.action.do is opposite for each in self._jobs):
                self._jobs = [each for each in self._jobs if each.action.do is not opposite]
                heapq.heapify(self._jobs)
            if len(self._jobs) < MOST_WAITING:
                heapq.heappush(self._jobs, job)

    def _do_due(self, client: Client) -> None:
        self._take_asked()
        while self._jobs and self._jobs[0].due_s <= time.monotonic() and not self._stopping.is_set():
            is_save = self._jobs[0].action.do is Do.SAVE_REPLAY
            if is_save and time.monotonic() < self._save_due_s:
                return
            job = heapq.heappop(self._jobs)
            try:
                perform(client, job.action)
                self._failed.pop(job.action.do, None)
            except Lost:
                heapq.heappush(self._jobs, job)  # nobody knows whether it was done; all can be done twice
                raise
            except ObsError as error:
                self._complain([job.action.do], str(error))
            finally:
                if is_save:
                    self._save_due_s = time.monotonic() + SAVE_GAP_S
            self._take_asked()

    def _drop_stale(self) -> None:
        """One sentence for all of it: who is told several at once reads the last alone."""
        self._take_asked()
        oldest_s = time.monotonic() - STALE_S
        stale = [job.action for job in sorted(self._jobs) if job.due_s < oldest_s]
        if not stale:
            return
        self._jobs = [job for job in self._jobs if job.due_s >= oldest_s]
        heapq.heapify(self._jobs)
        actions = ", ".join(dict.fromkeys(do_words(*action) for action in stale))
        words = say("There was no connection, so this was not done: {actions}.", actions=actions)
        self._complain({action.do for action in stale}, words)

    def _complain(self, about: Collection[Do], words: str) -> None:
        log.warning("OBS: %s: %s", ", ".join(about), words)
        found = dict.fromkeys(about, words)
        if not found.items() <= self._failed.items():
            self._failed.update(found)
            self._host.tell(say("OBS “{name}”: {problem}", name=self.connection.name, problem=words))

    def _on_ended(self, track: VideoTrack, video: Video) -> None:
        if video.is_local and video.path is not None:
            renamed = str(self._host.rename(Path(video.path), video))
            if renamed != video.path:
                track.renamed(video, renamed)

    def _see_to_replay(self) -> None:
        path, self._outputs.replay_saved = self._outputs.replay_saved, None
        if path is not None and self.connection.is_local:
            self._host.rename(Path(path), None)


def try_out(connection: Connection, password: str) -> str:
    """Connect once, and tell how it went, within OPEN_S and TEST_S whatever the other side sends. ObsError."""
    client = Client(connection.host, connection.port, password, lives_s=TEST_S)
    try:
        found = client.request("GetVersion")
    finally:
        client.close()
    return say(
        "It works: OBS {version}, obs-websocket {websocket}.",
        version=short(text_of(found, "obsVersion") or "?"),
        websocket=short(text_of(found, "obsWebSocketVersion") or "?"),
    )
