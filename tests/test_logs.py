"""Log files, and errors that nobody catches."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from resonance import logs
from resonance.logs import Log

REPO = Path(__file__).resolve().parent.parent

Start = Callable[..., Log]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`logs.start` in a folder of its own; everything is given back after the test."""
    started: list[Log] = []

    def begin(folder: Path = tmp_path, **more: object) -> Log:
        started.append(logs.start(folder, "1.2.3", **{"environ": {}, **more}))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for log in reversed(started):
        log.close()


def text_of(log: Log) -> str:
    assert log.path is not None
    return log.path.read_text(encoding="utf-8")


def test_file_of_a_start(start: Start, tmp_path: Path) -> None:
    """The name says version and time, and the file says what runs."""
    log = start(tmp_path / "new" / "logs")
    assert log.path is not None
    assert log.problem == ""
    assert log.path.parent == tmp_path / "new" / "logs"
    assert log.path.name.startswith("resonance-1.2.3-20")
    assert "version 1.2.3" in text_of(log)


def test_lines(start: Start) -> None:
    """A line holds level, thread, part of the program and the text, in any script."""
    log = start()
    logging.getLogger("resonance.store").info("saved 完了")
    assert "INFO    MainThread resonance.store: saved 完了" in text_of(log)


@pytest.mark.parametrize(
    ("wanted", "shown", "hidden"),
    [("", "info", "debug"), ("debug", "debug", None), ("WARNING", "warning", "info"), ("chatty", "info", "debug")],
)
def test_verbosity(start: Start, wanted: str, shown: str, hidden: str | None) -> None:
    """RESONANCE_LOG chooses what is written; nonsense is told and means info."""
    log = start(environ={"RESONANCE_LOG": wanted})
    for level in ("debug", "info", "warning"):
        getattr(logging.getLogger("resonance.engine"), level)("a line of %s", level)
    text = text_of(log)
    assert f"a line of {shown}" in text
    assert hidden is None or f"a line of {hidden}" not in text
    assert ("is no verbosity" in text) == (wanted == "chatty")


@pytest.mark.parametrize(("variable", "hidden"), [("", None), ("info", "a detail"), ("chatty", None)])
def test_verbosity_of_the_settings(start: Start, variable: str, hidden: str | None) -> None:
    """It counts where the environment variable says nothing that can be used."""
    log = start(verbosity="debug", environ={"RESONANCE_LOG": variable})
    logging.getLogger("resonance.engine").debug("a detail")
    assert ("a detail" in text_of(log)) == (hidden is None)


def test_verbosity_is_changed_meanwhile(start: Start) -> None:
    """From then on, and back again; the environment variable stays the stronger one."""
    log = start()
    debug = logging.getLogger("resonance.engine").debug
    debug("first")
    logs.use_verbosity("debug", {})
    debug("second")
    logs.use_verbosity("debug", {"RESONANCE_LOG": "error"})
    debug("third")
    text = text_of(log)
    assert [word for word in ("first", "second", "third") if word in text] == ["second"]


def test_list_of_logs(tmp_path: Path) -> None:
    """The newest first, what was set aside of it behind it, and nothing else."""
    older, newer = "resonance-1.10.0-20260101-000000-7.log", "resonance-1.9.0-20260101-000001-6.log"
    for name in (newer, f"{newer}.1", "notes.log", older):
        (tmp_path / name).touch()
    os.utime(tmp_path / newer, (1_000_000, 1_000_000))  # says nothing: a copy has another one
    assert [path.name for path in logs.files(tmp_path)] == [newer, f"{newer}.1", older]
    assert logs.files(tmp_path / "none") == []


def test_loud_library(start: Start) -> None:
    """What pydivert says of each packet stays out even when everything else is wanted."""
    log = start(environ={"RESONANCE_LOG": "debug"})
    logging.getLogger("pydivert").info("packet")
    logging.getLogger("pydivert").warning("driver")
    assert "packet" not in text_of(log)
    assert "driver" in text_of(log)


def test_many_starts(start: Start, tmp_path: Path) -> None:
    """Ten files are kept, the new one among them, and nothing else is touched."""
    other = tmp_path / "notes.log"
    other.touch()
    for number in range(15):
        old = tmp_path / f"resonance-1.0.0-20250101-0000{number:02}-1.log"
        old.write_text("old")
        old.with_name(old.name + ".1").write_text("older")
    log = start()
    kept = sorted(tmp_path.glob("resonance-*.log"))
    assert len(kept) == logs.KEPT_FILES
    assert log.path in kept
    assert kept[0].name == "resonance-1.0.0-20250101-000006-1.log"
    assert len(list(tmp_path.glob("*.log.1"))) == logs.KEPT_FILES - 1
    assert other.exists()


def test_logs_of_a_clock_that_was_wrong(start: Start, tmp_path: Path) -> None:
    """Ten of years to come: they go first, and each start keeps its own log and those before it."""
    for number in range(10):
        later = tmp_path / f"resonance-1.0.0-20990101-0000{number:02}-1.log"
        later.write_text("to come")
        os.utime(later, (4_070_908_800, 4_070_908_800))
    before = tmp_path / "resonance-1.0.0-20250101-000000-1.log"
    before.write_text("true")
    log = start()
    kept = sorted(tmp_path.glob("resonance-*.log"))
    assert len(kept) == logs.KEPT_FILES
    assert {before, log.path} < set(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself keeps a file that is open")
def test_log_of_a_meter_that_runs(start: Start, tmp_path: Path) -> None:
    """Eleven starts of other commands leave it alone; once that meter has ended it goes as all do."""
    running = tmp_path / "resonance-1.0.0-20250101-000000-1.log"
    handler = logs.LogFile(running, encoding="utf-8")
    for number in range(11):
        (tmp_path / f"resonance-1.0.0-20250102-0000{number:02}-1.log").write_text("old")
    start()
    assert running.exists()
    handler.close()
    start()
    assert not running.exists()


def test_endless_talk(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start takes at most two files of the largest size, and the newest line is kept."""
    monkeypatch.setattr(logs, "LARGEST_BYTES", 2_000)
    log = start()
    for number in range(500):
        logging.getLogger("resonance").info("line %d of many", number)
    assert "line 499 of many" in text_of(log)
    assert len(list(tmp_path.iterdir())) == 2
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 2 * 2_000


def test_folder_that_cannot_be_written(start: Start, tmp_path: Path) -> None:
    """The meter goes on without a log and says so."""
    (tmp_path / "file").write_text("in the way")
    log = start(tmp_path / "file" / "logs")
    assert log.path is None
    assert "No log can be written" in log.problem
    logging.getLogger("resonance").warning("still works")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_full_disk(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines are lost, and that is all: nothing is raised, and nobody's terminal is filled with it."""
    log = start()
    [handler] = [each for each in logging.getLogger().handlers if isinstance(each, logs.LogFile)]
    before = handler.setStream(Path("/dev/full").open("w", encoding="utf-8"))  # noqa: SIM115, the log closes it
    assert before is not None
    before.close()
    logging.getLogger("resonance").info("lost")
    log.close()
    assert capsys.readouterr().err == ""


def test_thread_that_dies(start: Start) -> None:
    """The log holds the traceback and the name of the thread, and the user hears of it."""
    heard: list[str] = []
    log = start(on_bug=heard.append)

    def fail() -> None:
        raise RuntimeError("broken part")

    thread = threading.Thread(target=fail, name="writer")
    thread.start()
    thread.join()
    text = text_of(log)
    assert "the thread writer ended with an error" in text
    assert "Traceback" in text
    assert "broken part" in text
    assert len(heard) == 1
    assert "RuntimeError" in heard[0]


def test_thread_that_leaves_by_system_exit(start: Start) -> None:
    """That is no error."""
    heard: list[str] = []
    start(on_bug=heard.append)
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    assert heard == []


def test_tk_callback_that_fails(start: Start) -> None:
    """Written like Tk calls it: with the parts of the exception."""
    heard: list[str] = []
    log = start(on_bug=heard.append)
    try:
        raise KeyError("column")
    except KeyError:
        logs.report_callback_exception(*sys.exc_info())
    assert "an error in the window" in text_of(log)
    assert "KeyError: 'column'" in text_of(log)
    assert len(heard) == 1


def test_destructor_that_fails(start: Start) -> None:
    """Errors where Python can only look on are heard too."""
    log = start()

    class Fragile:
        def __del__(self) -> None:
            raise ValueError("in the end")

    fragile = Fragile()
    del fragile
    assert "in the end" in text_of(log)


def test_closed_log(start: Start) -> None:
    """Files and hooks are given back, so that a program may start a second log."""
    before = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    first = start()
    assert threading.excepthook is not before[2]
    first.close()
    logging.getLogger("resonance").warning("between")
    assert "between" not in text_of(first)
    assert (sys.excepthook, sys.unraisablehook, threading.excepthook) == before


PROGRAM = """
import sys, threading
from pathlib import Path
from resonance import logs
{before}
log = logs.start(Path(sys.argv[1]), "1.2.3", environ={{}})
{after}
"""


def run(tmp_path: Path, *, before: str = "", after: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """A program of its own, and the text of its log."""
    code = PROGRAM.format(before=before, after=after)
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=REPO, capture_output=True, text=True, timeout=60, check=False
    )
    (file,) = tmp_path.iterdir()
    return result, file.read_text(encoding="utf-8")


def test_program_that_dies(tmp_path: Path) -> None:
    """The traceback stands in the log and, once, on the standard error stream; the exit code says failure."""
    result, text = run(tmp_path, after="raise OSError('no more')")
    assert result.returncode == 1
    assert "the main thread ended with an error" in text
    assert "OSError: no more" in text
    assert result.stderr.count("Traceback") == 1


def test_program_without_streams(tmp_path: Path) -> None:
    """A windowed exe has no standard streams: it logs all the same."""
    before = "sys.stdout = sys.stderr = sys.__stderr__ = None"
    after = """
thread = threading.Thread(target=lambda: 1 / 0, name="engine")
thread.start()
thread.join()
raise OSError("no more")
"""
    result, text = run(tmp_path, before=before, after=after)
    assert result.returncode == 1
    assert "the thread engine ended with an error" in text
    assert "ZeroDivisionError" in text
    assert "OSError: no more" in text
    assert result.stderr == ""


def test_program_stopped_by_the_user(tmp_path: Path) -> None:
    """Ctrl+C is no error of the program."""
    _, text = run(tmp_path, after="raise KeyboardInterrupt")
    assert "ended with an error" not in text
