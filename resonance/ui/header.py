"""The top of the meter: timer, scene, which pull it is, how it ended, whether it is complete; and the buttons."""

from __future__ import annotations

from resonance import formats
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.fight import place_words
from resonance.export.plain_text import result_word
from resonance.names import Names
from resonance.texts import say
from resonance.ui import pulls
from resonance.ui.buttons import ButtonRow
from resonance.ui.icons import icon
from resonance.ui.pointer import Box, Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.status import quality_words
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 42
LEFT = 14
TIMER_GAP = 16
WORD_GAP = 7
BADGE_PADDING = 8
BADGE_HEIGHT = 18
BADGE_GAP = 9
BUTTONS_RIGHT = 6

MIN_SCENE_WIDTH = 56
"""A name of the scene that would have to be cut to less than this is left out."""

MOST_BUTTONS = 9

QUALITY_ICON = 11
"""Of the dot that says whether the numbers are complete."""


class Header:
    def __init__(self, sheet: Sheet, look: Look, names: Names) -> None:
        palette = look.palette
        self.height = look.px(HEIGHT)
        self.buttons = ButtonRow(sheet, look, MOST_BUTTONS)
        self._sheet = sheet
        self._look = look
        self._names = names
        self._width = 0
        self._timer_right = 0
        self._timer_tip = self._badge_tip = ""
        self._badge_box: Box = (0, 0, 0, 0)
        self._scene_spot = Hotspot("scene", self._badge_box)
        self._timer = sheet.text(look.timer, "w")
        self._scene = sheet.text(look.body_bold, "w", palette.text)
        self._difficulty = sheet.text(look.body, "w", palette.muted)
        self._badge_ground = sheet.box()
        self._badge = sheet.text(look.small, "center", palette.badge_text)
        self._result = sheet.text(look.small, "w")
        self._group = sheet.text(look.body_bold, "e", palette.text)
        self._quality = sheet.create_image(0, 0, anchor="center")
        self._quality_dots = {
            is_complete: icon(sheet, "dot" if is_complete else "half", colour, look.px(QUALITY_ICON))
            for is_complete, colour in ((True, palette.ok), (False, palette.accent))
        }
        self._quality_spot = Hotspot("quality", self._badge_box)

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
        self._badge_tip = pulls.badge_tip(snapshot, self._names) if snapshot else ""
        right = self._width - look.px(BUTTONS_RIGHT) - self.buttons.width - look.px(WORD_GAP)
        sheet.put(self._group, text=group)
        sheet.move_to(self._group, right, middle)
        if group:
            right -= look.width(group, look.body_bold) + look.px(TIMER_GAP)
        self._show_place(snapshot, self._timer_right + look.px(TIMER_GAP), right)

    def hotspots(self) -> list[Hotspot]:
        timer = Hotspot("timer", (0, 0, self._timer_right, self.height), self._timer_tip)
        pull = Hotspot("pull", self._badge_box, self._badge_tip)
        return [timer, self._scene_spot, pull, self._quality_spot, *self.buttons.hotspots()]

    def _show_place(self, snapshot: Snapshot | None, left: int, right: int) -> None:
        """Scene, difficulty, pull and result between two points of the line.

        Pull and result change, so they stay longest where there is little room, the result to the end.
        """
        look = self._look
        right -= look.px(QUALITY_ICON) if snapshot else 0
        is_fight = snapshot is not None and snapshot.encounters is None
        badge, result = (pulls.badge(snapshot), result_word(snapshot)) if snapshot and is_fight else ("", "")
        result_width = look.width(result, look.small) + look.px(BADGE_GAP) if result else 0
        if result_width > right - left:
            result, result_width = "", 0
        badge_width = self._badge_width(badge)
        if badge_width > right - left - result_width:
            badge, badge_width = "", 0
        left = self._show_scene(snapshot, left, right - badge_width - result_width)
        left = self._show_badge(badge, left, badge_width)
        self._show_result(result, left)
        self._show_quality(snapshot, left + result_width)

    def _show_quality(self, snapshot: Snapshot | None, left: int) -> None:
        """A green dot where nothing is known to be missing, half a dot otherwise; its tip says what."""
        look, middle = self._look, self.height // 2
        size = look.px(QUALITY_ICON)
        if snapshot is None:
            self._sheet.put(self._quality, image="")
            self._quality_spot = Hotspot("quality", (0, 0, 0, 0))
            return
        self._sheet.put(self._quality, image=self._quality_dots[snapshot.quality.complete])
        self._sheet.move_to(self._quality, left + size // 2, middle)
        box = (left - size // 2, 0, left + size + size // 2, self.height)
        self._quality_spot = Hotspot("quality", box, quality_words(snapshot.quality))

    def _badge_width(self, badge: str) -> int:
        look = self._look
        return look.width(badge, look.small) + look.px(2 * BADGE_PADDING + BADGE_GAP) if badge else 0

    def _show_scene(self, snapshot: Snapshot | None, left: int, right: int) -> int:
        """Scene and difficulty, as far as there is room. Gives where they end, with a gap behind them."""
        look, sheet = self._look, self._sheet
        middle = self.height // 2
        whole, whole_difficulty = place_words(snapshot, self._names) if snapshot else ("", "")
        scene, difficulty = self._fit_scene(whole, whole_difficulty, right - left)
        start = left
        sheet.put(self._scene, text=scene)
        sheet.move_to(self._scene, left, middle)
        left += look.width(scene, look.body_bold) + look.px(WORD_GAP) if scene else 0
        sheet.put(self._difficulty, text=difficulty)
        sheet.move_to(self._difficulty, left, middle)
        left += look.width(difficulty, look.body) + look.px(WORD_GAP) if difficulty else 0
        is_whole = (scene, difficulty) == (whole, whole_difficulty)
        tip = "" if is_whole else f"{whole} {whole_difficulty}".rstrip()
        self._scene_spot = Hotspot("scene", (start, 0, left, self.height), tip)
        return left

    def _fit_scene(self, scene: str, difficulty: str, room: int) -> tuple[str, str]:
        """The most that fits of "Brutal! Floating Island - Dragon Shackles", "Tier 2"; its last part says most."""
        look = self._look
        last_part = scene.rpartition(" - ")[2]
        behind = look.width(difficulty, look.body) + look.px(WORD_GAP) if difficulty else 0
        for words, width in ((scene, room - behind), (last_part, room - behind), (last_part, room)):
            if look.width(words, look.body_bold) <= width:
                return words, difficulty if width < room else ""
        return look.fit(last_part, look.body_bold, room) if room >= look.px(MIN_SCENE_WIDTH) else "", ""

    def _show_badge(self, badge: str, left: int, width: int) -> int:
        """Gives where it ends, with a gap behind it."""
        look, sheet, palette = self._look, self._sheet, self._look.palette
        middle, half = self.height // 2, look.px(BADGE_HEIGHT) // 2
        right = left + max(0, width - look.px(BADGE_GAP))
        self._badge_box = (left, middle - half, right, middle + half)
        sheet.put(self._badge_ground, fill=palette.badge if badge else "")
        sheet.move_to(self._badge_ground, *self._badge_box)
        sheet.put(self._badge, text=badge)
        sheet.move_to(self._badge, (left + right) // 2, middle)
        return left + width

    def _show_result(self, result: str, left: int) -> None:
        palette = self._look.palette
        colour = {say("kill"): palette.ok, say("wipe"): palette.danger}.get(result, palette.muted)
        self._sheet.put(self._result, text=result, fill=colour)
        self._sheet.move_to(self._result, left, self.height // 2)


def _timer_tip(snapshot: Snapshot) -> str:
    lines = [
        say("In combat {time}", time=formats.duration(snapshot.active_ms)),
        say("From first to last hit {time}", time=formats.duration(snapshot.elapsed_ms)),
    ]
    if snapshot.boss_ms:
        lines.append(say("At a boss {time}", time=formats.duration(snapshot.boss_ms)))
    return "\n".join(lines)
