"""The network adapters of this computer that are up, by name: a VPN is known by its adapter."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes as w
from pathlib import Path

from resonance.capture import windows_calls
from resonance.capture.windows_calls import AdapterAddresses

_UP = 1  # IfOperStatusUp
_NO_ADDRESSES = 0x2F  # GAA_FLAG_SKIP_UNICAST, ..._ANYCAST, ..._MULTICAST, ..._DNS_SERVER, and no adapter's own WINS
_FIRST_BYTES = 32_768
_BUFFER_OVERFLOW, _NO_DATA = 111, 232
_LOOPBACK = 24  # IF_TYPE_SOFTWARE_LOOPBACK


def names(folder: Path = Path("/sys/class/net")) -> tuple[str, ...] | None:
    """Loopback left out; on Windows with what the adapter is. None = this system does not tell."""
    try:
        if sys.platform == "win32":
            return _windows_names()
        return tuple(sorted(each.name for each in folder.iterdir() if _is_up(each)))
    except OSError:
        return None


def _is_up(adapter: Path) -> bool:
    """Tunnels have no cable, and say "unknown"."""
    return adapter.name != "lo" and (adapter / "operstate").read_text().strip() != "down"


def _windows_names() -> tuple[str, ...]:
    get = windows_calls.load("iphlpapi").GetAdaptersAddresses
    size = w.ULONG(_FIRST_BYTES)
    for _ in range(5):  # it may have grown between two calls
        buffer = ctypes.create_string_buffer(size.value)
        code = get(0, _NO_ADDRESSES, None, buffer, ctypes.byref(size))
        if code == 0:
            return tuple(_walk(buffer))
        if code == _NO_DATA:
            return ()
        if code != _BUFFER_OVERFLOW:
            raise OSError(f"GetAdaptersAddresses: Windows error {code}")
    return ()


def _walk(buffer: ctypes.Array[ctypes.c_char]) -> list[str]:
    found = []
    at = ctypes.addressof(buffer)
    while at:
        each = AdapterAddresses.from_address(at)
        if each.OperStatus == _UP and each.IfType != _LOOPBACK:
            found.append(f"{each.FriendlyName} ({each.Description})")
        at = each.Next
    return found
