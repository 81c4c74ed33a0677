"""The tools around a build: what they can be held to without Wine and without a build."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import build
from helpers import ROOT
from tools import build_under_wine, check_build

PROGRAM = """#!/bin/sh
exec "{python}" - "$@" <<'END'
import sys
report = sys.argv[sys.argv.index("--report") + 1]
open(report, "w").write("{line}")
sys.exit({code})
END
"""
PASSED = "Self-test passed: version=0.1.0 first_paint_ms=400 first_paint_cpu_ms=300"


def make_build(folder: Path, line: str, code: int = 0) -> Path:
    """What a build leaves, with a script in place of the program."""
    dist = folder / "dist"
    (dist / build.FOLDER).mkdir(parents=True)
    for program in (dist / build.NAME, dist / build.FOLDER / build.NAME):
        program.write_text(PROGRAM.format(python=sys.executable, line=line, code=code))
        program.chmod(0o755)
    build.pack(dist / build.FOLDER, dist / f"{build.NAME}-1.zip", 0)
    return dist


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_build_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both forms are started, the folder from its zip, and their figures printed."""
    assert check_build.check(make_build(tmp_path, PASSED), []) == 0
    printed = capsys.readouterr().out
    assert "one file: first paint 400 ms" in printed
    assert "folder: first paint 400 ms" in printed
    assert "folder: CPU of it 300 ms" in printed


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_build_that_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the program says is passed on, and so is the failure."""
    assert check_build.check(make_build(tmp_path, "Self-test failed: no driver", 1), []) == 1
    assert "one file: exit code 1. Self-test failed: no driver" in capsys.readouterr().out


def test_figures_of_a_line() -> None:
    """Words without a figure are passed over."""
    assert check_build.figures(PASSED) == {"version": "0.1.0", "first_paint_ms": "400", "first_paint_cpu_ms": "300"}


def test_packages_for_another_system() -> None:
    """Conditions are those of the system that asks, so they are left out; comments and other files too."""
    text = "# pinned\n-r other.txt\na==1\nb==2; sys_platform == 'win32'\n\n"
    assert build_under_wine.pins([text, "c==3"]) == ["a==1", "b==2", "c==3"]


def test_every_file_of_requirements_is_asked_for() -> None:
    """What one file includes is among them, since nothing is looked up beyond the pins."""
    for name in build_under_wine.REQUIREMENTS:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        included = [line.removeprefix("-r ") for line in lines if line.startswith("-r ")]
        assert set(included) <= set(build_under_wine.REQUIREMENTS)


def test_path_as_a_windows_program_sees_it() -> None:
    """Wine shows the files of Linux as drive Z."""
    assert build_under_wine.windows_path(Path("/home/a b/build.py")) == r"Z:\home\a b\build.py"
    assert check_build.native(Path("/tmp/x.txt"), ["wine"]) == r"Z:\tmp\x.txt"
    assert check_build.native(Path("/tmp/x.txt"), []) == str(Path("/tmp/x.txt"))
