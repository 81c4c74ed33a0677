"""The picture of a table, and the fonts it is written with."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from export_fights import SCRIPTS, WORDS, make_snapshot
from resonance.combat.columns import COLUMNS
from resonance.combat.tally import View
from resonance.export import fonts
from resonance.export.bitmap import device_independent_bitmap
from resonance.export.card_rows import ROW_HEIGHT
from resonance.export.export_format import ExportOptions, Players
from resonance.export.fonts import Fonts, clusters
from resonance.export.png_card import SCALE, render
from resonance.export.template import TemplateError
from resonance.palettes import PALETTES, rgb

ASIAN = {"msyh.ttc", "malgun.ttf", "notosanscjk-regular.ttc"}
"""Who has one of these has fonts for the others, too."""


def picture(*names: str | None, options: ExportOptions = ExportOptions()) -> Image.Image:  # noqa: B008
    data = render(make_snapshot(*names), View.DAMAGE, WORDS, options)
    image = Image.open(io.BytesIO(data))
    assert image.format == "PNG"
    image.load()
    return image


@pytest.mark.parametrize("theme", PALETTES)
def test_ground_of_the_theme(theme: str) -> None:
    """Dark or light, as the settings say."""
    image = picture("Anna", options=ExportOptions(theme=theme))
    assert image.getpixel((2, 2)) == rgb(PALETTES[theme].ground)


def test_row_for_every_player() -> None:
    """The picture grows with them; whoever is not shown is counted in a line of its own."""
    heights = [picture(*SCRIPTS[:count]).height for count in (0, 1, 8)]
    assert heights[1] - heights[0] == ROW_HEIGHT * SCALE
    assert heights[2] - heights[0] == 8 * ROW_HEIGHT * SCALE
    top = picture(*SCRIPTS, options=ExportOptions(players=Players.TOP, top=2))
    assert heights[1] + ROW_HEIGHT * SCALE < top.height < heights[2]


def test_many_columns() -> None:
    """None is left out: the picture becomes wider."""
    usual = picture("Anna").width
    everything = ExportOptions(columns={View.DAMAGE: tuple(column.key for column in COLUMNS)})
    assert picture("Anna", options=everything).width > usual


def test_bar_of_the_largest_fills_its_row() -> None:
    """The second did half as much: its line in the class colour ends in the middle."""
    data = render(make_snapshot("Anna", "Ben", local=None), View.DAMAGE, WORDS, ExportOptions())
    image = Image.open(io.BytesIO(data))
    colour = rgb(WORDS.class_color(2))
    lengths = {sum(image.getpixel((x, y)) == colour for x in range(image.width)) for y in range(image.height)}
    assert image.width in lengths
    assert image.width // 2 in lengths


def test_template_that_cannot_be_used() -> None:
    """The sentence reaches the user."""
    with pytest.raises(TemplateError):
        picture("Anna", options=ExportOptions(title="{nothing}"))


def test_computer_without_any_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a picture all the same."""
    monkeypatch.setattr(fonts, "_installed", dict)
    assert picture(*SCRIPTS).width > 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_leaves_something_on_the_picture(name: str) -> None:
    """Each name looks different from a name of as many unknown characters."""
    if not name.isascii() and not ASIAN & fonts._installed().keys():
        pytest.skip("no font for many scripts is installed")
    drawn = Fonts("en")
    pictures = []
    for text in (name, "\U0010ffff" * len(name)):
        image = Image.new("RGB", (600, 60), "#000000")
        drawn.draw(image, (10, 40), text, 26, "#ffffff")
        pictures.append(image.tobytes())
    assert any(pictures[0])
    assert pictures[0] != pictures[1]
    assert drawn.width(name, 26) > 0


def test_name_cut_to_its_room() -> None:
    """It ends in an ellipsis, has room, and no emoji is torn apart."""
    drawn = Fonts("en")
    for name in ("A very long name that never ends", "👨‍👩‍👧" * 40):
        short = drawn.fit(name, 26, 120)
        assert short.endswith("…")
        assert drawn.width(short, 26) <= 120
        assert set(clusters(short[:-1])) <= set(clusters(name))
    assert drawn.fit("A", 26, 1) == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("añ", ["a", "ñ"]),
        ("n\u0303o", ["n\u0303", "o"]),
        ("👨‍👩‍👧!", ["👨‍👩‍👧", "!"]),
        ("❤️a", ["❤️", "a"]),
        ("👍🏽", ["👍🏽"]),
        ("🇯🇵🇫🇷", ["🇯🇵", "🇫🇷"]),
        ("", []),
    ],
)
def test_what_belongs_together(text: str, parts: list[str]) -> None:
    """Accents, joined emoji, skin tones and flags are one piece each."""
    assert list(clusters(text)) == parts


def test_bitmap_for_the_clipboard_of_windows() -> None:
    """A header of 40 bytes with the size of the picture, and three bytes a point."""
    data = render(make_snapshot("Anna"), View.DAMAGE, WORDS, ExportOptions())
    bitmap = device_independent_bitmap(data)
    image = Image.open(io.BytesIO(data))
    header, width, height = (int.from_bytes(bitmap[at : at + 4], "little") for at in (0, 4, 8))
    assert (header, width, height) == (40, image.width, image.height)
    assert int.from_bytes(bitmap[14:16], "little") == 24
    assert len(bitmap) == 40 + -(-image.width * 3 // 4) * 4 * image.height
