"""Feeds: the clocks that run while an actor does something, and the curve that grows with it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from resonance.combat import curves
from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import EncounterRecord
from resonance.combat.tally import View


@dataclass(slots=True)
class Feed:
    """What an actor's amounts of one view go into, apart from tallies; found once for thousands of them."""

    view: View
    actor: int
    clocks: Clocks  # of the segment it was found for: others mean that it must be found anew
    encounter_clock: Clock
    segment_clock: Clock
    fed_ms: int | None = None  # when the clocks were fed last; None = not yet
    curve: array[int] | None = None  # None = nothing was added yet


class Feeds:
    """Of one encounter."""

    def __init__(self, record: EncounterRecord) -> None:
        self._record = record
        self._feeds: dict[tuple[View, int], Feed] = {}  # by view and actor, in the newest segment
        self._group_fed: tuple[Clocks | None, int, bool] = (None, 0, False)  # the clocks fed last, when, and the boss's

    def clear(self) -> None:
        """The record has been emptied."""
        self._feeds.clear()

    def of(self, view: View, actor: int, clocks: Clocks) -> Feed:
        """`clocks`: those of the segment."""
        feed = self._feeds.get((view, actor))
        if feed is None or feed.clocks is not clocks:
            encounter_clock = self._record.clocks.personal_of(view, actor)
            feed = Feed(view, actor, clocks, encounter_clock, clocks.personal_of(view, actor))
            self._feeds[view, actor] = feed
        return feed

    def add(self, feed: Feed, at_ms: int, amount: int) -> None:
        if at_ms != feed.fed_ms:
            feed.fed_ms = at_ms
            feed.encounter_clock.feed(at_ms)
            feed.segment_clock.feed(at_ms)
        record, curve = self._record, feed.curve
        second = (at_ms - record.started_at_ms) // 1000
        if curve is not None and 0 <= second < len(curve) and (total := curve[second] + amount) <= curves.LARGEST:
            curve[second] = total
        else:
            curves.add(record.curves, feed.view, feed.actor, second, amount)
            feed.curve = record.curves.get((feed.view, feed.actor))

    def group(self, clocks: Clocks, at_ms: int, *, on_boss: bool) -> None:
        """A player has done damage. `clocks`: those of the segment."""
        fed_clocks, fed_ms, fed_boss = self._group_fed
        if fed_clocks is clocks and fed_ms == at_ms and fed_boss == on_boss:  # of the same packet, mostly
            return
        self._group_fed = clocks, at_ms, on_boss
        for each in (self._record.clocks, clocks):
            each.group.feed(at_ms)
            if on_boss:
                each.boss.feed(at_ms)
