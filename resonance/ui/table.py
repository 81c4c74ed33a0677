"""What a table with bars shows: plain words and shares, made by tabs and details, drawn by `bars`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Cell = tuple[str, str]
"""A number in words, and its unit, as ("167.9", "M"). ("—", "") for a number that is not known."""

DASH = "—"


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    help: str
    widest: str  # the widest number to make room for
    widest_unit: str  # "" = this column shows no units
    key: str = ""  # of the column, for sorting and choosing; "" = it can be neither sorted nor chosen
    order: int = 0  # the table is sorted by it: -1 largest first, 1 smallest first


@dataclass(frozen=True, slots=True)
class Row:
    rank: int  # from 1; 0 = none is shown
    letter: str  # on the chip; "" = no chip
    colour: str  # of the bar and the chip, "#rrggbb"
    name: str
    details: tuple[str, ...]  # secondary words behind the name, the longest first: the first that fits is shown
    is_local: bool
    fraction: float  # length of the bar, 0..1 of the width
    cells: tuple[Cell, ...]  # as many as there are headings
    is_marked: bool = False  # by a quiet edge at the left
    opens: object | None = None  # where a click leads: a Place in a fight
    level: int = 0  # 1 = a part of the row above
    folds: str = ""  # key of what a click at the left folds or unfolds; "" = nothing
    is_unfolded: bool = False
    verdicts: tuple[int, ...] = ()  # by cell: 1 = better, -1 = worse, 0 = neither, in colours; empty = neither of all


@dataclass(frozen=True, slots=True)
class Table:
    name_title: str = ""
    headings: tuple[Heading, ...] = ()
    rows: tuple[Row, ...] = ()
    empty: str = ""  # shown instead of rows: what is awaited
    advice: str = ""  # and what to do
    question: str = ""  # and what to click on if that does not help
    name_help: str = ""  # what the mark of a row means; empty = there is none
    explain: Callable[[int, int], str] | None = None  # (row, column) -> what the cell is made of; column -1: the name
    hint: str = ""  # shown below the rows, where there is room: what can be done here
