"""Outputs: follows the recording and the stream of one OBS, by its events and by asking again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from resonance.obs.client import Client
from resonance.obs.connection import Connection
from resonance.obs.video_track import VideoTrack
from resonance.obs.wire import Event, number_of, text_of
from resonance.store.videos import Video, VideoKind

ASK_S = 5.0
ASK_SOON_S = 0.25
"""While nobody knows yet where in the file it is: outputDuration stays 0 until the first key frame."""

_PREFIX = "OBS_WEBSOCKET_OUTPUT_"
_KINDS = {"RecordStateChanged": VideoKind.RECORDING, "StreamStateChanged": VideoKind.STREAM}
_QUESTIONS = {VideoKind.RECORDING: "GetRecordStatus", VideoKind.STREAM: "GetStreamStatus"}

Ended = Callable[[VideoTrack, Video], object]


class Outputs:
    """For the thread of the connection."""

    def __init__(self, connection: Connection, save: Callable[[Video], object], ended: Ended) -> None:
        """`ended` gets each recording with its file."""
        self._tracks = {kind: VideoTrack(kind, connection, save) for kind in VideoKind}
        self._save = save
        self._ended = ended
        self._due_s = 0.0
        self.replay_saved: str | None = None
        """The newest file of the replay buffer; who has seen to it sets it to None."""

    def resume(self, videos: list[Video]) -> None:
        """Those that were running when they were heard of last, the newest first: of a kind only that can go on."""
        for video in videos:
            track = self._tracks[video.kind]
            if track.video is None:
                track.resume(video)
            else:
                self._save(replace(video, ended=True))

    def connected(self) -> None:
        """Anew, or for the first time."""
        for track in self._tracks.values():
            track.doubt()
        self._due_s = 0.0

    def is_running(self, kind: VideoKind) -> bool:
        return self._tracks[kind].video is not None

    def hear(self, event: Event) -> None:
        if event.kind in _KINDS:
            self._hear_state(_KINDS[event.kind], event)
            self._due_s = 0.0
        elif event.kind == "RecordFileChanged":
            self._tracks[VideoKind.RECORDING].split(event.at_ms, text_of(event.data, "newOutputPath"))
            self._due_s = 0.0
        elif event.kind == "ReplayBufferSaved":
            self.replay_saved = text_of(event.data, "savedReplayPath")

    def _hear_state(self, kind: VideoKind, event: Event) -> None:
        track = self._tracks[kind]
        state = str(event.data.get("outputState")).removeprefix(_PREFIX)
        path = text_of(event.data, "outputPath")
        if state == "STARTED":
            track.started(event.at_ms, path)
        elif state in ("PAUSED", "RECONNECTING"):
            track.interrupted(event.at_ms)
        elif state == "STOPPED":
            video = track.stopped(event.at_ms, path)
            if video is not None and video.kind is VideoKind.RECORDING:
                self._ended(track, video)

    def turn(self, client: Client) -> None:
        """Ask how far they are, where it is time to. ObsError."""
        now_s = time.monotonic()
        if now_s < self._due_s:
            return
        for kind, track in self._tracks.items():
            self._ask(client, kind, track)
        is_soon = any(track.wants_anchor for track in self._tracks.values())
        self._due_s = now_s + (ASK_SOON_S if is_soon else ASK_S)

    def _ask(self, client: Client, kind: VideoKind, track: VideoTrack) -> None:
        before_ms = time.time_ns() // 1_000_000
        found = client.request(_QUESTIONS[kind])
        at_ms = (before_ms + time.time_ns() // 1_000_000) // 2
        track.status(
            at_ms,
            active=found.get("outputActive") is True,
            paused=_is_paused(found),
            duration_ms=number_of(found, "outputDuration"),
        )


def _is_paused(status: dict[str, Any]) -> bool:
    return status.get("outputPaused") is True or status.get("outputReconnecting") is True
