"""build.py: what can be told of a build without making one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import build
import resonance
from helpers import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program as PyInstaller leaves it."""
    made = tmp_path / "dist" / build.FOLDER
    (made / "_internal" / "assets").mkdir(parents=True)
    (made / build.NAME).write_bytes(b"program" * 100)
    (made / build.NAME).chmod(0o755)
    (made / "_internal" / "assets" / "skills.tsv").write_text("id\n")
    (made / "_internal" / "assets" / "skills.tsv").chmod(0o644)
    return made


def test_version_is_that_of_the_program() -> None:
    """The name of the zip cannot tell another one."""
    assert build.version() == resonance.__version__


def test_words_for_this_system() -> None:
    """They stand in the name of a file."""
    assert re.fullmatch(r"[a-z0-9]+-[a-z0-9_]+", build.system_words())


@pytest.mark.parametrize(
    ("system", "machine", "words"),
    [("win32", "AMD64", "windows-x64"), ("linux", "x86_64", "linux-x64"), ("linux", "aarch64", "linux-arm64")],
)
def test_words_for_a_system(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, words: str) -> None:
    """One word for a machine, whatever the system calls it."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(build.platform, "machine", lambda: machine)
    assert build.system_words() == words


def test_time_of_the_build_that_was_asked_for() -> None:
    """SOURCE_DATE_EPOCH is what packagers of all systems set."""
    assert build.source_time({"SOURCE_DATE_EPOCH": "1234567890"}) == 1234567890


def test_time_of_a_build_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never the present: the same source gives the same bytes."""

    def no_git(*_arguments: object, **_options: object) -> None:
        raise FileNotFoundError("git")

    monkeypatch.setattr(build.subprocess, "run", no_git)
    assert build.source_time({}) == build.WITHOUT_GIT


def test_time_of_a_build_is_that_of_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever checks the same commit out builds at the same time."""
    answer = subprocess.CompletedProcess([], 0, stdout="1600000000\n")
    monkeypatch.setattr(build.subprocess, "run", lambda *_arguments, **_options: answer)
    assert build.source_time({}) == 1_600_000_000


def test_zip_of_the_same_files_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """When a file was written, and in which order, does not show."""
    build.pack(folder, tmp_path / "one.zip", 1_700_000_000)
    for path in (folder / "_internal" / "assets" / "skills.tsv", folder / build.NAME):
        path.rename(path.with_name("moved"))
        path.with_name("moved").rename(path)
        os.utime(path, (1, 1))
    build.pack(folder, tmp_path / "other.zip", 1_700_000_000)
    assert build.sha256(tmp_path / "one.zip") == build.sha256(tmp_path / "other.zip")


def test_zip_unpacks_into_one_folder_without_a_version(folder: Path, tmp_path: Path) -> None:
    """The next version is unpacked over it, so that the data beside the exe stays; the program can be started."""
    build.pack(folder, tmp_path / "packed.zip", 0)
    with zipfile.ZipFile(tmp_path / "packed.zip") as packed:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in packed.infolist()}
        assert packed.read(f"{build.NAME}/{build.NAME}") == b"program" * 100
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
    assert modes == {"ResonanceLogs/ResonanceLogs": 0o755, "ResonanceLogs/_internal/assets/skills.tsv": 0o644}


def test_sums_are_in_the_form_that_is_checked_by_programs(folder: Path) -> None:
    """One line a file: digest, two spaces, name."""
    line = build.sums([folder / build.NAME])
    assert re.fullmatch(r"[0-9a-f]{64}  ResonanceLogs\n", line)
    assert line.startswith(build.sha256(folder / build.NAME))


def test_second_build_that_differs_is_named(folder: Path, tmp_path: Path) -> None:
    """By file: bytes that changed, and files that only one of them has."""
    other = tmp_path / "other"
    (other / "_internal" / "assets").mkdir(parents=True)
    (other / build.NAME).write_bytes(b"another")
    found = build.differences(folder, other)
    assert found == ["ResonanceLogs differs.", "_internal/assets/skills.tsv is there only once."]
    assert build.differences(folder, folder) == []


def test_packages_that_are_not_those_pinned() -> None:
    """Another version, or none, stops the build; what another system needs does not."""
    there = build.version_of("pillow")
    text = f"""
# comment
-r other.txt
pillow=={there}
packaging==0.1  # an old one
no-such-package==1
neither==1; sys_platform == "beos"
"""
    assert build.not_as_pinned([text]) == [
        f"packaging is {build.version_of('packaging')}, not ==0.1.",
        "no-such-package is missing, not ==1.",
    ]


def test_everything_that_building_needs_is_pinned() -> None:
    """The same source builds with the same tools next year."""
    lines = (ROOT / "requirements-build.txt").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert any(line.startswith("pyinstaller==") for line in packages)
    assert all(re.match(r"[\w.-]+==[\w.]+(;|$)", line) for line in packages), packages
