"""Which menu opens where in the history window, and what leaves the window by them: exports and clips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.store.history import EncounterSummary, History
from resonance.store.saved import SavedEncounter
from resonance.ui.background import Background
from resonance.ui.compare.subjects import Compare
from resonance.ui.fight_view import Trail
from resonance.ui.history.changes import Changes
from resonance.ui.history.comparing import encounters_menu, player_menu
from resonance.ui.history.edits import Edits
from resonance.ui.history.opened import Opened
from resonance.ui.history.row_menu import RowActions, moment_menu, row_menu
from resonance.ui.menu import Groups, PopUp
from resonance.ui.words import Words

Export = Callable[[Snapshot | None, View, Callable[[], SavedEncounter]], None]


@dataclass(frozen=True, slots=True)
class Exits:
    """What encounters can be taken to; None = that cannot be had."""

    export: Export | None = None
    compare: Compare | None = None
    clip: Callable[[int, int], str] | None = None
    """Shows a time (Unix ms) in a player, off the Tk thread, and tells of it; StoreError."""


NO_EXITS = Exits()


class Menus:
    def __init__(
        self,
        exits: Exits,
        opened: Opened,
        changes: Changes,
        edits: Edits,
        trail: Trail,
        history: History,
        background: Background,
        pop_up: PopUp,
        *,
        words: Callable[[], Words],
        tell: Callable[[str], object],
    ) -> None:
        self._exits = exits
        self._opened, self._changes, self._edits = opened, changes, edits
        self._trail = trail
        self._history, self._background = history, background
        self._pop_up = pop_up
        self._words, self._tell = words, tell
        self.export = self._export_shown if exits.export is not None else None

    def open(self, groups: Groups, x: int, y: int) -> None:
        """At a point of the screen."""
        self._pop_up.open(groups, x, y)

    def destroy(self) -> None:
        self._pop_up.destroy()

    def open_of_rows(self, chosen: Sequence[EncounterSummary], x: int, y: int) -> None:
        """As soon as the fight is there that it is about."""
        if len(chosen) > 1:
            self.open(self.of_rows(chosen, None), x, y)
        elif chosen:
            self._opened.when_there(chosen[0], lambda snapshot: self.open(self.of_rows(chosen, snapshot), x, y))

    def of_rows(self, chosen: Sequence[EncounterSummary], opened: Snapshot | None) -> Groups:
        """`opened`: the fight, where it is the only chosen one. Not for an empty choice."""
        has_clips = self._exits.clip is not None and self._words().settings.obs_connections
        actions = RowActions(
            favourite=self._edits.favour,
            note=self._edits.write_note,
            correct=self._changes.correct,
            export=self.export,
            delete=self._edits.delete,
            clip=self._open_clip if has_clips else None,
        )
        comparison = encounters_menu(chosen, self._trail.here.view, self._exits.compare)
        return (*comparison, *row_menu(chosen, opened, actions))

    def of_player(self, view: View, actor: int) -> Groups:
        """For a player of the opened fight, by actor_id."""
        summary, opened = self._opened.summary, self._opened.whole
        if summary is None or opened is None or self._opened.is_behind:
            return ()
        return player_menu(summary, opened, view, actor, self._words().reading, self._exits.compare)

    def of_moment(self, second: float) -> Groups:
        """For a moment of the opened fight."""
        summary, opened = self._opened.summary, self._opened.whole
        if summary is None or opened is None or self._opened.is_behind:
            return ()
        return moment_menu(summary, opened, second, self._changes.correct)

    def _export_shown(self) -> None:
        """The stretch that the tables are about."""
        summary = self._opened.summary
        if self._exits.export is not None and summary is not None and not self._opened.is_behind:
            self._exits.export(self._opened.shown, self._trail.here.view, self._history.later(summary.encounter_id))

    def _open_clip(self, summary: EncounterSummary) -> None:
        if self._exits.clip is not None:
            from_ms, to_ms = summary.started_at_ms, max(summary.started_at_ms, summary.last_ms or 0)
            question = partial(self._exits.clip, from_ms, to_ms)
            self._background.ask("clip", question, self._tell, lambda error: self._tell(str(error)))
