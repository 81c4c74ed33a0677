"""A picture to draw on in logical pixels: it is SCALE times as large."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Literal

from PIL import Image, ImageDraw

from resonance.export.fonts import Fonts
from resonance.export.png_card import SCALE

COMPRESSION = 4
"""The usual 6 takes twice as long for a file that is a tenth smaller."""

BASELINE_SHARE = 0.36
"""How far below the middle of a line its baseline stands, by the size of the text."""


class Canvas:
    def __init__(self, fonts: Fonts, width: float, height: float, ground: str) -> None:
        self._fonts = fonts
        self._image = Image.new("RGB", (round(width * SCALE), round(height * SCALE)), ground)
        self._pen = ImageDraw.Draw(self._image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Nothing where it has no width or height."""
        x0, y0, x1, y1 = (round(side * SCALE) for side in (left, top, right, bottom))
        if x1 > x0 and y1 > y0:
            self._pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=colour)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        sides = (x - radius, y - radius, x + radius, y + radius)
        self._pen.ellipse([round(side * SCALE) for side in sides], fill=colour)

    def line(self, points: Sequence[float], colour: str, width: float) -> None:
        """Through x, y, x, y, ..."""
        self._pen.line([round(each * SCALE) for each in points], fill=colour, width=round(width * SCALE), joint="curve")

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        anchor: Literal["left", "right", "center"] = "left",
        beside: int = 0,
    ) -> float:
        """Gives its width. `middle` of the line; `beside`: on one baseline with a text of this size."""
        width = self.width(text, size, bold=bold)
        left = x - {"left": 0.0, "right": width, "center": width / 2}[anchor]
        baseline = middle + BASELINE_SHARE * (beside or size)
        place = (left * SCALE, baseline * SCALE)
        self._fonts.draw(self._image, place, text, size * SCALE, colour, bold=bold)
        return width

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        return width_of(self._fonts, text, size, bold=bold)

    def fit(self, text: str, size: int, width: float, *, bold: bool = False) -> str:
        """The text, cut with "…" where it is wider."""
        return self._fonts.fit(text, size * SCALE, width * SCALE, bold=bold)

    def png(self) -> bytes:
        file = io.BytesIO()
        self._image.save(file, "PNG", compress_level=COMPRESSION)
        return file.getvalue()


def width_of(fonts: Fonts, text: str, size: int, *, bold: bool = False) -> float:
    """Logical pixels."""
    return fonts.width(text, size * SCALE, bold=bold) / SCALE
