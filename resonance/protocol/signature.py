"""What the traffic of a game server looks like (protocol.md 1.2): the signatures that tell a flow from all others.

Method A is an uncompressed container whose notify names the WorldNtf service, method B the answer to the login.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from resonance.protocol.frames import COMPRESSED, HEADER_SIZE, LAST_TYPE, MAX_FRAME, plausible_frame, whole_frames

WORLD_SERVICE = 0x63335342  # WorldNtf, ASCII "c3SB" (protocol.md 4.1)
_SERVICE = struct.pack("!Q", WORLD_SERVICE)
MARK = _SERVICE[4:]
_WORLD_NOTIFY = b"\x00\x02" + _SERVICE
_PLAIN_CONTAINER = b"\x00\x06"
_ZIPPED_CONTAINER = b"\x80\x06"
CONTAINER_HEADER = 10  # length, type, sequence
NOTIFY_HEADER = 22  # length, type, service, stub, method

LOGIN_LENGTH = 98
_LOGIN_HEAD = bytes.fromhex("00000062000300000001")
_LOGIN_TAIL = bytes.fromhex("000000000a4e")

CHAIN = 3
"""Whole frames in a row that prove a stream joined away from the start of a segment."""

MAX_STARTS = 16
"""Scene containers in a run that are tried; in the game's own stream one of the first is right."""


def is_scene_signature(data: bytes, start: int = 0) -> bool:
    """Method A: does an uncompressed container that holds a WorldNtf notify begin at `start`?

    Stricter than existing meters: lengths must agree, so that the bytes in other data do not match by chance.
    """
    if data[start + 4 : start + 6] != _PLAIN_CONTAINER:
        return False
    length = int.from_bytes(data[start : start + 4], "big")
    pos, end = start + 10, min(start + length, len(data))
    while end - pos >= NOTIFY_HEADER:
        inner = int.from_bytes(data[pos : pos + 4], "big")
        if not HEADER_SIZE <= inner <= start + length - pos:
            return False
        if data[pos + 4 : pos + 14] == _WORLD_NOTIFY:
            return True
        pos += inner
    return False


def is_login_answer(payload: bytes) -> bool:
    """Method B: the answer to the login, exactly 98 bytes long."""
    return len(payload) == LOGIN_LENGTH and payload.startswith(_LOGIN_HEAD) and payload[14:20] == _LOGIN_TAIL


def begins_as_game(run: bytes) -> bool | None:
    """Are these the first bytes of a game server's connection? None = too few of them to tell.

    A login answer comes first if the login was captured; a scene may begin with compressed containers alone.
    """
    if is_login_answer(run[:LOGIN_LENGTH]):
        return True
    pos = containers = 0
    while len(run) - pos >= HEADER_SIZE:
        length = int.from_bytes(run[pos : pos + 4], "big")
        kind = int.from_bytes(run[pos + 4 : pos + 6], "big") & ~COMPRESSED
        if not HEADER_SIZE <= length <= MAX_FRAME or kind > LAST_TYPE:
            return False
        if is_scene_signature(run, pos):
            return True
        if pos + length > len(run):
            return None
        # Plain ones would show the service by now: other servers of the game frame their messages alike.
        containers += run[pos + 4 : pos + 6] == _ZIPPED_CONTAINER and bool(plausible_frame(run, pos))
        if containers == CHAIN:
            return True
        pos += length
    return None


def scene_frames(run: bytes) -> Iterator[int]:
    """Where scene containers may begin in a run: only those whose first notify is WorldNtf's are found."""
    ahead = CONTAINER_HEADER + 4  # the notify's length, and all before it
    pos = run.find(_WORLD_NOTIFY)
    while pos >= 0:
        if pos >= ahead and is_scene_signature(run, pos - ahead):
            yield pos - ahead
        pos = run.find(_WORLD_NOTIFY, pos + 1)


def holds_chain(run: bytes) -> bool:
    """Does a chain of frames that begins with a scene signature stand in this run?"""
    starts = islice(scene_frames(run), MAX_STARTS)
    return any(whole_frames(run, start, CHAIN)[0] == CHAIN for start in starts)
