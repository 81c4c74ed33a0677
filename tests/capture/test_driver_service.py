"""Unloading the driver: only when nobody else uses it, and always with a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from resonance.capture import driver_service
from resonance.capture.driver_service import Outcome, Service, State, file_of, unload


class FakeManager:
    """A service that obeys."""

    def __init__(self, service: Service | None, users: list[int] | None = None) -> None:
        self.service = service
        self.ids = users or []
        self.calls: list[str] = []
        self.after_stop: Service | None = None
        self.failure: OSError | None = None

    def look(self) -> Service | None:
        return self.service

    def stop(self) -> None:
        if self.failure is not None:
            raise self.failure
        self.calls.append("stop")
        self.service = self.after_stop

    def delete(self) -> None:
        self.calls.append("delete")
        self.service = None

    def users(self) -> list[int]:
        return self.ids


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "WinDivert64.sys"
    path.write_bytes(b"")
    return path


def windows_error(code: int) -> OSError:
    error = OSError(f"Windows error {code}")
    error.winerror = code  # type: ignore[attr-defined,unused-ignore]
    return error


def test_driver_that_nobody_else_uses(file: Path) -> None:
    """It is stopped, and the user reads what that is good for."""
    manager = FakeManager(Service(State.RUNNING, file), [os.getpid()])
    outcome = unload(manager)
    assert outcome.done
    assert "games that refuse to start" in outcome.words
    assert manager.calls == ["stop"]


def test_driver_that_another_program_uses(file: Path) -> None:
    """It is not stopped behind that program's back; the user reads which one it is."""
    manager = FakeManager(Service(State.RUNNING, file), [os.getpid(), 999_999_999])
    outcome = unload(manager)
    assert not outcome.done
    assert "999999999" in outcome.words
    assert manager.calls == []


def test_driver_whose_users_cannot_be_told(file: Path) -> None:
    """In doubt it stays."""

    class Silent(FakeManager):
        def users(self) -> list[int]:
            raise windows_error(1114)

    manager = Silent(Service(State.RUNNING, file))
    assert not unload(manager).done
    assert manager.calls == []


@pytest.mark.parametrize("state", [State.STOP_PENDING, State.RUNNING])
def test_driver_that_waits_for_somebody(state: State, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked to stop before, or now, it does not: the user reads what it waits for."""
    monkeypatch.setattr(driver_service, "STOP_PATIENCE_S", 0.1)
    manager = FakeManager(Service(state, file))
    manager.after_stop = Service(State.STOP_PENDING, file)
    outcome = unload(manager)
    assert not outcome.done
    assert "waits for a program" in outcome.words


def test_no_service_and_one_that_is_not_running(file: Path) -> None:
    """There is nothing to do, and another program's entry stays as it is."""
    assert unload(FakeManager(None)) == Outcome(True, "The capture driver is not loaded.")
    manager = FakeManager(Service(State.STOPPED, file))
    assert unload(manager) == Outcome(True, "The capture driver is not loaded.")
    assert manager.calls == []


def test_entry_of_an_earlier_start_whose_file_is_gone(tmp_path: Path) -> None:
    """It would make the next start of the driver fail: it is removed, and the user is told."""
    manager = FakeManager(Service(State.STOPPED, tmp_path / "_MEI1234" / "WinDivert64.sys"))
    outcome = unload(manager)
    assert outcome.done
    assert "left over" in outcome.words
    assert manager.calls == ["delete"]


@pytest.mark.parametrize(("code", "words"), [(5, "Only an administrator"), (1051, "Restart the computer")])
def test_stop_that_windows_refuses(code: int, words: str, file: Path) -> None:
    """Without the rights, or for another reason."""
    manager = FakeManager(Service(State.RUNNING, file))
    manager.failure = windows_error(code)
    outcome = unload(manager)
    assert not outcome.done
    assert words in outcome.words


@pytest.mark.skipif(driver_service.ON_WINDOWS, reason="there it looks at the real service")
def test_system_without_the_driver() -> None:
    """Elsewhere nothing is loaded, and the command says so."""
    assert unload() == Outcome(True, "There is no capture driver on this system: nothing is loaded.")


@pytest.mark.parametrize("image", [r"\??\C:\Temp\a.sys", r'"C:\Temp\a.sys"', r"C:\Temp\a.sys"])
def test_path_of_a_driver_as_services_spell_it(image: str) -> None:
    """In quotes, or with the kernel's prefix."""
    assert str(file_of(image)) == r"C:\Temp\a.sys"
