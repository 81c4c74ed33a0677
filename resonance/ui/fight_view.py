"""The body of a window about a fight: the strip with tabs, below it a table or a chart, and the way between them.

The meter shows the running fight with it, the history a stored one: the same tables by the same code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from resonance.combat.snapshot import Snapshot
from resonance.ui.bars import BarTable
from resonance.ui.chart import Chart, ChartDrawing
from resonance.ui.column_menu import VIEW_NAMES, column_menu
from resonance.ui.menu import Groups
from resonance.ui.place import Body, Place, Reading
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.tab_strip import TabStrip
from resonance.ui.table import Table
from resonance.ui.tabs import TABS
from resonance.ui.theme import Look

Change = Callable[..., None]
"""Settings by name, as keywords."""


class Trail:
    """Where the user is, and the way back. Kept apart from what is drawn, so that a new look forgets nothing."""

    def __init__(self, start: str) -> None:
        """`start`: the key of a tab; the first one for any other."""
        self.places: list[Place] = [next((tab for tab in TABS if tab.key == start), TABS[0])]
        self.unfolded: set[str] = set()

    @property
    def here(self) -> Place:
        return self.places[-1]

    def go(self, place: Place) -> None:
        """To a neighbour of where one is, in its stead; to a tab, from the top; to anything else, one step deeper."""
        if place in TABS:
            self.places = [place]
        elif place in self.here.neighbours():
            self.places[-1] = place
        else:
            self.places.append(place)

    def back(self) -> bool:
        """One step up; whether there was one."""
        if len(self.places) == 1:
            return False
        self.places.pop()
        return True

    def fold(self, key: str) -> None:
        """Fold what is unfolded, or the other way round."""
        self.unfolded ^= {key}


class FightView:
    def __init__(
        self,
        sheet: Sheet,
        look: Look,
        trail: Trail,
        reading: Reading,
        *,
        change: Change,
        press_question: Callable[[], object] = lambda: None,
    ) -> None:
        """`change`: what a choice of columns or order sets in the settings. `press_question`: see Table."""
        self.trail = trail
        self.reading = reading
        self._change = change
        self._snapshot: Snapshot | None = None
        self._waiting = Table()
        self._made_for: tuple[Snapshot, Place, Reading] | None = None  # the body
        self._body: Body = Table()
        self._width = self._top = self._bottom = 0
        self._strip = TabStrip(sheet, look, self.go, self.back)
        self.table = BarTable(
            sheet,
            look,
            press_row=self.go,
            press_fold=self._fold,
            press_title=self._sort_by,
            press_question=press_question,
        )
        self._chart = ChartDrawing(sheet, look)

    def layout(self, width: int, top: int, bottom: int) -> None:
        """Use the strip of the sheet between these heights; from the next `show` on."""
        self._width, self._top, self._bottom = width, top, bottom

    def show(self, snapshot: Snapshot | None, waiting: Table) -> None:
        """`waiting`: what is said while there is no snapshot."""
        self._snapshot, self._waiting = snapshot, waiting
        self._draw()

    def go(self, place: Place) -> None:
        if place != self.trail.here:
            self.trail.go(place)
            self.table.to_top()
            self._draw()

    def back(self) -> bool:
        """One step up; whether there was one."""
        moved = self.trail.back()
        if moved:
            self.table.to_top()
            self._draw()
        return moved

    def hover(self, key: str) -> None:
        self._strip.hover(key)

    def scroll(self, rows: int) -> None:
        self.table.scroll(rows)

    def hotspots(self) -> list[Hotspot]:
        """Those of the strip and of the titles."""
        return [*self._strip.hotspots(), *self.table.title_hotspots()]

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self._strip.hotspots():
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        return self.table.hotspot_at(x, y) or self._chart.hotspot_at(x, y)

    def menu_at(self, x: int, y: int) -> Groups | None:
        """What a right click on the titles of columns that can be chosen offers; None elsewhere."""
        spot, table = self.table.hotspot_at(x, y), self._body
        if spot is None or not spot.key.startswith("column") or isinstance(table, Chart):
            return None
        shown = [heading.key for heading in table.headings if heading.key]
        if not shown:
            return None
        key = spot.key.removeprefix("column ")
        here = self.trail.here
        return column_menu(here.view, key, shown, self.reading, self._change, for_parts=here not in TABS)

    def _fold(self, key: str) -> None:
        self.trail.fold(key)
        self._draw()

    def _sort_by(self, key: str) -> None:
        """By this column, largest first; when the table is already so, smallest first."""
        table = self._body
        is_so = isinstance(table, Table) and any(each.key == key and each.order < 0 for each in table.headings)
        self._change(**{f"order_{VIEW_NAMES[self.trail.here.view]}": f"-{key}" if is_so else key})

    def _draw(self) -> None:
        snapshot, here = self._snapshot, self.trail.here
        reading = replace(self.reading, unfolded=frozenset(self.trail.unfolded))
        self._strip.layout(self._width, self._top)
        is_detail = len(self.trail.places) > 1
        self._strip.show(snapshot, here, here.neighbours() or TABS, reading, is_detail=is_detail)
        top = self._top + self._strip.height
        self._chart.layout(self._width, top, self._bottom)
        self.table.layout(self._width, top, self._bottom)
        body = self._body = self._body_of(snapshot, here, reading)
        if isinstance(body, Chart):
            self.table.hide()
            self._chart.show(body)
        else:
            self._chart.hide()
            self.table.show(body)

    def _body_of(self, snapshot: Snapshot | None, here: Place, reading: Reading) -> Body:
        """Made once for a snapshot and a reading: an idle window shows the same ones again and again."""
        if snapshot is None:
            self._made_for = None
            return self._waiting
        known = self._made_for
        if known is not None and known[0] is snapshot and known[1:] == (here, reading):
            return self._body
        self._made_for = (snapshot, here, reading)
        return here.body(snapshot, reading)
