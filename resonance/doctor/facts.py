"""What the checks judge: facts about the computer, and about the traffic that was listened to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from resonance.health import CaptureState


class DriverState(StrEnum):
    """Of the service that the WinDivert driver runs as."""

    NONE = "none"  # this system has no such driver
    ABSENT = "absent"  # not loaded; capturing loads it
    RUNNING = "running"
    STOPPING = "stopping"  # a program still uses it; it cannot be opened any more
    LEFT_OVER = "left over"  # Windows looks for its file in a folder that is gone
    UNKNOWN = "unknown"


class FileState(StrEnum):
    """Of one of the driver's files."""

    RIGHT = "right"
    MISSING = "missing"
    CHANGED = "changed"  # its content is not what it should be


@dataclass(frozen=True, slots=True)
class Computer:
    """None = nobody can tell."""

    system: str = "linux"  # as sys.platform
    has_rights: bool | None = None  # to listen to the network
    driver: DriverState = DriverState.NONE
    filtering_runs: bool | None = None  # the Base Filtering Engine of Windows, which WinDivert needs
    pcap: str | None = None  # version of Npcap or libpcap; None = there is none
    protobuf: str = "upb"  # its runtime, see protocol/runtime.py
    driver_files: tuple[tuple[str, FileState], ...] = ()  # by name; empty = this system has none
    adapters: tuple[str, ...] | None = None  # names of the network adapters that are up
    game_runs: bool | None = None
    game_connections: int | None = None
    folder: str = ""  # of all that is written
    write_problem: str = ""  # why the database, or its folder, cannot be written to: a sentence; empty = it can
    write_advice: str = ""  # and what to do about it
    free_bytes: int | None = None  # of the disk with that folder


@dataclass(frozen=True, slots=True)
class Traffic:
    """What was heard since the capture began."""

    is_live: bool = True  # False: a recording or the demo
    listened_s: float = 0.0
    state: CaptureState = CaptureState.STARTING
    source: str = ""  # in words
    problem: str = ""  # why capturing does not work
    advice: str = ""  # and what to do about it
    packets: int = 0
    packet_errors: int = 0  # of them, those that could not be read, of whatever program
    dropped: int = 0
    has_server: bool = False  # the game's signature was seen
    messages: int = 0
    messages_per_s: int | None = None  # None = not measured yet
    known: int = 0  # messages of the game's world that this version reads
    unknown_methods: tuple[int, ...] = ()
    gaps: int = 0
    missing_bytes: int = 0
    clock_set_back_ms: int = 0
    server_ahead_ms: int | None = None  # of this computer's clock; None = the server has not said its time
    engine_problem: str = ""
    store_problem: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    computer: Computer = field(default_factory=Computer)
    traffic: Traffic = field(default_factory=Traffic)
