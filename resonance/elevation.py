"""Windows: does the program run as administrator, and starting it again so that it does.

The built program asks for these rights by itself; run from source it does not.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Any

ON_WINDOWS = sys.platform == "win32"
AFTER = "--after"
"""Option of `live`: wait for the process of this id to end, so that both are not there at once."""

_SHOW_NORMAL = 1
_SHELL_OK = 32  # ShellExecute gives more than this when it has started the program
_SYNCHRONIZE = 0x0010_0000
_WAIT_MS = 15_000


def is_missing() -> bool:
    """Windows, and not an administrator: WinDivert cannot be opened."""
    return ON_WINDOWS and not _library("shell32").IsUserAnAdmin()


def command(arguments: list[str]) -> list[str]:
    """Program and arguments that start this program again, with other arguments of its own."""
    before = sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv[1:])]
    return [sys.executable, *before, *arguments]


def restart() -> bool:
    """Ask Windows, and Windows the user, to start the live meter as administrator; whether it was started.

    It waits for this process to end. Windows only.
    """
    live = sys.argv[1:] or ["live"]
    program, *arguments = command([*live, AFTER, str(os.getpid())])
    execute = _library("shell32").ShellExecuteW
    execute.restype = ctypes.c_void_p
    words = subprocess.list2cmdline(arguments)
    result: int | None = execute(None, *map(ctypes.c_wchar_p, ("runas", program, words, os.getcwd())), _SHOW_NORMAL)
    return (result or 0) > _SHELL_OK


def wait_for(process: int) -> None:
    """Until it has ended, or for some seconds. Windows only; elsewhere nothing starts itself again."""
    if not ON_WINDOWS:
        return
    kernel = _library("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, process)
    if handle:
        kernel.WaitForSingleObject(ctypes.c_void_p(handle), _WAIT_MS)
        kernel.CloseHandle(ctypes.c_void_p(handle))


def _library(name: str) -> Any:
    system: Any = ctypes  # has the name below on Windows only
    return system.WinDLL(name)
