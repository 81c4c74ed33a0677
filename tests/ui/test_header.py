"""The top line of the meter in windows of every width."""

from __future__ import annotations

import tkinter as tk
from itertools import groupby, pairwise

import pytest
from fakes import make_snapshot, option, text_items

from resonance import names
from resonance.combat.record import Quality, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.palettes import DARK
from resonance.ui.buttons import Button
from resonance.ui.header import QUALITY_ICON, Header
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

WHOLE = "Brutal! Floating Island - Dragon Shackles"
WIDTHS = range(900, 100, -10)


@pytest.fixture
def sheet(tk_root: tk.Tk) -> Sheet:
    return Sheet(tk_root, DARK.ground)


@pytest.fixture
def header(tk_root: tk.Tk, sheet: Sheet) -> Header:
    return Header(sheet, Look(tk_root, DARK, scale=1.0), names.load())


def shown_at(header: Header, sheet: Sheet, snapshot: Snapshot, width: int) -> list[tuple[str, int, int]]:
    """Texts between timer and buttons with their left and right ends, from left to right."""
    header.layout(width)
    header.show(snapshot, View.DAMAGE, "")
    boxes = [(option(sheet, item, "text"), sheet.bbox(item)) for item in text_items(sheet)]
    return sorted(((text, box[0], box[2]) for text, box in boxes if text), key=lambda each: each[1])[1:]


def test_narrow_header_keeps_what_changes(header: Header, sheet: Sheet) -> None:
    """The name loses its first part, the difficulty goes, the name is cut; pull and then result stay longest."""
    snapshot = make_snapshot(3, pulls=[SegmentResult.WIPE])
    seen = [[text for text, _, _ in shown_at(header, sheet, snapshot, width)] for width in WIDTHS]
    forms = [["…" if text.endswith("…") else text for text in texts] for texts in seen]
    assert [form for form, _ in groupby(forms)] == [
        [WHOLE, "Tier 2", "Pull 1", "wipe"],
        ["Dragon Shackles", "Tier 2", "Pull 1", "wipe"],
        ["Dragon Shackles", "Pull 1", "wipe"],
        ["…", "Pull 1", "wipe"],
        ["Pull 1", "wipe"],
        ["wipe"],
        [],
    ]


def test_words_of_the_header_never_overlap(header: Header, sheet: Sheet) -> None:
    """At no width does one stand on another."""
    snapshot = make_snapshot(3, pulls=[SegmentResult.RESET])
    for width in WIDTHS:
        shown = shown_at(header, sheet, snapshot, width)
        ends = [(left, right) for _, left, right in shown]
        assert all(before[1] <= after[0] + 2 for before, after in pairwise(ends)), (width, shown)


def test_scene_that_is_cut_has_a_tip(header: Header, sheet: Sheet) -> None:
    """What was left out is told where the pointer rests; a whole name needs none."""
    tips = {}
    for width in (900, 420):
        shown_at(header, sheet, make_snapshot(3), width)
        tips[width] = next(spot.tip for spot in header.hotspots() if spot.key == "scene")
    assert tips == {900: "", 420: f"{WHOLE} Tier 2"}


def test_timer_tells_every_clock(header: Header, sheet: Sheet) -> None:
    """Where no boss was fought nothing is said of one."""
    tips = []
    for boss in (True, False):
        shown_at(header, sheet, make_snapshot(3, boss=boss), 600)
        tips.append(next(spot.tip for spot in header.hotspots() if spot.key == "timer"))
    assert tips == [
        "In combat 06:53\nFrom first to last hit 07:05\nAt a boss 06:41",
        "In combat 06:53\nFrom first to last hit 07:05",
    ]


def quality_tip(header: Header) -> str:
    return next(spot.tip for spot in header.hotspots() if spot.key == "quality")


def test_dot_tells_whether_the_numbers_are_complete(header: Header, sheet: Sheet) -> None:
    """Another picture where something is missing, and the reason where the pointer rests; none without a fight."""
    dots = []
    for quality in (Quality(), Quality(gaps=2, started_late=True)):
        shown_at(header, sheet, make_snapshot(3, quality=quality), 600)
        dots.append([option(sheet, item, "image") for item in sheet.find_all() if str(sheet.type(item)) == "image"])
        assert quality_tip(header).startswith("Missing" if quality.gaps else "Complete")
    assert dots[0] != dots[1]
    assert "joined late, 2 gaps" in quality_tip(header)
    header.show(None, View.DAMAGE, "")
    assert quality_tip(header) == ""


@pytest.mark.parametrize("result", [SegmentResult.RUNNING, SegmentResult.WIPE])
def test_dot_stands_behind_all_words(header: Header, sheet: Sheet, result: SegmentResult) -> None:
    """In no window is it on a word or on a button."""
    header.buttons.show([Button("close", "close", "Close", lambda: None)])
    for width in range(900, 290, -10):
        shown = shown_at(header, sheet, make_snapshot(3, pulls=[result]), width)
        left, _, right, _ = next(spot.box for spot in header.hotspots() if spot.key == "quality")
        middle, half = (left + right) // 2, QUALITY_ICON // 2
        assert all(end <= middle - half + 2 for _, _, end in shown), (width, shown)
        assert middle + half <= header.buttons.hotspots()[0].box[0]
