"""Clock: the seconds that "per second" divides by.

One clock runs for the group and one for every player and kind of number. All of them are fed with the times of combat
events and nothing else, so idle time after the last hit never lowers a DPS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from resonance.combat.tally import View

ACTIVE_GAP_MS = 5_000
"""Pauses longer than this do not count as active. Existing meters use 3 s plus a grace of 0.5 s (protocol.md 10.7);
5 s keeps the walk between two packs of a pull."""

SHORTEST_MS = 1_000
"""A clock that has run for less counts as one second, so the first hit of a fight is no record DPS."""


class ClockChoice(StrEnum):
    """Which clock divides: one setting for the whole program."""

    ACTIVE = "active"  # the group's time without its pauses
    ELAPSED = "elapsed"  # first to last damage by any player
    PERSONAL = "personal"  # the player's own time without the player's own pauses
    BOSS = "boss"  # first to last damage by any player on a boss, without the pauses in it


@dataclass(slots=True)
class Clock:
    """Times are capture times in Unix ms; None = not started."""

    first_ms: int | None = None
    last_ms: int | None = None
    active_ms: int = 0  # sum of the steps that were no pause

    @property
    def elapsed_ms(self) -> int:
        if self.first_ms is None or self.last_ms is None:
            return 0
        return self.last_ms - self.first_ms

    def feed(self, at_ms: int) -> None:
        """Something happened at this time. A time before the newest one (packets out of order) moves nothing."""
        if at_ms == self.last_ms:  # of the same packet, mostly
            return
        if self.first_ms is None or self.last_ms is None:
            self.first_ms = self.last_ms = at_ms
            return
        step = at_ms - self.last_ms
        if step > 0:
            self.last_ms = at_ms
            if step <= ACTIVE_GAP_MS:
                self.active_ms += step

    def copy(self) -> Clock:
        return Clock(self.first_ms, self.last_ms, self.active_ms)


@dataclass(slots=True)
class Clocks:
    """All clocks of an encounter, or of one segment of it."""

    group: Clock = field(default_factory=Clock)  # damage by any player
    boss: Clock = field(default_factory=Clock)  # damage by any player on a boss
    personal: dict[tuple[View, int], Clock] = field(default_factory=dict)  # by actor_id

    def personal_of(self, view: View, actor: int) -> Clock:
        """The personal clock of an actor, made if there is none."""
        clock = self.personal.get((view, actor))
        if clock is None:
            clock = self.personal[view, actor] = Clock()
        return clock

    def copy(self) -> Clocks:
        """One that later feeding of this one does not reach."""
        personal = {key: clock.copy() for key, clock in self.personal.items()}
        return Clocks(self.group.copy(), self.boss.copy(), personal)
