"""Lines of a fight -> a table: columns chosen, sorted and explained. What most tabs and details are made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat import metrics
from resonance.combat.column import Column, Format, explain
from resonance.combat.columns import BY_KEY, columns_for, meaningful
from resonance.combat.line import Line
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import people
from resonance.export.cells import cell_parts, is_titled_by_unit
from resonance.names import Names
from resonance.texts import say
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import Cell, Heading, Row, Table

USUAL_ORDER = "amount"

_WIDEST = {
    Format.PERCENT: ("100.0", "%"),
    Format.COUNT: ("88,888", ""),
    Format.DECIMAL: ("8,888.8", ""),
    Format.DURATION: ("88:88", ""),
}
"""What each kind of number needs room for, with its unit; amounts depend on how they are written."""

USUAL_LARGEST = 888_800_000
"""Amounts of usual fights need no more room than this one, where they are written with units."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line, and how its row looks."""

    line: Line
    name: str
    colour: str
    letter: str = ""
    details: tuple[str, ...] = ()
    is_local: bool = False
    is_marked: bool = False
    opens: Place | None = None
    parts: tuple[Entry, ...] = ()  # shown below it when it is unfolded
    key: str = ""  # of what folds; empty = it has no parts
    tip: Callable[[], str] | None = None  # of the name, asked when the pointer is on it; None = it has none


def line_table(
    snapshot: Snapshot,
    view: View,
    entries: Sequence[Entry],
    reading: Reading,
    *,
    name_title: str,
    empty: str,
    advice: str = "",
    name_help: str = "",
    hint: str = "",
) -> Table:
    """The entries in the order the user has chosen, largest amount first if none; `empty` is said without any."""
    order = reading.orders.get(view) or USUAL_ORDER
    key = order.removeprefix("-")
    columns = _columns(snapshot, view, entries, reading)
    by = BY_KEY[key] if any(column.key == key for column in columns) else BY_KEY[USUAL_ORDER]
    is_rising = order.startswith("-") and by.key == key
    ordered = _sorted(snapshot, entries, by, is_rising)
    full = _full_bar(snapshot, entries, reading)
    shown: list[Entry] = []
    rows: list[Row] = []
    for rank, entry in enumerate(ordered, start=1):
        parts = _sorted(snapshot, entry.parts, by, is_rising) if entry.key in reading.unfolded else []
        shown += [entry, *parts]
        rows.append(_row(snapshot, entry, columns, full, rank, is_unfolded=bool(parts)))
        rows += [_row(snapshot, part, columns, full, level=1) for part in parts]
    return Table(
        name_title=name_title,
        headings=tuple(
            _heading(column, snapshot, view, entries, (1 if is_rising else -1) if column is by else 0)
            for column in columns
        ),
        rows=tuple(rows),
        empty=empty,
        advice=advice,
        name_help=name_help,
        explain=_explainer(snapshot, shown, columns),
        hint=hint,
    )


def _columns(snapshot: Snapshot, view: View, entries: Sequence[Entry], reading: Reading) -> tuple[Column, ...]:
    columns = columns_for(view, reading.columns.get(view, ()))
    lines = [entry.line for entry in entries]
    if any(line.is_part for line in lines):
        columns = tuple(column for column in columns if column.for_parts)
    return meaningful(columns, snapshot, lines)


def _sorted(snapshot: Snapshot, entries: Sequence[Entry], by: Column, is_rising: bool) -> list[Entry]:
    """Unknown values last, equal ones as they were."""

    def place(entry: Entry) -> tuple[bool, float]:
        value = by.value(snapshot, entry.line)
        if value is None or not math.isfinite(value):
            return True, 0.0
        return False, value if is_rising else -value

    return sorted(entries, key=place)


def _full_bar(snapshot: Snapshot, entries: Sequence[Entry], reading: Reading) -> int:
    """The amount a full bar stands for."""
    if reading.bars_to_total and entries:
        return snapshot.amount(entries[0].line.whole) or 1
    return max((snapshot.amount(entry.line.tally) for entry in entries), default=0) or 1


def _heading(column: Column, snapshot: Snapshot, view: View, entries: Sequence[Entry], order: int) -> Heading:
    if column.format is Format.AMOUNT:
        values = [column.value(snapshot, entry.line) for entry in entries]
        known = [abs(value) for value in values if value is not None and math.isfinite(value)]
        widest, unit = widest_amount(max(known, default=0.0))
    else:
        widest, unit = _WIDEST[column.format]
    unit = "" if is_titled_by_unit(column, view) else unit
    return Heading(say(column.title(view)), say(column.help), widest, unit, column.key, order)


def widest_amount(largest: float) -> Cell:
    """Room for every amount up to the largest; with units also for those of usual fights.

    So columns seldom change their width while a fight grows.
    """
    has_units = bool(formats.amount_parts(USUAL_LARGEST)[1])
    most = max(USUAL_LARGEST, round(largest)) if has_units else round(largest)
    # "888.8k" is wider than "12.5B": the widest number may have another unit than the largest.
    samples = [8_888 * 10**power // 10 for power in range(len(str(most)) - 3)]
    parts = [formats.amount_parts(value) for value in (*samples, most)]
    text = max((text for text, _ in parts), key=len)
    units = [unit for _, unit in parts if unit]
    widest_unit = "M" if "M" in units else units[-1] if units else ""
    return "".join("8" if char.isdigit() else char for char in text), widest_unit


def _row(
    snapshot: Snapshot,
    entry: Entry,
    columns: Sequence[Column],
    full: int,
    rank: int = 0,
    *,
    level: int = 0,
    is_unfolded: bool = False,
) -> Row:
    return Row(
        rank=rank,
        letter=entry.letter,
        colour=entry.colour,
        name=entry.name,
        details=entry.details,
        is_local=entry.is_local,
        fraction=min(1.0, snapshot.amount(entry.line.tally) / full),
        cells=tuple(cell_parts(column, snapshot, entry.line) for column in columns),
        is_marked=entry.is_marked,
        opens=entry.opens,
        level=level,
        folds=entry.key if entry.parts else "",
        is_unfolded=is_unfolded,
    )


def _explainer(snapshot: Snapshot, entries: Sequence[Entry], columns: Sequence[Column]) -> Callable[[int, int], str]:
    def words(row: int, column: int) -> str:
        entry = entries[row]
        if column < 0:
            return entry.tip() if entry.tip is not None else ""
        return explain(columns[column], snapshot, entry.line)

    return words


# Sums


def group_sum(snapshot: Snapshot, view: View) -> Sum:
    """All players together."""
    amount = snapshot.amount(snapshot.total(view))
    return Sum(say("Group"), amount, metrics.per_second(amount, snapshot.clock_ms(view)))


def line_sum(snapshot: Snapshot, line: Line, whose: str) -> Sum:
    """A player, or a part of one."""
    return Sum(whose, snapshot.amount(line.tally), metrics.amount_per_second(snapshot, line).value)


# People


def letter(actor: ActorInfo, names: Names) -> str:
    return (people.role(actor, names) or "?")[0].upper()


def player_name(actor: ActorInfo, names: Names, *, is_local: bool) -> str:
    """The local player's with "You" before it, or alone where names are hidden or not known."""
    if not is_local:
        return people.player_name(actor, names)
    name = names.shown_name(actor.name)
    return f"{say('You')} · {name}" if name else say("You")


def actor_words(snapshot: Snapshot, actor_id: int | None, names: Names) -> str:
    """Anybody's name: a player's, a monster's, or that of the environment (0 or None)."""
    if actor_id and actor_id == snapshot.local_player:
        return player_name(snapshot.info(actor_id) or ActorInfo(actor_id), names, is_local=True)
    return people.actor_name(snapshot, actor_id, names)


def called(snapshot: Snapshot, actor_id: int, names: Names) -> str:
    """The same within a sentence and where room is short: the local player is just "You"."""
    return say("You") if actor_id == snapshot.local_player else actor_words(snapshot, actor_id, names)
