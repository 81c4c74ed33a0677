"""The chapters window over a real history."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import ttkbootstrap
from history_fakes import ended

from helpers import wait_until
from resonance import names
from resonance.chapters.sources import moment_words
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter, SaveVideo
from resonance.store.saver import Saver
from resonance.store.videos import Span, Video, VideoKind
from resonance.ui.chapters.window import ChaptersWindow
from resonance.ui.desktop.desktop import Screen
from resonance.ui.export.files import LAST
from resonance.ui.geometry import Geometry

RECORD = ended(pulls=4)
BEGUN_MS = RECORD.started_at_ms - 60_000
SPANS = (Span(BEGUN_MS, BEGUN_MS + 3_600_000, 0),)
VIDEO = Video("a", VideoKind.RECORDING, "0", "Recording machine", BEGUN_MS, True, "/v/evening.mkv", True, SPANS)


class Desk:
    def __init__(self, root: ttkbootstrap.App, folder: Path) -> None:
        self.root = root
        self.asked: list[dict[str, object]] = []
        self.answer = ""
        database = folder / "history.db"
        with closing(Saver(open_newest(database))) as saver:
            saver.write([SaveEncounter("k", RECORD), SaveVideo(VIDEO)])
        self.window = ChaptersWindow(
            root,
            database,
            names.load,
            start_ms=BEGUN_MS,
            closed=lambda: None,
            ask_file=self._ask,
        )
        work = Geometry(0, 0, 1600, 960)
        self.window.dialog.appear("", [Screen(work, work)])
        self.wait(lambda: bool(self.window.text))

    def _ask(self, **how: object) -> str:
        self.asked.append(how)
        return self.answer

    def wait(self, condition: object) -> None:
        wait_until(condition, pump=self.root.update)  # type: ignore[arg-type]

    @property
    def told(self) -> str:
        return str(self.window.told.cget("text"))


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tk_root, tmp_path)
    yield made
    made.window.close()


def test_newest_recording_is_offered(desk: Desk) -> None:
    """With its pulls; what is shown is what is copied."""
    assert "evening.mkv" in desk.window.video.get()
    assert desk.window.text.startswith("0:00 Start\n1:00 ")
    assert desk.window.preview.get("1.0", "end-1c") == desk.window.text
    desk.window.copy_button.invoke()
    assert desk.root.clipboard_get() == desk.window.text


def test_beginning_of_the_video_is_shown(desk: Desk) -> None:
    """It cannot be changed; that of another video is as the user left it."""
    desk.window.video.current(0)
    desk.window.video.event_generate("<<ComboboxSelected>>")
    desk.window.start.delete(0, "end")
    desk.window.start.insert(0, "2026-11-21 20:15")
    desk.window.video.current(1)
    desk.window.video.event_generate("<<ComboboxSelected>>")
    assert desk.window.start.get() == moment_words(BEGUN_MS)
    assert desk.window.start.instate(["readonly"])
    desk.window.video.current(0)
    desk.window.video.event_generate("<<ComboboxSelected>>")
    assert desk.window.start.get() == "2026-11-21 20:15"
    assert not desk.window.start.instate(["readonly"])


def test_more_detail_and_another_format(desk: Desk) -> None:
    """Each choice shows at once."""
    pulls = desk.window.text
    desk.window.detail.set("results")
    desk.window.refresh()
    desk.wait(lambda: len(desk.window.text) > len(pulls))
    desk.window.format.set("ffmetadata")
    desk.window.refresh()
    desk.wait(lambda: desk.window.text.startswith(";FFMETADATA1"))


def test_another_video_with_its_beginning(desk: Desk) -> None:
    """The time is typed; what is no time is said."""
    of_video = desk.window.text
    desk.window.video.current(0)
    desk.window._on_video()
    desk.wait(lambda: desk.window.text == of_video and not desk.window.start.instate(["disabled"]))
    desk.window.start.delete(0, "end")
    desk.window.refresh()
    assert "2026-11-21 20:15" in desk.told
    assert desk.window.copy_button.instate(["disabled"])


def test_slider_moves_everything(desk: Desk) -> None:
    """Half a minute later, a moment after it was dragged."""
    desk.window.offset.set(30.0)
    desk.wait(lambda: "1:30 " in desk.window.text)


def test_text_is_saved(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the user says, with the suffix of its format; nothing where the user leaves the question."""
    monkeypatch.setattr(LAST, "path", tmp_path)
    desk.window.save()
    desk.answer = str(tmp_path / "chapters.txt")
    desk.window.save_button.invoke()
    desk.wait(lambda: "chapters.txt" in desk.told)
    assert (tmp_path / "chapters.txt").read_bytes() == desk.window.text.encode()
    assert [each["defaultextension"] for each in desk.asked] == [".txt", ".txt"]
    desk.answer = str(tmp_path / "no folder" / "x.txt")
    desk.window.save()
    desk.wait(lambda: "no folder" in desk.told)


def test_nothing_to_save_or_copy(desk: Desk) -> None:
    """An evening without a fight says so."""
    desk.window.video.current(0)
    desk.window.start.configure(state="normal")
    desk.window.start.delete(0, "end")
    desk.window.start.insert(0, "2001-01-01 00:00")
    desk.window._on_video()
    desk.wait(lambda: "Nothing was fought" in desk.told)
    assert desk.window.text == ""


def test_window_leaves_nothing_behind(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Closed in the middle of a question, and of a drag."""
    desk = Desk(tk_root, tmp_path)
    desk.window.offset.set(5.0)
    desk.window.refresh()
    desk.window.close()
    tk_root.update()
    assert not [each for each in tk_root.winfo_children() if isinstance(each, tk.Toplevel)]
