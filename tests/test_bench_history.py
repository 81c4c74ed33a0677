"""The benchmark of the history, with so few encounters that it measures nothing: does it still run?"""

from __future__ import annotations

import re
import subprocess
import sys

from helpers import ROOT


def test_table_has_a_time_in_every_line() -> None:
    """Every question is answered, and the last line sums them up."""
    command = [sys.executable, "bench/history.py", "--encounters", "30", "--passes", "1"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    title, *lines = output.splitlines()
    assert title.startswith("30 encounters saved")
    assert len(lines) > 50
    assert all(re.fullmatch(r"\S.*\s\d+\.\d\d ms", line) for line in lines), output
    assert lines[-1].startswith("median of all questions")
