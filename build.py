"""Build what players download, with the packages of requirements-build.txt. `python dev.py build` installs them first.

    python build.py [--out FOLDER] [--twice]

Writes ResonanceLogs[.exe] (one file), a zip with the program as a folder, and SHA256SUMS into FOLDER (dist/). With
`--twice` all is built a second time, and what differs is named. docs/building.md tells more.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NAME = "ResonanceLogs"
FOLDER = f"{NAME}-folder"  # what build.spec calls the one-folder build
SUMS = "SHA256SUMS"
REQUIREMENTS = ("requirements.txt", "requirements-build.txt")

LARGEST_MB = 30
"""Of a file to download. More means that something has crept in."""

WITHOUT_GIT = 1_577_836_800
"""2020-01-01: the time of a build from a source folder that does not know its commit."""

OLDEST_IN_A_ZIP = 315_532_800  # 1980-01-01
SYSTEMS = {"win32": "windows", "linux": "linux"}
MACHINES = {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="build.py", description="Build what players download.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to (dist/)")
    parser.add_argument("--twice", action="store_true", help="build again, and say what comes out different")
    chosen = parser.parse_args(arguments)
    build(chosen.out)
    if not chosen.twice:
        return 0
    again = chosen.out.with_name(chosen.out.name + "-again")
    build(again)
    found = differences(chosen.out, again)
    print("\n".join(found) or "Built twice, and every file is the same.", flush=True)
    return 1 if found else 0


def build(out: Path) -> None:
    """Both forms, the zip and the sums; an older `out` goes first. SystemExit when it fails, or is no good."""
    if wrong := not_as_pinned((ROOT / name).read_text("utf-8") for name in REQUIREMENTS):
        sys.exit(f"build.py: {' '.join(wrong)} `python dev.py build` has what is pinned.")
    shutil.rmtree(out, ignore_errors=True)
    made_at = source_time(os.environ)
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(made_at), "PYTHONHASHSEED": "0"}
    folders = ["--distpath", str(out), "--workpath", str(ROOT / "build")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *folders]
    if subprocess.run([*command, "build.spec"], cwd=ROOT, env=environ, check=False).returncode != 0:
        sys.exit("build.py: PyInstaller could not build it; the lines above say why.")
    ending = ".exe" if sys.platform == "win32" else ""
    archive = out / f"{NAME}-{version()}-{system_words()}.zip"
    pack(out / FOLDER, archive, made_at)
    made = [out / f"{NAME}{ending}", archive]
    (out / SUMS).write_text(sums(made), encoding="utf-8", newline="\n")
    for path in made:
        print(f"{path.stat().st_size / 1e6:6.1f} MB  {sha256(path)}  {path.name}", flush=True)
    print(f"{folder_size(out / FOLDER) / 1e6:6.1f} MB  the folder, unpacked", flush=True)
    if any(path.stat().st_size > LARGEST_MB * 1e6 for path in made):
        sys.exit(f"build.py: that is more than {LARGEST_MB} MB; what is new in build/build/xref-build.html?")


def not_as_pinned(requirements: Iterable[str]) -> list[str]:
    """A sentence for each package that is missing or of another version."""
    from packaging.requirements import Requirement

    lines = (line.partition("#")[0].strip() for text in requirements for line in text.splitlines())
    pinned = [Requirement(line) for line in lines if line and not line.startswith("-")]
    found = []
    for package in pinned:
        if package.marker is None or package.marker.evaluate():
            there = version_of(package.name)
            if there is None or there not in package.specifier:
                found.append(f"{package.name} is {there or 'missing'}, not {package.specifier}.")
    return found


def version_of(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def version() -> str:
    """Read off the source: nothing of the program is imported here."""
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "resonance" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def system_words() -> str:
    """Such as "windows-x64"."""
    machine = platform.machine().lower()
    return f"{SYSTEMS.get(sys.platform, sys.platform)}-{MACHINES.get(machine, machine)}"


def source_time(environ: os._Environ[str] | dict[str, str]) -> int:
    """The Unix second that the build says it was made at: SOURCE_DATE_EPOCH, else that of the commit, else a fixed one.

    Not the present, so that the same source gives the same bytes.
    """
    if wanted := environ.get("SOURCE_DATE_EPOCH"):
        return int(wanted)
    try:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return WITHOUT_GIT
    return int(asked.stdout)


def pack(folder: Path, archive: Path, made_at: int) -> None:
    """The files of a folder, as ResonanceLogs/ in a zip whose bytes depend on nothing else.

    No version in that name: the next one is unpacked over it, and the data beside the exe stays.
    """
    date_time = datetime.fromtimestamp(max(made_at, OLDEST_IN_A_ZIP), UTC).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", date_time)
            entry.create_system = 3  # Unix, which alone knows which files are programs
            entry.external_attr = (0o100755 if os.access(path, os.X_OK) else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(paths: Iterable[Path]) -> str:
    """As `sha256sum --check` reads them."""
    return "".join(f"{sha256(path)}  {path.name}\n" for path in paths)


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def differences(one: Path, other: Path) -> list[str]:
    """A sentence for each file that is not the same in both folders."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*") if path.is_file()}
    found = []
    for name in sorted(names):
        if not ((one / name).is_file() and (other / name).is_file()):
            found.append(f"{name.as_posix()} is there only once.")
        elif sha256(one / name) != sha256(other / name):
            found.append(f"{name.as_posix()} differs.")
    return found


if __name__ == "__main__":
    sys.exit(main())
