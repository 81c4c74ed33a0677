"""WinDivert's two files: where they lie on Windows, and that they are the right ones.

The driver's service remembers the path of WinDivert64.sys, and the file stays locked while the driver is loaded. The
folder that a one-file program unpacks itself into is gone at its end, which leaves a service without a file. So the
files are copied once into a fixed folder of all users.

This program has administrator's rights when it loads them, so that whoever could put another file in their place would
have these rights too. Therefore the folder belongs to administrators alone (driver_guard.py), each start compares both
files with the digests below, and keeps them open in a way that lets nobody change them until the program ends.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from resonance.capture.source import CaptureError
from resonance.texts import say

logger = logging.getLogger(__name__)

DLL, DRIVER = "WinDivert64.dll", "WinDivert64.sys"
PINNED = {
    DLL: "c1e060ee19444a259b2162f8af0f3fe8c4428a1c6f694dce20de194ac8d7d9a2",
    DRIVER: "8da085332782708d8767bcace5327a6ec7283c17cfb85e40b03cd2323a90ddc2",
}
"""SHA-256 of the files of WinDivert 2.2.2-A, as pydivert 4.0.1 brings them."""

FOLDERS = ("ResonanceLogs", "WinDivert-2.2.2")
"""Below the folder that Windows keeps for programs' data of all users."""

_OLD = ".old"  # end of the name of a file that is in use and had to make room
_held: list[BufferedReader] = []  # for as long as the program runs


class Guard(Protocol):
    """What makes the folder safe on Windows. Both raise OSError."""

    def make_folder(self, folder: Path) -> None:
        """A folder that only administrators can write into. One that others made, or that is a link, makes room."""

    def hold(self, path: Path) -> BufferedReader:
        """The file, open for reading; while it is, nobody can write to it, rename or remove it. Never a link."""


def use() -> None:
    """Let pydivert load the library, and Windows the driver, from the fixed folder. Windows only. CaptureError."""
    if not _held:
        from resonance.capture.driver_guard import WindowsGuard

        _held.extend(prepare(packaged(), folder(), WindowsGuard()))
    from pydivert import windivert_dll

    windivert_dll.DLL_PATH = str(folder() / DLL)  # heeded until the first call of the library


def folder() -> Path:
    from resonance.capture.driver_guard import common_data

    return common_data().joinpath(*FOLDERS)


def packaged() -> Path:
    """The folder with the files that pydivert, or the built program, brings. CaptureError."""
    found = importlib.util.find_spec("pydivert")
    if found is None or found.origin is None:
        raise CaptureError(say("The capture driver is missing in this program."), _get_again())
    return Path(found.origin).parent / "windivert_dll"


def prepare(source: Path, target: Path, guard: Guard) -> list[BufferedReader]:
    """Both files in `target`, made where they are missing or wrong, and held. CaptureError."""
    held: list[BufferedReader] = []
    try:
        for place in (target.parent, target):
            guard.make_folder(place)
        for name, digest in PINNED.items():
            held.append(_settle(name, digest, source, target, guard))
    except OSError as error:
        _close(held)
        raise CaptureError(
            say("The files of the capture driver could not be prepared ({reason}).", reason=error),
            say(
                "Close other copies of this program and restart the computer. If that does not help, remove the folder "
                "{folder}.",
                folder=target,
            ),
        ) from error
    except CaptureError:
        _close(held)
        raise
    return held


def _close(held: list[BufferedReader]) -> None:
    for file in held:
        file.close()


def _settle(name: str, digest: str, source: Path, target: Path, guard: Guard) -> BufferedReader:
    path = target / name
    with suppress(OSError):  # not there, or not to be read: it is made anew
        found = guard.hold(path)
        if _digest(found) == digest:
            return found
        found.close()
        logger.warning("%s is not the file it should be: it is replaced", path)
    _replace(path, _right_bytes(source / name, digest))
    made = guard.hold(path)
    if _digest(made) != digest:
        made.close()
        raise OSError(f"{path} does not stay as it was written")
    return made


def _right_bytes(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CaptureError(
            say("{file}, a part of the capture driver, is missing in this program.", file=path.name), _get_again()
        ) from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise CaptureError(
            say("{file}, a part of the capture driver, is not the file it should be.", file=path.name), _get_again()
        )
    return data


def _get_again() -> str:
    return say(
        "Antivirus software may have removed or changed a file: allow it there, and get the program again from its "
        "official page."
    )


def _digest(file: BufferedReader) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _replace(path: Path, data: bytes) -> None:
    """A driver that is loaded keeps its file: that can be renamed, but neither written to nor removed."""
    new, old = path.with_name(path.name + ".new"), path.with_name(path.name + _OLD)
    new.unlink(missing_ok=True)
    new.write_bytes(data)
    with suppress(OSError):  # it may be in use still
        old.unlink()
    try:
        os.replace(new, path)
    except OSError:
        os.replace(path, old)
        os.replace(new, path)
