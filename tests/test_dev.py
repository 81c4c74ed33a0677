"""dev.py and the starter, without touching the network, the system's packages or the real .venv."""

from __future__ import annotations

import ast
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dev

EVERYTHING = frozenset(dev.MODULES)


class Calls:
    """Stands in for dev.call: remembers commands and answers with exit codes, 0 unless told otherwise."""

    def __init__(self, code_for: Callable[[list[str]], int] = lambda command: 0) -> None:
        self.commands: list[list[str]] = []
        self.code_for = code_for

    def __call__(self, command: list[str]) -> int:
        self.commands.append(command)
        return self.code_for(command)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    recorder = Calls()
    monkeypatch.setattr(dev, "call", recorder)
    return recorder


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of two requirement files, in a folder with a space, whose virtual environment needs no making."""
    folder = tmp_path / "my games"
    (folder / ".venv").mkdir(parents=True)
    for requirements in dev.DEVELOP:
        (folder / requirements).write_text("something==1\n")
    monkeypatch.setattr(dev, "ROOT", folder)
    monkeypatch.setattr(dev, "VENV", folder / ".venv")
    monkeypatch.setattr(dev, "VENV_PYTHON", Path(sys.executable))
    return folder


def only_these_exist(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in programs else None)


# An old Python


def test_old_python_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts it with Python 3.8 reads which one is needed, instead of a traceback."""
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.8\."):
        runpy.run_path(dev.__file__)


def test_old_python_can_read_the_file_at_all() -> None:
    """No syntax that keeps an older Python from coming as far as the sentence that refuses it."""
    source = Path(dev.__file__).read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))


# The virtual environment and its packages


def test_first_set_up_installs_both_files_and_the_second_does_nothing(calls: Calls, checkout: Path) -> None:
    """The network is touched only when something has changed."""
    dev.prepare(dev.DEVELOP)
    assert len(calls.commands) == 1
    assert calls.commands[0][-4:] == ["-r", "requirements.txt", "-r", "requirements-dev.txt"]
    dev.prepare(dev.DEVELOP)
    dev.prepare(dev.RUN)
    assert len(calls.commands) == 1


def test_changed_requirements_are_installed_again(calls: Calls, checkout: Path) -> None:
    """A pull that moves a pin is followed, for the file that changed alone."""
    dev.prepare(dev.DEVELOP)
    (checkout / "requirements-dev.txt").write_text("something==2\n")
    dev.prepare(dev.DEVELOP)
    assert calls.commands[1][-2:] == ["-r", "requirements-dev.txt"]


def test_failed_install_is_tried_again_next_time(calls: Calls, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network today does not leave an environment that passes for complete tomorrow."""
    monkeypatch.setattr(calls, "code_for", lambda command: 1)
    with pytest.raises(SystemExit, match="pip could not install"):
        dev.prepare(dev.RUN)
    assert not dev.is_installed("requirements.txt")


def test_broken_environment_is_made_anew(calls: Calls, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment whose Python has gone is replaced, not reported as an error of pip."""
    monkeypatch.setattr(dev, "VENV_PYTHON", checkout / ".venv" / "gone")
    monkeypatch.setattr(dev, "choose_python", lambda: dev.Python("python3.12", (3, 12), EVERYTHING))
    dev.prepare(dev.RUN)
    assert calls.commands[0] == ["python3.12", "-m", "venv", "--clear", str(checkout / ".venv")]


# Which Python


def test_probe_tells_what_a_python_has() -> None:
    """The one running the tests has venv, and is as old as it says."""
    python = dev.probe(sys.executable)
    assert python is not None
    assert python.version == sys.version_info[:2]
    assert "venv" in python.modules


def test_probe_of_a_path_without_python() -> None:
    """No Python there is an answer, not an error."""
    assert dev.probe("/nowhere/python") is None


@pytest.mark.skipif(not dev.IS_LINUX, reason="only Linux splits Python into system packages")
@pytest.mark.parametrize(
    ("mine", "system", "chosen"),
    [
        (EVERYTHING, (3, 11), "mine"),
        (frozenset({"venv", "ensurepip"}), (3, 11), "system"),
        (frozenset({"venv", "ensurepip"}), (3, 10), "mine"),
        (frozenset({"venv", "ensurepip"}), None, "mine"),
    ],
)
def test_python_without_tkinter_gives_way_to_the_system_one(
    monkeypatch: pytest.MonkeyPatch, mine: frozenset[str], system: tuple[int, int] | None, chosen: str
) -> None:
    """A Python built without Tk cannot get it from a package, but the system's can, if it is new enough."""
    installed: list[str] = []
    pythons = {sys.executable: dev.Python(sys.executable, (3, 12), mine)}
    if system is not None:
        pythons["/system/python3"] = dev.Python("/system/python3", system, frozenset({"venv"}))

    def install(packages: list[dev.Package]) -> None:
        installed.extend(package.apt for package in packages)
        pythons["/system/python3"] = pythons["/system/python3"]._replace(modules=EVERYTHING)

    monkeypatch.setattr(dev, "SYSTEM_PYTHON", "/system/python3")
    monkeypatch.setattr(dev, "probe", pythons.get)
    monkeypatch.setattr(dev, "install", install)
    assert dev.choose_python().path == (sys.executable if chosen == "mine" else "/system/python3")
    assert installed == (["python3-tk", "python3.11-venv"] if chosen == "system" else [])


# System packages


def test_nothing_missing_asks_nobody(calls: Calls) -> None:
    """With all packages there, no package manager is started."""
    dev.install([])
    assert calls.commands == []


@pytest.mark.parametrize("prefix", [[], ["sudo", "-n"]])
def test_missing_packages_with_rights_on_debian(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, prefix: list[str]
) -> None:
    """Root, or sudo without a question, installs by itself and is never asked anything."""
    only_these_exist(monkeypatch, "apt-get")
    monkeypatch.setattr(dev, "root_prefix", lambda: prefix)
    dev.install([dev.PROGRAMS["Xvfb"], dev.PROGRAMS["import"]])
    update, install = calls.commands
    assert update[: len(prefix) + 3] == [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    assert update[-1] == "update"
    assert install[-5:] == ["install", "-y", "--no-install-recommends", "xvfb", "imagemagick"]


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "sudo apt-get install -y --no-install-recommends python3-tk"),
        ("dnf", "sudo dnf install -y python3-tkinter"),
        ("pacman", "sudo pacman -S --needed --noconfirm tk"),
        ("zypper", "sudo zypper --non-interactive install python3-tk"),
    ],
)
def test_missing_package_without_rights(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], manager: str, line: str
) -> None:
    """The one line that helps on this system is printed, and nothing is started."""
    only_these_exist(monkeypatch, manager)
    monkeypatch.setattr(dev, "root_prefix", lambda: None)
    dev.install([dev.TKINTER])
    said = capsys.readouterr().out
    assert "Missing on this system: tkinter." in said
    assert line in said.splitlines()[1]
    assert calls.commands == []


def test_failed_apt_get_ends_in_the_same_line(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a network the set-up goes on, and what is missing has been named."""
    only_these_exist(monkeypatch, "apt-get")
    monkeypatch.setattr(dev, "root_prefix", list)
    monkeypatch.setattr(calls, "code_for", lambda command: 100)
    dev.install([dev.PROGRAMS["xclip"]])
    assert "sudo apt-get install -y --no-install-recommends xclip" in capsys.readouterr().out


def test_unknown_system_is_told_what_is_missing(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No known package manager: the names still help."""
    only_these_exist(monkeypatch)
    dev.install([dev.TKINTER])
    assert "Missing on this system: tkinter." in capsys.readouterr().out
    assert calls.commands == []


# The commands


def test_all_steps_run_and_the_first_failure_gives_the_exit_code(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run shows every complaint, and still fails."""
    monkeypatch.setattr(calls, "code_for", lambda command: {"mypy": 2, "pytest": 1}.get(command[2], 0))
    assert dev.run_steps([*map(list, dev.CHECKS), ["pytest"]]) == 2
    assert [command[2] for command in calls.commands] == ["ruff", "ruff", "mypy", "pytest"]


def test_pytest_arguments_run_pytest_alone(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """`dev.py test -k word` is for trying something quickly, and gives pytest's own exit code."""
    monkeypatch.setattr(dev, "prepare", lambda wanted: None)
    monkeypatch.setattr(dev, "missing_for_tests", list)
    monkeypatch.setattr(calls, "code_for", lambda command: 5)
    assert dev.main(["test", "-k", "a word"]) == 5
    assert [command[1:] for command in calls.commands] == [["-m", "pytest", "-k", "a word"]]


def test_build_has_its_packages_and_its_arguments(calls: Calls, checkout: Path) -> None:
    """What is built with is installed first; the rest is build.py's."""
    (checkout / "requirements-build.txt").write_text("builder==1\n")
    assert dev.build(["--twice"]) == 0
    install, build = calls.commands
    assert install[-4:] == ["-r", "requirements.txt", "-r", "requirements-build.txt"]
    assert build == [sys.executable, str(checkout / "build.py"), "--twice"]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_unknown_command_shows_the_help(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    """Whoever guesses wrongly sees what there is."""
    assert dev.main(arguments) == code
    assert "python dev.py run" in capsys.readouterr().out


def test_command_runs_in_the_checkout_and_gives_its_exit_code(checkout: Path) -> None:
    """The folder one happens to be in, and a space in the path, do not matter."""
    command = [sys.executable, "-c", "import os, pathlib, sys; pathlib.Path('here').touch(); sys.exit(7)"]
    assert dev.call(command) == 7
    assert (checkout / "here").exists()


# The starter


@pytest.mark.skipif(sys.platform == "win32", reason="there it opens a message box and waits")
def test_starter_without_the_packages_says_so(tmp_path: Path) -> None:
    """A double click on a machine where nothing is set up gives a sentence with the command that sets it up."""
    starter = tmp_path / "resonance_logs.pyw"
    starter.write_bytes((dev.ROOT / "resonance_logs.pyw").read_bytes())
    package = tmp_path / "resonance"
    package.mkdir()
    (package / "app.py").write_text("import a_package_nobody_has\n")
    without_display = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, str(starter)], env=without_display, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "No module named 'a_package_nobody_has'" in done.stderr
    assert "dev.py" in done.stderr
    assert "Traceback" not in done.stderr
