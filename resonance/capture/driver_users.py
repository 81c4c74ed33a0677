"""Windows: which processes have WinDivert open, as the driver itself reports.

Its reflect layer tells of every handle: when it is opened and, for a newcomer, which ones are open already. Shutting
our own handle down for receiving right away ends the list instead of waiting for more.
"""

from __future__ import annotations

from typing import Any

from resonance.capture import driver_files
from resonance.capture.source import CaptureError

_EVENT_OPEN = 8  # WINDIVERT_EVENT_REFLECT_OPEN
_SHUTDOWN_RECV = 1
_ERROR_NO_DATA = 232
_MOST = 1000  # handles; only bounds a bug


def users() -> list[int]:
    """Ids of processes, ours left out unless it has another handle. OSError when the driver does not tell."""
    try:
        driver_files.use()
    except CaptureError as error:
        raise OSError(str(error)) from error
    import pydivert
    from pydivert import windivert_dll

    flags = pydivert.Flag.SNIFF | pydivert.Flag.RECV_ONLY | pydivert.Flag.NO_INSTALL  # never loads the driver
    divert = pydivert.Divert("true", layer=pydivert.Layer.REFLECT, flags=flags)
    divert.open()
    try:
        windivert_dll.WinDivertShutdown(divert._impl._handle, _SHUTDOWN_RECV)
        return _drain(divert)
    finally:
        divert.close()


def _drain(divert: Any) -> list[int]:
    found = []
    for _ in range(_MOST):
        try:
            packet = divert.recv()
        except OSError as error:
            if getattr(error, "winerror", None) == _ERROR_NO_DATA:
                break
            raise
        address = packet.wd_addr
        if address.Event == _EVENT_OPEN:
            found.append(int(address.Reflect.ProcessId))
    return found
