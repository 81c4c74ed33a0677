"""The top of the meter: timer, where we are, how the encounter ended; and the buttons."""

from __future__ import annotations

from resonance import formats
from resonance.combat.record import Result
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.ui.buttons import ButtonRow
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.status import RESULT_WORDS
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 42
LEFT = 14
TIMER_GAP = 16
WORD_GAP = 7
CHIP_PADDING = 8
CHIP_HEIGHT = 18
BUTTONS_RIGHT = 6

BUTTON_COUNT = 5


class Header:
    def __init__(self, sheet: Sheet, look: Look, names: Names) -> None:
        palette = look.palette
        self.height = look.px(HEIGHT)
        self.buttons = ButtonRow(sheet, look, BUTTON_COUNT)
        self._sheet = sheet
        self._look = look
        self._names = names
        self._width = 0
        self._timer_right = 0
        self._timer_tip = ""
        self._timer = sheet.text(look.timer, "w")
        self._scene = sheet.text(look.body_bold, "w", palette.text)
        self._difficulty = sheet.text(look.body, "w", palette.muted)
        self._chip = sheet.box(palette.hairline)
        self._result = sheet.text(look.small, "center", palette.text)
        self._group = sheet.text(look.body_bold, "e", palette.text)

    def layout(self, width: int) -> None:
        self._width = width
        self.buttons.layout(width - self._look.px(BUTTONS_RIGHT), self.height // 2)

    def show(self, snapshot: Snapshot | None, view: View, group: str) -> None:
        """`group`: words shown before the buttons, such as "1.17M dps" while the rest is rolled up; "" = none."""
        look, sheet, palette = self._look, self._sheet, self._look.palette
        middle = self.height // 2
        timer = formats.duration(snapshot.clock_ms(view)) if snapshot else "00:00"
        left = look.px(LEFT)
        sheet.move_to(self._timer, left, middle)
        sheet.put(self._timer, text=timer, fill=palette.text if snapshot else palette.muted)
        self._timer_right = left + look.width(timer, look.timer)
        self._timer_tip = _timer_tip(snapshot) if snapshot else ""
        right = self._width - look.px(BUTTONS_RIGHT) - self.buttons.width - look.px(WORD_GAP)
        sheet.put(self._group, text=group)
        sheet.move_to(self._group, right, middle)
        if group:
            right -= look.width(group, look.body_bold) + look.px(TIMER_GAP)
        self._show_place(snapshot, self._timer_right + look.px(TIMER_GAP), right)

    def hotspots(self) -> list[Hotspot]:
        timer = Hotspot("timer", (0, 0, self._timer_right, self.height), self._timer_tip)
        return [timer, *self.buttons.hotspots()]

    def _show_place(self, snapshot: Snapshot | None, left: int, right: int) -> None:
        """Scene, difficulty and result between two heights of the sheet; what has no room is left out, last first."""
        look, sheet = self._look, self._sheet
        middle = self.height // 2
        scene = (self._names.scene(snapshot.scene_id) if snapshot else None) or ""
        difficulty = (self._names.scene_difficulty(snapshot.scene_id) if snapshot else None) or ""
        result = RESULT_WORDS[snapshot.result] if snapshot else ""
        scene = look.fit(scene, look.body_bold, right - left)
        sheet.put(self._scene, text=scene)
        sheet.move_to(self._scene, left, middle)
        left += look.width(scene, look.body_bold) + look.px(WORD_GAP) if scene else 0
        if left + look.width(difficulty, look.body) > right:
            difficulty = ""
        sheet.put(self._difficulty, text=difficulty)
        sheet.move_to(self._difficulty, left, middle)
        left += look.width(difficulty, look.body) + look.px(WORD_GAP + 2) if difficulty else look.px(2)
        self._show_result(result, left, right, is_kill=snapshot is not None and snapshot.result is Result.KILL)

    def _show_result(self, result: str, left: int, right: int, *, is_kill: bool) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        width = look.width(result, look.small) + 2 * look.px(CHIP_PADDING)
        fits = bool(result) and left + width <= right
        middle, half = self.height // 2, look.px(CHIP_HEIGHT) // 2
        sheet.put(self._result, text=result if fits else "", fill=palette.ok if is_kill else palette.muted)
        sheet.move_to(self._result, left + width // 2, middle)
        sheet.put(self._chip, fill=palette.hairline if fits else "")
        sheet.move_to(self._chip, left, middle - half, left + width, middle + half)


def _timer_tip(snapshot: Snapshot) -> str:
    active, elapsed = formats.duration(snapshot.active_ms), formats.duration(snapshot.elapsed_ms)
    return f"In combat {active}, from first to last hit {elapsed}."
