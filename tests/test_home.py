"""What the program finds when it starts, and in which language it says what is wrong there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resonance import texts
from resonance.home import open_home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    return tmp_path


def test_problem_of_the_settings_in_their_language(home: Path) -> None:
    """The file that names the language is told of in it, like everything after it."""
    (home / "settings.json").write_text(json.dumps({"language": "ja", "font_size": 1_000}))
    found = open_home()
    assert found.settings.language == "ja"
    [problem] = found.problems
    assert texts.say("Font size") in problem
    assert "Font size" not in problem


def test_damaged_settings_are_told_of_once(home: Path) -> None:
    """Nobody can know the language then; the sentence says where the file went."""
    (home / "settings.json").write_text("{")
    [problem] = open_home().problems
    [kept] = home.glob("settings.damaged-*.json")
    assert kept.name in problem
    assert open_home().problems == []
