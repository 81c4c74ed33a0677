"""Encounter files that were opened with the program: in the history window of the meter that runs."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import ttkbootstrap
from shell_bench import Bench

import rlog_files
from helpers import ROOT, wait_until
from resonance import app, cli, handover
from resonance.importing import import_file
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.saving import Saving
from resonance.ui.history.window import HistoryWindow
from resonance.ui.opened_files import OpenedFiles


def key() -> str:
    return rlog_files.saved_fight(seconds=rlog_files.SECONDS).key


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Bench]:
    """A meter with an empty history."""
    made = Bench(tk_root, tmp_path)
    made.pipeline.database = tmp_path / "resonance.db"
    open_newest(made.pipeline.database).close()
    made.open()
    yield made
    made.close()


@pytest.fixture
def rlog(tmp_path: Path) -> Path:
    folder = tmp_path / "from a friend"
    folder.mkdir()
    path = folder / "Kampf 玩.rlog"
    path.write_bytes(rlog_files.small_file())
    return path


def shown(bench: Bench) -> HistoryWindow:
    """The history, when it shows an opened fight."""
    bench.wait(lambda: (history := bench.shell.dialogs.history) is not None and history.opened.whole is not None)
    history = bench.shell.dialogs.history
    assert history is not None
    return history


def below(history: HistoryWindow) -> str:
    return "\n".join(
        str(child.cget("text")) for child in history.bottom.winfo_children() if "text" in child.configure()
    )


def test_file_opened_while_the_meter_runs(bench: Bench, rlog: Path) -> None:
    """The second start leaves a note and asks the meter to show itself: the fight is imported and shown."""
    handover.leave(bench.folder, [rlog])
    bench.desktop.asked.put("show")
    history = shown(bench)
    assert history.opened.summary is not None
    assert history.opened.summary.key == key()
    assert "1 imported" in below(history)


def test_two_starts_right_after_each_other(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """The meter looks a second time before it has heard of what the first look found: nothing is lost."""
    found: list[Path] = []
    opened = OpenedFiles(tk_root, tmp_path, queue.SimpleQueue(), found.extend)
    try:
        handover.leave(tmp_path, [tmp_path / "a.rlog"])
        opened.look()
        wait_until(lambda: not list(tmp_path.glob(handover.NOTES)))
        handover.leave(tmp_path, [tmp_path / "b.rlog"])
        opened.look()
        wait_until(lambda: opened.turn() or len(found) == 2, pump=tk_root.update)
    finally:
        opened.close()
    assert found == [tmp_path / "a.rlog", tmp_path / "b.rlog"]


def test_file_that_is_known(bench: Bench, rlog: Path) -> None:
    """It is shown all the same, and is not there twice."""
    assert bench.pipeline.database is not None
    with Saving(bench.pipeline.database) as saving:
        import_file(rlog, bench.pipeline.database, saving.save)
    handover.leave(bench.folder, [rlog])
    bench.desktop.asked.put("show")
    history = shown(bench)
    assert history.finding.pages.count == 1
    bench.wait(lambda: "1 there already" in below(history))


def test_dropped_file(bench: Bench, rlog: Path) -> None:
    """As if it had been opened."""
    bench.desktop.dropped.put([str(rlog)])
    assert shown(bench).opened.summary is not None


def test_damaged_file(bench: Bench, rlog: Path) -> None:
    """A sentence in the history, and nothing of it there."""
    rlog.write_bytes(rlog.read_bytes()[:-1])
    handover.leave(bench.folder, [rlog])
    bench.desktop.asked.put("show")
    bench.wait(lambda: (history := bench.shell.dialogs.history) is not None and "is damaged" in below(history))


def test_shown_again_without_a_file(bench: Bench) -> None:
    """The meter shows itself, and no other window comes."""
    bench.desktop.asked.put("show")
    bench.wait(bench.desktop.asked.empty)
    bench.root.update()
    assert bench.shell.dialogs.history is None


# The command line


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.rlog", None, "There is no file"),
        ("notes.txt", b"something else", "holds no encounters"),
        ("without a suffix", b"", "holds no encounters"),
        ("fight.pcapng", b"\x0a\x0d\x0d\x0a" + bytes(200), "replay"),
        ("fight.pcap", b"\xd4\xc3\xb2\xa1" + bytes(200), "replay"),
    ],
)
def test_other_files(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, sentence: str
) -> None:
    """A sentence, that of a recording with the command that plays it; no window, and no history is begun."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert cli.main([str(path)]) == cli.UNUSABLE
    said = capsys.readouterr().err
    assert sentence in said
    assert name in said
    assert len(said.strip().splitlines()) == 1
    assert not (home / "resonance.db").exists()


@pytest.mark.parametrize("path", ["x" * 300, f"{'x' * 300}.rlog", "\0", "\0.rlog"])
def test_path_that_cannot_be(home: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    """A sentence as about any other mistake."""
    try:
        assert cli.main([path]) == cli.UNUSABLE
    except SystemExit:
        assert "invalid choice" in capsys.readouterr().err
    else:
        said = capsys.readouterr().err
        assert "written" not in said
        assert "cannot be read" in said or "There is no file" in said


def test_word_that_is_neither_command_nor_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped command is answered with those there are."""
    with pytest.raises(SystemExit):
        cli.main(["histroy"])
    assert "invalid choice: 'histroy'" in capsys.readouterr().err


def start(rlog: Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """As a double click on the file does."""
    return subprocess.run(
        [sys.executable, "resonance_logs.pyw", str(rlog)],
        cwd=ROOT,
        env=os.environ | {"RESONANCE_HOME": str(home)} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def keys(home: Path) -> list[str]:
    with closing(History(home / "resonance.db")) as history:
        try:
            return [line.key for line in history.list_encounters(-1)]
        except StoreError:
            return []


def test_file_opened_without_a_display(home: Path, rlog: Path) -> None:
    """It is imported, and the terminal says so."""
    done = start(rlog, home, DISPLAY="")
    assert done.returncode == 0, done.stderr
    assert "1 imported" in done.stdout
    assert keys(home) == [key()]


def test_damaged_file_before_a_sound_one(
    home: Path, rlog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a display, too, it is told of, and does not keep the other."""
    damaged = rlog.with_name("damaged.rlog")
    damaged.write_bytes(rlog.read_bytes()[:-1])
    monkeypatch.setattr(app, "_open_window", lambda: (None, "no display"))
    assert cli.main(["open", str(damaged), str(rlog)]) == cli.UNUSABLE
    told = capsys.readouterr()
    assert "is damaged" in told.err
    assert "1 imported" in told.out
    assert keys(home) == [key()]


@pytest.mark.skipif(sys.platform == "win32", reason="a screen of X11")
def test_file_starts_the_meter(display: None, home: Path, rlog: Path) -> None:
    """Where none runs; the encounter is in its history soon."""
    with subprocess.Popen(
        [sys.executable, "resonance_logs.pyw", str(rlog)],
        cwd=ROOT,
        env=os.environ | {"RESONANCE_HOME": str(home)},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as meter:
        try:
            wait_until(lambda: keys(home) == [key()])
            wait_until(lambda: not list(home.glob(handover.NOTES)))
        finally:
            meter.terminate()
        assert meter.stderr is not None
        assert "Traceback" not in meter.stderr.read()
