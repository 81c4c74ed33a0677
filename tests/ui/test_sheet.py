"""A canvas that asks Tk only for what changed."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont

import pytest
from fakes import option

from resonance.ui.sheet import Sheet


@pytest.fixture
def sheet(tk_root: tk.Tk) -> Sheet:
    return Sheet(tk_root, "#000000")


def test_same_words_again_cost_no_call(sheet: Sheet) -> None:
    """An item that shows the same as before is left alone; what changed is changed, and nothing else."""
    item = sheet.text(tkfont.nametofont("TkDefaultFont"))
    sheet.put(item, text="12.3", fill="#ffffff")
    sheet.move_to(item, 10, 20)
    calls = sheet.calls
    sheet.put(item, text="12.3", fill="#ffffff")
    sheet.move_to(item, 10, 20)
    assert sheet.calls == calls
    sheet.put(item, text="12.4", fill="#ffffff")
    sheet.move_to(item, 10, 21)
    assert sheet.calls == calls + 2
    assert option(sheet, item, "text") == "12.4"
    assert sheet.coords(item) == [10, 21]


def test_tag_hides_and_shows_all_of_its_items(sheet: Sheet) -> None:
    """A row is hidden with one call."""
    items = [sheet.text(tkfont.nametofont("TkDefaultFont"), tag="row") for _ in range(3)]
    sheet.reveal("row", False)
    assert {option(sheet, item, "state") for item in items} == {"hidden"}
    sheet.reveal("row", True)
    assert {option(sheet, item, "state") for item in items} == {"normal"}
