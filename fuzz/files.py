"""The targets for files. Each takes any bytes as a file and raises only when a promise is broken."""

from __future__ import annotations

import json
import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fuzz.script import Script
from resonance import settings_file
from resonance.capture.file_parts import MAX_AT_US, MAX_PACKET_BYTES
from resonance.capture.pcapfile import open_capture
from resonance.capture.source import CaptureError
from resonance.settings import META, Settings


@contextmanager
def _file(data: bytes, name: str) -> Iterator[Path]:
    """In a folder of its own, since a reader may put something beside it."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield path


def capture_file(data: bytes) -> None:
    """A .pcap or .pcapng, packed or not -> packets, and a sentence where it is damaged; or CaptureError at once."""
    with _file(data, "recording.pcap") as path:
        try:
            capture = open_capture(path)
        except CaptureError:
            return
        with capture:
            count = 0
            for packet in capture:
                count += 1
                assert 0 <= packet.at_us <= MAX_AT_US
                assert len(packet.data) <= MAX_PACKET_BYTES
            assert capture.packets_read == count


def _settings_text(data: bytes) -> bytes:
    """Behind a zero, with which no text begins, a script says what the settings are: damaged JSON is refused whole."""
    if data[:1] != b"\0":
        return data
    script = Script(data[1:])
    names = (*META, settings_file.PROFILE_MARK, "settings", "window_x", "window_y", "window_width", "window_height")
    stored = {names[script.number(1) % len(names)]: _json_value(script, 3) for _ in range(script.number(1))}
    return json.dumps({settings_file.PROFILE_MARK: 1, "settings": stored} if script.number(1) & 1 else stored).encode()


def _json_value(script: Script, levels: int) -> object:
    kind = script.number(1) % (8 if levels else 6)
    if kind == 0:
        return script.take(script.number(1)).decode("utf-8", "surrogateescape")
    if kind == 1:
        return script.number(1, signed=True)
    if kind == 2:
        return script.number(9, signed=True)
    if kind == 3:
        return struct.unpack("!d", script.take(8).ljust(8, b"\0"))[0]
    if kind in (4, 5):
        return (None, True, False, "", 10**400, "#102030", "100x100+0+0", "y" * 70_000)[script.number(1) % 8]
    inside = [_json_value(script, levels - 1) for _ in range(script.number(1))]
    return inside if kind == 6 else {str(key): value for key, value in zip(inside[::2], inside[1::2], strict=False)}


def settings(data: bytes) -> None:
    """A settings file -> settings that can be used and saved, and at most a sentence for each; nothing is raised."""
    with _file(_settings_text(data), "settings.json") as path:
        loaded, problems = settings_file.load(path)
        assert len(problems) <= len(META)
        _check(loaded, problems)
        settings_file.save(path, loaded)
        assert settings_file.load(path) == (loaded, [])
        assert len(list(path.parent.iterdir())) <= 2  # what was damaged is kept once


def profile(data: bytes) -> None:
    """A profile of somebody else -> settings that can be used, or ProfileError."""
    with _file(_settings_text(data), "profile.json") as path:
        try:
            loaded, problems = settings_file.import_profile(path, Settings())
        except settings_file.ProfileError as error:
            str(error).encode()
            return
        _check(loaded, problems)


def _check(loaded: Settings, problems: list[str]) -> None:
    for name, meta in META.items():
        assert meta.accepts(getattr(loaded, name)), name
    for problem in problems:
        problem.encode()
