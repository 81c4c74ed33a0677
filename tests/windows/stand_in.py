"""Lets this program take the stand-in (stand_in_windivert.c) for WinDivert. On Windows, or in Wine.

As a program, `python stand_in.py WinDivert64.dll live ...` is the whole program with the stand-in in WinDivert's place.
The program itself has no such switch: it loads nothing but the files whose digests it knows.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDERS = ("ResonanceLogs-test", "WinDivert-stand-in")


class Driver:
    """The stand-in in WinDivert's place, and what it noted."""

    def __init__(self, log: Path, say: Callable[[str, str], None]) -> None:
        self._log = log
        self.say = say  # sets a variable of the stand-in

    @property
    def calls(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


def install(dll: Path, folder: Path) -> None:
    """From now on, in this process. `folder` gets the files as a package would bring them."""
    from resonance.capture import driver_files

    shutil.copy(dll, folder / driver_files.DLL)
    (folder / driver_files.DRIVER).write_bytes(b"no driver at all")
    names = tuple(driver_files.PINNED)
    driver_files.PINNED = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    driver_files.FOLDERS = FOLDERS
    driver_files.packaged = lambda: folder


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from resonance.cli import main as command_line

    dll = Path(sys.argv.pop(1))
    with tempfile.TemporaryDirectory() as folder:
        install(dll, Path(folder))
        return command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
