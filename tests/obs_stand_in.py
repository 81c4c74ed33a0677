"""A stand-in for OBS: speaks obs-websocket 5, keeps the state of its outputs, and misbehaves in every way seen."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from helpers import PATIENCE_S
from resonance.obs.wire import authentication

SALT, CHALLENGE = "salt", "challenge"
SAME_FILE_S = 1.0
"""Two saves of the replay buffer within so long give one file, and two events with its name."""

Answer = dict[str, Any] | int
"""Data, or the code of a refusal."""


class ObsServer:
    """The switches at its beginning are how it misbehaves; `requests` is what it was asked."""

    def __init__(self, password: str = "") -> None:
        self.password = password
        self.is_lying = False  # replies success to what changes an output, and does nothing
        self.is_silent = False  # answers no request
        self.is_late = False  # answers a stranger before each answer
        self.hello: str | None = None  # instead of a real one
        self.record_active = self.record_paused = False
        self.replay_active = False
        self.has_replay = True
        self.duration_ms = 0  # outputDuration of the recording
        self.stream_active = self.stream_reconnecting = False
        self.scene, self.scenes = "Game", ["Game", "Break"]
        self.requests: list[str] = []
        self.saved: list[tuple[float, str]] = []  # when, which file
        self.logins = 0
        self._clients: list[ServerConnection] = []
        self._numbers = itertools.count(1)
        self._server = serve(self._handle, "127.0.0.1", 0, compression=None)
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self.drop()
        self._thread.join(PATIENCE_S)

    def drop(self) -> None:
        """End every connection as a computer does that loses its power: without a word."""
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.socket.close()

    def emit(self, kind: str, **data: Any) -> None:
        self.send({"op": 5, "d": {"eventType": kind, "eventIntent": 64, "eventData": data}})

    def record_state(self, state: str, path: str | None = None) -> None:
        self.emit("RecordStateChanged", outputState=f"OBS_WEBSOCKET_OUTPUT_{state}", outputPath=path)

    def stream_state(self, state: str) -> None:
        self.emit("StreamStateChanged", outputState=f"OBS_WEBSOCKET_OUTPUT_{state}")

    def send(self, message: dict[str, Any] | str) -> None:
        """To everybody who is logged in."""
        for client in list(self._clients):
            with contextlib.suppress(ConnectionClosed):
                client.send(message if isinstance(message, str) else json.dumps(message))

    def _handle(self, client: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            if self._log_in(client):
                for text in client:
                    self._on_request(client, json.loads(text)["d"])
        if client in self._clients:
            self._clients.remove(client)

    def _log_in(self, client: ServerConnection) -> bool:
        hello: dict[str, Any] = {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}
        if self.password:
            hello["authentication"] = {"salt": SALT, "challenge": CHALLENGE}
        client.send(self.hello or json.dumps({"op": 0, "d": hello}))
        found = json.loads(client.recv())["d"]
        expected = authentication(self.password, SALT, CHALLENGE) if self.password else None
        if found.get("authentication") != expected:
            client.close(4009, "Authentication failed.")
            return False
        self.logins += 1
        self._clients.append(client)  # before it knows: from then on it may be dropped, and must hear what is emitted
        client.send(json.dumps({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
        return True

    def _on_request(self, client: ServerConnection, asked: dict[str, Any]) -> None:
        kind = asked["requestType"]
        self.requests.append(kind)
        if self.is_silent:
            return
        answer = self._answer(kind, asked.get("requestData") or {})
        status: dict[str, Any] = {"result": not isinstance(answer, int), "code": 100}
        if isinstance(answer, int):
            status["code"] = answer  # without a comment, as OBS does
        response = {"requestType": kind, "requestId": asked["requestId"], "requestStatus": status}
        if not isinstance(answer, int):
            response["responseData"] = answer
        if self.is_late:
            client.send(json.dumps({"op": 7, "d": {**response, "requestId": "of long ago"}}))
        client.send(json.dumps({"op": 7, "d": response}))

    def _answer(self, kind: str, data: dict[str, Any]) -> Answer:
        if kind == "GetVersion":
            return {"obsVersion": "29.0.2", "obsWebSocketVersion": "5.1.0"}
        if kind == "GetRecordStatus":
            return {
                "outputActive": self.record_active,
                "outputPaused": self.record_paused,
                "outputDuration": self.duration_ms,
            }
        if kind == "GetStreamStatus":
            return {
                "outputActive": self.stream_active,
                "outputReconnecting": self.stream_reconnecting,
                "outputDuration": self.duration_ms,
            }
        if kind in ("StartRecord", "StopRecord"):
            return self._record(kind == "StartRecord")
        if kind in ("GetReplayBufferStatus", "StartReplayBuffer", "SaveReplayBuffer", "GetLastReplayBufferReplay"):
            return self._replay(kind)
        if kind == "GetCurrentProgramScene":
            return {"currentProgramSceneName": self.scene}
        if kind == "SetCurrentProgramScene":
            return self._switch(data["sceneName"])
        return 204

    def _record(self, on: bool) -> Answer:
        if on == self.record_active:
            return 500 if on else 501
        if not self.is_lying:
            self.record_state("STARTING" if on else "STOPPING")
            self.record_active = on
            self.record_state("STARTED" if on else "STOPPED", "/videos/a.mkv")
        return {}

    def _replay(self, kind: str) -> Answer:
        if not self.has_replay:
            return 604
        if kind == "GetReplayBufferStatus":
            return {"outputActive": self.replay_active}
        if kind == "GetLastReplayBufferReplay":
            return {"savedReplayPath": self.saved[-1][1]} if self.saved else 600
        if kind == "StartReplayBuffer":
            if self.replay_active:
                return 500
            if not self.is_lying:
                self.replay_active = True
                self.emit("ReplayBufferStateChanged", outputState="OBS_WEBSOCKET_OUTPUT_STARTED")
            return {}
        if not self.replay_active:
            return 501
        if not self.is_lying:
            now_s = time.monotonic()
            is_new = not self.saved or now_s - self.saved[-1][0] >= SAME_FILE_S
            path = f"/videos/replay {next(self._numbers)}.mkv" if is_new else self.saved[-1][1]
            self.saved.append((now_s, path))
            self.emit("ReplayBufferSaved", savedReplayPath=path)
        return {}

    def _switch(self, scene: str) -> Answer:
        if scene not in self.scenes:
            return 600
        if not self.is_lying:
            self.scene = scene
            self.emit("CurrentProgramSceneChanged", sceneName=scene)
        return {}


@contextmanager
def obs_server(password: str = "") -> Iterator[ObsServer]:
    server = ObsServer(password)
    try:
        yield server
    finally:
        server.close()
