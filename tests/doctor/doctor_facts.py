"""Facts of a computer where all is well, but for what a test changes."""

from __future__ import annotations

from typing import Any

from resonance.doctor.checks import examine
from resonance.doctor.facts import Computer, DriverState, Facts, FileState, Traffic
from resonance.doctor.finding import Finding
from resonance.health import CaptureState

COMPUTER: dict[str, Any] = {
    "system": "win32",
    "has_rights": True,
    "driver": DriverState.RUNNING,
    "filtering_runs": True,
    "pcap": None,
    "driver_files": (("WinDivert64.dll", FileState.RIGHT), ("WinDivert64.sys", FileState.RIGHT)),
    "adapters": ("Ethernet (Intel I225-V)",),
    "game_runs": True,
    "game_connections": 2,
    "folder": "C:\\data",
    "free_bytes": 80_000_000_000,
}
TRAFFIC: dict[str, Any] = {
    "listened_s": 60.0,
    "state": CaptureState.RUNNING,
    "source": "WinDivert",
    "packets": 100_000,
    "has_server": True,
    "messages": 50_000,
    "messages_per_s": 400,
    "known": 40_000,
    "unknown_methods": (5, 9),
    "server_ahead_ms": 40,
}
SILENT: dict[str, Any] = {
    "packets": 0,
    "has_server": False,
    "messages": 0,
    "messages_per_s": 0,
    "known": 0,
    "unknown_methods": (),
    "server_ahead_ms": None,
}
"""Nothing was heard."""

NO_GAME = {**SILENT, "packets": 5_000}
"""Others were heard, but not the game."""


def facts(**changes: Any) -> Facts:
    computer = {name: changes.pop(name) for name in list(changes) if name in Computer.__dataclass_fields__}
    return Facts(Computer(**COMPUTER | computer), Traffic(**TRAFFIC | changes))


def findings(**changes: Any) -> dict[str, Finding]:
    """By the keys of the checks."""
    return {check.key: finding for check, finding in examine(facts(**changes))}
