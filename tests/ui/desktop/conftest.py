"""What all tests of the desktop need."""

from __future__ import annotations

import pytest

from helpers import PATIENCE_S


@pytest.fixture(autouse=True)
def patient_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, the threads that hold hotkeys and tray are waited for."""
    monkeypatch.setattr("resonance.ui.desktop.windows_loop.PATIENCE_S", PATIENCE_S)
    monkeypatch.setattr("resonance.ui.desktop.x11_keys._PATIENCE_S", PATIENCE_S)
