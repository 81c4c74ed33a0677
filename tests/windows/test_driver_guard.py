"""The folder of the driver's files, and holding them, on Windows, real or Wine's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from resonance.capture import driver_files
from resonance.capture.driver_files import DLL, DRIVER

FILES = {DLL: b"library", DRIVER: b"driver"}


@pytest.fixture
def package(windows: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, pinned."""
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    monkeypatch.setattr(driver_files, "PINNED", digests)
    return tmp_path


def test_folder_for_all_users_is_asked_of_windows(windows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says."""
    from resonance.capture.driver_guard import common_data

    before = common_data()
    monkeypatch.setenv("ProgramData", r"C:\somewhere")
    assert common_data() == before
    assert before.is_dir()


def test_files_that_are_held(package: Path, tmp_path: Path) -> None:
    """They can be read by all and changed by nobody; once let go, a wrong one is replaced at the next start."""
    from resonance.capture.driver_guard import WindowsGuard

    target = tmp_path / "all users" / "driver"
    target.parent.parent.mkdir(exist_ok=True)
    held = driver_files.prepare(package, target, WindowsGuard())
    try:
        assert {name: (target / name).read_bytes() for name in FILES} == FILES
        for name in FILES:
            with pytest.raises(PermissionError):
                (target / name).write_bytes(b"wrong")
    finally:
        for file in held:
            file.close()
    (target / DLL).write_bytes(b"wrong")
    for file in driver_files.prepare(package, target, WindowsGuard()):
        file.close()
    assert (target / DLL).read_bytes() == FILES[DLL]


def test_folder_that_somebody_else_made_makes_room(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner could change the files: it is moved aside, whatever is in it."""
    from resonance.capture.driver_guard import WindowsGuard

    folder = package / "made before"
    folder.mkdir()
    (folder / DLL).write_bytes(b"prepared by somebody")
    monkeypatch.setattr(WindowsGuard, "owner", lambda *_: "S-1-5-21-1-2-3-1001")
    WindowsGuard().make_folder(folder)
    assert list(folder.iterdir()) == []
    (aside,) = package.glob("made before.untrusted-*")
    assert (aside / DLL).read_bytes() == b"prepared by somebody"


def test_own_folder_is_kept(package: Path) -> None:
    """The second start finds the folder of the first as it left it."""
    from resonance.capture.driver_guard import WindowsGuard

    guard = WindowsGuard()
    folder = package / "ours"
    guard.make_folder(folder)
    if guard.owner(folder) == guard.owner(package):
        pytest.skip("Wine does not keep owners of folders")
    (folder / "file").write_bytes(b"1")
    guard.make_folder(folder)
    assert (folder / "file").exists()
