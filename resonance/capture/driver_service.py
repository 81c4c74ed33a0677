"""Windows: the service that the WinDivert driver runs as: look at it, unload the driver, remove what is left over.

Opening WinDivert makes the service and loads the driver, which then stays loaded. This program never unloads it by
itself, because other programs may be using it: stopping it under them leaves it disabled until the computer restarts.
The user can ask for it, since anti-cheat software of some games refuses to start beside a loaded driver.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import time
from ctypes import wintypes as w
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from resonance.capture import windows_calls
from resonance.capture.windows_calls import (
    ERROR_ACCESS_DENIED,
    ERROR_SERVICE_DOES_NOT_EXIST,
    ServiceConfig,
    ServiceStatus,
    last_error,
)
from resonance.texts import say

logger = logging.getLogger(__name__)

ON_WINDOWS = sys.platform == "win32"

NAME = "WinDivert"
STOP_PATIENCE_S = 5.0
_LOOK_S = 0.05

_CONNECT = 1  # SC_MANAGER_CONNECT
_LOOK_RIGHTS, _STOP_RIGHT, _DELETE_RIGHT = 1 | 4, 0x20, 0x1_0000
_CONTROL_STOP = 1


class State(IntEnum):
    STOPPED = 1
    START_PENDING = 2
    STOP_PENDING = 3
    RUNNING = 4


class Service(NamedTuple):
    state: int  # a State, or another number of Windows
    path: Path  # of the driver's file

    @property
    def is_left_over(self) -> bool:
        """Not running, and its file is gone: the next start of the driver would fail."""
        return self.state == State.STOPPED and not self.path.exists()


class Manager(Protocol):
    """The service as Windows shows it. Every method raises OSError with `winerror`."""

    def look(self) -> Service | None:
        """None = there is no such service."""

    def stop(self) -> None:
        """Ask it to stop; it may take a while."""

    def delete(self) -> None: ...

    def users(self) -> list[int]:
        """Ids of the processes that have WinDivert open. To be asked only while the driver runs."""


class Outcome(NamedTuple):
    done: bool  # the driver is not loaded now
    words: str  # for the user


def unload(manager: Manager | None = None) -> Outcome:
    """Unload the driver, unless another program uses it. May take some seconds. Our own captures must be closed."""
    if manager is None:
        if not ON_WINDOWS:
            return Outcome(True, say("There is no capture driver on this system: nothing is loaded."))
        manager = WindowsService()
    try:
        return _unload(manager)
    except OSError as error:
        if getattr(error, "winerror", None) == ERROR_ACCESS_DENIED:
            return Outcome(
                False, say("Only an administrator can unload the capture driver: start this program as administrator.")
            )
        return Outcome(
            False,
            say(
                "The capture driver could not be unloaded ({reason}). Restart the computer to unload it.", reason=error
            ),
        )


def remove_stale() -> bool:
    """Remove a service whose file is gone; whether there was one. Another program's that still has its file stays."""
    try:
        return _remove_left_over(WindowsService())
    except OSError as error:
        logger.warning("the left-over service of WinDivert could not be removed: %s", error)
        return False


def _remove_left_over(manager: Manager) -> bool:
    service = manager.look()
    if service is None or not service.is_left_over:
        return False
    logger.warning("removing the service %s, whose file %s is gone", NAME, service.path)
    manager.delete()
    return True


def _unload(manager: Manager) -> Outcome:
    service = manager.look()
    if service is None:
        return Outcome(True, say("The capture driver is not loaded."))
    if service.state == State.STOPPED:
        if _remove_left_over(manager):
            return Outcome(True, say("The capture driver is not loaded. What an earlier start left over was removed."))
        return Outcome(True, say("The capture driver is not loaded."))
    if service.state == State.STOP_PENDING:
        return Outcome(False, _waits_for_others())
    others = [process for process in manager.users() if process != os.getpid()]
    if others:
        return Outcome(
            False,
            say(
                "The capture driver stays loaded, because other programs use it: {programs}. Close them first.",
                programs=", ".join(_programs(others)),
            ),
        )
    manager.stop()
    if not _wait_until_stopped(manager):
        return Outcome(False, _waits_for_others())
    return Outcome(
        True,
        say(
            "The capture driver is unloaded: games that refuse to start beside it can be started now. The next capture "
            "with WinDivert loads it again."
        ),
    )


def _waits_for_others() -> str:
    return say(
        "The capture driver is about to be unloaded, but waits for a program that still uses it. Close such programs, "
        "or restart the computer."
    )


def _wait_until_stopped(manager: Manager) -> bool:
    end_s = time.monotonic() + STOP_PATIENCE_S
    while time.monotonic() < end_s:
        service = manager.look()
        if service is None or service.state == State.STOPPED:
            return True
        time.sleep(_LOOK_S)
    return False


def _programs(processes: list[int]) -> list[str]:
    """Names where they are known, else numbers."""
    known: dict[int, str] = {}
    if ON_WINDOWS:
        from resonance.capture import windows_processes

        known = windows_processes.names()
    return sorted({known.get(process) or str(process) for process in processes})


class WindowsService:
    """The Manager of this computer."""

    def __init__(self, name: str = NAME) -> None:
        self._name = name
        self._calls = windows_calls.load("advapi32")

    def look(self) -> Service | None:
        try:
            with _Opened(self._calls, self._name, _LOOK_RIGHTS) as service:
                status = ServiceStatus()
                if not self._calls.QueryServiceStatus(service, ctypes.byref(status)):
                    raise last_error("QueryServiceStatus")
                return Service(status.dwCurrentState, self._path(service))
        except OSError as error:
            if getattr(error, "winerror", None) == ERROR_SERVICE_DOES_NOT_EXIST:
                return None
            raise

    def stop(self) -> None:
        with _Opened(self._calls, self._name, _STOP_RIGHT) as service:
            if not self._calls.ControlService(service, _CONTROL_STOP, ctypes.byref(ServiceStatus())):
                raise last_error("ControlService")

    def delete(self) -> None:
        with _Opened(self._calls, self._name, _DELETE_RIGHT) as service:
            if not self._calls.DeleteService(service):
                raise last_error("DeleteService")

    def users(self) -> list[int]:
        from resonance.capture.driver_users import users

        return users()

    def _path(self, service: int) -> Path:
        size = w.DWORD()
        self._calls.QueryServiceConfigW(service, None, 0, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(max(size.value, ctypes.sizeof(ServiceConfig)))
        if not self._calls.QueryServiceConfigW(service, buffer, len(buffer), ctypes.byref(size)):
            raise last_error("QueryServiceConfigW")
        return file_of(ServiceConfig.from_buffer(buffer).lpBinaryPathName or "")


def file_of(image_path: str) -> Path:
    r"""A driver's path as services keep it, maybe as "\??\C:\..." and in quotes."""
    return Path(image_path.strip('"').removeprefix("\\??\\"))


class _Opened:
    """A handle of the service, for the length of a with block."""

    def __init__(self, calls: Any, name: str, rights: int) -> None:
        self._calls = calls
        self._manager = calls.OpenSCManagerW(None, None, _CONNECT)
        if not self._manager:
            raise last_error("OpenSCManagerW")
        self._service = calls.OpenServiceW(self._manager, name, rights)
        if not self._service:
            error = last_error("OpenServiceW")
            calls.CloseServiceHandle(self._manager)
            raise error

    def __enter__(self) -> int:
        service: int = self._service
        return service

    def __exit__(self, *_: object) -> None:
        self._calls.CloseServiceHandle(self._service)
        self._calls.CloseServiceHandle(self._manager)
