"""The boss: name, HP in percent and points, how long it will last, the HP bar, and its break gauge."""

from __future__ import annotations

from resonance import formats
from resonance.combat import metrics
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.export.fight import dead_in, hp_share, shown_boss
from resonance.names import Names
from resonance.texts import say
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

# All in logical pixels.
HEIGHT = 32
SIDE = 14
GAP = 12
MIDDLE = 8
BAR_TOP = 19
BAR_HEIGHT = 5
GAUGE_TOP = 26
GAUGE_HEIGHT = 2

TAG = "boss"


class BossLine:
    """`height` is 0 while there is no boss."""

    def __init__(self, sheet: Sheet, look: Look, names: Names) -> None:
        palette = look.palette
        self.height = 0
        self._sheet = sheet
        self._look = look
        self._names = names
        self._top = self._width = 0
        self._gauge_tip = ""
        self._name = sheet.text(look.body_bold, "w", palette.boss, tag=TAG)
        self._percent = sheet.text(look.body, "w", palette.text, tag=TAG)
        self._points = sheet.text(look.small, "w", palette.muted, tag=TAG)
        self._end = sheet.text(look.small, "e", palette.muted, tag=TAG)
        self._track, self._bar = sheet.box(palette.boss_track), sheet.box(palette.danger)
        self._gauge_track, self._gauge_bar = sheet.box(), sheet.box()
        for item in (self._track, self._bar, self._gauge_track, self._gauge_bar):
            sheet.addtag_withtag(TAG, item)

    def show(self, snapshot: Snapshot | None, top: int, width: int) -> None:
        boss = shown_boss(snapshot) if snapshot else None
        self._top, self._width = top, width
        self.height = self._look.px(HEIGHT) if boss else 0
        self._sheet.reveal(TAG, boss is not None)
        self._gauge_tip = _gauge_tip(boss) if boss else ""
        if snapshot is not None and boss is not None:
            self._show_words(boss, dead_in(snapshot), top + self._look.px(MIDDLE))
            self._show_bar(boss)
            self._show_gauge(gauge_share(boss))

    def hotspots(self) -> list[Hotspot]:
        return [Hotspot("boss", (0, self._top, self._width, self._top + self.height), self._gauge_tip)]

    def _show_words(self, boss: ActorInfo, end: str, middle: int) -> None:
        """In a narrow window the points go first, then the end; the name is cut last."""
        look, sheet = self._look, self._sheet
        percent = formats.percent(hp_share(boss))
        points = f"{formats.short(boss.hp)} / {formats.short(boss.max_hp)}"
        left, right = look.px(SIDE), self._width - look.px(SIDE)
        gap = look.px(GAP)
        percent_width = look.width(percent, look.body) + gap
        name = look.fit(self._names.monster(boss.monster_id), look.body_bold, right - left - percent_width)
        drop = look.drop(look.small, look.body)
        sheet.put(self._name, text=name)
        sheet.move_to(self._name, left, middle)
        left += look.width(name, look.body_bold) + gap
        sheet.put(self._percent, text=percent)
        sheet.move_to(self._percent, left, middle)
        left += percent_width - gap // 4
        if left + look.width(end, look.small) > right:
            end = ""
        sheet.put(self._end, text=end)
        sheet.move_to(self._end, right, middle + drop)
        right -= look.width(end, look.small) + gap if end else 0
        sheet.put(self._points, text=points if left + look.width(points, look.small) <= right else "")
        sheet.move_to(self._points, left, middle + drop)

    def _show_bar(self, boss: ActorInfo) -> None:
        look, sheet = self._look, self._sheet
        left, right = look.px(SIDE), self._width - look.px(SIDE)
        top, bottom = self._top + look.px(BAR_TOP), self._top + look.px(BAR_TOP + BAR_HEIGHT)
        share = hp_share(boss) or 0.0
        sheet.move_to(self._track, left, top, right, bottom)
        sheet.put(self._bar, fill=look.palette.danger if share else "")  # an empty box would still draw its edge
        sheet.move_to(self._bar, left, top, left + round((right - left) * share), bottom)

    def _show_gauge(self, share: float | None) -> None:
        look, sheet, palette = self._look, self._sheet, self._look.palette
        left, right = look.px(SIDE), self._width - look.px(SIDE)
        top, bottom = self._top + look.px(GAUGE_TOP), self._top + look.px(GAUGE_TOP + GAUGE_HEIGHT)
        sheet.put(self._gauge_track, fill=palette.hairline if share is not None else "")
        sheet.put(self._gauge_bar, fill=palette.muted if share else "")
        sheet.move_to(self._gauge_track, left, top, right, bottom)
        sheet.move_to(self._gauge_bar, left, top, left + round((right - left) * (share or 0.0)), bottom)


def gauge_share(actor: ActorInfo) -> float | None:
    """How full the break gauge is, or, of a boss without one, the stun gauge.

    None while it is not known, and at its ends, where nobody is at work on it.
    """
    extinction = _share(actor.extinction, actor.max_extinction)
    share = extinction if extinction is not None else _share(actor.stun, actor.max_stun)
    return share if share is not None and 0.0 < share < 1.0 else None


def _gauge_tip(boss: ActorInfo) -> str:
    share = gauge_share(boss)
    if share is None:
        return ""
    is_stun = _share(boss.extinction, boss.max_extinction) is None
    return f"{say('Stun gauge') if is_stun else say('Break gauge')} {formats.percent(share)}"


def _share(part: int | None, whole: int | None) -> float | None:
    if part is None or not whole:
        return None
    return min(1.0, max(0.0, metrics.ratio(part, whole)))
