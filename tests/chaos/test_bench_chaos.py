"""The long runs, so short that they tell nothing of the memory: do they still run, and report?"""

from __future__ import annotations

import re
import subprocess
import sys

from helpers import ROOT


def test_both_parts_in_seconds() -> None:
    """A table of memory over time, and what became of all that was played; nothing is more than that."""
    command = [sys.executable, "bench/chaos.py", "--scale", "0.005"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert output.count("all saved") == 2
    assert "NOT" not in output
    assert "TOO MUCH" not in output
    shares = [float(share) for share in re.findall(r"([\d.]+)% of what was played", output)]
    assert len(shares) == 6
    assert min(shares) > 90
