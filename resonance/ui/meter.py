"""The always-on-top meter: header, boss, tabs, table and footer on one sheet.

`show()` takes the newest `Snapshot` and the `Health` and draws them in place; what the user does goes out through
`MeterActions`. It never waits for anything.
"""

from __future__ import annotations

import time
import tkinter as tk
from dataclasses import dataclass, replace

from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.engine import Scope
from resonance.export import plain_text
from resonance.health import Health, Notice
from resonance.names import Names
from resonance.ui.actions import MeterActions
from resonance.ui.bars import BarTable
from resonance.ui.boss_line import BossLine
from resonance.ui.buttons import Button
from resonance.ui.footer import Footer
from resonance.ui.header import Header
from resonance.ui.menu import PopUp, fight_menu
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.status import MessageRate, basis, basis_tip, status, waiting
from resonance.ui.tab_strip import TabStrip, group_rate, rate_unit
from resonance.ui.table import Table
from resonance.ui.tabs import TABS
from resonance.ui.tabs.tab import Tab
from resonance.ui.theme import PALETTES, Look
from resonance.ui.window import BorderlessWindow, Geometry

BORDER = 1  # screen pixel: sets the window off from a dark game

# Logical pixels.
DEFAULT_SIZE = (600, 424)  # ten rows below a boss
SMALLEST = (300, 210)  # the header, the boss and one or two rows
FROM_CORNER = 40  # distance to the right and upper end of the screen at the first start


@dataclass(frozen=True, slots=True)
class MeterOptions:
    """How the meter looks when it opens; the names and words are those of the settings."""

    theme: str = "dark"
    opacity: float = 0.94
    row_height: str = "comfortable"
    start_view: str = "damage"  # key of a tab
    clock: ClockChoice = ClockChoice.ACTIVE  # this and the next two: for the footer, until a snapshot says it
    amounts: AmountChoice = AmountChoice.RAW
    scope: Scope = Scope.ENCOUNTER
    activity: str = "Capturing"  # what the program does while it reads; "Demo", "Replaying"
    geometry: Geometry | None = None  # None = not yet placed
    scale: float | None = None  # screen pixels a logical pixel; None = by the screen's dpi


class Meter:
    def __init__(self, root: tk.Misc, names: Names, actions: MeterActions, options: MeterOptions | None = None) -> None:
        self.options = options = options or MeterOptions()
        self._names = names
        self._actions = actions
        self._snapshot: Snapshot | None = None
        self._health = Health()
        self._paused = False
        self._scope = options.scope
        self._is_rolled_up = False
        self._full_height = 0  # of the window, to go back to when it is unrolled
        self._rate = MessageRate()
        self._messages_per_s = 0
        self._tab = next((tab for tab in TABS if tab.key == options.start_view), TABS[0])
        self.look = look = Look(root, PALETTES[options.theme], options.row_height, options.scale)
        palette = look.palette
        self.window = BorderlessWindow(root, title="Resonance Logs", ground=palette.hairline, opacity=options.opacity)
        self.sheet = Sheet(self.window, palette.ground)
        self.sheet.pack(fill="both", expand=True, padx=BORDER, pady=BORDER)
        self._header = Header(self.sheet, look, names)
        self._boss = BossLine(self.sheet, look, names)
        self._tabs = TabStrip(self.sheet, look, TABS, self.open_tab)
        self.table = BarTable(self.sheet, look)
        self._footer = Footer(self.sheet, look, self._toggle_scope)
        self._pointer = self._make_pointer()
        self.menu = PopUp(self.window, look)
        self.sheet.bind("<Configure>", lambda event: self._draw())
        self.window.protocol("WM_DELETE_WINDOW", actions.quit)
        self.window.appear(self._not_too_small(options.geometry) if options.geometry else self._first_geometry())

    def show(self, snapshot: Snapshot | None, health: Health, paused: bool) -> None:
        """Draw this, in place. None = no encounter yet; the window then says what is awaited."""
        self._snapshot, self._health, self._paused = snapshot, health, paused
        self._messages_per_s = self._rate.update(time.monotonic(), health.messages)
        if snapshot is not None:
            self._scope = Scope.ENCOUNTER if snapshot.segment is None else Scope.SEGMENT
        self._draw()

    def tell(self, notice: Notice) -> None:
        """Show it in the footer for a few seconds."""
        self._footer.notice(notice)
        self._draw()

    def open_tab(self, tab: Tab) -> None:
        self._tab = tab
        self.table.to_top()
        self._draw()

    def copy_table(self) -> None:
        """Put the open tab's table on the clipboard, as text."""
        rows = self._snapshot.rows(self._tab.view) if self._snapshot else []
        if self._snapshot is None or not rows:
            self.tell(Notice("There is nothing to copy yet."))
            return
        self.window.clipboard_clear()
        self.window.clipboard_append(plain_text.render(self._snapshot, self._tab.view, self._names))
        players = "1 player" if len(rows) == 1 else f"{len(rows)} players"
        self.tell(Notice(f"{self._tab.title} of {players} copied to the clipboard."))

    def _toggle_pause(self) -> None:
        # Shown at once, like the scope: the next `show` may be a second away.
        self._paused = not self._paused
        self._actions.pause(self._paused)
        self._draw()

    def _choose_scope(self, scope: Scope) -> None:
        self._scope = scope
        self._actions.show(scope)
        self._draw()

    def _toggle_scope(self) -> None:
        self._choose_scope(Scope.ENCOUNTER if self._scope is Scope.SEGMENT else Scope.SEGMENT)

    def _split(self) -> None:
        self._actions.split()
        self.tell(Notice("The next hit begins another fight."))

    def open_menu(self, x: int, y: int) -> None:
        """The menu of the fight, at a point of the sheet."""
        actions = replace(self._actions, show=self._choose_scope, split=self._split)
        groups = fight_menu(self._snapshot, self._scope, bool(self._health.training), actions)
        self.menu.open(groups, self.sheet.winfo_rootx() + x, self.sheet.winfo_rooty() + y)

    def _open_menu_below(self) -> None:
        """Below its button."""
        spot = next(spot for spot in self._header.buttons.hotspots() if spot.key == "more")
        self.open_menu(spot.box[0], spot.box[3])

    def roll_up(self, rolled_up: bool) -> None:
        """Leave the top line only, or show everything again."""
        where = self.window.where()
        if rolled_up:
            self._full_height = where.height
        self._is_rolled_up = rolled_up
        height = self._header.height + 2 * BORDER if rolled_up else self._full_height
        self._pointer.can_resize = not rolled_up
        self.window.place_at(where._replace(height=height))
        self._draw()

    def close(self) -> None:
        self.window.destroy()

    def _first_geometry(self) -> Geometry:
        desk = self.window.desk()
        width, height = (self.look.px(side) for side in DEFAULT_SIZE)
        corner = self.look.px(FROM_CORNER)
        return Geometry(desk.x + desk.width - width - corner, desk.y + corner, width, height)

    def _not_too_small(self, wanted: Geometry) -> Geometry:
        """As it can be pulled with the mouse, whatever stands in the settings."""
        width, height = (self.look.px(side) for side in SMALLEST)
        return wanted._replace(width=max(wanted.width, width), height=max(wanted.height, height))

    def _make_pointer(self) -> Pointer:
        smallest = (self.look.px(SMALLEST[0]), self.look.px(SMALLEST[1]))
        pointer = Pointer(self.window, self.sheet, self.look, smallest=smallest)
        pointer.on_hover = self._on_hover
        pointer.on_moved = self._on_moved
        pointer.on_wheel = self.table.scroll
        pointer.on_right_press = self._on_right_press
        return pointer

    def _on_hover(self, key: str) -> None:
        self._header.buttons.hover(key)
        self._tabs.hover(key)
        self._footer.hover(key)

    def _on_right_press(self, x: int, y: int) -> None:
        if y < self._header.height + self._boss.height:
            self.open_menu(x, y)

    def _on_moved(self, geometry: Geometry) -> None:
        height = self._full_height if self._is_rolled_up else geometry.height
        self._actions.geometry_changed(geometry._replace(height=height))

    def _buttons(self) -> list[Button]:
        reset = Button("reset", "reset", "Reset: end this encounter and start a new one", self._actions.reset)
        close = Button("close", "close", "Close the meter", self._actions.quit)
        if self._is_rolled_up:  # the line is for numbers
            return [reset, Button("roll up", "restore", "Show the table again", lambda: self.roll_up(False)), close]
        paused = self._paused
        return [
            reset,
            Button(
                "pause",
                "resume" if paused else "pause",
                "Go on counting" if paused else "Pause counting",
                self._toggle_pause,
            ),
            Button("copy", "copy", "Copy this table as text", self.copy_table),
            Button("more", "more", "More: what is shown, corrections, training", self._open_menu_below),
            Button("roll up", "minimise", "Roll up to one line", lambda: self.roll_up(True)),
            close,
        ]

    def _draw(self) -> None:
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        if width <= 1:
            return  # not on the screen yet: <Configure> comes with the real size
        if self._is_rolled_up:
            # The rest keeps its place below the end of the window, where nobody sees it.
            height = self._full_height - 2 * BORDER
        snapshot, view = self._snapshot, self._tab.view
        self._header.layout(width)
        self._header.buttons.show(self._buttons())
        rolled_up_words = f"{group_rate(snapshot, view)} {rate_unit(view)}" if self._is_rolled_up and snapshot else ""
        self._header.show(snapshot, view, rolled_up_words)
        self._boss.show(snapshot, self._header.height, width)
        top = self._header.height + self._boss.height
        self._tabs.layout(width, top)
        self._tabs.show(snapshot, self._tab)
        bottom = height - self._footer.height
        self._footer.layout(width, bottom)
        self._show_footer()
        self.table.layout(width, top + self._tabs.height, bottom)
        self.table.show(self._table())
        self._pointer.hotspots = self.hotspots()

    def _table(self) -> Table:
        if self._snapshot is None:
            empty, advice = waiting(self._health, paused=self._paused)
            return Table(empty=empty, advice=advice)
        return self._tab.table(self._snapshot, self._names)

    def _show_footer(self) -> None:
        snapshot = self._snapshot
        shown = snapshot or self.options
        numbers = (shown.clock, shown.amounts, self._scope)
        words = status(
            self._health, snapshot, paused=self._paused, rate=self._messages_per_s, activity=self.options.activity
        )
        self._footer.show(time.monotonic(), words, basis(*numbers), basis_tip(*numbers))

    def hotspots(self) -> list[Hotspot]:
        """What answers the pointer, as it was last drawn."""
        titles = [Hotspot(f"column {index}", box, tip) for index, (box, tip) in enumerate(self.table.title_boxes())]
        above = [*self._header.hotspots(), *self._boss.hotspots(), *self._tabs.hotspots()]
        return [*above, *titles, *self._footer.hotspots()]
