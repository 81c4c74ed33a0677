"""From the user's filters to rows: what the store is asked, what names mean, what to do when nothing is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice
from resonance.names import Names
from resonance.store.history import History
from resonance.store.search import BY_NAME, Query
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.history.filters import (
    MOST_SUGGESTIONS,
    About,
    Filters,
    Named,
    Suggestion,
    about_text,
    filter_words,
    named,
    suggest,
)
from resonance.ui.history.pages import Pages
from resonance.ui.history.words import found_words

NEWEST_FIRST = Query().order

Ranks = tuple[tuple[int, int], ...]
"""(id, place of its name in the alphabet)"""


class Finding:
    def __init__(
        self,
        history: History,
        background: Background,
        names: Names,
        changed: Callable[[], object],
        failed: Callable[[Exception], object],
        clock: ClockChoice = ClockChoice.ACTIVE,
        amounts: AmountChoice = AmountChoice.RAW,
    ) -> None:
        """`changed`: there are other rows, or other words to say without any."""
        self.filters = Filters()
        self.pages = Pages(history, background, changed=self._on_rows, failed=failed)
        self._history, self._background, self._names = history, background, names
        self._changed, self._failed = changed, failed
        self._order, self._descending = NEWEST_FIRST, True
        self._clock, self._amounts = clock, amounts
        self._boss_ids: Sequence[int] = ()
        self._scene_ids: Sequence[int] = ()
        self._bosses: list[Named] = []
        self._scenes: list[Named] = []
        self._ranks: tuple[Ranks, Ranks] = ((), ())
        self._hindrance: tuple[Filters, str, int] | None = None  # what to remove, and how many that finds

    def speak(self, names: Names) -> None:
        self._names = names
        self._bosses = named(self._boss_ids, names.monster)
        self._scenes = named(self._scene_ids, names.scene)
        alphabet = sorted({each.name for each in (*self._bosses, *self._scenes)}, key=str.casefold)
        place = {name: index for index, name in enumerate(alphabet)}
        self._ranks = _ranks(self._bosses, place), _ranks(self._scenes, place)

    def refresh(self) -> None:
        """What is there now."""
        self._ask(from_top=False)
        self._background.ask("places", self._places, self._take_places, self._failed)

    def use(self, filters: Filters) -> None:
        self.filters = filters
        self._ask(from_top=True)

    def sort(self, order: str) -> None:
        """By this, largest or newest first, names from A on; when it is so already, the other way round."""
        self._descending = not self._descending if order == self._order else order not in BY_NAME
        self._order = order
        self._ask(from_top=True)

    def count_by(self, clock: ClockChoice, amounts: AmountChoice) -> None:
        """Other seconds are shown, and divide, or other amounts are divided."""
        self._clock, self._amounts = clock, amounts
        self._ask(from_top=False)

    def suggest(self, typed: str, then: Callable[[str, list[Suggestion]], object]) -> None:
        """What the typed words may mean."""
        prefix = typed.strip()
        # Hidden names stay hidden.
        if not prefix or self._names.hide_players:
            then(typed, suggest(typed, self._bosses, self._scenes, ()))
            return
        self._background.ask(
            "names",
            lambda: self._history.suggest(prefix, MOST_SUGGESTIONS),
            lambda players: then(typed, suggest(typed, self._bosses, self._scenes, players)),
            self._failed,
        )

    def about(self, typed: str) -> About | None:
        return about_text(typed, self._bosses, self._scenes)

    def found_words(self) -> str:
        """How many there are; "" while that is not known."""
        return found_words(self.pages.count) if self.pages.is_known else ""

    def empty_words(self) -> tuple[str, str]:
        """What is said instead of rows, and what to do."""
        if not self.pages.is_known:
            return "", ""
        if not self.filters.active():
            return say("No encounter has been saved yet."), say("Every fight appears here by itself.")
        advice = ""
        if self._hindrance is not None and self._hindrance[0] == self.filters:
            _, field, count = self._hindrance
            words = filter_words(self.filters, field, self._names) if field else ""
            found = found_words(count)
            advice = say("Remove {filter} above: that finds {found}.", filter=words, found=found) if field else ""
            advice = advice or say("No single filter is to blame: remove more than one.")
        return say("Nothing fits all of these filters."), advice

    def _ask(self, *, from_top: bool) -> None:
        self.pages.use(self._query(self.filters), from_top=from_top)

    def _query(self, filters: Filters) -> Query:
        bosses, scenes = self._ranks if self._order in BY_NAME else ((), ())
        return filters.query(
            self._order,
            descending=self._descending,
            now=datetime.now(),
            clock=self._clock,
            amounts=self._amounts,
            boss_ranks=bosses,
            scene_ranks=scenes,
        )

    def _on_rows(self) -> None:
        filters = self.filters
        is_known = self._hindrance is not None and self._hindrance[0] == filters
        if not self.pages.count and filters.active() and not is_known:
            tries = [(field, self._query(filters.without(field))) for field in filters.active()]
            self._background.ask(
                "hindrance", partial(_best, self._history, tries), partial(self._blame, filters), self._failed
            )
        self._changed()

    def _blame(self, filters: Filters, best: tuple[str, int]) -> None:
        self._hindrance = (filters, *best)
        self._changed()

    def _places(self) -> tuple[list[int], list[int]]:
        bosses, scenes = self._history.bosses(), self._history.scenes()
        return [number for number, _ in bosses], [number for number, _ in scenes]

    def _take_places(self, ids: tuple[list[int], list[int]]) -> None:
        self._boss_ids, self._scene_ids = ids
        self.speak(self._names)


def _ranks(found: Sequence[Named], place: Mapping[str, int]) -> Ranks:
    return tuple((number, place[each.name]) for each in found for number in sorted(each.ids))


def _best(history: History, tries: Sequence[tuple[str, Query]]) -> tuple[str, int]:
    """The filter without which most is found, and how much; "" if nothing is found without any single one."""
    counts = [(history.count_found(query), field) for field, query in tries]
    count, field = max(counts, key=lambda each: each[0])
    return (field, count) if count else ("", 0)
