"""The window that shows the support zip before it is written."""

from __future__ import annotations

import tkinter as tk
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from shell_bench import MAIN

from helpers import wait_until
from resonance.capture.source import CaptureError
from resonance.doctor.support import RECORDING, RECORDING_WORDS, Item
from resonance.ui.doctor.support_window import SupportWindow

REPORT = Item("report.txt", "The report.", b"all is well\n")
LOG = Item("logs/x.log", "A log.", b"a line\n")
FIGHT = Item(RECORDING, RECORDING_WORDS, b"\x0a\x0d")


class Desk:
    def __init__(self, root: tk.Tk, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.chosen = str(folder / "out.zip")
        root.withdraw()
        self.window = SupportWindow(
            root, self.collect, closed=lambda: None, ask_save=lambda **_: self.chosen, ask_open=lambda **_: self.chosen
        )
        self.window.dialog.appear("", (MAIN,))
        self.wait_ready()

    def collect(self, recording: Path | None) -> Sequence[Item]:
        if recording is None:
            return [REPORT, LOG]
        if recording.name == "bad.pcap":
            raise CaptureError("It is no recording.", "Choose another.")
        return [REPORT, LOG, FIGHT]

    def wait_ready(self) -> None:
        wait_until(lambda: str(self.window.save_button.cget("state")) == "normal", pump=self.root.update)

    def wait_told(self, words: str) -> None:
        wait_until(lambda: words in self.window.told.cget("text"), pump=self.root.update)

    def choose(self, number: int) -> str:
        """What is shown of a file."""
        self.window.list.selection_clear(0, "end")
        self.window.list.selection_set(number)
        self.window.list.event_generate("<<ListboxSelect>>")
        self.root.update()
        return str(self.window.view.get("1.0", "end"))


@pytest.fixture
def desk(tk_root: tk.Tk, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tk_root, tmp_path)
    yield desk
    desk.window.close()


def test_everything_is_shown_before_it_is_saved(desk: Desk) -> None:
    """Every file with its whole text; nothing is written yet."""
    assert [str(line).split()[0] for line in desk.window.list.get(0, "end")] == ["report.txt", "logs/x.log"]
    assert "all is well" in desk.window.view.get("1.0", "end")
    assert "a line" in desk.choose(1)
    assert not list(desk.folder.iterdir())


def test_saved_zip_holds_what_was_shown(desk: Desk) -> None:
    """And the window says where it is."""
    desk.window.save_button.invoke()
    desk.wait_told("out.zip")
    with zipfile.ZipFile(desk.folder / "out.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "report.txt": REPORT.content,
            "logs/x.log": LOG.content,
        }


def test_recording_is_added_only_by_hand(desk: Desk) -> None:
    """What it holds stands beside the button that saves, and where its text would be."""
    desk.chosen = str(desk.folder / "fight.pcap")
    desk.window.recording_button.invoke()
    desk.wait_told("names of the players")
    assert desk.window.items[-1] is FIGHT
    assert RECORDING_WORDS in desk.choose(2)


def test_recording_that_cannot_be_used(desk: Desk) -> None:
    """The reason is told, and the zip stays as it was."""
    desk.chosen = str(desk.folder / "bad.pcap")
    desk.window.recording_button.invoke()
    desk.wait_told("It is no recording. Choose another.")
    assert list(desk.window.items) == [REPORT, LOG]
    desk.wait_ready()


def test_folder_that_cannot_be_written_to(desk: Desk) -> None:
    """The chosen name and what to do are told, and nothing of the file that would have been written first."""
    desk.chosen = str(desk.folder / "gone" / "out.zip")
    desk.window.save_button.invoke()
    desk.wait_told(f"{desk.chosen} cannot be written (No such file or directory). Choose another folder")
    assert ".part" not in desk.window.told.cget("text")


def test_nothing_is_chosen(desk: Desk) -> None:
    """Then nothing happens."""
    desk.chosen = ""
    desk.window.save_button.invoke()
    desk.window.recording_button.invoke()
    desk.root.update()
    assert not list(desk.folder.iterdir())
    assert list(desk.window.items) == [REPORT, LOG]
