"""The Windows calls of the desktop layer: their signatures, and the structures and numbers they take.

Imports on every system. Only `load()` needs Windows; tests on other systems hand in an `Api` of stand-ins.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes as w
from dataclasses import dataclass
from typing import Any

# Window styles
GWL_EXSTYLE = -20
GWLP_WNDPROC = -4
WS_POPUP = 0x80000000
WS_EX_TRANSPARENT = 0x00000020  # with WS_EX_LAYERED: the mouse does not see the window
WS_EX_TOOLWINDOW = 0x00000080  # neither in the task bar nor in Alt+Tab
WS_EX_LAYERED = 0x00080000
WS_EX_NOACTIVATE = 0x08000000  # a click does not give it the keyboard
GA_ROOT = 2
SWP_FRAMECHANGED_ONLY = 0x0001 | 0x0002 | 0x0004 | 0x0010 | 0x0020  # no size, move, order, activation; frame changed

# Messages
WM_NULL = 0x0000
WM_COPYGLOBALDATA = 0x0049  # undocumented; carries the names of dropped files
WM_COPYDATA = 0x004A
WM_NCDESTROY = 0x0082  # the last one of a window
WM_DROPFILES = 0x0233
WM_LBUTTONUP = 0x0202
WM_RBUTTONUP = 0x0205
WM_HOTKEY = 0x0312
WM_APP = 0x8000  # from here on, a program's own
PM_REMOVE = 1
MSGFLT_ALLOW = 1
QS_ALLINPUT = 0x04FF
MWMO_INPUTAVAILABLE = 0x0004
INFINITE = 0xFFFFFFFF
WAIT_OBJECT_0 = 0
WAIT_FAILED = 0xFFFFFFFF

# Hotkeys
MOD_ALT, MOD_CONTROL, MOD_SHIFT, MOD_WIN = 0x0001, 0x0002, 0x0004, 0x0008
MOD_NOREPEAT = 0x4000
ERROR_HOTKEY_ALREADY_REGISTERED = 1409

# Tray icon and its menu
NIM_ADD, NIM_MODIFY, NIM_DELETE = 0, 1, 2
NIF_MESSAGE, NIF_ICON, NIF_TIP = 0x01, 0x02, 0x04
SM_CXSMICON = 49
ICON_VERSION = 0x00030000
MF_STRING = 0
TPM_RIGHTBUTTON, TPM_NONOTIFY, TPM_RETURNCMD = 0x0002, 0x0080, 0x0100

# Screens and programs
MONITORINFOF_PRIMARY = 1
MDT_EFFECTIVE_DPI = 0
PROCESS_QUERY_LIMITED_INFORMATION = 0x1000  # also answered for programs that run as administrator

# Named events
EVENT_MODIFY_STATE, SYNCHRONIZE = 0x0002, 0x00100000
ERROR_ALREADY_EXISTS = 183
SDDL_REVISION_1 = 1

LRESULT = ctypes.c_ssize_t

# Only 32-bit Windows tells the two apart; other systems have but one.
_callback: Any = getattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE)
WindowProcedure: Any = _callback(LRESULT, w.HWND, w.UINT, w.WPARAM, w.LPARAM)
MonitorProcedure: Any = _callback(w.BOOL, w.HMONITOR, w.HDC, ctypes.POINTER(w.RECT), w.LPARAM)


class WindowClass(ctypes.Structure):
    """WNDCLASSEXW"""

    _fields_ = (
        ("cbSize", w.UINT),
        ("style", w.UINT),
        ("lpfnWndProc", WindowProcedure),
        ("cbClsExtra", ctypes.c_int),
        ("cbWndExtra", ctypes.c_int),
        ("hInstance", w.HINSTANCE),
        ("hIcon", w.HICON),
        ("hCursor", w.HANDLE),
        ("hbrBackground", w.HBRUSH),
        ("lpszMenuName", w.LPCWSTR),
        ("lpszClassName", w.LPCWSTR),
        ("hIconSm", w.HICON),
    )


class NotifyIconData(ctypes.Structure):
    """NOTIFYICONDATAW"""

    _fields_ = (
        ("cbSize", w.DWORD),
        ("hWnd", w.HWND),
        ("uID", w.UINT),
        ("uFlags", w.UINT),
        ("uCallbackMessage", w.UINT),
        ("hIcon", w.HICON),
        ("szTip", w.WCHAR * 128),
        ("dwState", w.DWORD),
        ("dwStateMask", w.DWORD),
        ("szInfo", w.WCHAR * 256),
        ("uVersion", w.UINT),
        ("szInfoTitle", w.WCHAR * 64),
        ("dwInfoFlags", w.DWORD),
        ("guidItem", ctypes.c_byte * 16),
        ("hBalloonIcon", w.HICON),
    )


class MonitorInfo(ctypes.Structure):
    """MONITORINFO"""

    _fields_ = (("cbSize", w.DWORD), ("rcMonitor", w.RECT), ("rcWork", w.RECT), ("dwFlags", w.DWORD))


class SecurityAttributes(ctypes.Structure):
    """SECURITY_ATTRIBUTES"""

    _fields_ = (("nLength", w.DWORD), ("lpSecurityDescriptor", w.LPVOID), ("bInheritHandle", w.BOOL))


_Pointer = w.LPVOID  # to a structure, by byref()

SIGNATURES: dict[str, dict[str, tuple[Any, ...]]] = {
    "user32": {
        "AppendMenuW": (w.BOOL, w.HMENU, w.UINT, w.WPARAM, w.LPCWSTR),
        "CallWindowProcW": (LRESULT, ctypes.c_ssize_t, w.HWND, w.UINT, w.WPARAM, w.LPARAM),
        "ChangeWindowMessageFilterEx": (w.BOOL, w.HWND, w.UINT, w.DWORD, _Pointer),
        "CreateIconFromResourceEx": (w.HICON, w.LPCVOID, w.DWORD, w.BOOL, w.DWORD, ctypes.c_int, ctypes.c_int, w.UINT),
        "CreatePopupMenu": (w.HMENU,),
        "CreateWindowExW": (
            *(w.HWND, w.DWORD, w.LPCWSTR, w.LPCWSTR, w.DWORD),
            *(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int),
            *(w.HWND, w.HMENU, w.HINSTANCE, w.LPVOID),
        ),
        "DefWindowProcW": (LRESULT, w.HWND, w.UINT, w.WPARAM, w.LPARAM),
        "DestroyIcon": (w.BOOL, w.HICON),
        "DestroyMenu": (w.BOOL, w.HMENU),
        "DestroyWindow": (w.BOOL, w.HWND),
        "DispatchMessageW": (LRESULT, _Pointer),
        "EndMenu": (w.BOOL,),
        "EnumDisplayMonitors": (w.BOOL, w.HDC, _Pointer, MonitorProcedure, w.LPARAM),
        "GetAncestor": (w.HWND, w.HWND, w.UINT),
        "GetCursorPos": (w.BOOL, _Pointer),
        "GetForegroundWindow": (w.HWND,),
        "GetMonitorInfoW": (w.BOOL, w.HMONITOR, _Pointer),
        "GetSystemMetrics": (ctypes.c_int, ctypes.c_int),
        "GetWindowLongPtrW": (ctypes.c_ssize_t, w.HWND, ctypes.c_int),
        "GetWindowTextW": (ctypes.c_int, w.HWND, w.LPWSTR, ctypes.c_int),
        "GetWindowThreadProcessId": (w.DWORD, w.HWND, _Pointer),
        "MsgWaitForMultipleObjectsEx": (w.DWORD, w.DWORD, _Pointer, w.DWORD, w.DWORD, w.DWORD),
        "PeekMessageW": (w.BOOL, _Pointer, w.HWND, w.UINT, w.UINT, w.UINT),
        "PostMessageW": (w.BOOL, w.HWND, w.UINT, w.WPARAM, w.LPARAM),
        "RegisterClassExW": (w.ATOM, _Pointer),
        "RegisterHotKey": (w.BOOL, w.HWND, ctypes.c_int, w.UINT, w.UINT),
        "RegisterWindowMessageW": (w.UINT, w.LPCWSTR),
        "SetForegroundWindow": (w.BOOL, w.HWND),
        "SetWindowLongPtrW": (ctypes.c_ssize_t, w.HWND, ctypes.c_int, ctypes.c_ssize_t),
        "SetWindowPos": (w.BOOL, w.HWND, w.HWND, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int, w.UINT),
        "TrackPopupMenu": (w.BOOL, w.HMENU, w.UINT, ctypes.c_int, ctypes.c_int, ctypes.c_int, w.HWND, _Pointer),
        "UnregisterClassW": (w.BOOL, w.LPCWSTR, w.HINSTANCE),
        "UnregisterHotKey": (w.BOOL, w.HWND, ctypes.c_int),
    },
    "kernel32": {
        "CloseHandle": (w.BOOL, w.HANDLE),
        "CreateEventExW": (w.HANDLE, _Pointer, w.LPCWSTR, w.DWORD, w.DWORD),
        "GetCurrentProcessId": (w.DWORD,),
        "GetModuleHandleW": (w.HMODULE, w.LPCWSTR),
        "LocalFree": (w.HLOCAL, w.HLOCAL),
        "OpenProcess": (w.HANDLE, w.DWORD, w.BOOL, w.DWORD),
        "QueryFullProcessImageNameW": (w.BOOL, w.HANDLE, w.DWORD, w.LPWSTR, _Pointer),
        "SetEvent": (w.BOOL, w.HANDLE),
    },
    "shell32": {
        "DragAcceptFiles": (None, w.HWND, w.BOOL),
        "DragFinish": (None, w.HANDLE),
        "DragQueryFileW": (w.UINT, w.WPARAM, w.UINT, w.LPWSTR, w.UINT),
        "Shell_NotifyIconW": (w.BOOL, w.DWORD, _Pointer),
    },
    "advapi32": {
        "ConvertStringSecurityDescriptorToSecurityDescriptorW": (w.BOOL, w.LPCWSTR, w.DWORD, _Pointer, _Pointer),
    },
    "shcore": {"GetDpiForMonitor": (ctypes.c_long, w.HMONITOR, ctypes.c_int, _Pointer, _Pointer)},
}
"""Result and arguments of every call, by library."""


class ApiError(OSError):
    """A Windows call that failed."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: Windows error {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Api:
    """The libraries with the calls of SIGNATURES."""

    user32: Any
    kernel32: Any
    shell32: Any
    advapi32: Any
    shcore: Any  # None on a Windows without it: before 8.1
    last_error: Callable[[], int]  # of this thread's newest call

    def error(self, call: str) -> ApiError:
        return ApiError(call, self.last_error())


def load() -> Api:
    """The real libraries. OSError where one of them, or a call, is missing, as on any other system.

    Each is loaded for this module alone: signatures on `ctypes.windll` would change what other packages call.
    """
    system: Any = ctypes  # has the names below on Windows only
    libraries: dict[str, Any] = {}
    try:
        for name, signatures in SIGNATURES.items():
            try:
                libraries[name] = declare(system.WinDLL(name, use_last_error=True), signatures)
            except OSError:
                if name != "shcore":
                    raise
                libraries[name] = None
        return Api(**libraries, last_error=system.get_last_error)
    except AttributeError as error:
        raise OSError(str(error)) from error


def declare(library: Any, signatures: dict[str, tuple[Any, ...]]) -> Any:
    """The library, with result and argument types set: without them ctypes cuts handles to 32 bits."""
    for call, (result, *arguments) in signatures.items():
        function = getattr(library, call)
        function.restype, function.argtypes = result, arguments
    return library
