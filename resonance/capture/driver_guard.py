"""Windows: a folder that only administrators can write into, and files that nobody can change while they are open."""

from __future__ import annotations

import ctypes
import os
import stat
import time
from io import BufferedReader
from pathlib import Path
from typing import Any

from resonance.capture import windows_calls
from resonance.capture.windows_calls import ERROR_ALREADY_EXISTS, INVALID_HANDLE, SecurityAttributes, last_error

# Owner: administrators. Full rights for SYSTEM and administrators, reading for users, nothing inherited from above.
_RIGHTS = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
_TRUSTED_OWNERS = ("S-1-5-32-544", "S-1-5-18")  # administrators, SYSTEM: nobody else can make them the owner

_CSIDL_COMMON_APPDATA = 0x23
_GENERIC_READ, _SHARE_READ, _OPEN_EXISTING = 0x8000_0000, 1, 3
_OPEN_THE_LINK_ITSELF = 0x0020_0000  # FILE_FLAG_OPEN_REPARSE_POINT
_SE_FILE_OBJECT, _OWNER = 1, 1
_SDDL_REVISION = 1


def common_data() -> Path:
    """The folder for programs' data of all users. OSError.

    Asked of Windows: a program without administrator's rights can set %ProgramData% for the one it starts.
    """
    path = ctypes.create_unicode_buffer(260)
    result = windows_calls.load("shell32").SHGetFolderPathW(None, _CSIDL_COMMON_APPDATA, None, 0, path)
    if result:
        raise OSError(f"SHGetFolderPathW: {result & 0xFFFFFFFF:#x}")
    return Path(path.value)


class WindowsGuard:
    """A Guard (driver_files.py)."""

    def __init__(self) -> None:
        self._kernel = windows_calls.load("kernel32")
        self._security = windows_calls.load("advapi32")

    def make_folder(self, folder: Path) -> None:
        if self._create(folder):
            return
        if self._is_link(folder) or not folder.is_dir() or self.owner(folder) not in _TRUSTED_OWNERS:
            folder.rename(folder.with_name(f"{folder.name}.untrusted-{time.time_ns()}"))
            if not self._create(folder):
                raise OSError(f"{folder} comes back by itself")

    def hold(self, path: Path) -> BufferedReader:
        handle = self._kernel.CreateFileW(
            str(path), _GENERIC_READ, _SHARE_READ, None, _OPEN_EXISTING, _OPEN_THE_LINK_ITSELF, None
        )
        if handle == INVALID_HANDLE:
            raise last_error(str(path))
        import msvcrt

        system: Any = msvcrt  # empty for type checkers elsewhere
        file = os.fdopen(system.open_osfhandle(handle, os.O_RDONLY), "rb")
        if self._is_link(path):
            file.close()
            raise OSError(f"{path} is a link")
        return file

    def owner(self, path: Path) -> str:
        """The owner's id, as "S-1-5-...". OSError."""
        owner, descriptor, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        code = self._security.GetNamedSecurityInfoW(
            str(path), _SE_FILE_OBJECT, _OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor)
        )
        if code:
            raise OSError(f"GetNamedSecurityInfoW: Windows error {code}")
        try:
            if not self._security.ConvertSidToStringSidW(owner, ctypes.byref(text)):
                raise last_error("ConvertSidToStringSidW")
            return ctypes.wstring_at(text.value or 0)
        finally:
            self._kernel.LocalFree(descriptor)
            self._kernel.LocalFree(text)

    def _create(self, folder: Path) -> bool:
        """False = something of this name is there already."""
        descriptor = ctypes.c_void_p()
        convert = self._security.ConvertStringSecurityDescriptorToSecurityDescriptorW
        if not convert(_RIGHTS, _SDDL_REVISION, ctypes.byref(descriptor), None):
            raise last_error("ConvertStringSecurityDescriptorToSecurityDescriptorW")
        attributes = SecurityAttributes(ctypes.sizeof(SecurityAttributes), descriptor.value, False)
        try:
            if self._kernel.CreateDirectoryW(str(folder), ctypes.byref(attributes)):
                return True
            error = last_error(str(folder))
            if getattr(error, "winerror", 0) != ERROR_ALREADY_EXISTS:
                raise error
            return False
        finally:
            self._kernel.LocalFree(descriptor)

    @staticmethod
    def _is_link(path: Path) -> bool:
        """Also a junction, which Path.is_symlink() does not know."""
        return bool(getattr(path.lstat(), "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT)
