"""Whether a meter runs, without Tk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from resonance import running
from resonance.running import event_name

if sys.platform != "win32":
    from resonance.ui.desktop import posix_instance


def test_name_for_each_spelling(tmp_path: Path) -> None:
    """Windows does not tell upper from lower case in paths; the name holds no path, and no user's name in it."""
    folder = tmp_path / "ResonanceLogs"
    assert event_name(folder) == event_name(tmp_path / "x" / ".." / "RESONANCELOGS")
    assert event_name(folder).startswith("Local\\ResonanceLogs-")
    assert tmp_path.name not in event_name(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="the meter's lock on Linux")
def test_meter_that_runs(tmp_path: Path) -> None:
    """It is noticed, not asked to show itself, and its folder is free again when it ends."""
    shown: list[str] = []
    meter = posix_instance.acquire(tmp_path, lambda: shown.append("shown"))
    assert meter is not None
    with running.kept_out(tmp_path) as is_free:
        assert not is_free
    meter.close()
    with running.kept_out(tmp_path) as is_free:
        assert is_free
    assert not shown


@pytest.mark.skipif(sys.platform == "win32", reason="the meter's lock on Linux")
def test_meter_that_starts_meanwhile(tmp_path: Path) -> None:
    """It is kept out, and may start afterwards."""
    with running.kept_out(tmp_path):
        assert posix_instance.acquire(tmp_path, lambda: None) is None
    meter = posix_instance.acquire(tmp_path, lambda: None)
    assert meter is not None
    meter.close()


def test_without_tk() -> None:
    """A Python without windows can tell too, and can make and restore backups."""
    program = (
        "import sys; sys.modules['tkinter'] = None\n"
        "import resonance.running, resonance.backup_command, resonance.import_command"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parent.parent)
