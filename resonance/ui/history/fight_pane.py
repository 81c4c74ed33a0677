"""A stored fight as the meter shows a running one: header, boss, and the places of the fight."""

from __future__ import annotations

import tkinter as tk

from resonance.combat.snapshot import Snapshot
from resonance.ui.boss_line import BossLine
from resonance.ui.dialog import Dialog
from resonance.ui.fight_view import Change, FightView, Trail
from resonance.ui.header import Header
from resonance.ui.menu import PopUp
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.table import Table
from resonance.ui.theme import Look


class FightPane:
    def __init__(
        self, master: tk.Misc, dialog: Dialog, look: Look, reading: Reading, trail: Trail, *, change: Change
    ) -> None:
        self.sheet = Sheet(master, look.palette.ground)
        self._header = Header(self.sheet, look, reading.names)
        self._boss = BossLine(self.sheet, look, reading.names)
        self.view = FightView(self.sheet, look, trail, reading, change=change)
        self._menu = PopUp(dialog, look)
        pointer = Pointer(dialog, self.sheet, look, smallest=None)
        pointer.hotspot_at = self._hotspot_at
        pointer.on_hover = self.view.hover
        pointer.on_wheel = self.view.scroll
        pointer.on_right_press = self._on_right_press

    def show(self, snapshot: Snapshot | None, waiting: Table) -> None:
        """`waiting`: what is said without a snapshot."""
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        view = self.view.trail.here.view
        self._header.layout(width)
        self._header.show(snapshot, view, "")
        self._boss.show(snapshot, self._header.height, width)
        self.view.layout(width, self._header.height + self._boss.height, height)
        self.view.show(snapshot, waiting)

    def _hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in (*self._header.hotspots(), *self._boss.hotspots()):
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        return self.view.hotspot_at(x, y)

    def _on_right_press(self, x: int, y: int) -> None:
        """The menu of the columns on their titles, one step back elsewhere."""
        groups = self.view.menu_at(x, y)
        if groups is None:
            self.view.back()
        else:
            self._menu.open(groups, self.sheet.winfo_rootx() + x, self.sheet.winfo_rooty() + y)
