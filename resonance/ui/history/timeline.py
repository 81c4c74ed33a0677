"""The whole group over time, above the tables: what is in view, whose curves, and what the tables are about."""

from __future__ import annotations

import math
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass

from resonance import formats
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.combat.tally import View
from resonance.combat.timeline import seconds_of
from resonance.texts import say
from resonance.ui.history.timeline_picture import Picture, View_s, picture_of, usually_chosen, zoomed
from resonance.ui.history.timeline_plot import Range_s, TimelinePlot
from resonance.ui.place import Reading
from resonance.ui.pointer import Box, Hotspot, bind_wheel
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# Logical pixels.
LINE_HEIGHT = 22  # of the sentence above the curves
SIDE = 14
SHORTEST_DRAG = 5

SHORTEST_S = 1
"""Of a stretch."""


@dataclass(slots=True)
class TimelineState:
    """Kept apart from what is drawn, so that a new look forgets nothing."""

    curves: frozenset[int] | None = None  # players whose curves are shown; None = the usual ones
    in_view: View_s | None = None  # None = all
    stretch: Range_s | None = None  # what the tables are about, in seconds of the fight; None = all

    def start_over(self) -> None:
        """Another fight."""
        self.curves = self.in_view = self.stretch = None


class Timeline:
    def __init__(
        self, sheet: Sheet, look: Look, state: TimelineState, reading: Reading, *, choose: Callable[[], object]
    ) -> None:
        """`choose`: another stretch of the state holds."""
        self.state = state
        self.reading = reading
        self._sheet, self._look = sheet, look
        self._choose = choose
        self._snapshot: Snapshot | None = None
        self._view = View.DAMAGE
        self._made: tuple[tuple[object, ...], Picture] | None = None
        self._drag: tuple[int, float] | None = None  # where it began: x, second
        self._dragged: Range_s | None = None
        self._box = (0, 0, 0)
        self._plot = TimelinePlot(sheet, look, toggle=self._toggle)
        self._words = sheet.text(look.small, "w", look.palette.muted)

    def listen(self) -> None:
        """To the mouse, beside a Pointer that listens already; but the wheel is ours alone."""
        sheet = self._sheet
        sheet.bind("<ButtonPress-1>", self._on_press, add="+")
        sheet.bind("<B1-Motion>", self._on_drag, add="+")
        sheet.bind("<ButtonRelease-1>", self._on_release, add="+")
        bind_wheel(sheet, self._on_wheel)

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._box = (width, top, bottom)
        self._plot.layout(width, top + self._look.px(LINE_HEIGHT), bottom)

    def show(self, snapshot: Snapshot | None, view: View, problem: str) -> None:
        """`snapshot` of the whole fight. `problem`: why its parts cannot be counted, "" if they can."""
        self._snapshot, self._view = snapshot, view
        width, top, _bottom = self._box
        look = self._look
        words = look.fit(
            problem or " ".join(filter(None, (self._range_words(), self._curve_words()))),
            look.small,
            width - look.px(2 * SIDE),
        )
        self._sheet.put(self._words, text=words, fill=look.palette.accent if self.state.stretch else look.palette.muted)
        self._sheet.move_to(self._words, look.px(SIDE), top + look.px(LINE_HEIGHT) // 2)
        self._draw()

    def reset(self) -> None:
        """All of the fight in view, and in the tables."""
        self.state.in_view = None
        self._take(None)

    def legend(self) -> list[Hotspot]:
        """The names that can be clicked."""
        return self._plot.legend

    @property
    def plot_box(self) -> Box:
        """Where the curves are."""
        return self._plot.plot_box

    def second_at(self, x: int, y: int) -> float | None:
        """Of the fight, at a point of the curves; None beside them."""
        return self._plot.second_at(x) if self._plot.is_in_plot(x, y) else None

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        return None if self._dragged else self._plot.hotspot_at(x, y)

    def _range_words(self) -> str:
        snapshot, stretch = self._snapshot, self.state.stretch
        if snapshot is None or seconds_of(snapshot) < 2:
            return ""
        # The last second is not a whole one: the clocks do not round it up, and a running fight is drawn without it.
        end = seconds_of(snapshot) - snapshot.ended
        whole = formats.duration(end * 1000)
        if stretch is None and not snapshot.ended:
            return say(
                "Still running: this is how it stood after {time}. All of it is shown when it is over.", time=whole
            )
        if stretch is None:
            return say("Whole encounter, {time}. Drag over the curves to see the numbers of a part.", time=whole)
        first, last = (formats.duration(min(second, end) * 1000) for second in stretch)
        return say(
            "{first} to {last} of {time}. Double-click for the whole encounter.", first=first, last=last, time=whole
        )

    def _curve_words(self) -> str:
        """What sets the curves apart from the tables: effective amounts are kept in sums only."""
        snapshot = self._snapshot
        is_apart = snapshot is not None and snapshot.amounts is AmountChoice.EFFECTIVE
        return say("The curves show raw amounts.") if is_apart else ""

    def _draw(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            self._plot.show(None, None)
            return
        wanted = (snapshot, self._view, self.reading, self.state.curves, self.state.in_view)
        # By identity: comparing two snapshots number by number takes longer than drawing one.
        if self._made is None or self._made[0][0] is not snapshot or self._made[0][1:] != wanted[1:]:
            self._made = wanted, picture_of(*wanted)
        self._plot.show(self._made[1], self._dragged or self.state.stretch)

    def _toggle(self, actor: int) -> None:
        if self._snapshot is not None:
            shown = self.state.curves
            shown = usually_chosen(self._snapshot, self._view) if shown is None else shown
            self.state.curves = shown ^ {actor}
            self._draw()

    # The mouse

    def _on_press(self, event: tk.Event[tk.Misc]) -> None:
        self._drag = self._dragged = None
        if self._plot.is_in_plot(event.x, event.y):
            self._drag = event.x, self._plot.second_at(event.x)

    def _on_drag(self, event: tk.Event[tk.Misc]) -> None:
        if self._drag is None:
            return
        x, second = self._drag
        if self._dragged is None and abs(event.x - x) < self._look.px(SHORTEST_DRAG):
            return
        first, last = sorted((second, self._plot.second_at(event.x)))
        start = math.floor(first)
        self._dragged = float(start), float(max(math.ceil(last), start + SHORTEST_S))
        self._draw()

    def _on_release(self, _event: tk.Event[tk.Misc]) -> None:
        dragged, self._drag, self._dragged = self._dragged, None, None
        if dragged is not None:
            self._take(dragged)

    def _on_wheel(self, event: tk.Event[tk.Misc], steps: int) -> None:
        snapshot = self._snapshot
        if snapshot is None or not self._plot.is_in_plot(event.x, event.y):
            return
        seconds = seconds_of(snapshot)
        in_view = self.state.in_view or (0, seconds)
        self.state.in_view = zoomed(in_view, seconds, self._plot.second_at(event.x), steps)
        self._draw()

    def _take(self, stretch: Range_s | None) -> None:
        self.state.stretch = stretch
        self._draw()
        self._choose()
