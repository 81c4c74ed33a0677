"""The Windows capture test on Linux, under Wine: `python3 tools/windows_capture_test.py`.

It builds the stand-in for WinDivert64.dll (tests/windows/stand_in_windivert.c), records a made-up dungeon and counts it
here, and runs tests/windows in a Windows Python, where the real pydivert captures that dungeon from the stand-in. The
Python is that of tools/build_under_wine.py, in the same work folder. Needs what that needs, and a compiler (Debian:
`apt-get install --no-install-recommends wine wine64 unzip xvfb gcc-mingw-w64-x86-64`).
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.build_under_wine import again_on_a_screen, call, need, pins, prepare, windows_path, wine_environment  # noqa: E402

COMPILER = "x86_64-w64-mingw32-gcc"
TESTS = ("tests/windows", "tests/capture/test_npcap.py", "tests/capture/test_driver_files.py")
NEEDED = ("wine", "unzip", "xvfb-run", COMPILER)
TEST_PACKAGES = ("pytest", "hypothesis")


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests of capturing on Windows under Wine.")
    parser.add_argument("--work", type=Path, default=ROOT / "build-wine", help="work folder, kept for the next time")
    parser.add_argument(
        "--python", help="a Python of the prefix that has all packages, pytest too, in place of our own"
    )
    parser.add_argument("tests", nargs="*", default=TESTS)
    chosen = parser.parse_args()
    need(*NEEDED)
    if not os.environ.get("DISPLAY"):
        return again_on_a_screen()
    work = chosen.work.resolve()
    made = work / "capture-test"
    made.mkdir(parents=True, exist_ok=True)
    os.environ.update(wine_environment(work))
    if chosen.python is None:
        prepare(work)
        install_pytest(work)
    build_stand_in(made)
    count_here(made)
    return run_tests(chosen.python or r"C:\python\python.exe", made, chosen.tests)


def install_pytest(work: Path) -> None:
    """With what it needs itself, in the versions of requirements-dev.txt."""
    pinned = pins([(ROOT / "requirements-dev.txt").read_text(encoding="utf-8")])
    packages = [each for each in pinned if each.partition("==")[0] in TEST_PACKAGES]
    windows = ["--platform", "win_amd64", "--python-version", "311", "--only-binary", ":all:"]
    wheels = work / "wheels"
    # colorama is needed on Windows only, which pip does not see from here.
    call([sys.executable, "-m", "pip", "download", "--quiet", *windows, "-d", str(wheels), *packages, "colorama"])
    options = ["--quiet", "--no-index", "--no-warn-script-location", "--find-links", windows_path(wheels)]
    call(["wine", r"C:\python\python.exe", "-m", "pip", "install", *options, *packages])


def build_stand_in(folder: Path) -> None:
    source = ROOT / "tests" / "windows" / "stand_in_windivert.c"
    library = folder / "WinDivert64.dll"
    call([COMPILER, "-Wall", "-Werror", "-O2", "-shared", "-static-libgcc", "-o", str(library), str(source)])


def count_here(folder: Path) -> None:
    """A recording, and what the analysis on this system makes of it."""
    recording = str(folder / "dungeon.pcap")
    program = [sys.executable, "-m", "resonance"]
    environment = {**os.environ, "RESONANCE_HOME": str(folder / "home")}
    subprocess.run(
        [*program, "simulate", "dungeon", "--out", recording, "--force"], cwd=ROOT, env=environment, check=True
    )
    with (folder / "dungeon.json").open("wb") as out:
        subprocess.run([*program, "analyze", recording, "--json"], cwd=ROOT, env=environment, stdout=out, check=True)


def run_tests(python: str, folder: Path, tests: list[str]) -> int:
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "RESONANCE_STAND_IN": windows_path(folder / "WinDivert64.dll"),
        "RESONANCE_EXPECTED": windows_path(folder),
    }
    command = ["wine", python, "-m", "pytest", "-p", "no:cacheprovider", *tests]
    # Pipes on both sides: Windows Python ends in Wine when one of them is a file.
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.close()
        for line in running.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
    return running.returncode


if __name__ == "__main__":
    sys.exit(main())
