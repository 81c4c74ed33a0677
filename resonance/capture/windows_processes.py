"""Windows: the names of the processes, and which of them owns which TCP connection.

Read from lists that Windows keeps; no process is opened for it.
"""

from __future__ import annotations

import ctypes
import struct
from ctypes import wintypes as w
from dataclasses import dataclass

from resonance.capture import windows_calls
from resonance.capture.windows_calls import ERROR_INSUFFICIENT_BUFFER, INVALID_HANDLE, ProcessEntry, last_error

_SNAP_PROCESSES = 2  # TH32CS_SNAPPROCESS
_OWNER_PID_CONNECTIONS = 4  # TCP_TABLE_OWNER_PID_CONNECTIONS


@dataclass(frozen=True, slots=True)
class _Table:
    family: int
    row: struct.Struct  # local port in network order, process id


_TABLES = (
    _Table(2, struct.Struct("<4x4x2s2x4x4xI")),  # MIB_TCPROW_OWNER_PID
    _Table(23, struct.Struct("<16x4x2s2x16x4x4x4xI")),  # MIB_TCP6ROW_OWNER_PID
)


def names() -> dict[int, str]:
    """Process id -> the name of its program's file. OSError."""
    kernel = windows_calls.load("kernel32")
    snapshot = kernel.CreateToolhelp32Snapshot(_SNAP_PROCESSES, 0)
    if snapshot == INVALID_HANDLE:
        raise last_error("CreateToolhelp32Snapshot")
    try:
        entry = ProcessEntry(dwSize=ctypes.sizeof(ProcessEntry))
        found = {}
        more = kernel.Process32FirstW(snapshot, ctypes.byref(entry))
        while more:
            found[entry.th32ProcessID] = entry.szExeFile
            more = kernel.Process32NextW(snapshot, ctypes.byref(entry))
        return found
    finally:
        kernel.CloseHandle(snapshot)


def tcp_ports() -> list[tuple[int, int]]:
    """(process id, local port) of every open TCP connection. OSError."""
    get = windows_calls.load("iphlpapi").GetExtendedTcpTable
    return [owner for table in _TABLES for owner in _rows(_read(get, table.family), table.row)]


def _read(get: ctypes._NamedFuncPointer, family: int) -> bytes:
    size = w.DWORD(0)
    buffer = ctypes.create_string_buffer(4)
    for _ in range(5):  # it may have grown between two calls
        code = get(buffer, ctypes.byref(size), False, family, _OWNER_PID_CONNECTIONS, 0)
        if code == 0:
            return buffer.raw[: size.value]
        if code != ERROR_INSUFFICIENT_BUFFER:
            raise OSError(f"GetExtendedTcpTable: Windows error {code}")
        buffer = ctypes.create_string_buffer(size.value)
    return b""


def _rows(table: bytes, row: struct.Struct) -> list[tuple[int, int]]:
    if len(table) < 4:
        return []
    (count,) = struct.unpack_from("<I", table)
    count = min(count, (len(table) - 4) // row.size)
    found = (row.unpack_from(table, 4 + number * row.size) for number in range(count))
    return [(process, int.from_bytes(port)) for port, process in found]
