"""On Linux: these tests again, by a Windows Python in Wine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT

WORK = "RESONANCE_WINE"
"""Names the work folder that tools/windows_capture_test.py has made; it takes minutes to make, so no test does."""

COMPILER = "x86_64-w64-mingw32-gcc"


@pytest.mark.skipif(sys.platform == "win32", reason="they run here anyway")
def test_windows_capture_under_wine() -> None:
    """Everything passes there, the whole program too, and the tests with the stand-in are not skipped."""
    for program in ("wine", "xvfb-run", COMPILER):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    if WORK not in os.environ:
        pytest.skip(f"{WORK} names no work folder of tools/windows_capture_test.py")
    command = [sys.executable, "tools/windows_capture_test.py", "--work", os.environ[WORK]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 30
    assert "needs Windows" not in done.stdout


def test_stand_in_compiles_without_a_warning(tmp_path: Path) -> None:
    """Where there is the compiler for it."""
    if shutil.which(COMPILER) is None:
        pytest.skip(f"{COMPILER} is not installed")
    source = ROOT / "tests" / "windows" / "stand_in_windivert.c"
    command = [
        COMPILER,
        "-Wall",
        "-Werror",
        "-O2",
        "-shared",
        "-static-libgcc",
        "-o",
        f"{tmp_path}/out.dll",
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
