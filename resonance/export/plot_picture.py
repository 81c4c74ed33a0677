"""A plot as a picture."""

from __future__ import annotations

from functools import partial

from resonance.export.canvas import Canvas, width_of
from resonance.export.fonts import Fonts
from resonance.export.plot import Box, Dot, Plot, Stroke, drawn
from resonance.palettes import PALETTES

# Logical pixels.
WIDTH, HEIGHT = 860, 300
TEXT = 12


def picture(plot: Plot, language: str, theme: str) -> bytes:
    """As PNG."""
    fonts, palette = Fonts(language), PALETTES[theme]
    canvas = Canvas(fonts, WIDTH, HEIGHT, palette.ground)
    for shape in drawn(plot, WIDTH, HEIGHT, palette, partial(width_of, fonts, size=TEXT)).shapes:
        if isinstance(shape, Box):
            canvas.box(*shape)
        elif isinstance(shape, Stroke):
            canvas.line(*shape)
        elif isinstance(shape, Dot):
            canvas.dot(*shape[:4])
            if shape.fill != shape.colour:
                canvas.dot(shape.x, shape.y, shape.radius - 1, shape.fill)
        else:
            text = canvas.fit(shape.text, TEXT, min(shape.room, WIDTH))
            canvas.text(shape.x, shape.middle, text, TEXT, shape.colour, anchor=shape.anchor)
    return canvas.png()
