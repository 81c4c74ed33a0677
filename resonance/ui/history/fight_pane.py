"""A stored fight: header and boss, the whole group over time, and below it the places of the meter."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterator

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import say
from resonance.ui.boss_line import BossLine
from resonance.ui.buttons import Button
from resonance.ui.details.player import PlayerPlace
from resonance.ui.dialog import Dialog
from resonance.ui.fight_view import Change, FightView, Trail
from resonance.ui.header import Header
from resonance.ui.history.timeline import Timeline, TimelineState
from resonance.ui.menu import Groups, PopUp
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.table import Table
from resonance.ui.tabs import TABS
from resonance.ui.theme import Look

# Logical pixels.
TOP_HEIGHT = 290  # at first; the user can drag the sash
LEAST_TOP = 60
LEAST_TABLES = 90


class FightPane:
    def __init__(
        self,
        master: tk.Misc,
        dialog: Dialog,
        look: Look,
        reading: Reading,
        trail: Trail,
        state: TimelineState,
        *,
        change: Change,
        choose: Callable[[], object],
        export: Callable[[], None] | None,
        moment_menu: Callable[[float], Groups],
        player_menu: Callable[[View, int], Groups] = lambda view, actor: (),
    ) -> None:
        """`choose`: another stretch of the fight is to be shown. `export` None: that cannot be had.

        `moment_menu`: what can be done at a second of the fight. `player_menu`: with a player, by actor_id.
        """
        self.frame = tk.PanedWindow(
            master, orient="vertical", borderwidth=0, sashwidth=4, background=look.palette.hairline
        )
        self.top = Sheet(self.frame, look.palette.ground)
        self.sheet = Sheet(self.frame, look.palette.ground)
        self._look = look
        self._moment_menu = moment_menu
        self._player_menu = player_menu
        self._header = Header(self.top, look, reading.names)
        self._boss = BossLine(self.top, look, reading.names)
        self.timeline = Timeline(self.top, look, state, reading, choose=choose)
        self.view = FightView(self.sheet, look, trail, reading, change=change)
        self._buttons = [Button("export", "copy", say("Export…"), export)] if export is not None else []
        self._menu = PopUp(dialog, look)
        self._shown: tuple[Snapshot | None, Snapshot | None, Table, str] | None = None  # None = nothing was to show yet
        self._drawn_view = View.DAMAGE
        self._listen(dialog)
        self.frame.add(self.top, height=look.px(TOP_HEIGHT), minsize=look.px(LEAST_TOP), stretch="never")
        self.frame.add(self.sheet, minsize=look.px(LEAST_TABLES), stretch="always")
        self.top.bind("<Configure>", lambda event: self._draw_top())
        self.sheet.bind("<Configure>", lambda event: self._draw_tables())

    def destroy(self) -> None:
        for pointer in self._pointers:
            pointer.destroy()
        self._menu.destroy()
        self.frame.destroy()

    def show(self, whole: Snapshot | None, part: Snapshot | None, waiting: Table, problem: str) -> None:
        """`part`: what the tables are about. `waiting` is said without a snapshot; `problem`: why there is no part."""
        self._shown = (whole, part, waiting, problem)
        self.draw()

    def read(self, reading: Reading) -> None:
        """With other columns, or in another order; names, colours and sizes are those it was made with."""
        self.view.reading = reading
        self.timeline.reading = reading
        self.draw()

    def draw(self) -> None:
        self._draw_top()
        self._draw_tables()

    def _draw_top(self) -> None:
        if self._shown is None:
            return
        whole, _part, _waiting, problem = self._shown
        width, height = self.top.winfo_width(), self.top.winfo_height()
        view = self._drawn_view = self.view.trail.here.view
        self._header.layout(width)
        self._header.buttons.show(self._buttons if whole is not None else [])
        self._header.show(whole, view, "")
        self._boss.show(whole, self._header.height, width)
        self.timeline.layout(width, self._header.height + self._boss.height, height)
        self.timeline.show(whole, view, problem)

    def _draw_tables(self) -> None:
        if self._shown is None:
            return
        _whole, part, waiting, _problem = self._shown
        self.view.layout(self.sheet.winfo_width(), 0, self.sheet.winfo_height())
        self.view.show(part, waiting)

    def _listen(self, dialog: Dialog) -> None:
        top = Pointer(dialog, self.top, self._look, smallest=None)
        top.hotspot_at = self._hotspot_at
        top.on_hover = self._header.buttons.hover
        top.on_right_press = self._on_right_press_above
        top.on_double_press = lambda x, y: self.timeline.reset()
        # After the pointer's own: the wheel zooms.
        self.timeline.listen()
        tables = Pointer(dialog, self.sheet, self._look, smallest=None)
        tables.hotspot_at = self.view.hotspot_at
        tables.on_hover = self.view.hover
        tables.on_wheel = self.view.scroll
        self._pointers = (top, tables)
        tables.on_right_press = self._on_right_press
        # Another place may have another view, and the curves are those of the view.
        self.sheet.bind("<ButtonRelease-1>", lambda event: self._follow(), add="+")

    def _follow(self) -> None:
        if self.view.trail.here.view is not self._drawn_view:
            self._draw_top()

    def hotspots(self) -> Iterator[Hotspot]:
        """Those above the curves."""
        yield from self._header.hotspots()
        yield from self._boss.hotspots()

    def _hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in self.hotspots():
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        return self.timeline.hotspot_at(x, y)

    def _on_right_press_above(self, x: int, y: int) -> None:
        second = self.timeline.second_at(x, y)
        groups = self._moment_menu(second) if second is not None else ()
        if groups:
            self._menu.open(groups, self.top.winfo_rootx() + x, self.top.winfo_rooty() + y)

    def _on_right_press(self, x: int, y: int) -> None:
        """The menu of the columns on their titles, that of a player at the top, one step back elsewhere."""
        groups = self.view.menu_at(x, y) or self._groups_of_player(y)
        if not groups:
            self.view.back()
            self._follow()
        else:
            self._menu.open(groups, self.sheet.winfo_rootx() + x, self.sheet.winfo_rooty() + y)

    def _groups_of_player(self, y: int) -> Groups:
        row = self.view.table.row_at(y) if self.view.trail.here in TABS else None
        place = row.opens if row is not None else None
        return self._player_menu(place.view, place.actor) if isinstance(place, PlayerPlace) else ()
