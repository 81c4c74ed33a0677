"""The picture of a table: header, boss, one row a player, and a footer that says whether the numbers are complete."""

from __future__ import annotations

from datetime import datetime

from resonance import formats
from resonance.combat import metrics
from resonance.combat.columns import BY_KEY
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.canvas import Canvas, width_of
from resonance.export.card_rows import BODY, SIDE, SMALL, CardRows
from resonance.export.export_format import ExportOptions
from resonance.export.fight import hp_share, shown_boss
from resonance.export.fonts import Fonts
from resonance.export.plain_text import clock_words, missing, pull_words, result_word
from resonance.export.template import fill
from resonance.names import Names
from resonance.palettes import PALETTES
from resonance.texts import say

# Logical pixels.
NARROWEST = 600
HEADER_HEIGHT = 44
BOSS_HEIGHT = 34
BOSS_MIDDLE = 9
BOSS_BAR_TOP, BOSS_BAR_HEIGHT = 20, 5
STRIP_HEIGHT = 28
UNDERLINE = 2
REST_HEIGHT = 26
FOOTER_HEIGHT = 28
GAP = 12
BADGE_PADDING, BADGE_HEIGHT = 8, 18
DOT = 4

TIMER = 21  # size of its text


def drawn(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> bytes:
    """The picture as PNG."""
    return _Card(snapshot, view, names, options).png()


class _Card:
    def __init__(self, snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> None:
        self._snapshot = snapshot
        self._view = view
        self._names = names
        self._palette = PALETTES[options.theme]
        self._title = fill(options.title, snapshot, view, names)
        self._boss = shown_boss(snapshot)
        fonts = Fonts(names.language)
        self._rows = CardRows(snapshot, view, names, options, fonts)
        self._rest = _rest_words(len(snapshot.rows(view)) - len(self._rows.players))
        self._footer = _footer_words(snapshot)
        footer_width = width_of(fonts, self._footer, SMALL) + width_of(fonts, clock_words(snapshot, view), SMALL)
        self._width = max(NARROWEST, self._rows.width, footer_width + 4 * SIDE)
        self._rows_top = HEADER_HEIGHT + (BOSS_HEIGHT if self._boss else 0) + STRIP_HEIGHT
        self._rows_bottom = self._rows_top + self._rows.height
        self._footer_top = self._rows_bottom + (REST_HEIGHT if self._rest else 0)
        self._canvas = Canvas(fonts, self._width, self._footer_top + FOOTER_HEIGHT, self._palette.ground)

    def png(self) -> bytes:
        self._draw_header()
        if self._boss:
            self._draw_boss(self._boss)
        self._draw_strip(self._rows_top - STRIP_HEIGHT)
        self._rows.draw(self._canvas, self._palette, self._rows_top, self._width)
        self._canvas.text(SIDE, self._rows_bottom + REST_HEIGHT / 2, self._rest, SMALL, self._palette.muted)
        self._draw_footer()
        return self._canvas.png()

    def _draw_header(self) -> None:
        """Time, place, pull and result; a title of the user's own in place of the last three."""
        canvas, palette, snapshot = self._canvas, self._palette, self._snapshot
        middle = HEADER_HEIGHT / 2
        right = self._width - SIDE
        date = f"{datetime.fromtimestamp(snapshot.started_at_ms / 1000):%Y-%m-%d %H:%M}"
        right -= canvas.text(right, middle, date, SMALL, palette.muted, anchor="right", beside=BODY) + GAP
        time = formats.duration(snapshot.clock_ms(self._view))
        left = SIDE + canvas.text(SIDE, middle, time, TIMER, palette.text, bold=True) + GAP + 4
        if self._title:
            canvas.text(
                left, middle, canvas.fit(self._title, BODY, right - left, bold=True), BODY, palette.text, bold=True
            )
            return
        badge, result = pull_words(snapshot), result_word(snapshot)
        right -= sum(canvas.width(words, SMALL) + GAP + 2 * BADGE_PADDING for words in (badge, result) if words)
        left = self._draw_scene(left, right, middle)
        left = self._draw_badge(left, middle, badge)
        colour = {say("kill"): palette.ok, say("wipe"): palette.danger}.get(result, palette.muted)
        canvas.text(left, middle, result, BODY, colour, bold=True)

    def _draw_scene(self, left: float, right: float, middle: float) -> float:
        """The last part of "Brutal! Floating Island - Dragon Shackles" says most. Gives where it ends, with a gap."""
        canvas, palette = self._canvas, self._palette
        scene = self._names.scene(self._snapshot.scene_id) or ""
        difficulty = self._names.scene_difficulty(self._snapshot.scene_id) or ""
        room = right - left - (canvas.width(difficulty, BODY) + GAP if difficulty else 0)
        if canvas.width(scene, BODY, bold=True) > room:
            scene = canvas.fit(scene.rpartition(" - ")[2], BODY, room, bold=True)
        for words, is_bold, colour in ((scene, True, palette.text), (difficulty, False, palette.muted)):
            left += canvas.text(left, middle, words, BODY, colour, bold=is_bold) + (GAP if words else 0)
        return left

    def _draw_badge(self, left: float, middle: float, words: str) -> float:
        if not words:
            return left
        canvas, palette = self._canvas, self._palette
        right = left + canvas.width(words, SMALL) + 2 * BADGE_PADDING
        canvas.box(left, middle - BADGE_HEIGHT / 2, right, middle + BADGE_HEIGHT / 2, palette.badge)
        canvas.text((left + right) / 2, middle, words, SMALL, palette.badge_text, anchor="center")
        return right + GAP

    def _draw_boss(self, boss: ActorInfo) -> None:
        """Its name, and the HP it was left with as far as they are known."""
        canvas, palette = self._canvas, self._palette
        middle, share = HEADER_HEIGHT + BOSS_MIDDLE, hp_share(boss)
        right = self._width - SIDE
        name = canvas.fit(self._names.monster(boss.monster_id), BODY, right - SIDE - 200, bold=True)
        left = SIDE + canvas.text(SIDE, middle, name, BODY, palette.boss, bold=True) + GAP
        if share is None:
            return
        left += canvas.text(left, middle, formats.percent(share), BODY, palette.text) + GAP
        points = f"{formats.short(boss.hp)} / {formats.short(boss.max_hp)}"
        canvas.text(left, middle, points, SMALL, palette.muted, beside=BODY)
        top, bottom = HEADER_HEIGHT + BOSS_BAR_TOP, HEADER_HEIGHT + BOSS_BAR_TOP + BOSS_BAR_HEIGHT
        canvas.box(SIDE, top, right, bottom, palette.boss_track)
        canvas.box(SIDE, top, SIDE + (right - SIDE) * share, bottom, palette.danger)

    def _draw_strip(self, top: float) -> None:
        """Which view it is, and the sum of the group."""
        canvas, palette, snapshot, view = self._canvas, self._palette, self._snapshot, self._view
        bottom, middle = top + STRIP_HEIGHT, top + STRIP_HEIGHT / 2
        canvas.box(0, top, self._width, bottom, palette.raised)
        width = canvas.text(SIDE, middle, say(BY_KEY["amount"].title(view)), BODY, palette.text, bold=True)
        canvas.box(SIDE, bottom - UNDERLINE, SIDE + width, bottom, palette.accent)
        total = snapshot.amount(snapshot.total(view))
        per_second = formats.short(metrics.per_second(total, snapshot.clock_ms(view)))
        right = self._width - SIDE
        right -= canvas.text(right, middle, say("Group"), SMALL, palette.muted, anchor="right", beside=BODY) + 6
        words = f"{per_second} {say(BY_KEY['per_second'].title(view))}"
        right -= canvas.text(right, middle, words, BODY, palette.text, bold=True, anchor="right") + GAP
        canvas.text(right, middle, formats.short(total), BODY, palette.muted, anchor="right")

    def _draw_footer(self) -> None:
        canvas, palette, top = self._canvas, self._palette, self._footer_top
        middle = top + FOOTER_HEIGHT / 2
        canvas.box(0, top, self._width, top + FOOTER_HEIGHT, palette.raised)
        colour = palette.ok if self._snapshot.quality.complete else palette.accent
        canvas.dot(SIDE + DOT, middle, DOT, colour)
        canvas.text(SIDE + 2 * DOT + 6, middle, self._footer, SMALL, palette.muted)
        words = clock_words(self._snapshot, self._view)
        canvas.text(self._width - SIDE, middle, words, SMALL, palette.muted, anchor="right")


def _rest_words(count: int) -> str:
    if count <= 0:
        return ""
    return say("and 1 more player") if count == 1 else say("and {count} more players", count=formats.count(count))


def _footer_words(snapshot: Snapshot) -> str:
    if snapshot.quality.complete:
        return say("complete")
    return say("incomplete: {what}", what=", ".join(missing(snapshot.quality)))
