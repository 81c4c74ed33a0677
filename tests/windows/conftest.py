"""What tests need that run on Windows only, real or Wine's."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stand_in
from stand_in import Driver

STAND_IN = "RESONANCE_STAND_IN"
"""Names the stand-in for WinDivert64.dll; tools/windows_capture_test.py builds it and runs these tests."""

_ALL_ACCESS, _KERNEL_DRIVER, _START_ON_DEMAND, _IGNORE_ERRORS = 0xF003F, 1, 3, 0


@pytest.fixture
def windows() -> None:
    if sys.platform != "win32":
        pytest.skip("needs Windows or Wine: tools/windows_capture_test.py runs it there")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in in WinDivert's place. Windows loads a library once a process, so all tests share it."""
    if sys.platform != "win32" or STAND_IN not in os.environ:
        pytest.skip("needs Windows and the stand-in for WinDivert: tools/windows_capture_test.py has both")
    folder = tmp_path_factory.mktemp("package")
    stand_in.install(Path(os.environ[STAND_IN]), folder)
    return folder


@pytest.fixture
def driver(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """Nothing to play, until a test says so."""
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "calls.log"))
    return Driver(tmp_path / "calls.log", monkeypatch.setenv)


@pytest.fixture
def make_service(windows: None) -> Iterator[Callable[[Path], None]]:
    """Makes a service of the driver's name, that is never started; skips where there is one already."""
    from resonance.capture.driver_service import NAME, WindowsService

    if WindowsService().look() is not None:
        pytest.skip("this computer has WinDivert")
    yield lambda path: _create_service(NAME, path)
    if WindowsService().look() is not None:
        WindowsService().delete()


@pytest.fixture
def left_over_service(make_service: Callable[[Path], None], tmp_path: Path) -> str:
    """The path of its file, which is gone."""
    make_service(tmp_path / "gone" / "WinDivert64.sys")
    return str(tmp_path / "gone" / "WinDivert64.sys")


@pytest.fixture
def service_with_a_file(make_service: Callable[[Path], None], tmp_path: Path) -> Path:
    path = tmp_path / "WinDivert64.sys"
    path.write_bytes(b"")
    make_service(path)
    return path


def _create_service(name: str, path: Path) -> None:
    system: Any = ctypes
    calls = system.WinDLL("advapi32", use_last_error=True)
    calls.OpenSCManagerW.restype = calls.CreateServiceW.restype = ctypes.c_void_p
    manager = ctypes.c_void_p(calls.OpenSCManagerW(None, None, _ALL_ACCESS))
    kind = (_ALL_ACCESS & 0xF01FF, _KERNEL_DRIVER, _START_ON_DEMAND, _IGNORE_ERRORS)
    image = rf"\??\{path}"
    service = calls.CreateServiceW(manager, name, name, *kind, image, None, None, None, None, None)
    assert service, system.get_last_error()
    calls.CloseServiceHandle(ctypes.c_void_p(service))
    calls.CloseServiceHandle(manager)
