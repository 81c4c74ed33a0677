"""What a table with bars shows: plain words and shares, made by the tabs, drawn by `bars`."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Row:
    rank: int  # from 1
    letter: str  # on the chip
    colour: str  # of the class, "#rrggbb"
    name: str
    details: tuple[str, ...]  # secondary words behind the name, the longest first: the first that fits is shown
    is_local: bool
    fraction: float  # length of the bar, 0..1 of the width
    cells: tuple[Cell, ...]  # as many as there are headings
    is_marked: bool = False  # by a quiet edge at the left


@dataclass(frozen=True, slots=True)
class Table:
    name_title: str = ""
    headings: tuple[Heading, ...] = ()
    rows: tuple[Row, ...] = ()
    empty: str = ""  # shown instead of rows: what is awaited
    advice: str = ""  # and what to do
    name_help: str = ""  # what the mark of a row means; empty = there is none
