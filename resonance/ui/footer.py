"""The strip at the bottom: a dot and a sentence, at the right which clock and which scope the numbers have."""

from __future__ import annotations

from collections import deque

from resonance.health import Notice
from resonance.ui.icons import icon
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.status import Status, Tone
from resonance.ui.theme import Look

HEIGHT = 26
"""Logical pixels."""

NOTICE_S = 3.0
ERROR_S = 8.0
"""How long a notice stands in the footer."""


class Footer:
    def __init__(self, sheet: Sheet, look: Look) -> None:
        palette = look.palette
        self.height = look.px(HEIGHT)
        self._sheet = sheet
        self._look = look
        self._width = self._top = 0
        self._status = Status(Tone.IDLE, "", "")
        self._scope = self._scope_tip = ""
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

    def show(self, now_s: float, status: Status, scope: str, scope_tip: str) -> None:
        """`now_s`: a clock that never goes back."""
        self._status, self._scope, self._scope_tip = status, scope, scope_tip
        if self._notice is None or now_s >= self._notice_until_s:
            self._notice = self._notices.popleft() if self._notices else None
            if self._notice is not None:
                self._notice_until_s = now_s + (ERROR_S if self._notice.is_error else NOTICE_S)
        self._draw()

    def hotspots(self) -> list[Hotspot]:
        if not self._width:
            return []
        split = self._width - self._look.px(14) - self._look.width(self._scope, self._look.small)
        bottom = self._top + self.height
        return [
            Hotspot("status", (0, self._top, split, bottom), self._status.tip),
            Hotspot("scope", (split, self._top, self._width, bottom), self._scope_tip),
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
        scope_width = look.width(self._scope, look.small) + look.px(16)
        # In a narrow window the sentence is worth more than the name of the clock.
        scope = self._scope if look.width(text, look.small) <= room - scope_width else ""
        sheet.put(self._dot, image=self._dots[tone])
        sheet.put(self._text, text=look.fit(text, look.small, room - (scope_width if scope else 0)), fill=colour)
        sheet.put(self._right, text=scope)
