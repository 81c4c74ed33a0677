"""Asks the computer and the running capture for the facts. Takes seconds at worst: never on the Tk thread."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from resonance import elevation
from resonance.capture import adapters, driver_service, game_process
from resonance.capture.driver_files import PINNED, folder, packaged
from resonance.capture.driver_service import State, WindowsService
from resonance.capture.pcap_library import PcapLibrary
from resonance.capture.source import CaptureError
from resonance.doctor.facts import Computer, DriverState, FileState, Traffic
from resonance.health import Health
from resonance.paths import Paths
from resonance.protocol import runtime
from resonance.protocol.messages import DECODERS
from resonance.store import StoreError, trial

ON_WINDOWS = sys.platform == "win32"
FILTERING_ENGINE = "BFE"
_CAP_NET_RAW = 13


def computer(paths: Paths) -> Computer:
    """Raises nothing: what cannot be found out stays unknown."""
    running = game_process.runs()
    problem, advice = write_problem(paths)
    return Computer(
        system=sys.platform,
        has_rights=_has_rights(),
        driver=_driver_state(),
        filtering_runs=_filtering_runs(),
        pcap=_pcap_version(),
        protobuf=runtime.kind(),
        driver_files=_driver_files(),
        adapters=adapters.names(),
        game_runs=running,
        game_connections=_connections() if running else None,
        folder=str(paths.home),
        write_problem=problem,
        write_advice=advice,
        free_bytes=_free_bytes(paths.home),
    )


def traffic(health: Health, *, is_live: bool, listened_s: float, messages_per_s: int | None) -> Traffic:
    """From any thread."""
    methods = dict(health.methods)
    return Traffic(
        is_live=is_live,
        listened_s=listened_s,
        state=health.capture_state,
        source=health.capture_source,
        problem=health.capture_problem.removesuffix(health.capture_advice).strip(),
        advice=health.capture_advice,
        packets=health.packets_captured,
        packet_errors=health.packet_errors,
        dropped=health.packets_dropped,
        has_server=bool(health.server),
        messages=health.messages,
        messages_per_s=messages_per_s,
        known=sum(count for method, count in methods.items() if method in DECODERS),
        unknown_methods=tuple(sorted(method for method in methods if method not in DECODERS)),
        gaps=health.gaps,
        missing_bytes=health.missing_bytes,
        clock_set_back_ms=health.clock_set_back_ms,
        server_ahead_ms=health.server_ahead_ms,
        engine_problem=health.engine_problem,
        store_problem=health.store_problem,
    )


def write_problem(paths: Paths) -> tuple[str, str]:
    """Why the folder or the database in it cannot be written to, and what to do; empty = it can. Changes nothing.

    Tried, not asked: permissions on Windows do not tell. The database is left to SQLite: on Linux, closing it by other
    means would take the locks away that the meter's own connections hold.
    """
    try:
        with tempfile.TemporaryFile(dir=paths.home):
            pass
        trial.try_to_write(paths.database)
    except OSError as error:
        return trial.unwritable(paths.home, error.strerror or type(error).__name__)
    except StoreError as error:
        return error.reason, error.advice
    return "", ""


def net_raw_of(status: str) -> bool | None:
    """Of the text of /proc/self/status: does the process have CAP_NET_RAW? None = it does not say."""
    for line in status.splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.partition(":")[2], 16) >> _CAP_NET_RAW & 1)
    return None


def _has_rights() -> bool | None:
    if ON_WINDOWS:
        return not elevation.is_missing()
    try:
        return net_raw_of(Path("/proc/self/status").read_text())
    except (OSError, ValueError):
        return None


def _driver_state() -> DriverState:
    if not ON_WINDOWS:
        return DriverState.NONE
    try:
        service = WindowsService(driver_service.NAME).look()
    except OSError:
        return DriverState.UNKNOWN
    if service is None:
        return DriverState.ABSENT
    if service.is_left_over:
        return DriverState.LEFT_OVER
    if service.state == State.STOP_PENDING:
        return DriverState.STOPPING
    return DriverState.RUNNING if service.state == State.RUNNING else DriverState.ABSENT


def _filtering_runs() -> bool | None:
    if not ON_WINDOWS:
        return None
    try:
        service = WindowsService(FILTERING_ENGINE).look()
    except OSError:
        return None
    return service.state == State.RUNNING if service is not None else None


def _pcap_version() -> str | None:
    try:
        return PcapLibrary().version
    except CaptureError:
        return None


def _driver_files() -> tuple[tuple[str, FileState], ...]:
    """As the program brings them; and where they have been put to be used, if they have been."""
    if not ON_WINDOWS:
        return ()
    try:
        brought, used = packaged(), folder()
    except (CaptureError, OSError):
        return tuple((name, FileState.MISSING) for name in PINNED)
    return tuple((name, state_of(name, brought, used)) for name in PINNED)


def state_of(name: str, brought: Path, used: Path) -> FileState:
    """The worst of both places; a file that has not been put to use yet is no fault."""
    places = [brought / name, *([used / name] if (used / name).exists() else [])]
    try:
        right = all(hashlib.sha256(path.read_bytes()).hexdigest() == PINNED[name] for path in places)
    except OSError:
        return FileState.MISSING
    return FileState.RIGHT if right else FileState.CHANGED


def _connections() -> int | None:
    """None: without the rights to look at the programs of others, no connection found means nothing."""
    count = len(game_process.ports())
    is_blind = not ON_WINDOWS and os.geteuid() != 0
    return None if is_blind and not count else count


def _free_bytes(path: Path) -> int | None:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None
