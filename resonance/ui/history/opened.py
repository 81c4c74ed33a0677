"""The opened encounter: its snapshot, and that of the stretch that was chosen, counted from its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from resonance import names
from resonance.combat.entries import JournalError
from resonance.combat.recount import tallies_between
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.timeline import from_ms
from resonance.store.history import EncounterSummary, History
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.history.timeline import TimelineState
from resonance.ui.words import Words

WhenThere = tuple[int, Callable[[Snapshot | None], object]]


class Opened:
    def __init__(
        self, history: History, background: Background, state: TimelineState, changed: Callable[[], object]
    ) -> None:
        """`changed`: there is something else to show."""
        self.summary: EncounterSummary | None = None  # None = none is opened
        self.whole: Snapshot | None = None  # None = not there yet, or it cannot be had; see is_behind
        self.problem = ""  # why it cannot be had
        self.part_problem = ""  # why its stretches cannot be counted
        self._whole_of: int | None = None  # encounter_id
        self._part: Snapshot | None = None
        self._history, self._background = history, background
        self._state, self._changed = state, changed
        self._is_awaited = False
        self._when_there: WhenThere | None = None

    @property
    def shown(self) -> Snapshot | None:
        """What the tables are about; None = it is not there yet."""
        return self._part if self._part is not None else self.whole

    @property
    def is_behind(self) -> bool:
        """Whether `whole` is that of the encounter opened before: it is shown until the opened one's is there."""
        return self.whole is not None and self.summary is not None and self._whole_of != self.summary.encounter_id

    def open(self, summary: EncounterSummary, words: Words) -> None:
        """Again if it is open: only what differs is shown anew."""
        is_other = self.summary is None or self.summary.encounter_id != summary.encounter_id
        self.summary = summary
        if is_other:
            self._state.start_over()
            self._part, self.part_problem = None, ""
            self._ask(words)

    def close(self) -> None:
        self.summary = self.whole = self._part = None
        self.problem = self.part_problem = ""
        self._state.start_over()
        self._changed()

    def look_again(self, words: Words) -> None:
        """It may have been corrected."""
        if self.summary is not None:
            self._ask(words)

    def count_anew(self, words: Words) -> None:
        """By another clock, or other amounts."""
        if self.summary is not None:
            self._ask(words)
            self.count_part(words)

    def when_there(self, summary: EncounterSummary, then: Callable[[Snapshot | None], object]) -> None:
        """As soon as its snapshot is there; None if it cannot be had."""
        if self._is_awaited and self.summary is not None and self.summary.encounter_id == summary.encounter_id:
            self._when_there = (summary.encounter_id, then)
        else:
            is_this = self.summary is not None and self.summary.encounter_id == summary.encounter_id
            then(self.whole if is_this else None)

    def count_part(self, words: Words) -> None:
        """Of the stretch that the state says; none where it was chosen on the curves of the encounter before."""
        if self.is_behind:
            self._state.start_over()
        stretch, whole, summary = self._state.stretch, self.whole, self.summary
        if stretch is None or whole is None or summary is None:
            self._part, self.part_problem = None, ""
            self._changed()
            return
        start_ms = from_ms(whole)
        first, last = stretch
        stretch_ms = round(first * 1000), round(last * 1000)
        self._background.ask(
            "part",
            partial(_part, self._history, summary.encounter_id, start_ms, stretch_ms, whole.local_player, words),
            partial(self._take_part, summary.encounter_id, stretch),
            self._fail_part,
        )
        self._changed()

    def _ask(self, words: Words) -> None:
        summary = self.summary
        if summary is None:
            return
        self._is_awaited = True
        self._background.ask(
            "fight",
            partial(_whole, self._history, summary.encounter_id, words),
            partial(self._take, summary.encounter_id),
            self._fail,
        )

    def _take(self, encounter_id: int, snapshot: Snapshot) -> None:
        if self.summary is None or self.summary.encounter_id != encounter_id:
            return
        if snapshot != self.whole:
            self.whole = snapshot
        self._whole_of = encounter_id
        self.problem = ""
        self._answered()

    def _fail(self, error: Exception) -> None:
        self.whole = self._part = None
        self.problem = str(error)
        self._answered()

    def _answered(self) -> None:
        self._is_awaited = False
        self._changed()
        waiting, self._when_there = self._when_there, None
        if waiting is not None and self.summary is not None and self.summary.encounter_id == waiting[0]:
            waiting[1](self.whole)

    def _take_part(self, encounter_id: int, stretch: tuple[float, float], snapshot: Snapshot) -> None:
        is_this = self.summary is not None and self.summary.encounter_id == encounter_id
        if is_this and self._state.stretch == stretch:
            self._part, self.part_problem = snapshot, ""
            self._changed()

    def _fail_part(self, error: Exception) -> None:
        self._state.stretch = self._part = None
        self.part_problem = str(error)
        self._changed()


def _whole(history: History, encounter_id: int, words: Words) -> Snapshot:
    return build(history.open_record(encounter_id), *words.choices)


def _part(
    history: History,
    encounter_id: int,
    start_ms: int,
    stretch_ms: tuple[int, int],
    local_player: int | None,
    words: Words,
) -> Snapshot:
    """`stretch_ms`: from `start_ms`, which is Unix ms.

    `local_player`: as in the whole; the events of an imported encounter name whoever recorded them.
    """
    first_ms, last_ms = (start_ms + each for each in stretch_ms)
    try:
        record = tallies_between(history.open_journal(encounter_id), names.load(), first_ms, last_ms)
    except JournalError as error:
        raise ValueError(say("The events of this encounter are damaged ({reason}).", reason=error)) from error
    record.local_player = local_player
    return replace(build(record, *words.choices), stretch_ms=stretch_ms)
