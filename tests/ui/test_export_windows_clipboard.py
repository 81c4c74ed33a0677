"""A picture on the clipboard of Windows, read back as another program would."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

import pytest

if sys.platform != "win32":
    pytest.skip("only for Windows", allow_module_level=True)

from resonance.ui.export import windows_clipboard

PNG, BITMAP = b"\x89PNG\r\n\x1a\n made up", b"\x28\0\0\0" + bytes(range(200))

user32 = ctypes.WinDLL("user32", use_last_error=True)
kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
user32.CreateWindowExW.restype = user32.GetClipboardData.restype = ctypes.c_void_p
user32.CreateWindowExW.argtypes = [ctypes.c_uint, ctypes.c_wchar_p, ctypes.c_wchar_p, ctypes.c_uint]
user32.CreateWindowExW.argtypes += [ctypes.c_int] * 4 + [ctypes.c_void_p] * 4
user32.OpenClipboard.argtypes = user32.DestroyWindow.argtypes = [ctypes.c_void_p]
kernel32.GlobalLock.restype = ctypes.c_void_p
kernel32.GlobalLock.argtypes = kernel32.GlobalUnlock.argtypes = kernel32.GlobalSize.argtypes = [ctypes.c_void_p]
kernel32.GlobalSize.restype = ctypes.c_size_t


@pytest.fixture
def window() -> Iterator[int]:
    handle = user32.CreateWindowExW(0, "STATIC", "clipboard test", 0, 0, 0, 10, 10, None, None, None, None)
    assert handle, ctypes.WinError(ctypes.get_last_error())
    yield handle
    user32.DestroyWindow(handle)


def pasted(kind: int) -> bytes:
    """What lies on the clipboard in this format; the system may have rounded its size up."""
    assert user32.OpenClipboard(None)
    try:
        memory = user32.GetClipboardData(kind)
        assert memory, ctypes.WinError(ctypes.get_last_error())
        data = ctypes.string_at(kernel32.GlobalLock(memory), kernel32.GlobalSize(memory))
        kernel32.GlobalUnlock(memory)
        return data
    finally:
        user32.CloseClipboard()


def test_both_forms_of_a_picture(window: int) -> None:
    """What was there before is gone, and the clipboard is free again."""
    for _ in range(2):
        windows_clipboard.copy(window, PNG, BITMAP)
        assert pasted(user32.RegisterClipboardFormatW("PNG"))[: len(PNG)] == PNG
        assert pasted(windows_clipboard.CF_DIB)[: len(BITMAP)] == BITMAP


def test_clipboard_that_another_program_holds(window: int) -> None:
    """An error with the reason of the system, after a few tries."""
    assert user32.OpenClipboard(None)
    try:
        with pytest.raises(OSError, match=r"\S"):
            windows_clipboard.copy(0xDEAD, PNG, BITMAP)
    finally:
        user32.CloseClipboard()
