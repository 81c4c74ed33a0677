"""The boss: name, HP in percent and points, and the HP bar."""

from __future__ import annotations

from resonance import formats
from resonance.combat import metrics
from resonance.combat.record import ActorInfo
from resonance.names import Names
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 32
SIDE = 14
GAP = 12
MIDDLE = 8
BAR_TOP = 19
BAR_HEIGHT = 5

TAG = "boss"


class BossLine:
    """`height` is 0 while there is no boss."""

    def __init__(self, sheet: Sheet, look: Look, names: Names) -> None:
        palette = look.palette
        self.height = 0
        self._sheet = sheet
        self._look = look
        self._names = names
        self._name = sheet.text(look.body_bold, "w", palette.boss, tag=TAG)
        self._percent = sheet.text(look.body, "w", palette.text, tag=TAG)
        self._points = sheet.text(look.small, "w", palette.muted, tag=TAG)
        self._track = sheet.box(palette.boss_track)
        self._bar = sheet.box(palette.danger)
        for item in (self._track, self._bar):
            sheet.addtag_withtag(TAG, item)

    def show(self, boss: ActorInfo | None, top: int, width: int) -> None:
        self.height = self._look.px(HEIGHT) if boss else 0
        self._sheet.reveal(TAG, boss is not None)
        if boss is not None:
            self._show_words(boss, top + self._look.px(MIDDLE), width)
            self._show_bar(boss, top + self._look.px(BAR_TOP), width)

    def _show_words(self, boss: ActorInfo, middle: int, width: int) -> None:
        look, sheet = self._look, self._sheet
        percent = formats.percent(hp_share(boss))
        points = f"{formats.short(boss.hp)} / {formats.short(boss.max_hp)}"
        left, right = look.px(SIDE), width - look.px(SIDE)
        percent_width = look.width(percent, look.body) + look.px(GAP)
        name = look.fit(self._names.monster(boss.monster_id), look.body_bold, right - left - percent_width)
        sheet.put(self._name, text=name)
        sheet.move_to(self._name, left, middle)
        left += look.width(name, look.body_bold) + look.px(GAP)
        sheet.put(self._percent, text=percent)
        sheet.move_to(self._percent, left, middle)
        left += percent_width - look.px(GAP // 4)
        sheet.put(self._points, text=points if left + look.width(points, look.small) <= right else "")
        sheet.move_to(self._points, left, middle + look.drop(look.small, look.body))

    def _show_bar(self, boss: ActorInfo, top: int, width: int) -> None:
        look, sheet = self._look, self._sheet
        left, right = look.px(SIDE), width - look.px(SIDE)
        bottom = top + look.px(BAR_HEIGHT)
        share = hp_share(boss) or 0.0
        sheet.move_to(self._track, left, top, right, bottom)
        sheet.move_to(self._bar, left, top, left + round((right - left) * share), bottom)


def hp_share(actor: ActorInfo) -> float | None:
    """0..1; None while HP or max HP are not known."""
    if actor.hp is None or not actor.max_hp:
        return None
    return min(1.0, max(0.0, metrics.ratio(actor.hp, actor.max_hp)))
