"""The commands as a user types them, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from command_line import PROGRAM, Run, environment
from helpers import PATIENCE_S, ROOT, wait_until
from resonance import cli
from resonance.store import StoreError
from resonance.store.history import History


def test_replay_as_fast_as_possible_in_the_terminal(command: Run, dungeon: Path) -> None:
    """The last table is the fight's, and it comes without waiting for the fight's time."""
    whole = command("analyze", dungeon).stdout.split("\n\n")[0]
    assert whole in command("replay", dungeon, "--speed", "max", "--terminal").stdout


def test_long_replay_as_fast_as_possible_is_read_to_its_end(command: Run, tmp_path: Path) -> None:
    """However far the reading is behind the file, all of it is counted before the command ends."""
    raid = tmp_path / "raid.pcap"
    command("simulate", "raid", "--out", raid)
    whole = command("analyze", raid).stdout.split("\n\n")[0]
    assert whole in command("replay", raid, "--speed", "max", "--terminal").stdout


def test_demo_without_a_display_says_so_and_shows_the_table(tmp_path: Path) -> None:
    """No traceback on a machine without a screen: a sentence, then numbers."""
    if sys.platform == "win32":
        pytest.skip("Windows always has a display")
    with subprocess.Popen(
        [*PROGRAM, "demo", "--seconds", "100"],
        cwd=ROOT,
        env=environment(tmp_path / "home"),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline().startswith("There is no display")
        assert any("Mirabelle" in line for line in demo.stdout)
        demo.kill()


def test_simulated_recording_is_the_same_for_the_same_seed(command: Run, tmp_path: Path) -> None:
    """A bug report may name a seed."""
    paths = [tmp_path / f"{number}.pcap" for number in range(3)]
    for path, seed in zip(paths, (5, 5, 6), strict=True):
        command("simulate", "dummy", "--seed", seed, "--out", path)
    first, same, other = (path.read_bytes() for path in paths)
    assert first == same
    assert first != other


def test_file_that_is_there_is_not_replaced(command: Run, tmp_path: Path) -> None:
    """Somebody's file stays what it was, unless the user says otherwise."""
    precious = tmp_path / "precious.pcap"
    precious.write_text("mine")
    for arguments in (["simulate", "dummy", "--out", precious], ["record", precious, "--seconds", "1"]):
        assert "--force" in command(*arguments, code=2).stderr
    assert precious.read_text() == "mine"
    command("simulate", "dummy", "--out", precious, "--force")
    assert "Guild Center" in command("analyze", precious).stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["analyze", "DUNGEON"], ["analyze", "DUNGEON", "--json"], ["history"]], ids=str)
def test_output_that_cannot_be_written(dungeon: Path, tmp_path: Path, arguments: list[str]) -> None:
    """One clear sentence and exit code 2."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *(word.replace("DUNGEON", str(dungeon)) for word in arguments)],
            cwd=ROOT,
            env=environment(tmp_path / "home"),
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=PATIENCE_S,
        )
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("The output cannot be written")


@contextmanager
def running_demo(home: Path) -> Iterator[None]:
    demo = subprocess.Popen(
        [*PROGRAM, "demo", "--terminal"],
        cwd=ROOT,
        env=environment(home),
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        demo.kill()
        demo.wait()


def has_fights(database: Path) -> bool:
    """Whoever saves fights in it is there for others to see."""
    with closing(History(database)) as history:
        try:
            return history.count() > 0
        except StoreError:  # it is just being made
            return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_second_demo_leaves_the_first_its_fights(command: Run, tmp_path: Path) -> None:
    """Each has a history of its own; one that nobody uses any more is begun anew."""
    home = tmp_path / "home"
    with running_demo(home):
        wait_until(lambda: has_fights(home / "demo.db"))
        before = (home / "demo.db").stat().st_ino
        with running_demo(home):
            wait_until((home / "demo-2.db").exists)
        assert (home / "demo.db").stat().st_ino == before
        command("demo", "--terminal", "--seconds", "1")
        assert not list(home.glob("demo-3.db*"))


def test_window_starts_without_what_other_commands_need() -> None:
    """Whoever opens the meter does not wait for import, backup, export, analysis and simulation."""
    program = (
        "import sys\nfrom resonance import cli\ncli.parser_for(['live']).parse_args(['live'])\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    loaded = set(done.stdout.split())
    assert "resonance.pipeline" in loaded
    needless = ("analyze", "backup", "export.format_table", "importing", "simulate", "terminal", "encounter_list")
    commands = (
        "backup_command",
        "export_command",
        "import_command",
        "recording_commands",
        "history_commands",
        "analyze_command",
    )
    assert not loaded & {f"resonance.{name}" for name in (*needless, *commands)}


def test_help_knows_every_command(command: Run) -> None:
    """Also those whose code is loaded only when they are asked for; a mistyped one is answered with all of them."""
    names = [name for group, _add in cli.GROUPS for name in group]
    text = command("--help").stdout
    mistyped = command("histroy", code=2).stderr
    for name in names:
        assert f"    {name}" in text
        assert name in mistyped
        assert f"resonance {name} " in command(name, "--help").stdout


def test_unknown_capture_source_is_refused_in_words(command: Run, tmp_path: Path) -> None:
    """The sentence names the sources there are."""
    done = command("record", tmp_path / "out.pcapng", "--source", "telepathy", code=2)
    assert "auto" in done.stderr
