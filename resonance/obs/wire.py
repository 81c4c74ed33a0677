"""obs-websocket v5, RPC version 1: the few messages that are used, written and read. No I/O.

Source: docs/generated/protocol.md of obsproject/obs-websocket, at 5.1.0 and 5.7.3.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from resonance.texts import say

RPC_VERSION = 1
SUBPROTOCOL = "obswebsocket.json"

GENERAL_EVENTS, SCENE_EVENTS, OUTPUT_EVENTS = 1, 4, 64
SUBSCRIPTIONS = GENERAL_EVENTS | SCENE_EVENTS | OUTPUT_EVENTS


class Op(IntEnum):
    HELLO = 0
    IDENTIFY = 1
    IDENTIFIED = 2
    EVENT = 5
    REQUEST = 6
    RESPONSE = 7


class Code(IntEnum):
    """Why OBS refused a request."""

    RUNNING = 500
    NOT_RUNNING = 501
    NO_SUCH_RESOURCE = 600
    NO_REPLAY_BUFFER = 604


LONGEST_SHOWN = 120
"""Characters of a text of the other side."""

LONGEST_MS = 10 * 366 * 86_400_000
"""Of a video. What began before there were calendars has no date that could be shown."""

AUTHENTICATION_FAILED = 4009
UNSUPPORTED_RPC_VERSION = 4010
"""Close codes."""


class ObsError(Exception):
    """It did not work; the text is a sentence for the user."""

    def __init__(self, words: str, code: int = 0) -> None:
        """`code`: of OBS; 0 = none."""
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Event:
    kind: str  # "RecordStateChanged"
    data: dict[str, Any]
    at_ms: int  # Unix ms: when it came


def authentication(password: str, salt: str, challenge: str) -> str:
    """The answer to the challenge of a server with a password."""
    return _hash(_hash(password + salt) + challenge)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def identify(hello: dict[str, Any], password: str) -> str:
    """The answer to Hello. ObsError if there is no common language, or a password is missing."""
    version = hello.get("rpcVersion", RPC_VERSION)
    if type(version) is not int:
        raise ObsError(say("The other side does not speak like OBS."))
    if version < RPC_VERSION:
        raise ObsError(say("This OBS is too old: it needs obs-websocket 5, which comes with OBS 28."))
    data: dict[str, Any] = {"rpcVersion": RPC_VERSION, "eventSubscriptions": SUBSCRIPTIONS}
    asked = hello.get("authentication")
    if isinstance(asked, dict):
        if not password:
            raise ObsError(say("OBS asks for a password."), AUTHENTICATION_FAILED)
        salt, challenge = text_of(asked, "salt"), text_of(asked, "challenge")
        if salt is None or challenge is None:
            raise ObsError(say("The other side does not speak like OBS."))
        data["authentication"] = authentication(password, salt, challenge)
    return _message(Op.IDENTIFY, data)


def request(kind: str, number: str, data: dict[str, Any] | None) -> str:
    asked: dict[str, Any] = {"requestType": kind, "requestId": number}
    if data is not None:
        asked["requestData"] = data
    return _message(Op.REQUEST, asked)


def _message(op: Op, data: dict[str, Any]) -> str:
    return json.dumps({"op": int(op), "d": data}, ensure_ascii=False)


def read(text: str | bytes) -> tuple[int, dict[str, Any]]:
    """(op, d) of a message. ObsError for what is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or type(message.get("op")) is not int or not isinstance(message.get("d"), dict):
        raise ObsError(say("The other side does not speak like OBS."))
    return message["op"], message["d"]


def event(data: dict[str, Any], at_ms: int) -> Event:
    found = data.get("eventData")
    return Event(str(data.get("eventType")), found if isinstance(found, dict) else {}, at_ms)


def answer(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a response says. ObsError if OBS has refused."""
    status = data.get("requestStatus")
    if not isinstance(status, dict) or status.get("result") is not True:
        code = status.get("code") if isinstance(status, dict) else None
        comment = text_of(status, "comment") if isinstance(status, dict) else None
        raise ObsError(
            say("OBS refuses {request} ({reason}).", request=kind, reason=short(comment or code or "?")),
            code if type(code) is int else 0,
        )
    found = data.get("responseData")
    return found if isinstance(found, dict) else {}


def text_of(data: dict[str, Any], key: str) -> str | None:
    """A text that may be missing, null (as paths are in most states), empty, or one that no file can hold."""
    value = data.get(key)
    if not isinstance(value, str) or not value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character, which JSON allows
        return None
    return value


def short(value: object) -> str:
    """What the other side tells, on one line, and no more of it than a window has room for."""
    return " ".join(str(value).split())[:LONGEST_SHOWN]


def number_of(data: dict[str, Any], key: str) -> int:
    """Milliseconds, from 0 to LONGEST_MS; 0 for anything else."""
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= LONGEST_MS:
        return 0
    return int(value)
