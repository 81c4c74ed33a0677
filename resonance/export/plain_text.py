"""A table in plain text, aligned for a fixed-width font: for the clipboard, a Discord code block, the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from resonance import formats
from resonance.combat import metrics
from resonance.combat.clock import ClockChoice
from resonance.combat.column import Column
from resonance.combat.columns import BY_KEY, columns_for
from resonance.combat.line import player_line
from resonance.combat.record import Quality, Result, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.export.cells import cell_words
from resonance.export.people import player_name, role
from resonance.names import Names
from resonance.texts import later, say

WIDEST_NAME = 22
"""Cells of the fixed-width font; a longer name ends in "…"."""

GAP = "  "

_AMOUNT = BY_KEY["amount"]
_PER_SECOND = BY_KEY["per_second"]


def views(snapshot: Snapshot, names: Names) -> list[str]:
    """A table for each view that is not empty."""
    return [render(snapshot, view, names) for view in View if snapshot.rows(view)]


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
    lines = [title] if title else []
    lines += table_lines(snapshot, view, names, columns, enumerate(snapshot.rows(view), start=1))
    return "".join(line + "\n" for line in lines)


def table_lines(
    snapshot: Snapshot,
    view: View,
    names: Names,
    columns: Sequence[Column],
    ranked: Iterable[tuple[int, PlayerRow]],
) -> list[str]:
    """The titles, and a line for each of these players with their ranks; empty without any player."""
    cells = [["#", say("Player"), say("Spec"), *(say(column.title(view)) for column in columns)]]
    for rank, row in ranked:
        line = player_line(snapshot, row, view)
        numbers = [cell_words(column, snapshot, line) for column in columns]
        cells.append([str(rank), _player(row, names), role(row.actor, names) or formats.DASH, *numbers])
    return aligned(cells, left=(1, 2)) if len(cells) > 1 else []


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
        clock_words(snapshot, view),
        f"{say(_AMOUNT.title(view))} {say(_AMOUNT_WORDS[snapshot.amounts], amount=formats.short(total))}",
        f"{say(_PER_SECOND.title(view))} {formats.short(metrics.per_second(total, clock_ms))}",
        say("players by their own clocks") if snapshot.clock is ClockChoice.PERSONAL else None,
        None if snapshot.quality.complete else say("incomplete: {what}", what=", ".join(missing(snapshot.quality))),
    ]
    return " · ".join(part for part in parts if part)


def missing(quality: Quality) -> list[str]:
    """What the numbers lack, in a few words each; empty = complete."""
    parts = []
    if quality.started_late:
        parts.append(say("joined late"))
    if quality.gaps or quality.missing_bytes:
        gaps = say("1 gap") if quality.gaps == 1 else say("{count} gaps", count=formats.count(quality.gaps))
        lost = say("{count} bytes lost", count=formats.count(quality.missing_bytes))
        parts.append(f"{gaps}, {lost}" if quality.missing_bytes else gaps)
    if quality.dropped_packets:
        parts.append(say("{count} packets dropped", count=formats.count(quality.dropped_packets)))
    if quality.unreadable:
        parts.append(say("{count} unreadable", count=formats.count(quality.unreadable)))
    if quality.paused:
        parts.append(say("{count} hits and heals left out by pause or training", count=formats.count(quality.paused)))
    return parts


def shown_segment(snapshot: Snapshot) -> Segment | None:
    """The segment a snapshot is a picture of; of a whole encounter the newest. None = there is none yet."""
    if not snapshot.segments:
        return None
    return snapshot.segments[-1 if snapshot.segment is None else snapshot.segment]


def result_word(snapshot: Snapshot) -> str:
    """How the shown pull ended, or the encounter where the newest fight was none: "wipe"; "" while it goes on."""
    segment = shown_segment(snapshot)
    is_last = segment is not None and segment is snapshot.segments[-1]
    cut_short = is_last and snapshot.ended and segment is not None and segment.result is SegmentResult.LEFT
    if segment is None or segment.kind is SegmentKind.TRASH or cut_short:
        return say(_RESULT_WORDS[snapshot.result])
    return pull_result(segment)


def pull_result(segment: Segment) -> str:
    """ "wipe"; "" while it goes on."""
    return pull_word(segment.result)


def pull_word(result: SegmentResult) -> str:
    """ "wipe"; "" for a pull that goes on."""
    return say(_PULL_WORDS[result])


_RESULT_WORDS = {
    Result.RUNNING: "",
    Result.KILL: later("kill"),
    Result.WIPE: later("wipe"),
    Result.LEFT: later("left"),
    Result.SILENCE: later("over"),
    Result.RESET: later("closed"),  # "reset" is what a boss does
    Result.CUT: later("cut"),
    Result.ENDED: later("ended"),
}

_PULL_WORDS = {
    SegmentResult.RUNNING: "",
    SegmentResult.KILL: later("kill"),
    SegmentResult.WIPE: later("wipe"),
    SegmentResult.RESET: later("reset"),
    SegmentResult.LEFT: later("left"),
}


def pull_words(snapshot: Snapshot) -> str:
    """ "Pull 3" for one of them, "3 pulls" for an encounter with all of them; "" without a boss."""
    if snapshot.segment is not None:
        attempt = snapshot.segments[snapshot.segment].attempt
        return say("Pull {attempt}", attempt=attempt) if attempt is not None else ""
    count = sum(1 for each in snapshot.segments if each.kind is SegmentKind.BOSS)
    return say("{count} pulls", count=count) if count > 1 else say("1 pull") if count else ""


def _pulls(snapshot: Snapshot) -> str:
    """ "Pull 3 (wipe)", "3 pulls (kill)"; without a boss "left"."""
    words, result = pull_words(snapshot), result_word(snapshot)
    return f"{words} ({result})" if words and result else words or result


_CLOCK_WORDS = {
    ClockChoice.ACTIVE: later("{time} active"),
    ClockChoice.ELAPSED: later("{time} elapsed"),
    ClockChoice.PERSONAL: later("{time} active"),  # the group has no personal clock: its own is the active one
    ClockChoice.BOSS: later("{time} at the boss"),
}

_AMOUNT_WORDS = {AmountChoice.RAW: "{amount}", AmountChoice.EFFECTIVE: later("{amount} effective")}


def clock_words(snapshot: Snapshot, view: View) -> str:
    """ "06:53 active": what "per second" divides by for the group."""
    is_bossless = snapshot.clock is ClockChoice.BOSS and not snapshot.boss_ms
    words = _CLOCK_WORDS[ClockChoice.ACTIVE if is_bossless else snapshot.clock]
    return say(words, time=time_words(snapshot, view))


def time_words(snapshot: Snapshot, view: View) -> str:
    """ "06:53" by the chosen clock; behind that of a stretch, in brackets, from when to when in the encounter it is."""
    time = formats.duration(snapshot.clock_ms(view))
    if snapshot.stretch_ms is None:
        return time
    return f"{time} ({'–'.join(map(formats.duration, snapshot.stretch_ms))})"


def _player(row: PlayerRow, names: Names) -> str:
    return cut(in_code_block(player_name(row.actor, names)), WIDEST_NAME)


def in_code_block(text: str) -> str:
    """For a table that may be pasted into a code block, which a backtick would end."""
    return text.replace("`", "'")


def cut(text: str, width: int) -> str:
    """The text, ending in "…" where it is wider than so many cells of a fixed-width font."""
    if formats.display_width(text) <= width:
        return text
    while formats.display_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def aligned(cells: Sequence[Sequence[str]], left: Sequence[int]) -> list[str]:
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
