"""A plot on a sheet of a window, with what the pointer finds on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from resonance.export.plot import Box, Dot, Drawing, Plot, Spot, Stroke, drawn
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Anchor, Sheet
from resonance.ui.theme import Look

_ANCHORS: dict[str, Anchor] = {"left": "w", "right": "e", "center": "center"}


class PlotSheet:
    """Made anew only when the plot or its size has changed."""

    def __init__(self, sheet: Sheet, look: Look, *, open_encounter: Callable[[str], object]) -> None:
        """`open_encounter`: the one of this key is wanted."""
        self._sheet = sheet
        self._look = look
        self._open_encounter = open_encounter
        self._tag = f"plot{id(self)}"
        self._drawn_for: tuple[Plot, int, int] | None = None
        self.plot: Plot | None = None
        self.drawing = Drawing((), ())

    def show(self, plot: Plot, width: int, height: int) -> None:
        """Screen pixels."""
        if self._drawn_for == (plot, width, height):
            return
        self.plot, self._drawn_for = plot, (plot, width, height)
        self._sheet.delete(self._tag)
        look = self._look
        self.drawing = drawn(plot, width, height, look.palette, lambda text: look.width(text, look.small), look.scale)
        for shape in self.drawing.shapes:
            if isinstance(shape, Box):
                self._sheet.create_rectangle(*shape[:4], fill=shape.colour, width=0, tags=self._tag)
            elif isinstance(shape, Stroke):
                self._sheet.create_line(*shape.points, fill=shape.colour, width=shape.width, tags=self._tag)
            elif isinstance(shape, Dot):
                x, y, radius, colour, fill = shape
                box = (x - radius, y - radius, x + radius, y + radius)
                self._sheet.create_oval(*box, fill=fill, outline=colour, width=look.px(1), tags=self._tag)
            else:
                item = self._sheet.text(look.small, _ANCHORS[shape.anchor], shape.colour, self._tag)
                self._sheet.coords(item, shape.x, shape.middle)
                room = int(min(width, shape.room))
                self._sheet.itemconfigure(item, text=look.fit(shape.text, look.small, room))

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self.drawing.spots:
            if spot.left <= x < spot.right and spot.top <= y < spot.bottom:
                return self._hotspot(spot)
        return None

    def _hotspot(self, spot: Spot) -> Hotspot | None:
        if self.plot is None:
            return None
        point = self.plot.points[spot.point]
        if not point.tip:
            return None
        box = (round(spot.left), round(spot.top), round(spot.right), round(spot.bottom))
        press = partial(self._open_encounter, point.opens) if point.opens else None
        return Hotspot(f"point {spot.point}", box, point.tip, press)
