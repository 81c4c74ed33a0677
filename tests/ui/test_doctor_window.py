"""The capture doctor's window."""

from __future__ import annotations

import threading
import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace

import pytest
from shell_bench import MAIN

from helpers import PATIENCE_S, wait_until
from resonance.doctor.checks import CHECKS, examine
from resonance.doctor.facts import Computer, Facts, Traffic
from resonance.doctor.finding import Light
from resonance.health import CaptureState
from resonance.texts import LANGUAGES, use
from resonance.ui.doctor import window as doctor_window
from resonance.ui.doctor.rows import SIGNS
from resonance.ui.doctor.window import DoctorWindow

GOOD = Traffic(
    listened_s=60.0, state=CaptureState.RUNNING, source="WinDivert", packets=500, has_server=True, messages=90, known=80
)


class Case:
    """A doctor's window whose facts a test can change, and what was asked of it."""

    def __init__(self, root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor_window, "TURN_MS", 30)
        monkeypatch.setattr(doctor_window, "COMPUTER_EVERY_S", 0.05)
        self.root = root
        self.traffic = GOOD
        self.computer = Computer(has_rights=True, game_runs=True, game_connections=1, free_bytes=10**11)
        self.threads: set[int] = set()
        self.answers = threading.Event()
        self.answers.set()
        self.reports: list[str] = []
        self.closed = 0
        self.window: DoctorWindow | None = None

    def open(self) -> DoctorWindow:
        self.root.withdraw()
        self.window = DoctorWindow(
            self.root, lambda: self.traffic, self._look, closed=self._close, support=self.reports.append
        )
        self.window.dialog.appear("", (MAIN,))
        return self.window

    def _look(self) -> Computer:
        self.threads.add(threading.get_ident())
        self.answers.wait(PATIENCE_S)
        return self.computer

    def _close(self) -> None:
        self.closed += 1

    def wait(self, key: str, light: Light) -> None:
        assert self.window is not None
        row = self.window.rows.rows[key]
        wait_until(lambda: row.light.cget("text") == SIGNS[light], pump=self.root.update)

    def end(self) -> None:
        self.answers.set()
        if self.window is not None:
            self.window.close()


@pytest.fixture
def case(tk_root: tk.Tk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    case = Case(tk_root, monkeypatch)
    yield case
    case.end()
    use("en")


def test_every_check_has_its_light(case: Case) -> None:
    """Title, sign and sentence, as the table of checks finds them."""
    window = case.open()
    case.wait("packets", Light.GREEN)
    for check, finding in examine(Facts(case.computer, case.traffic)):
        row = window.rows.rows[check.key]
        assert row.light.cget("text") == SIGNS[finding.light]
        assert row.words.cget("text") == finding.words
        assert row.advice.cget("text") == finding.advice
        assert row.advice.winfo_ismapped() == bool(finding.advice)
    assert len(window.rows.rows) == len(CHECKS)


def test_lights_follow_what_happens(case: Case) -> None:
    """The pipeline's and the computer's, and the verdict with them."""
    window = case.open()
    case.wait("capture", Light.GREEN)
    case.traffic = replace(GOOD, state=CaptureState.FAILED, problem="The card is gone.", advice="Put it back.")
    case.wait("capture", Light.RED)
    row = window.rows.rows["capture"]
    assert (row.words.cget("text"), row.advice.cget("text")) == ("The card is gone.", "Put it back.")
    assert "The card is gone." in window.verdict.cget("text")
    case.traffic, case.computer = GOOD, replace(case.computer, write_problem="read-only")
    case.wait("database", Light.RED)
    case.computer = replace(case.computer, write_problem="")
    case.wait("database", Light.GREEN)
    assert not window.rows.rows["database"].advice.winfo_ismapped()


def test_computer_is_asked_on_another_thread(case: Case) -> None:
    """However long that takes, the window answers, says that it looks, and has nothing yet to pass on."""
    case.answers.clear()
    window = case.open()
    wait_until(lambda: case.threads, pump=case.root.update)
    assert threading.get_ident() not in case.threads
    assert window.verdict.cget("text") == "Looking…"
    assert str(window.copy_button.cget("state")) == "disabled"
    case.answers.set()
    case.wait("packets", Light.GREEN)
    assert str(window.copy_button.cget("state")) == "normal"


def test_report_is_copied_without_addresses(case: Case) -> None:
    """As text, with every check; the window says what is not in it."""
    window = case.open()
    case.traffic = replace(GOOD, source="card 10.1.2.3")
    wait_until(lambda: "10.1.2.3" in window.rows.rows["capture"].words.cget("text"), pump=case.root.update)
    window.copy_button.invoke()
    copied = case.root.clipboard_get()
    assert "Capturing with card <address>." in copied
    assert all(check.title in copied for check in CHECKS)


def test_support_zip_gets_the_report(case: Case) -> None:
    """The one that is shown, masked."""
    window = case.open()
    case.wait("packets", Light.GREEN)
    window.zip_button.invoke()
    assert case.reports == [window.report()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_cut(case: Case, language: str) -> None:
    """In every language, in the smallest window: every sentence has the width it is wrapped to."""
    use(language)
    case.traffic = replace(GOOD, has_server=False, state=CaptureState.FAILED, problem="It broke. " * 20, advice="Do.")
    window = case.open()
    window.dialog.geometry("520x320")
    case.wait("capture", Light.RED)
    rows = window.rows
    wait_until(lambda: rows.winfo_width() < 520, pump=case.root.update)
    for row in rows.rows.values():
        assert row.words.winfo_x() + row.words.winfo_reqwidth() <= rows.winfo_width()


def test_closing_while_an_answer_is_awaited(case: Case) -> None:
    """The window is gone at once, nothing comes after it, and no timer is left."""
    case.answers.clear()
    window = case.open()
    wait_until(lambda: case.threads, pump=case.root.update)
    timers = set(case.root.tk.call("after", "info"))
    window.close()
    case.window = None
    assert not window.dialog.winfo_exists()
    assert len(set(case.root.tk.call("after", "info"))) < len(timers)
    case.answers.set()
    case.root.update()


def test_escape_closes(case: Case) -> None:
    """As in every window with a title bar."""
    window = case.open()
    window.dialog.event_generate("<Escape>")
    case.root.update()
    assert case.closed == 1
