"""What a rule can have OBS do. A success reply proves nothing: the event is awaited, then the status is asked for.

All functions: ObsError, with a sentence for the user.
"""

from __future__ import annotations

from typing import NamedTuple

from resonance.obs.client import Client
from resonance.obs.rules import Do
from resonance.obs.wire import Code, Event, ObsError, text_of
from resonance.texts import say

START_S = 5.0
STOP_S = 20.0
SAVE_S = 10.0
SCENE_S = 3.0

RECORD_CHANGED, REPLAY_CHANGED = "RecordStateChanged", "ReplayBufferStateChanged"
REPLAY_SAVED, SCENE_CHANGED = "ReplayBufferSaved", "CurrentProgramSceneChanged"
STARTED, STOPPED = "OBS_WEBSOCKET_OUTPUT_STARTED", "OBS_WEBSOCKET_OUTPUT_STOPPED"

SETTLE_S = 0.1
"""So long after its event a status may still be the one of before."""


class Action(NamedTuple):
    do: Do
    scene: str = ""


def perform(client: Client, action: Action) -> None:
    if action.do is Do.START_RECORD:
        start_record(client)
    elif action.do is Do.STOP_RECORD:
        stop_record(client)
    elif action.do is Do.START_REPLAY:
        start_replay(client)
    elif action.do is Do.SAVE_REPLAY:
        save_replay(client)
    else:
        switch_scene(client, action.scene)


def start_record(client: Client) -> None:
    """Nothing, where it records already."""
    if _runs(client, "GetRecordStatus"):
        return
    _change(client, "StartRecord", RECORD_CHANGED, STARTED, START_S, Code.RUNNING)
    if not _runs(client, "GetRecordStatus"):
        raise ObsError(say("OBS does not record, though it was told to. Look at its recording folder."))


def stop_record(client: Client) -> None:
    """Nothing, where it does not record."""
    _change(client, "StopRecord", RECORD_CHANGED, STOPPED, STOP_S, Code.NOT_RUNNING)
    client.turn(SETTLE_S)
    if _runs(client, "GetRecordStatus"):
        raise ObsError(say("OBS goes on recording, though it was told to stop."))


def start_replay(client: Client) -> None:
    """Nothing, where it runs already."""
    if _replay_runs(client):
        return
    _change(client, "StartReplayBuffer", REPLAY_CHANGED, STARTED, START_S, Code.RUNNING)
    if not _replay_runs(client):
        raise ObsError(say("The replay buffer of OBS does not run, though it was told to."))


def save_replay(client: Client) -> None:
    """Never two at a time, nor within a second: OBS would make one file of them."""
    if not _replay_runs(client):
        raise ObsError(say("The replay buffer of OBS does not run: nothing could be saved."))
    before = _last_replay(client)
    saved = client.wait_for(
        lambda event: event.kind == REPLAY_SAVED, SAVE_S, lambda: client.request("SaveReplayBuffer")
    )
    if not saved and _last_replay(client) == before:
        raise ObsError(say("OBS has not saved the replay, though it was told to."))


def switch_scene(client: Client, scene: str) -> None:
    """Nothing, where it is shown already."""
    if _shown_scene(client) == scene:
        return
    try:
        client.wait_for(
            lambda event: event.kind == SCENE_CHANGED and event.data.get("sceneName") == scene,
            SCENE_S,
            lambda: client.request("SetCurrentProgramScene", {"sceneName": scene}),
        )
    except ObsError as error:
        if error.code == Code.NO_SUCH_RESOURCE:
            raise ObsError(say("OBS has no scene {name}.", name=scene), error.code) from error
        raise
    if _shown_scene(client) != scene:
        raise ObsError(say("OBS did not switch to the scene {name}.", name=scene))


def _change(client: Client, request: str, kind: str, state: str, limit_s: float, harmless: Code) -> None:
    """Ask, and wait for the event; not where OBS says that it is so already."""

    def is_it(event: Event) -> bool:
        return event.kind == kind and event.data.get("outputState") == state

    try:
        client.wait_for(is_it, limit_s, lambda: client.request(request))
    except ObsError as error:
        if error.code == harmless:
            return
        raise


def _runs(client: Client, question: str) -> bool:
    return client.request(question).get("outputActive") is True


def _replay_runs(client: Client) -> bool:
    try:
        return _runs(client, "GetReplayBufferStatus")
    except ObsError as error:
        if error.code == Code.NO_REPLAY_BUFFER:
            raise ObsError(
                say("The replay buffer is switched off in OBS: it is in its settings, at Output."), error.code
            ) from error
        raise


def _last_replay(client: Client) -> str | None:
    """None = there is none yet."""
    try:
        return text_of(client.request("GetLastReplayBufferReplay"), "savedReplayPath")
    except ObsError as error:
        if error.code:
            return None
        raise


def _shown_scene(client: Client) -> str | None:
    found = client.request("GetCurrentProgramScene")
    return text_of(found, "currentProgramSceneName") or text_of(found, "sceneName")
