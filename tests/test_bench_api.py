"""The benchmark of the local API, so short that it measures nothing: does it still run?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from helpers import ROOT


def test_table_has_a_line_for_each_kind_of_run(tmp_path: Path) -> None:
    """Off, on, and with readers; with readers it also tells how late they are. No token is left behind."""
    command = [sys.executable, "bench/api.py", "--passes", "1", "--seconds", "1", "--readers", "2", "--warm-up", "1"]
    around = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path))}
    output = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, check=True).stdout
    lines = output.splitlines()[2:]
    assert [line[:28].strip() for line in lines] == ["off", "on, nobody reads", "2 readers"]
    numbers = [len(re.findall(r"\d+\.\d", line[28:])) for line in lines]
    assert numbers == [3, 3, 6], output
    assert list(tmp_path.iterdir()) == []
