"""A page of analytics: a question to the history, a table of the answer, and a plot of it or of the chosen row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from resonance import formats
from resonance.export.plot import Plot
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.place import Reading
from resonance.ui.side_table import Column
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

T = TypeVar("T")

COLOUR = "#6f9ae0"
"""Of what belongs to no class."""


PERIODS = (
    (later("Whole history"), 0),
    (later("Last 365 days"), 365),
    (later("Last 90 days"), 90),
    (later("Last 30 days"), 30),
    (later("Last 7 days"), 7),
)
"""In words, and in days; 0 = all."""

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    key: str
    title: str  # marked for say(), as are all words here
    name_title: str
    empty: str
    ask: Callable[[History, int, Choices], list[T]]  # the number: since when encounters count, Unix ms
    columns: tuple[Column[T], ...]
    name: Callable[[T, Reading], str]
    row: Callable[[T, tuple[Cell, ...], Reading], Row]  # without bar and mark; it opens the item
    plot: Callable[[Sequence[T], T | None, object, Reading], Plot]  # of all, of the chosen one, of `more` about it
    same: Callable[[T], object] = lambda item: item  # what stays, whatever its numbers
    more: Callable[[History, T, int], object] | None = None  # asked about the chosen one
    total: Callable[[T], int] | None = None  # of what the plot of the chosen one shows the newest
    is_of_one: bool = False  # the plot is of the chosen row alone
    bar: str = ""  # key of the column that the bars of the table show
    hint: str = ""


def plain_row(name: str, cells: tuple[Cell, ...], opens: object, *, details: str = "", colour: str = COLOUR) -> Row:
    return Row(
        rank=0,
        letter="",
        colour=colour,
        name=name,
        details=(details,) if details else (),
        is_local=False,
        fraction=0.0,
        cells=cells,
        opens=opens,
    )


def newest_words(count: int, total: int) -> str:
    """Before a legend: that not all is drawn; "" = it is."""
    if not 0 < count < total:
        return ""
    return say("the newest {count} of {total}", count=formats.count(count), total=formats.count(total)) + "   "


def date_words(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000):%Y-%m-%d %H:%M}"


def short_date(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000):%m-%d}"
