"""Training: a fixed time on a training dummy, several runs, and what they have in common.

Armed by a command. A run begins with the first hit on a known dummy and takes only hits on that body; when its time is
over, nothing counts until it is armed again, so the result stays on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from resonance.events import Hit, is_player

if TYPE_CHECKING:
    from resonance.combat.tracker import Tracker

DUMMIES = frozenset((115, 122))
"""Monster ids of training dummies (protocol.md 6)."""

DEFAULT_MS = 180_000


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """DPS over the runs that were finished."""

    runs: int
    mean: float
    best: float
    deviation: float | None  # None for a single run


class Training:
    """Which hits count while training is on."""

    def __init__(self, length_ms: int = DEFAULT_MS) -> None:
        self.length_ms = length_ms
        self.dummy: int | None = None  # the body of this run; None = armed, waiting for the first hit
        self.started_ms = 0
        self.finished: list[float] = []  # DPS of each run, by the length of a run
        self._damage = 0
        self._is_over = False

    def restore(self, dummy: int | None, started_ms: int, *, is_over: bool) -> None:
        """A run as it was before; its result is not known."""
        self.dummy, self.started_ms, self._is_over = dummy, started_ms, is_over

    def arm(self) -> None:
        """Begin another run with the next hit on a dummy. A run that is under way is thrown away."""
        self.dummy = None
        self._damage = 0
        self._is_over = False

    def is_due(self, now_ms: int) -> bool:
        """Is the time of a run over that was not over so far?"""
        return self.dummy is not None and not self._is_over and now_ms - self.started_ms >= self.length_ms

    def tick(self, now_ms: int) -> None:
        """Time has passed; at the end of a run its result is kept."""
        if self.is_due(now_ms):
            self._is_over = True
            self.finished.append(self._damage * 1000 / self.length_ms)

    @property
    def is_over(self) -> bool:
        """The run has had its time: the picture is frozen."""
        return self._is_over

    def takes(self, hit: Hit, tracker: Tracker) -> bool:
        """Does this hit count? The first one on a dummy begins the run, and a fresh encounter with it."""
        self.tick(hit.at_ms)
        if not self.wants(hit, tracker):
            return False
        if self.dummy is None:
            tracker.reset()
            self.dummy, self.started_ms = hit.target, hit.at_ms
        self._damage += hit.amount
        return True

    def wants(self, hit: Hit, tracker: Tracker) -> bool:
        """Would `takes` say yes at this time?"""
        if self._is_over or not is_player(tracker.actors.credited(hit.source)):
            return False
        if self.dummy is None:
            return hit.amount > 0 and tracker.actors.get(hit.target).info.monster_id in DUMMIES
        return hit.target == self.dummy

    def result(self) -> TrainingResult | None:
        """None until a run is finished."""
        if not self.finished:
            return None
        deviation = stdev(self.finished) if len(self.finished) > 1 else None
        return TrainingResult(len(self.finished), fmean(self.finished), max(self.finished), deviation)
