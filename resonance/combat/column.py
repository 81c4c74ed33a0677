"""What a column is: its words, and the formula behind a number and its explanation alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from resonance import formats
from resonance.combat.line import Line
from resonance.combat.metrics import Terms
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import say

Number = float | None


class Format(StrEnum):
    AMOUNT = "amount"  # points: 12.3k
    PERCENT = "percent"  # 0..1: 45.1 %
    COUNT = "count"  # 1,234
    DECIMAL = "decimal"  # 12.3
    DURATION = "duration"  # ms: 06:53


@dataclass(frozen=True, slots=True)
class Column:
    key: str  # unique; what settings and files store
    titles: tuple[str, str, str]  # by View
    help: str
    format: Format
    terms: Callable[[Snapshot, Line], Terms | None]
    views: tuple[View, ...] = tuple(View)
    for_parts: bool = True  # whether it can be told of a part of a player

    def title(self, view: View) -> str:
        return self.titles[view]

    def value(self, snapshot: Snapshot, line: Line) -> Number:
        """None = cannot be known."""
        terms = self.terms(snapshot, line)
        return None if terms is None else terms.value


def explain(column: Column, snapshot: Snapshot, line: Line) -> str:
    """What a number is made of, with all digits, and what the column means; in the user's language."""
    terms = column.terms(snapshot, line)
    words = [say(column.help)]
    if terms is not None and terms.words:
        made_of = say(
            terms.words,
            part=formats.exact(terms.part),
            whole=formats.exact(terms.whole),
            seconds=formats.decimal(None if terms.whole is None else terms.whole / 1000),
            time=formats.duration(terms.part),
        )
        words.insert(0, made_of)
    return "\n".join(words)
