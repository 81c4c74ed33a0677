"""The service manager of Windows, real or Wine's: what the driver's service looks like, and taking it away."""

from __future__ import annotations

from pathlib import Path

from resonance.capture import driver_service
from resonance.capture.driver_service import Service, State, WindowsService


def test_service_that_does_not_exist(windows: None) -> None:
    """None, and unloading has nothing to do."""
    assert WindowsService("ResonanceNoSuchService").look() is None


def test_service_whose_file_is_gone(left_over_service: str) -> None:
    """Its state and path are read, it counts as left over, and unloading removes it and says so."""
    assert WindowsService().look() == Service(State.STOPPED, Path(left_over_service))
    outcome = driver_service.unload()
    assert outcome.done
    assert "left over" in outcome.words
    assert WindowsService().look() is None
    assert driver_service.unload() == (True, "The capture driver is not loaded.")


def test_service_of_another_program_stays(service_with_a_file: Path) -> None:
    """It is not running, but its file is there: it is somebody's."""
    assert not driver_service.remove_stale()
    assert driver_service.unload().done
    assert WindowsService().look() == Service(State.STOPPED, service_with_a_file)
