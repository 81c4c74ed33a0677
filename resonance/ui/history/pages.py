"""The rows of the list that were asked for so far, page by page: ten thousand encounters are never read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from resonance.store.history import EncounterSummary, History
from resonance.store.search import Query
from resonance.ui.background import Background

PAGE = 100
"""Rows in a page; more than a screen shows, so that two pages fill any view."""

MOST_PAGES = 40
"""Kept; those asked for longest ago go."""


@dataclass(frozen=True, slots=True)
class _Answer:
    count: int
    pages: dict[int, list[EncounterSummary]]


class Pages:
    def __init__(
        self,
        history: History,
        background: Background,
        *,
        changed: Callable[[], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """`changed`: there is more or something else to show."""
        self.count = 0
        self.is_known = False  # whether any answer has come
        self.query = Query()
        self._history = history
        self._background = background
        self._changed = changed
        self._failed = failed
        self._pages: dict[int, list[EncounterSummary]] = {}
        self._awaited: dict[int, int] = {}  # page by its turn, see _ask
        self._last = 0  # page that was looked at last

    def use(self, query: Query, *, from_top: bool) -> None:
        """Ask anew. What is shown stays until the answer is there."""
        self.query = query
        first = 0 if from_top else max(0, self._last - 1)
        self._awaited.clear()
        self._background.ask("list", partial(_answer, self._history, query, first), self._take_all, self._failed)

    def row(self, index: int) -> EncounterSummary | None:
        """None = it is asked for now, or there is none."""
        if not 0 <= index < self.count:
            return None
        number, place = divmod(index, PAGE)
        self._last = number
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        return page[place] if place < len(page) else None

    def change(self, encounter_id: int, **values: Any) -> None:
        """Show it so at once; the store will say the same soon."""
        for page in self._pages.values():
            for place, summary in enumerate(page):
                if summary.encounter_id == encounter_id:
                    page[place] = replace(summary, **values)

    def find(self, encounter_id: int) -> int | None:
        """Where it stands; None = its page is not known."""
        for number, page in self._pages.items():
            for place, summary in enumerate(page):
                if summary.encounter_id == encounter_id:
                    return number * PAGE + place
        return None

    def _ask(self, number: int) -> None:
        """A view is never on more than two pages, so a newer question takes the turn of one that left the view."""
        turn = number % 2
        if self._awaited.get(turn) == number:
            return
        self._awaited[turn] = number
        query = self.query
        self._background.ask(
            f"page {turn}",
            lambda: self._history.search(query, PAGE, number * PAGE),
            partial(self._take_page, query, number),
            self._failed,
        )

    def _take_all(self, answer: _Answer) -> None:
        self.count, self._pages, self.is_known = answer.count, answer.pages, True
        self._awaited.clear()
        self._changed()

    def _take_page(self, query: Query, number: int, page: list[EncounterSummary]) -> None:
        self._awaited.pop(number % 2, None)
        if query != self.query:
            return
        self._pages[number] = page
        while len(self._pages) > MOST_PAGES:
            del self._pages[next(iter(self._pages))]
        self._changed()


def _answer(history: History, query: Query, first: int) -> _Answer:
    """How many there are, and two pages of them: a view is never on more."""
    count = history.count_found(query)
    first = min(first, max(0, (count - 1) // PAGE))
    found = history.search(query, 2 * PAGE, first * PAGE) if count else []
    pages = {first + part: found[part * PAGE : (part + 1) * PAGE] for part in range(-(-len(found) // PAGE))}
    return _Answer(count, pages)
