"""Colours, their contrast, and texts that are cut to fit."""

from __future__ import annotations

import tkinter as tk

import pytest

from resonance import names
from resonance.palettes import (
    AA_CONTRAST,
    CHIP_CONTRAST,
    DARK,
    FILL_STEPS,
    LIGHT,
    Palette,
    contrast,
    mix,
    readable,
    rgb,
    tones,
)
from resonance.ui.theme import Look

WORDS = names.load()
CLASS_IDS = range(1, 16)
SPECS = (
    *("iaido", "moonstrike", "icicle", "frostbeam", "formless", "crimson", "vanguard", "skyward", "smite"),
    *("lifebind", "earthfort", "block", "wildpack", "falconry", "recovery", "shield", "dissonance", "concerto"),
)
CLASS_COLOURS = sorted(
    {WORDS.class_color(class_id) for class_id in CLASS_IDS} | {WORDS.spec_color(spec) for spec in SPECS}
)

both_palettes = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)


def test_class_colours_come_from_the_tables() -> None:
    """The colours the tests below go through are those of the game's classes and specs, not one grey."""
    assert len(CLASS_COLOURS) > 20


@both_palettes
@pytest.mark.parametrize("colour", CLASS_COLOURS)
def test_every_text_of_a_row_is_readable_over_every_class_colour(palette: Palette, colour: str) -> None:
    """Names, values, units and the local player's name reach WCAG AA over the brightest and the darkest of a bar."""
    row = tones(palette, colour)
    for ground in (palette.ground, *row.steps):
        for text in (row.text, row.muted, row.accent):
            assert contrast(text, ground) >= AA_CONTRAST


@both_palettes
@pytest.mark.parametrize("colour", CLASS_COLOURS)
def test_letter_on_a_class_chip_is_readable(palette: Palette, colour: str) -> None:
    """The letter is black or white, whichever the class colour carries."""
    row = tones(palette, colour)
    assert contrast(row.letter, row.full) >= AA_CONTRAST


@pytest.mark.parametrize("colour", CLASS_COLOURS)
def test_class_colour_stands_out_from_a_light_ground(colour: str) -> None:
    """Yellow and ice blue are darkened on the light theme until chip and line can be seen."""
    assert contrast(tones(LIGHT, colour).full, LIGHT.ground) >= CHIP_CONTRAST


@both_palettes
def test_words_outside_the_rows_are_readable(palette: Palette) -> None:
    """Labels and values reach WCAG AA on the ground and on the raised strips."""
    for ground in (palette.ground, palette.raised):
        for text in (palette.text, palette.muted, palette.accent):
            assert contrast(text, ground) >= AA_CONTRAST
    assert contrast(palette.boss, palette.ground) >= AA_CONTRAST
    for result in (palette.muted, palette.ok, palette.danger):
        assert contrast(result, palette.ground) >= AA_CONTRAST
    assert contrast(palette.badge_text, palette.badge) >= AA_CONTRAST


@both_palettes
def test_menu_is_readable(palette: Palette) -> None:
    """Its entries on its ground, and under the pointer."""
    for ground in (palette.hairline, palette.faint):
        assert contrast(palette.text, ground) >= AA_CONTRAST


@both_palettes
def test_fill_gets_stronger_to_its_end(palette: Palette) -> None:
    """A bar goes from 10 % to 32 % of the class colour over the ground, without a step back."""
    steps = tones(palette, "#4de3d1").steps
    assert len(steps) == FILL_STEPS
    assert steps[0] == mix("#4de3d1", palette.ground, 0.10)
    assert steps[-1] == mix("#4de3d1", palette.ground, 0.32)
    distances = [contrast(step, palette.ground) for step in steps]
    assert distances == sorted(distances)


def test_contrast_of_black_and_white() -> None:
    """The scale is that of WCAG: 21 for black on white, 1 for a colour on itself."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1


def test_readable_colour_stays_when_it_can_be_read() -> None:
    """A colour with enough contrast is not touched."""
    assert readable("#ffffff", ["#000000"]) == "#ffffff"
    assert readable("#858d9c", [DARK.ground]) == "#858d9c"


def test_readable_ends_at_white_or_black_where_nothing_is_enough() -> None:
    """An impossible demand gives the best there is."""
    assert readable("#777777", ["#777777"], ratio=21) in {"#000000", "#ffffff"}


@pytest.mark.parametrize("colour", ["red", "#fff", "ffffff0", "#gggggg"])
def test_colour_that_is_none_is_refused(colour: str) -> None:
    """Only "#rrggbb" is a colour."""
    with pytest.raises(ValueError, match=r"."):
        rgb(colour)


def test_text_that_fits_is_not_cut(tk_root: tk.Tk) -> None:
    """A text as wide as its room stays whole."""
    look = Look(tk_root, DARK)
    for text in ("Momoko", "玩家一", "", "👨‍👩‍👧"):
        assert look.fit(text, look.row, look.width(text, look.row)) == text


@pytest.mark.parametrize("text", ["AVeryLongPlayerName", "龙之守护者的传说", "Ghost👻👻👻👻", "❤️❤️❤️❤️"])
def test_long_text_ends_in_an_ellipsis_and_fits(tk_root: tk.Tk, text: str) -> None:
    """Whatever the script, what is left fits, ends in "…" and no character more would have fitted."""
    look = Look(tk_root, DARK)
    whole = look.width(text, look.row)
    for width in range(look.width(text[:2] + "…", look.row), whole):
        cut = look.fit(text, look.row, width)
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert not cut[:-1].endswith(("\u200d", "\ufe0f"))
        assert look.width(cut, look.row) <= width


def test_no_room_at_all_gives_no_text(tk_root: tk.Tk) -> None:
    """Where not even the ellipsis fits there is nothing."""
    look = Look(tk_root, DARK)
    assert look.fit("Momoko", look.row, 3) == ""


def test_compact_rows_and_scale_change_the_sizes(tk_root: tk.Tk) -> None:
    """Compact rows are lower; on a screen with twice the density every size doubles."""
    comfortable, compact = Look(tk_root, DARK, scale=1.0), Look(tk_root, DARK, "compact", scale=1.0)
    assert compact.row_height < comfortable.row_height
    assert Look(tk_root, DARK, scale=2.0).row_height == 2 * comfortable.row_height


def test_font_size_of_the_user_scales_everything(tk_root: tk.Tk) -> None:
    """Rows grow with their texts, so that nothing overlaps; the usual size is drawn as it was designed."""
    usual, large = Look(tk_root, DARK, scale=1.0, font_size=13), Look(tk_root, DARK, scale=1.0, font_size=26)
    assert usual.scale == 1.0
    assert large.row_height == 2 * usual.row_height
    assert large.row.cget("size") == 2 * usual.row.cget("size")
    assert large.px(40) == 80
