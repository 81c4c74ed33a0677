"""Tables about the history: what a column holds, how it sorts, and how it goes into a spreadsheet. No Tk here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from resonance import formats
from resonance.combat.column import Format
from resonance.texts import say
from resonance.ui.place import Reading
from resonance.ui.table import Cell, Heading, Row, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    key: str
    title: str  # marked for say()
    help: str  # likewise
    format: Format
    value: Callable[[T], float | None]  # None = not known
    words: Callable[[T, Reading], Cell | None] | None = None  # instead of the number, unless they are None

    def cell(self, item: T, reading: Reading) -> Cell:
        words = self.words(item, reading) if self.words is not None else None
        return words or formats.parts(self.format, self.value(item))


def in_order(items: Sequence[T], columns: Sequence[Column[T]], order: str) -> list[T]:
    """`order`: the key of a column, "-" before it: smallest first; "" = as they are. Unknown values last."""
    column = next((each for each in columns if each.key == order.removeprefix("-")), None)
    if column is None:
        return list(items)
    value, is_rising = column.value, order.startswith("-")

    def place(item: T) -> tuple[bool, float]:
        number = value(item)
        return (True, 0.0) if number is None or not math.isfinite(number) else (False, number if is_rising else -number)

    return sorted(items, key=place)


def table_of(
    items: Sequence[T],
    columns: Sequence[Column[T]],
    row: Callable[[T, tuple[Cell, ...]], Row],
    order: str,
    reading: Reading,
    *,
    name_title: str,
    empty: str,
    hint: str = "",
    about: Callable[[T], str] = lambda item: "",
) -> Table:
    """`about`: what the pointer reads on the name of an item; "" = nothing."""
    rows = tuple(row(item, tuple(column.cell(item, reading) for column in columns)) for item in items)
    return Table(
        name_title=name_title,
        headings=tuple(_heading(index, column, rows, order) for index, column in enumerate(columns)),
        rows=rows,
        empty=empty,
        explain=lambda line, column: about(items[line]) if column < 0 else say(columns[column].help),
        hint=hint,
    )


def _heading(index: int, column: Column[T], rows: Sequence[Row], order: str) -> Heading:
    cells = [row.cells[index] for row in rows]
    widest = max((text for text, _ in cells), key=len, default="")
    unit = max((unit for _, unit in cells), key=len, default="")
    arrow = (1 if order.startswith("-") else -1) if order.removeprefix("-") == column.key else 0
    return Heading(say(column.title), say(column.help), widest, unit, column.key, arrow)


def sheet_rows(
    items: Sequence[T], columns: Sequence[Column[T]], name: Callable[[T, Reading], str], reading: Reading
) -> tuple[tuple[str, ...], tuple[tuple[str | float | None, ...], ...]]:
    """Header and rows for a spreadsheet: keys, the same in every language, and raw numbers."""
    header = ("name", *(f"{each.key}_ms" if each.format is Format.DURATION else each.key for each in columns))
    return header, tuple((name(item, reading), *(column.value(item) for column in columns)) for item in items)
