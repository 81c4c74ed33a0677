"""The export window: what it shows, and where it puts things."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import make_snapshot, make_words
from option_desk import Desk

from helpers import PATIENCE_S, wait_until
from resonance import texts
from resonance.combat.tally import View
from resonance.export.format_table import BY_KEY
from resonance.settings import Settings
from resonance.ui.export import clipboard, files
from resonance.ui.export.window import PLACE, ExportWindow


class Exporting:
    """The window, open on a fight of eight, and a user who answers the question for a file with `path`."""

    def __init__(self, root: ttkbootstrap.App, folder: Path, settings: Settings | None = None) -> None:
        self.root = root
        self.path: Path | str = ""
        self.asked: list[dict[str, object]] = []
        self.closed = 0
        self.desk = Desk(root, folder, settings)
        self.snapshot = make_snapshot(8)
        self.window = ExportWindow(
            root,
            self.snapshot,
            View.DAMAGE,
            make_words(self.desk.preferences.settings),
            self.desk.preferences,
            lambda: self.desk.screens,
            closed=self._count_closed,
            ask_file=self._answer,
        )

    def _count_closed(self) -> None:
        self.closed += 1

    def _answer(self, **question: object) -> str:
        self.asked.append(question)
        return str(self.path)

    def wait(self, condition: Callable[[], object]) -> None:
        wait_until(condition, pump=self.root.update)

    def choose(self, key: str) -> None:
        self.window.choices.choose(key)

    @property
    def shown(self) -> str:
        return str(self.window.preview.text.get("1.0", "end-1c"))

    def shows(self, words: str) -> bool:
        return words in self.shown

    @property
    def said(self) -> str:
        return str(self.window.status.cget("text"))

    def write_template(self, words: str) -> None:
        self.window.choices.template.set(words)


@pytest.fixture
def exporting(tk_root: ttkbootstrap.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exporting]:
    monkeypatch.setattr(files.LAST, "path", tmp_path)
    made = Exporting(tk_root, tmp_path)
    made.wait(lambda: "Momoko" in made.shown)
    yield made
    made.window.close()


def test_every_format_has_a_preview(exporting: Exporting) -> None:
    """Text as it will be, a picture as a picture, and a report by what can be done with it."""
    for key, words in (("discord", "```"), ("chat", "DPS: 1. Momoko"), ("json", '"players"'), ("html", "browser")):
        exporting.choose(key)
        exporting.wait(partial(exporting.shows, words))
    exporting.choose("png")
    exporting.wait(exporting.window.preview.text.image_names)
    exporting.choose("markdown")
    exporting.wait(lambda: "| --:" in exporting.shown)
    assert not exporting.window.preview.text.image_names()


def test_long_text_is_not_shown_to_its_end(exporting: Exporting) -> None:
    """Thousands of lines of data would only make the window slow; they are all copied."""
    exporting.choose("json")
    exporting.wait(lambda: "more lines" in exporting.shown)
    exporting.window.copy()
    exporting.wait(lambda: "Copied" in exporting.said)
    assert json.loads(exporting.root.clipboard_get())["scene_id"] == exporting.snapshot.scene_id


def test_choices_show_at_once(exporting: Exporting) -> None:
    """Whom it is about, hidden names, view and template all change the preview."""
    choices = exporting.window.choices
    choices.count.set("2")
    exporting.wait(lambda: "さくら" not in exporting.shown)
    assert "玩家一" in exporting.shown
    choices.hide.invoke()
    exporting.wait(lambda: "Momoko" not in exporting.shown)
    exporting.write_template("{boss}!")
    exporting.wait(lambda: exporting.shown.startswith("Kartgriff!"))


def test_template_that_cannot_be_used(exporting: Exporting) -> None:
    """A sentence says why, and nothing can be copied until it is mended."""
    exporting.write_template("{bos}")
    exporting.wait(lambda: "{bos} is no placeholder" in exporting.said)
    assert exporting.window.copy_button.instate(["disabled"])
    exporting.write_template("{boss}")
    exporting.wait(lambda: exporting.shown.startswith("Kartgriff"))
    assert exporting.window.copy_button.instate(["!disabled"])
    assert exporting.said == ""


def test_nobody_to_tell_of(exporting: Exporting) -> None:
    """A party that is not known is said, not shown as an empty table."""
    exporting.window.choices._players.set("party")
    exporting.window.choices._view.set("HEALING")
    exporting.window.refresh()
    exporting.wait(lambda: "None of these players" in exporting.said)


def test_copied_text(exporting: Exporting) -> None:
    """The clipboard has what the preview shows, and the template is there the next time."""
    exporting.write_template("{boss} {time}")
    exporting.window.copy()
    exporting.wait(lambda: "Copied" in exporting.said)
    copied = exporting.root.clipboard_get()
    assert copied.startswith("Kartgriff 06:53\n")
    assert "Momoko" in copied
    assert exporting.desk.preferences.settings.export_title == "{boss} {time}"


def test_copied_csv_has_no_byte_order_mark(exporting: Exporting) -> None:
    """It is for files only."""
    exporting.choose("csv")
    exporting.window.copy()
    exporting.wait(lambda: "Copied" in exporting.said)
    assert exporting.root.clipboard_get().startswith("rank,")


@pytest.mark.parametrize("key", [key for key in BY_KEY if key != "rlog"])  # which is of the history alone
def test_saved_file(exporting: Exporting, tmp_path: Path, key: str) -> None:
    """Exactly the export, under the chosen name; the next question begins in that folder."""
    folder = tmp_path / "exports"
    folder.mkdir()
    exporting.choose(key)
    exporting.path = folder / "file"
    exporting.window.save()
    exporting.wait(lambda: "Saved" in exporting.said)
    data = exporting.path.read_bytes()
    starts = {"png": b"\x89PNG", "csv": b"\xef\xbb\xbfrank", "html": b"<!DOCTYPE html>", "json": b"{"}
    assert data.startswith(starts.get(key, b""))
    assert b"Momoko" in data or key == "png"
    (question,) = exporting.asked
    assert str(question["initialfile"]).endswith(BY_KEY[key].suffix)
    assert files.LAST.path == folder


def test_preview_drawn_after_the_file_was_saved(exporting: Exporting, tmp_path: Path) -> None:
    """What was said of the file stays: nothing was chosen anew."""
    exporting.path = tmp_path / "file"
    exporting.window.save()
    exporting.wait(lambda: "Saved" in exporting.said)
    exporting.window.refresh()
    exporting.window.preview.show_text("")
    exporting.wait(lambda: exporting.shown != "")
    assert "Saved" in exporting.said
    exporting.choose("csv")
    exporting.wait(lambda: "Saved" not in exporting.said)


def test_no_file_was_chosen(exporting: Exporting) -> None:
    """Nothing happens."""
    exporting.window.save()
    assert exporting.said == ""


def test_file_that_cannot_be_written(exporting: Exporting, tmp_path: Path) -> None:
    """A sentence says why."""
    exporting.path = tmp_path / "no such folder" / "x.txt"
    exporting.window.save()
    exporting.wait(lambda: "cannot be written" in exporting.said)


def test_picture_where_nothing_can_copy_it(exporting: Exporting, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is saved, and the user is told so; nothing of another's is overwritten."""
    monkeypatch.setattr(clipboard, "picture_command", lambda: None)
    exporting.choose("png")
    for _ in range(2):
        exporting.window.status.configure(text="")
        exporting.window.copy()
        exporting.wait(lambda: "instead" in exporting.said)
        assert "xclip" in exporting.said
    assert len(list(files.LAST.path.glob("Kartgriff*.png"))) == 2


def test_picture_on_the_clipboard(exporting: Exporting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program can paste it."""
    monkeypatch.setattr(clipboard, "LONGEST_S", PATIENCE_S)  # however busy the machine is
    if clipboard.picture_command() is None:
        pytest.skip("neither xclip nor wl-copy is installed")
    exporting.choose("png")
    exporting.window.copy()
    exporting.wait(lambda: "Copied" in exporting.said)
    paste = ["xclip", "-selection", "clipboard", "-t", "image/png", "-o"]
    assert subprocess.run(paste, capture_output=True, check=True).stdout.startswith(b"\x89PNG")


def test_program_that_fails_to_copy(exporting: Exporting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its failure leads to a file, too."""
    monkeypatch.setattr(clipboard, "picture_command", lambda: ["false"])
    exporting.choose("png")
    exporting.window.copy()
    exporting.wait(lambda: "instead" in exporting.said)


def test_another_language_while_it_is_open(exporting: Exporting) -> None:
    """Words follow at once; what was chosen stays."""
    exporting.choose("markdown")
    exporting.write_template("{boss} #")
    exporting.window.choices._players.set("me")
    texts.use("ja")
    exporting.desk.preferences.change(language="ja")
    exporting.wait(lambda: exporting.window.copy_button.cget("text") == texts.say("Copy"))
    exporting.wait(lambda: texts.say("Damage") in exporting.shown)
    assert exporting.window.choices.format.key == "markdown"
    assert exporting.window.choices.template.get() == "{boss} #"
    assert "さくら" in exporting.shown
    assert "Momoko" not in exporting.shown


def test_closing_remembers_the_place(exporting: Exporting) -> None:
    """And is told once, however often it is closed."""
    exporting.window.close()
    exporting.window.close()
    assert exporting.closed == 1
    assert exporting.desk.preferences.settings.places[PLACE]


def test_streamer_mode(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Names are hidden from the start, and cannot be brought back here."""
    exporting = Exporting(tk_root, tmp_path, Settings(hide_names=True))
    exporting.wait(lambda: "Player" in exporting.shown)
    assert "Momoko" not in exporting.shown
    assert exporting.window.choices.hide.instate(["disabled", "selected"])
    exporting.window.close()
