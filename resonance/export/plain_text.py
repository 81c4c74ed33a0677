"""A table in plain text, aligned for a fixed-width font: for the clipboard, a Discord code block, the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from resonance import formats
from resonance.combat import metrics
from resonance.combat.clock import ClockChoice
from resonance.combat.columns import COLUMNS, Column, Format, columns_for
from resonance.combat.record import Quality, Result, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat
from resonance.names import Names

WIDEST_NAME = 22
"""Cells of the fixed-width font; a longer name ends in "…"."""

GAP = "  "

_JOINER = "\u200d"  # holds the parts of an emoji together

_AMOUNT = next(column for column in COLUMNS if column.key == "amount")
_PER_SECOND = next(column for column in COLUMNS if column.key == "per_second")


def render(
    snapshot: Snapshot,
    view: View,
    names: Names,
    *,
    title: str | None = None,
    columns: Sequence[Column] | None = None,
) -> str:
    """The players of one view, largest first, below a title line. Lines end in a newline, without spaces before it.

    `title`: None = `heading()`, "" = no title line. `columns`: None = the default ones of the view. An encounter
    without a number in this view gives the title line alone.
    """
    columns = columns_for(view) if columns is None else columns
    title = heading(snapshot, view, names) if title is None else title
    rows = snapshot.rows(view)
    lines = [title] if title else []
    if rows:
        cells = [["#", "Player", "Spec", *(column.title(view) for column in columns)]]
        for rank, row in enumerate(rows, start=1):
            numbers = [_number(column, snapshot, row, view) for column in columns]
            cells.append([str(rank), _player(row, names), _role(row, names), *numbers])
        lines += _aligned(cells, left=(1, 2))
    return "".join(line + "\n" for line in lines)


def heading(snapshot: Snapshot, view: View, names: Names) -> str:
    """ "Dragon Shackles Hard · Kartgriff · Pull 3 (wipe) · 06:53 active · Damage 486.2M · DPS 1.17M"

    What is not known is left out.
    """
    total = snapshot.amount(snapshot.total(view))
    clock_ms = snapshot.clock_ms(view)
    scene = names.scene(snapshot.scene_id)
    difficulty = names.scene_difficulty(snapshot.scene_id)
    parts = [
        f"{scene} {difficulty}" if scene and difficulty else scene,
        names.monster(snapshot.boss.monster_id) if snapshot.boss else None,
        _pulls(snapshot),
        f"{formats.duration(clock_ms)} {_clock_word(snapshot)}",
        f"{_AMOUNT.title(view)} {formats.short(total)}{_AMOUNT_WORDS[snapshot.amounts]}",
        f"{_PER_SECOND.title(view)} {formats.short(metrics.per_second(total, clock_ms))}",
        "players by their own clocks" if snapshot.clock is ClockChoice.PERSONAL else None,
        f"incomplete: {', '.join(missing(snapshot.quality))}" if not snapshot.quality.complete else None,
    ]
    return " · ".join(part for part in parts if part)


def missing(quality: Quality) -> list[str]:
    """What the numbers lack, in a few words each; empty = complete."""
    parts = []
    if quality.started_late:
        parts.append("joined late")
    if quality.gaps or quality.missing_bytes:
        gaps = "1 gap" if quality.gaps == 1 else f"{formats.count(quality.gaps)} gaps"
        parts.append(f"{gaps}, {formats.count(quality.missing_bytes)} bytes lost" if quality.missing_bytes else gaps)
    if quality.dropped_packets:
        parts.append(f"{formats.count(quality.dropped_packets)} packets dropped")
    if quality.unreadable:
        parts.append(f"{formats.count(quality.unreadable)} unreadable")
    if quality.paused:
        parts.append(f"{formats.count(quality.paused)} hits and heals left out by the pause")
    return parts


def shown_segment(snapshot: Snapshot) -> Segment | None:
    """The segment a snapshot is a picture of; of a whole encounter the newest."""
    if not snapshot.segments:
        return None
    return snapshot.segments[-1 if snapshot.segment is None else snapshot.segment]


def result_word(snapshot: Snapshot) -> str:
    """How the shown pull ended, or the encounter where the newest fight was none: "wipe"; "" while it goes on."""
    segment = shown_segment(snapshot)
    is_last = segment is not None and segment is snapshot.segments[-1]
    cut_short = is_last and snapshot.ended and segment is not None and segment.result is SegmentResult.LEFT
    if segment is None or segment.kind is SegmentKind.TRASH or cut_short:
        return _RESULT_WORDS[snapshot.result]
    return "" if segment.result is SegmentResult.RUNNING else str(segment.result)


_RESULT_WORDS = {
    Result.RUNNING: "",
    Result.KILL: "kill",
    Result.WIPE: "wipe",
    Result.LEFT: "left",
    Result.SILENCE: "over",
    Result.RESET: "closed",  # "reset" is what a boss does
    Result.CUT: "cut",
    Result.ENDED: "ended",
}


def _pulls(snapshot: Snapshot) -> str:
    """ "Pull 3 (wipe)" for one of them, "3 pulls (kill)" for an encounter with all of them; without a boss "left"."""
    count = sum(1 for each in snapshot.segments if each.kind is SegmentKind.BOSS)
    words = f"{count} pulls" if count > 1 else "1 pull" if count else ""
    if snapshot.segment is not None:
        attempt = snapshot.segments[snapshot.segment].attempt
        words = f"Pull {attempt}" if attempt is not None else ""
    result = result_word(snapshot)
    return f"{words} ({result})" if words and result else words or result


_CLOCK_WORDS = {
    ClockChoice.ACTIVE: "active",
    ClockChoice.ELAPSED: "elapsed",
    ClockChoice.PERSONAL: "active",  # the group has no personal clock: its own is the active one
    ClockChoice.BOSS: "at the boss",
}

_AMOUNT_WORDS = {AmountChoice.RAW: "", AmountChoice.EFFECTIVE: " effective"}


def _clock_word(snapshot: Snapshot) -> str:
    is_bossless = snapshot.clock is ClockChoice.BOSS and not snapshot.boss_ms
    return _CLOCK_WORDS[ClockChoice.ACTIVE if is_bossless else snapshot.clock]


def _number(column: Column, snapshot: Snapshot, row: PlayerRow, view: View) -> str:
    value = column.value(snapshot, row, view)
    if column.format == Format.PERCENT and column.title(view) == "%":
        return formats.parts(column.format, value)[0]
    return "".join(formats.parts(column.format, value))


def _player(row: PlayerRow, names: Names) -> str:
    name = names.player(row.actor.name, row.actor.uid)
    # A line break or a backtick in a name would break the table, or the code block around it.
    name = "".join(char if char.isprintable() or char == _JOINER else " " for char in name).replace("`", "'")
    return _cut(name, WIDEST_NAME)


def _cut(text: str, width: int) -> str:
    if formats.display_width(text) <= width:
        return text
    while formats.display_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _role(row: PlayerRow, names: Names) -> str:
    return names.spec_name(row.actor.spec) or names.class_name(row.actor.class_id) or formats.DASH


def _aligned(cells: Sequence[Sequence[str]], left: Sequence[int]) -> list[str]:
    """Lines of columns as wide as their widest cell; those in `left` start, the others end at the column's edge."""
    widths = [max(formats.display_width(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines: list[str] = []
    for row in cells:
        padded = (
            formats.pad(cell, width, "left" if index in left else "right")
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(GAP.join(padded).rstrip())
    return lines


FORMAT = ExportFormat("text", "Text table", ".txt", render)
