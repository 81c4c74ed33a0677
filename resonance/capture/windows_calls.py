"""The Windows calls that capture makes beside pydivert's: their signatures, structures and numbers.

Imports on every system; only `load()` needs Windows. None of the calls opens another process.
"""

from __future__ import annotations

import ctypes
from ctypes import wintypes as w
from pathlib import Path
from typing import Any

ERROR_ACCESS_DENIED = 5
ERROR_INSUFFICIENT_BUFFER = 122
ERROR_ALREADY_EXISTS = 183
ERROR_SERVICE_DOES_NOT_EXIST = 1060

_Pointer = w.LPVOID  # to a structure, by byref()
_OutHandle = ctypes.POINTER(w.LPVOID)


class SecurityAttributes(ctypes.Structure):
    """SECURITY_ATTRIBUTES"""

    _fields_ = (("nLength", w.DWORD), ("lpSecurityDescriptor", w.LPVOID), ("bInheritHandle", w.BOOL))


class ProcessEntry(ctypes.Structure):
    """PROCESSENTRY32W"""

    _fields_ = (
        ("dwSize", w.DWORD),
        ("cntUsage", w.DWORD),
        ("th32ProcessID", w.DWORD),
        ("th32DefaultHeapID", ctypes.c_size_t),
        ("th32ModuleID", w.DWORD),
        ("cntThreads", w.DWORD),
        ("th32ParentProcessID", w.DWORD),
        ("pcPriClassBase", ctypes.c_long),
        ("dwFlags", w.DWORD),
        ("szExeFile", w.WCHAR * 260),
    )


class ServiceStatus(ctypes.Structure):
    """SERVICE_STATUS"""

    _fields_ = tuple(
        (name, w.DWORD)
        for name in (
            "dwServiceType",
            "dwCurrentState",
            "dwControlsAccepted",
            "dwWin32ExitCode",
            "dwServiceSpecificExitCode",
            "dwCheckPoint",
            "dwWaitHint",
        )
    )


class ServiceConfig(ctypes.Structure):
    """QUERY_SERVICE_CONFIGW"""

    _fields_ = (
        ("dwServiceType", w.DWORD),
        ("dwStartType", w.DWORD),
        ("dwErrorControl", w.DWORD),
        ("lpBinaryPathName", w.LPWSTR),
        ("lpLoadOrderGroup", w.LPWSTR),
        ("dwTagId", w.DWORD),
        ("lpDependencies", w.LPWSTR),
        ("lpServiceStartName", w.LPWSTR),
        ("lpDisplayName", w.LPWSTR),
    )


class AdapterAddresses(ctypes.Structure):
    """IP_ADAPTER_ADDRESSES, up to the last field that is read."""

    _fields_ = (
        ("Length", w.ULONG),
        ("IfIndex", w.DWORD),
        ("Next", ctypes.c_void_p),
        ("AdapterName", ctypes.c_char_p),
        ("FirstUnicastAddress", ctypes.c_void_p),
        ("FirstAnycastAddress", ctypes.c_void_p),
        ("FirstMulticastAddress", ctypes.c_void_p),
        ("FirstDnsServerAddress", ctypes.c_void_p),
        ("DnsSuffix", w.LPWSTR),
        ("Description", w.LPWSTR),
        ("FriendlyName", w.LPWSTR),
        ("PhysicalAddress", ctypes.c_ubyte * 8),
        ("PhysicalAddressLength", w.DWORD),
        ("Flags", w.DWORD),
        ("Mtu", w.DWORD),
        ("IfType", w.DWORD),
        ("OperStatus", ctypes.c_int),
    )


_SIGNATURES: dict[str, dict[str, tuple[Any, ...]]] = {
    "advapi32": {
        "CloseServiceHandle": (w.BOOL, w.HANDLE),
        "ControlService": (w.BOOL, w.HANDLE, w.DWORD, _Pointer),
        "ConvertSidToStringSidW": (w.BOOL, w.LPVOID, _OutHandle),
        "ConvertStringSecurityDescriptorToSecurityDescriptorW": (w.BOOL, w.LPCWSTR, w.DWORD, _OutHandle, _Pointer),
        "DeleteService": (w.BOOL, w.HANDLE),
        "GetNamedSecurityInfoW": (
            *(w.DWORD, w.LPCWSTR, ctypes.c_int, w.DWORD),
            *(_OutHandle, _Pointer, _Pointer, _Pointer, _OutHandle),
        ),
        "OpenSCManagerW": (w.HANDLE, w.LPCWSTR, w.LPCWSTR, w.DWORD),
        "OpenServiceW": (w.HANDLE, w.HANDLE, w.LPCWSTR, w.DWORD),
        "QueryServiceConfigW": (w.BOOL, w.HANDLE, _Pointer, w.DWORD, ctypes.POINTER(w.DWORD)),
        "QueryServiceStatus": (w.BOOL, w.HANDLE, _Pointer),
    },
    "iphlpapi": {
        "GetAdaptersAddresses": (w.ULONG, w.ULONG, w.ULONG, w.LPVOID, _Pointer, ctypes.POINTER(w.ULONG)),
        "GetExtendedTcpTable": (
            w.DWORD, _Pointer, ctypes.POINTER(w.DWORD), w.BOOL, w.ULONG, ctypes.c_int, w.ULONG,
        ),
    },
    "kernel32": {
        "CloseHandle": (w.BOOL, w.HANDLE),
        "CreateDirectoryW": (w.BOOL, w.LPCWSTR, _Pointer),
        "CreateFileW": (w.HANDLE, w.LPCWSTR, w.DWORD, w.DWORD, _Pointer, w.DWORD, w.DWORD, w.HANDLE),
        "CreateToolhelp32Snapshot": (w.HANDLE, w.DWORD, w.DWORD),
        "GetSystemDirectoryW": (w.UINT, w.LPWSTR, w.UINT),
        "LocalFree": (w.LPVOID, w.LPVOID),
        "Process32FirstW": (w.BOOL, w.HANDLE, _Pointer),
        "Process32NextW": (w.BOOL, w.HANDLE, _Pointer),
    },
    "shell32": {
        "SHGetFolderPathW": (ctypes.c_long, w.HWND, ctypes.c_int, w.HANDLE, w.DWORD, w.LPWSTR),
    },
}  # fmt: skip
"""Result and arguments of every call, by library."""

INVALID_HANDLE = w.HANDLE(-1).value


def load(name: str) -> Any:
    """One library of the table, for us alone: signatures on `ctypes.windll` would change what others call."""
    system: Any = ctypes  # has the names below on Windows only
    library = system.WinDLL(name, use_last_error=True)
    for call, (result, *arguments) in _SIGNATURES[name].items():
        function = getattr(library, call)
        function.restype, function.argtypes = result, arguments
    return library


def last_error(call: str) -> OSError:
    """The error of this thread's newest call, with `winerror`."""
    system: Any = ctypes
    code: int = system.get_last_error()
    error: OSError = system.WinError(code)
    error.filename = call
    return error


def system_folder() -> Path:
    """Asked of Windows, not of %SystemRoot%: that can be set by whoever starts the program."""
    path = ctypes.create_unicode_buffer(260)
    if not load("kernel32").GetSystemDirectoryW(path, len(path)):
        raise last_error("GetSystemDirectoryW")
    return Path(path.value)
