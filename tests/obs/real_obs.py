"""A real OBS on a screen of its own, with nobody in front of it: two scenes of one colour each, written by x264.

Files and flags were found out with OBS 29 of Debian 12, whose obs-websocket is 5.1.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers import wait_until
from screens import virtual_screen

PASSWORD = "correct horse"
BLUE, GREEN = "Fight", "Break"
"""Scenes."""

LAST_VERSION = 29 << 24 | 2
SETTLE_S = 0.5
"""OBS that is told to end within moments of the end of a recording crashes half of the time."""

GLOBAL = """[General]
FirstRun=true
LastVersion={version}
EnableAutoUpdates=false
ConfirmOnExit=false

[Basic]
Profile=Meter
ProfileDir=Meter
SceneCollection=Meter
SceneCollectionFile=Meter

[BasicWindow]
SysTrayEnabled=false
PreviewEnabled=false
WarnBeforeStoppingRecord=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""

PROFILE = """[General]
Name=Meter

[Output]
Mode=Simple

[SimpleOutput]
FilePath={videos}
RecFormat=mkv
VBitrate=800
ABitrate=96
UseAdvanced=true
Preset=ultrafast
x264Settings=keyint=30
StreamEncoder=x264
RecEncoder=x264
RecQuality={quality}
RecRB=true
RecRBTime=6
RecRBSize=64
RecRBPrefix=Replay

[Video]
BaseCX=320
BaseCY=180
OutputCX=320
OutputCY=180
FPSType=1
FPSInt=30

[Audio]
SampleRate=48000
ChannelSetup=Stereo
"""


@dataclass(frozen=True, slots=True)
class RealObs:
    port: int
    videos: Path
    pid: int


def skip_without() -> None:
    missing = [each for each in ("obs", "Xvfb", "ffmpeg", "ffprobe") if shutil.which(each) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: obs-studio, xvfb, libgl1-mesa-dri, ffmpeg)")


@contextmanager
def real_obs(root: Path, *, quality: str = "Stream") -> Iterator[RealObs]:
    """`quality`: "Stream" records what the replay buffer encodes anyway; "Small" can be paused."""
    skip_without()
    port = free_port()
    videos = _write_settings(root, port, quality)
    with virtual_screen() as screen, (root / "obs.log").open("wb") as log:
        started = subprocess.Popen(
            ["obs", "--multi", "--disable-missing-files-check", "--collection", "Meter", "--profile", "Meter"],
            env=_environment(root, screen),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: started.poll() is not None or _listens(port))
            assert started.poll() is None, (root / "obs.log").read_text(errors="replace")[-2000:]
            yield RealObs(port, videos, started.pid)
        finally:
            time.sleep(SETTLE_S)
            _end(started)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


def _environment(root: Path, screen: str) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    return {
        **inherited,
        "DISPLAY": screen,
        "HOME": str(root),
        "XDG_CONFIG_HOME": str(root / "config"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "QT_QPA_PLATFORM": "xcb",
        "LC_ALL": "C.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }


def _end(started: subprocess.Popen[bytes]) -> None:
    started.send_signal(signal.SIGINT)
    try:
        started.wait(10)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()


def _write_settings(root: Path, port: int, quality: str) -> Path:
    home = root / "config" / "obs-studio"
    profile, scenes, videos = home / "basic/profiles/Meter", home / "basic/scenes", root / "videos"
    for folder in (profile, scenes, videos, root / "run"):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "run").chmod(0o700)
    (home / "global.ini").write_text(GLOBAL.format(version=LAST_VERSION, port=port, password=PASSWORD))
    (profile / "basic.ini").write_text(PROFILE.format(videos=videos, quality=quality))
    (scenes / "Meter.json").write_text(json.dumps(_scenes()))
    return videos


def _scenes() -> dict[str, object]:
    colours = {BLUE: 0xFFFF0000, GREEN: 0xFF00FF00}  # as OBS writes them: alpha, blue, green, red
    sources: list[dict[str, object]] = []
    for name, colour in colours.items():
        settings = {"color": colour, "width": 320, "height": 180}
        sources.append({"name": f"{name} colour", "id": "color_source", "versioned_id": "color_source_v3"})
        sources[-1]["settings"] = settings
        items = [{"name": f"{name} colour", "id": 1, "visible": True, "align": 5, "scale": {"x": 1.0, "y": 1.0}}]
        sources.append({"name": name, "id": "scene", "settings": {"id_counter": 1, "items": items}})
    return {
        "name": "Meter",
        "current_scene": BLUE,
        "current_program_scene": BLUE,
        "scene_order": [{"name": name} for name in colours],
        "sources": sources,
        "groups": [],
        "transitions": [],
        "quick_transitions": [],
        "current_transition": "Cut",
        "transition_duration": 300,
    }


def colour_changes_s(video: Path) -> list[float]:
    """When, in seconds of the file, the picture changes its colour."""
    raw = ("-an", "-vf", "scale=1:1,format=rgb24", "-f", "rawvideo", "-fps_mode", "passthrough", "-")
    pixels = subprocess.run(["ffmpeg", "-v", "error", "-i", video, *raw], capture_output=True, check=True).stdout
    stamps = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0", video],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    times = [float(line.strip(",")) for line in stamps.split() if line.strip(",")]
    colours = [max(range(3), key=lambda channel: pixels[at + channel]) for at in range(0, len(pixels), 3)]
    return [times[at] for at in range(1, min(len(times), len(colours))) if colours[at] != colours[at - 1]]
