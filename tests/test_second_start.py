"""What a start of the program says while the meter already runs."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from resonance import app, home


class NoWindow:
    """Stands for AppWindow: another meter has this folder."""

    def claim(self, folder: Path) -> None:
        return None


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> app.Session:
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    monkeypatch.setattr(app, "_open_window", lambda: (NoWindow(), ""))
    none: Any = None
    return app.Session(none, recorded=False, activity="Capturing", only_one=True)


def test_second_start(session: app.Session, capsys: pytest.CaptureFixture[str]) -> None:
    """The window of the first one shows itself."""
    assert app.run_session(session, home.open_home(), in_terminal=False, seconds=None) == 0
    assert capsys.readouterr().out == f"{app.ALREADY_RUNS}\n"


def test_second_start_for_a_file(session: app.Session, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The first one has got the file, and the user is told so."""
    opens = dataclasses.replace(session, opens=(tmp_path / "fight.rlog",))
    assert app.run_session(opens, home.open_home(), in_terminal=False, seconds=None) == 0
    assert capsys.readouterr().out == f"{app.TAKES_FILES}\n"
