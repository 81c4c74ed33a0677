"""The face of the meter: header, boss, fight and footer on one sheet, in one look.

Another look is another face: the meter throws the old one away and draws its state with the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.health import Health
from resonance.texts import say
from resonance.ui.boss_line import BossLine
from resonance.ui.buttons import Button
from resonance.ui.fight_view import Change, FightView, Trail
from resonance.ui.footer import Footer
from resonance.ui.header import Header
from resonance.ui.menu import PopUp
from resonance.ui.mini import mini_words
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot, Pointer
from resonance.ui.sheet import Sheet
from resonance.ui.status import Status, Tone, basis, basis_tip, status, waiting
from resonance.ui.table import Table
from resonance.ui.theme import Look
from resonance.ui.window import BorderlessWindow

BORDER = 1  # screen pixel: sets the window off from a dark game

SMALLEST = (300, 210)
"""Logical pixels: the header, the boss and one or two rows."""


@dataclass(slots=True)
class State:
    """What there is to show."""

    snapshot: Snapshot | None = None
    health: Health = field(default_factory=Health)
    paused: bool = False
    scope: Scope = Scope.ENCOUNTER
    clock: ClockChoice = ClockChoice.ACTIVE  # this and the next, until a snapshot says it
    amounts: AmountChoice = AmountChoice.RAW
    messages_per_s: int = 0
    activity: str = "Capturing"  # what the program does while it reads; "Demo", "Replaying"
    is_mini: bool = False  # one line only
    full_height: int = 0  # of the window, in screen pixels, when it is not one line
    is_side: bool = False  # beside the meter: it always shows the same scope
    through: str = ""  # how to end click-through; empty = it is off


class Face:
    def __init__(
        self,
        window: BorderlessWindow,
        look: Look,
        reading: Reading,
        trail: Trail,
        *,
        change: Change,
        toggle_scope: Callable[[], None],
        open_doctor: Callable[[], None] = lambda: None,
        is_side: bool = False,
    ) -> None:
        """`open_doctor`: what a click on the question below the advice does, while nothing is shown."""
        self.look = look
        self.sheet = Sheet(window, look.palette.ground)
        self.sheet.pack(fill="both", expand=True, padx=BORDER, pady=BORDER)
        self.header = Header(self.sheet, look, reading.names)
        self._boss = BossLine(self.sheet, look, reading.names)
        self.view = FightView(self.sheet, look, trail, reading, change=change, press_question=open_doctor)
        # Small meters differ in their scope alone.
        self.footer = Footer(self.sheet, look, toggle_scope, keeps_basis=is_side)
        smallest = (look.px(SMALLEST[0]), look.px(SMALLEST[1]))
        self.pointer = Pointer(window, self.sheet, look, smallest=smallest)
        self.pointer.hotspot_at = self.hotspot_at
        self.pointer.on_hover = self._on_hover
        self.pointer.on_wheel = self.view.scroll
        self.menu = PopUp(window, look)

    def destroy(self) -> None:
        self.pointer.destroy()
        self.menu.destroy()
        self.sheet.destroy()

    @property
    def head_height(self) -> int:
        """Of header and boss, in screen pixels."""
        return self.header.height + self._boss.height

    def draw(self, state: State, buttons: list[Button]) -> None:
        width, height = self.sheet.winfo_width(), self.sheet.winfo_height()
        if width <= 1:
            return  # not on the screen yet: <Configure> comes with the real size
        if state.is_mini:
            # The rest keeps its place below the end of the window, where nobody sees it.
            height = state.full_height - 2 * BORDER
        snapshot, view = state.snapshot, self.view.trail.here.view
        self.header.layout(width)
        self.header.buttons.show(buttons)
        self.header.show(snapshot, view, self._line_words(state) if state.is_mini else "")
        self._boss.show(snapshot, self.header.height, width)
        bottom = height - self.footer.height
        self.footer.layout(width, bottom)
        self._show_footer(state)
        self.view.layout(width, self.head_height, bottom)
        self.view.show(snapshot, self._waiting(state))

    def _line_words(self, state: State) -> str:
        words = mini_words(state.snapshot, self.view.trail.here.view)
        return " · ".join(filter(None, [say("click-through") if state.through else "", words]))

    def _waiting(self, state: State) -> Table:
        if state.snapshot is not None:
            return Table()
        empty, advice = waiting(state.health, paused=state.paused)
        return Table(empty=empty, advice=advice, question=say("Nothing shows up? Ask the capture doctor"))

    def _show_footer(self, state: State) -> None:
        shown = state.snapshot or state
        numbers = (shown.clock, shown.amounts, state.scope)
        words = status(
            state.health, state.snapshot, paused=state.paused, rate=state.messages_per_s, activity=state.activity
        )
        if state.through and words.tone is not Tone.BAD:
            words = Status(Tone.NOTE, say("Click-through · {way} ends it", way=state.through), words.tip)
        self.footer.show(time.monotonic(), words, basis(*numbers), basis_tip(*numbers, can_switch=not state.is_side))

    def hotspots(self) -> list[Hotspot]:
        """What answers the pointer, as it was last drawn, but for the rows."""
        above = [*self.header.hotspots(), *self._boss.hotspots()]
        return [*above, *self.view.hotspots(), *self.footer.hotspots()]

    def hotspot_at(self, x: int, y: int) -> Hotspot | None:
        for spot in (*self.header.hotspots(), *self._boss.hotspots(), *self.footer.hotspots()):
            left, top, right, bottom = spot.box
            if left <= x < right and top <= y < bottom:
                return spot
        return self.view.hotspot_at(x, y)

    def _on_hover(self, key: str) -> None:
        self.header.buttons.hover(key)
        self.view.hover(key)
        self.footer.hover(key)
