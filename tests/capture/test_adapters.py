"""The network adapters of this computer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from resonance.capture import adapters

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /sys")


def test_adapters_that_are_up(tmp_path: Path) -> None:
    """A tunnel, which has no cable, too; neither what is down nor loopback."""
    for name, state in (("wlan0", "up"), ("tun0", "unknown"), ("eth0", "down"), ("lo", "unknown")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "operstate").write_text(f"{state}\n")
    assert adapters.names(tmp_path) == ("tun0", "wlan0")


def test_system_that_does_not_tell(tmp_path: Path) -> None:
    """Not knowing is not the same as none."""
    assert adapters.names(tmp_path / "none") is None
    assert adapters.names(tmp_path) == ()


def test_this_computer() -> None:
    """It has none but loopback at the least, and that is left out."""
    found = adapters.names()
    assert found is not None
    assert "lo" not in found
