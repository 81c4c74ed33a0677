"""WinDivert's files in their fixed folder: made once, compared with their digests, held."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
from io import BufferedReader
from pathlib import Path

import pytest

from resonance.capture import driver_files
from resonance.capture.driver_files import DLL, DRIVER, PINNED, prepare
from resonance.capture.source import CaptureError

FILES = {DLL: b"the library", DRIVER: b"the driver"}


class PlainGuard:
    """Makes folders and opens files, and notes it. Nothing is safe."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.held: list[BufferedReader] = []

    def make_folder(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folders.append(folder)

    def hold(self, path: Path) -> BufferedReader:
        self.held.append(path.open("rb"))
        return self.held[-1]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files as a package would bring them, and their digests in place of WinDivert's."""
    folder = tmp_path / "package"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    monkeypatch.setattr(driver_files, "PINNED", digests)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "ResonanceLogs" / "WinDivert"


def start(package: Path, target: Path) -> dict[str, bytes]:
    """One start of the program; what it holds at its end."""
    held = prepare(package, target, PlainGuard())
    found = {}
    for file in held:
        file.seek(0)
        found[Path(file.name).name] = file.read()
        file.close()
    return found


def test_first_start_makes_both_files(package: Path, target: Path) -> None:
    """Folder by folder through the guard, and both files are held."""
    guard = PlainGuard()
    held = prepare(package, target, guard)
    assert guard.folders == [target.parent, target]
    assert [Path(file.name).name for file in held] == list(FILES)
    assert {name: (target / name).read_bytes() for name in FILES} == FILES
    assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
    for file in held:
        file.close()


def test_later_start_leaves_right_files_alone(package: Path, target: Path) -> None:
    """They are extracted once: even a package whose files are gone does not matter then."""
    start(package, target)
    before = {name: (target / name).stat().st_mtime_ns for name in FILES}
    for name in FILES:
        (package / name).unlink()
    assert start(package, target) == FILES
    assert {name: (target / name).stat().st_mtime_ns for name in FILES} == before


@pytest.mark.parametrize("name", FILES)
def test_wrong_file_is_replaced(name: str, package: Path, target: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever put it there: the next start sees it, says so in the log, and puts the right one in its place."""
    start(package, target)
    (target / name).write_bytes(b"something else")
    with caplog.at_level(logging.WARNING):
        assert start(package, target) == FILES
    assert name in caplog.text


def test_wrong_file_that_is_in_use_makes_room(package: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded driver's file cannot be written to, but renamed; what was renamed goes when it is free."""
    start(package, target)
    (target / DRIVER).write_bytes(b"loaded")
    really_replace = os.replace

    def replace(source: Path, destination: Path) -> None:
        if Path(destination).exists() and Path(destination).name == DRIVER:
            raise PermissionError(13, "in use", str(destination))
        really_replace(source, destination)

    monkeypatch.setattr(os, "replace", replace)
    assert start(package, target) == FILES
    assert (target / f"{DRIVER}.old").read_bytes() == b"loaded"
    monkeypatch.undo()


def test_wrong_file_that_cannot_be_moved(package: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is loaded then: the user is told what to do, and no file stays open."""
    start(package, target)
    (target / DRIVER).write_bytes(b"wrong")

    def refuse(source: Path, destination: Path) -> None:
        raise PermissionError(13, "in use", str(destination))

    monkeypatch.setattr(os, "replace", refuse)
    guard = PlainGuard()
    with pytest.raises(CaptureError, match="could not be prepared") as caught:
        prepare(package, target, guard)
    assert "restart the computer" in caught.value.advice
    assert all(file.closed for file in guard.held)


def test_file_that_does_not_stay_as_it_was_written(package: Path, target: Path) -> None:
    """Somebody changes it between writing and holding: it is not used."""

    class Late(PlainGuard):
        def hold(self, path: Path) -> BufferedReader:
            if path.exists():
                path.write_bytes(b"changed just now")
            return super().hold(path)

    with pytest.raises(CaptureError, match="does not stay"):
        prepare(package, target, Late())


def test_package_with_a_wrong_file(package: Path, target: Path) -> None:
    """What an antivirus or anybody else has changed in the program itself is not copied."""
    (package / DLL).write_bytes(b"infected")
    with pytest.raises(CaptureError, match=f"{DLL}, a part of the capture driver, is not") as caught:
        start(package, target)
    assert "Antivirus" in caught.value.advice
    assert not (target / DLL).exists()


def test_package_without_the_driver(package: Path, target: Path) -> None:
    """Antivirus software likes to take it."""
    (package / DRIVER).unlink()
    with pytest.raises(CaptureError, match=f"{DRIVER}, a part of the capture driver, is missing"):
        start(package, target)


def test_digests_are_those_of_the_pinned_package() -> None:
    """Where the package brings the Windows files, they are the ones the program knows."""
    found = importlib.util.find_spec("pydivert")
    if found is None or found.origin is None:
        pytest.skip("pydivert is not installed")
    folder = Path(found.origin).parent / "windivert_dll"
    if not (folder / DLL).exists():
        pytest.skip("this system's package has no Windows files")
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in PINNED} == PINNED
