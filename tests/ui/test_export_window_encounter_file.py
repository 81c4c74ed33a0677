"""The encounter file in the export window: of an encounter of the history, and of none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import make_words
from option_desk import Desk

from helpers import wait_until
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.encounter_file.writing import file_bytes
from resonance.store import StoreError
from resonance.store.saved import SavedEncounter
from resonance.ui.export import files
from resonance.ui.export.window import ExportWindow
from rlog_files import saved_fight

Opened = Callable[[Callable[[], SavedEncounter] | None], ExportWindow]


@pytest.fixture
def opened(tk_root: ttkbootstrap.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens the window with the encounter file chosen; the user saves as x.rlog."""
    monkeypatch.setattr(files.LAST, "path", tmp_path)
    desk = Desk(tk_root, tmp_path)
    windows: list[ExportWindow] = []

    def opened(saved: Callable[[], SavedEncounter] | None) -> ExportWindow:
        window = ExportWindow(
            tk_root,
            build(saved_fight().record, ClockChoice.ACTIVE),
            View.DAMAGE,
            make_words(desk.preferences.settings),
            desk.preferences,
            lambda: desk.screens,
            saved=saved,
            ask_file=lambda **_: str(tmp_path / "x.rlog"),
        )
        windows.append(window)
        window.choices.choose("rlog")
        return window

    yield opened
    for window in windows:
        window.close()


def shown(window: ExportWindow) -> str:
    return str(window.preview.text.get("1.0", "end-1c"))


def said(window: ExportWindow) -> str:
    return str(window.status.cget("text"))


def test_encounter_of_the_history(opened: Opened, tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """What will become of it is said in place of a preview; it is saved, and cannot be copied."""
    window = opened(saved_fight)
    wait_until(lambda: "other players" in shown(window), pump=tk_root.update)
    assert "disabled" in window.copy_button.state()
    window.save()
    wait_until((tmp_path / "x.rlog").exists, pump=tk_root.update)
    wait_until(lambda: "x.rlog" in said(window), pump=tk_root.update)
    assert (tmp_path / "x.rlog").read_bytes() == file_bytes(saved_fight(), anonymise=False)
    window.choices.choose("text")
    wait_until(lambda: "disabled" not in window.copy_button.state(), pump=tk_root.update)


def test_fight_that_is_not_in_the_history(opened: Opened, tk_root: ttkbootstrap.App) -> None:
    """A sentence says where to go, and nothing can be saved."""
    window = opened(None)
    wait_until(lambda: "history" in said(window), pump=tk_root.update)
    assert "disabled" in window.save_button.state()
    assert shown(window) == ""


def test_encounter_that_was_deleted_meanwhile(opened: Opened, tk_root: ttkbootstrap.App) -> None:
    """The sentence of the history."""

    def gone() -> SavedEncounter:
        raise StoreError("It is gone.", "")

    window = opened(gone)
    wait_until(lambda: said(window) == "It is gone.", pump=tk_root.update)
