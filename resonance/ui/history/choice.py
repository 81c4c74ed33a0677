"""Which encounters of the list are chosen, and where the cursor is. No Tk in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from resonance.store.history import EncounterSummary


class Choice:
    def __init__(self) -> None:
        self.chosen: dict[int, EncounterSummary] = {}  # by id, in the order they were chosen
        self.cursor = 0  # index of the row that keys are about
        self.anchor = 0  # where a stretch begins

    def only(self, index: int, summary: EncounterSummary) -> None:
        self.cursor = self.anchor = index
        self.chosen = {summary.encounter_id: summary}

    def toggle(self, index: int, summary: EncounterSummary) -> None:
        self.cursor = self.anchor = index
        if self.chosen.pop(summary.encounter_id, None) is None:
            self.chosen[summary.encounter_id] = summary

    def stretch_to(self, index: int) -> tuple[int, int]:
        """Move the cursor; gives the first row of the stretch and how many it has, for `take`."""
        self.cursor = index
        first, last = sorted((self.anchor, index))
        return first, last - first + 1

    def take(self, found: Iterable[EncounterSummary]) -> None:
        self.chosen = {each.encounter_id: each for each in found}

    def follow(self, find: Callable[[int], int | None]) -> None:
        """Rows came or went: the only one that is chosen keeps the cursor. `find`: the row of an id, None = unknown."""
        index = find(*self.chosen) if len(self.chosen) == 1 else None
        if index is not None:
            self.cursor = self.anchor = index

    def forget(self, ids: Iterable[int]) -> None:
        for each in ids:
            self.chosen.pop(each, None)
