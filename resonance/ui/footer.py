"""The strip at the bottom: a dot and a sentence; at the right what the numbers are, such as clock and scope."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from resonance.health import Notice
from resonance.ui.icons import icon
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.status import Status, Tone
from resonance.ui.theme import Look

HEIGHT = 26
"""Logical pixels."""

BASIS_KEY = "basis"
"""Of the hotspot at the right."""

BASIS_GAP = 16
"""Logical pixels, at least, between the sentence and the words at the right."""

NOTICE_S = 3.0
ERROR_S = 8.0
"""How long a notice stands in the footer."""


class Footer:
    def __init__(self, sheet: Sheet, look: Look, press_basis: Callable[[], None], *, keeps_basis: bool = False) -> None:
        """`press_basis`: what a click on the words at the right does.

        `keeps_basis`: the last of them always stand there, and the sentence is cut.
        """
        palette = look.palette
        self.height = look.px(HEIGHT)
        self._sheet = sheet
        self._look = look
        self._width = self._top = 0
        self._status = Status(Tone.IDLE, "", "")
        self._press_basis = press_basis
        self._keeps_basis = keeps_basis
        self._basis: tuple[str, ...] = ()
        self._basis_tip = ""
        self._basis_shown = ""  # the one of them that has room
        self._is_hot = False
        self._notices: deque[Notice] = deque(maxlen=10)
        self._notice: Notice | None = None
        self._notice_until_s = 0.0
        colours = {
            Tone.OK: palette.ok,
            Tone.NOTE: palette.accent,
            Tone.BAD: palette.danger,
            Tone.IDLE: palette.muted,
        }
        self._dots = {tone: icon(sheet, "dot", colour, look.px(13)) for tone, colour in colours.items()}
        self._ground = sheet.box(palette.raised)
        self._hairline = sheet.box(palette.hairline)
        self._dot = sheet.create_image(0, 0, anchor="center")
        self._text = sheet.text(look.small, "w", palette.muted)
        self._right = sheet.text(look.small, "e", palette.muted)

    def layout(self, width: int, top: int) -> None:
        self._width, self._top = width, top
        look, sheet = self._look, self._sheet
        middle = top + self.height // 2
        sheet.move_to(self._ground, 0, top, width, top + self.height)
        sheet.move_to(self._hairline, 0, top, width, top + 1)
        sheet.move_to(self._dot, look.px(18), middle)
        sheet.move_to(self._text, look.px(29), middle)
        sheet.move_to(self._right, width - look.px(14), middle)
        self._draw()

    def notice(self, notice: Notice) -> None:
        """Show it for a while in place of the sentence; several follow one another."""
        self._notices.append(notice)

    def take_over(self, other: Footer) -> None:
        """Go on with the notices of the footer that this one replaces."""
        self._notices, self._notice = other._notices, other._notice
        self._notice_until_s = other._notice_until_s

    def show(self, now_s: float, status: Status, basis: tuple[str, ...], basis_tip: str) -> None:
        """`now_s`: a clock that never goes back. `basis`: words for the right end; the first that fit are shown."""
        self._status, self._basis, self._basis_tip = status, basis, basis_tip
        if self._notice is None or now_s >= self._notice_until_s:
            self._notice = self._notices.popleft() if self._notices else None
            if self._notice is not None:
                self._notice_until_s = now_s + (ERROR_S if self._notice.is_error else NOTICE_S)
        self._draw()

    def hover(self, key: str) -> None:
        """The pointer is over the hotspot with this key."""
        self._is_hot = key == BASIS_KEY
        self._draw()

    def hotspots(self) -> list[Hotspot]:
        if not self._width:
            return []
        bottom = self._top + self.height
        if not self._basis_shown:
            return [Hotspot("status", (0, self._top, self._width, bottom), self._status.tip)]
        split = self._width - self._look.px(14 + 8) - self._look.width(self._basis_shown, self._look.small)
        return [
            Hotspot("status", (0, self._top, split, bottom), self._status.tip),
            Hotspot(BASIS_KEY, (split, self._top, self._width, bottom), self._basis_tip, self._press_basis),
        ]

    def _draw(self) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        tone, text, colour = self._status.tone, self._status.text, palette.muted
        if self._notice is not None:
            text, colour = self._notice.text, palette.text
            tone = Tone.BAD if self._notice.is_error else tone
        elif tone is Tone.BAD:
            colour = palette.text
        room = self._width - look.px(29 + 14)
        # In a narrow window the sentence is worth more than the name of the clock.
        free = room - look.width(text, look.small) - look.px(BASIS_GAP)
        least = self._basis[-1] if self._basis and self._keeps_basis else ""
        basis = next((words for words in self._basis if look.width(words, look.small) <= free), least)
        if basis:
            room -= look.width(basis, look.small) + look.px(BASIS_GAP)
        self._basis_shown = basis
        sheet.put(self._dot, image=self._dots[tone])
        sheet.put(self._text, text=look.fit(text, look.small, room), fill=colour)
        sheet.put(self._right, text=basis, fill=palette.text if self._is_hot else palette.muted)
