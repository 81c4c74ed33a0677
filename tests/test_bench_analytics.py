"""The benchmark of the analytics window: its history is one that the window can show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from helpers import ROOT

QUESTIONS = (
    "days",
    "dungeons",
    "pulls of one dungeon",
    "characters",
    "characters, personal, effective",
    "players met",
    "what killed",
)


def test_every_question_has_a_figure(tmp_path: Path) -> None:
    """A short history is made and asked; the second run goes on with it."""
    command = [sys.executable, "bench/analytics.py", "--encounters", "60", "--passes", "1", "--database"]
    for _ in range(2):
        done = subprocess.run(
            [*command, str(tmp_path / "long.db")], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        figures = dict(line.rsplit(maxsplit=2)[:2] for line in done.stdout.splitlines()[1:])
        assert tuple(figures) == QUESTIONS
        assert all(float(figure) > 0 for figure in figures.values())
