"""Run the self-test of what was built, several times each: `python tools/check_build.py [DIST]`.

The zip is unpacked and the one file copied into fresh folders first, as a player would. Needs a display; on Windows a
console run as administrator, because the programs ask for these rights.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

NAME = "ResonanceLogs"
STARTS = 5
LIMIT_S = 180
PICTURE_AFTER_S, SHOWN_S = 18, 25

# A pipe, because under Wine no Python starts whose output is a file, or nothing.
PIPES = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the self-test of what was built.")
    parser.add_argument("dist", type=Path, nargs="?", default=Path(__file__).resolve().parent.parent / "dist")
    parser.add_argument("--screenshot", type=Path, help="a .png of the window (needs ImageMagick)")
    chosen = parser.parse_args()
    if not chosen.dist.is_dir():
        sys.exit(f"There is no {chosen.dist}: build first (docs/building.md).")
    return check(chosen.dist, [], screenshot=chosen.screenshot)


def check(dist: Path, runner: Sequence[str], *, screenshot: Path | None = None) -> int:
    """`runner` stands in front of a program that this system cannot start by itself: `["wine"]`. Gives an exit code."""
    with tempfile.TemporaryDirectory(prefix="resonance check ") as temporary:
        programs = placed(dist, Path(temporary))
        failed = [form for form, program in programs.items() if not starts_well(form, program, runner)]
        if screenshot is not None:
            take_picture(programs["folder"], runner, screenshot)
    return 1 if failed else 0


def placed(dist: Path, target: Path) -> dict[str, Path]:
    """Each form of the program in a folder of its own -> what to start."""
    [one_file] = (path for path in dist.iterdir() if path.stem == NAME and path.is_file())
    [archive] = dist.glob("*.zip")
    (target / "one file").mkdir()
    shutil.copy2(one_file, target / "one file")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(target / "folder")
        for entry in packed.infolist():
            (target / "folder" / entry.filename).chmod(entry.external_attr >> 16)
    return {"one file": target / "one file" / one_file.name, "folder": target / "folder" / NAME / one_file.name}


def starts_well(form: str, program: Path, runner: Sequence[str]) -> bool:
    """Print the last line of figures and the medians; False as soon as one start fails."""
    paints_ms, cpu_ms, line = [], [], ""
    for _ in range(STARTS):
        code, line = self_test(program, runner)
        if code != 0 and not line and runner:  # about one start in sixty ends under Wine before Python begins
            print(f"{form}: a start ended without a word; once more", flush=True)
            code, line = self_test(program, runner)
        if code != 0:
            print(f"{form}: exit code {code}. {line}", flush=True)
            return False
        paints_ms.append(int(figures(line)["first_paint_ms"]))
        cpu_ms.append(int(figures(line)["first_paint_cpu_ms"]))
    left = sorted(path.name for path in program.parent.iterdir() if path.name not in (program.name, "_internal"))
    print(f"{form}: {line}", flush=True)
    for name, times_ms in (("first paint", paints_ms), ("CPU of it", cpu_ms)):
        print(f"{form}: {name} {statistics.median(times_ms):.0f} ms, median of {sorted(times_ms)}", flush=True)
    if left:
        print(f"{form}: left beside the program: {', '.join(left)}", flush=True)
    return not left


def self_test(program: Path, runner: Sequence[str]) -> tuple[int, str]:
    """(exit code, the line it wrote)."""
    report = program.parent.parent / "selftest.txt"
    report.unlink(missing_ok=True)
    command = [*runner, str(program), "--selftest", "--report", native(report, runner), "--began", f"{time.time():.3f}"]
    done = subprocess.run(command, timeout=LIMIT_S, check=False, **PIPES)
    line = (
        report.read_text(encoding="utf-8").strip() if report.exists() else done.stdout.decode(errors="replace").strip()
    )
    return done.returncode, line


def figures(line: str) -> dict[str, str]:
    """`a=1 b=2` -> {"a": "1", "b": "2"}"""
    return dict(re.findall(r"(\w+)=(\S+)", line))


def native(path: Path, runner: Sequence[str]) -> str:
    return "Z:" + str(path).replace("/", "\\") if runner else str(path)


def take_picture(program: Path, runner: Sequence[str], picture: Path) -> None:
    """The whole screen, some seconds into the demo."""
    command = [*runner, str(program), "demo", "--seconds", str(SHOWN_S)]
    running = subprocess.Popen(command, **PIPES)
    time.sleep(PICTURE_AFTER_S)
    subprocess.run(["import", "-window", "root", str(picture.resolve())], check=True)
    running.communicate(timeout=LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
