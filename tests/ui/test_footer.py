"""The strip at the bottom in windows of every width."""

from __future__ import annotations

import tkinter as tk
from itertools import groupby

import pytest
from fakes import option, text_items, texts

from resonance.palettes import DARK
from resonance.ui.footer import BASIS_KEY, Footer
from resonance.ui.sheet import Sheet
from resonance.ui.status import Status, Tone
from resonance.ui.theme import Look

BASIS = ("Active clock · effective · this fight", "effective · this fight", "this fight")
STATUS = Status(Tone.OK, "Capturing · 182 msg/s · complete", "tip")


@pytest.fixture
def sheet(tk_root: tk.Tk) -> Sheet:
    return Sheet(tk_root, DARK.ground)


@pytest.fixture
def footer(tk_root: tk.Tk, sheet: Sheet) -> Footer:
    footer = Footer(sheet, Look(tk_root, DARK, scale=1.0), lambda: None)
    footer.layout(600, 400)
    footer.show(1.0, STATUS, BASIS, "what they mean")
    return footer


def test_narrow_footer_keeps_the_sentence_then_the_scope(footer: Footer, sheet: Sheet) -> None:
    """Words of the basis go from the left, then all of it, then the sentence is cut."""
    seen = []
    for width in range(600, 100, -10):
        footer.layout(width, 400)
        seen.append(["…" if text.endswith("…") else text for text in texts(sheet)])
    wanted = [*([STATUS.text, words] for words in BASIS), [STATUS.text], ["…"]]
    assert [form for form, _ in groupby(seen)] == wanted


def test_small_meter_keeps_its_scope_and_cuts_the_sentence(tk_root: tk.Tk, sheet: Sheet) -> None:
    """However long the sentence is, such as that of a pause: the scope tells one small meter from another."""
    footer = Footer(sheet, Look(tk_root, DARK, scale=1.0), lambda: None, keeps_basis=True)
    words = "Paused · 12,345 hits and heals left out by the pause"
    footer.layout(300, 400)
    footer.show(1.0, Status(Tone.NOTE, words, "tip"), BASIS, "what they mean")
    sentence, scope = texts(sheet)
    assert scope == "this fight"
    assert sentence.startswith("Paused · 12")
    assert sentence.endswith("…")
    footer.layout(900, 400)
    assert texts(sheet) == [words, BASIS[0]]


def test_words_that_are_not_shown_cannot_be_clicked(footer: Footer) -> None:
    """The sentence then has the whole strip."""
    for width, keys in ((600, ["status", BASIS_KEY]), (200, ["status"])):
        footer.layout(width, 400)
        spots = footer.hotspots()
        assert [spot.key for spot in spots] == keys
        assert spots[-1].box[2] == width


def test_words_under_the_pointer_are_bright(footer: Footer, sheet: Sheet) -> None:
    """What can be clicked shows it."""
    item = next(item for item in text_items(sheet) if option(sheet, item, "text") == BASIS[0])
    colours = []
    for key in (BASIS_KEY, "reset"):
        footer.hover(key)
        colours.append(option(sheet, item, "fill"))
    assert colours == [DARK.text, DARK.muted]
