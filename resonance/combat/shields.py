"""Shields: who put them up, and how much they took.

Hearsay, all of it: a list of shields (attribute 60050, protocol.md 5.8 and 8.4) was never seen filled in a capture,
and neither was the shield's part in a hit (field 10). What is known is that hits on players come with an amount above
the HP they cost; that excess is here what shields may have taken.

A message tells of attributes first, then of hits, then of buffs (protocol.md 8.4). So when a shield comes up, its buff
is not known yet, and when it vanishes, the hit that broke it has not come yet. Both wait for SAME_MOMENT_MS.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from resonance.combat.buffs import Applied
from resonance.combat.entries import ExcessKnown, ShieldKnown, ShieldWaits
from resonance.events import Hit

SAME_MOMENT_MS = 100
"""Longest time between two messages about the same thing; the server sends about ten a second."""

NOBODY = Applied(0, 0)


class ShieldChange(NamedTuple):
    """A shield came up, grew, or took damage."""

    at_ms: int
    host: int
    source: int  # actor_id of who put it up; 0 = not told
    buff_id: int  # 0 = not told
    put_up: int  # new points
    absorbed: int  # points that hits took


@dataclass(slots=True)
class _Shield:
    value: int
    applied: Applied | None = None  # None = not told so far


_Taken = deque[tuple[int, int]]
"""(at_ms, excess of a hit, or less what it explains)"""


class _Waiting(NamedTuple):
    at_ms: int
    host: int
    instance: int
    shield: _Shield
    put_up: int
    rest: int  # what it held when it vanished


class Shields:
    """The shields on everybody now. Outlives encounters, as shields do."""

    def __init__(self, applied: Callable[[int, int], Applied | None]) -> None:
        """`applied`: what a buff instance on a host is; None = not known (yet)."""
        self._applied = applied
        self._hosts: dict[int, dict[int, _Shield]] = {}  # by host and buff instance
        self._taken: dict[int, _Taken] = {}  # by host; only those who had a shield in this scene
        self._waiting: deque[_Waiting] = deque()  # oldest first

    def changed(self, at_ms: int, host: int, shields: Iterable[tuple[int, int, int, int]]) -> list[ShieldChange]:
        """The shields on a host are now these: (buff instance, value, initial, max) each.

        A new one, or more in one, was put up; less in one was absorbed. Left to `judge`: one that is gone, and one
        whose buff is not known yet.
        """
        values = _values(shields)
        if not values and host not in self._hosts:
            return []
        here = self._hosts.setdefault(host, {})
        taken = self._taken.setdefault(host, deque())
        changes: list[ShieldChange] = []
        for instance in [instance for instance in here if instance not in values]:
            gone = here.pop(instance)
            self._identify(host, instance, gone)
            self._waiting.append(_Waiting(at_ms, host, instance, gone, 0, gone.value))
        for instance, value in values.items():
            shield = here.setdefault(instance, _Shield(0))
            more, shield.value = value - shield.value, value
            if self._identify(host, instance, shield) is None and more > 0:
                self._waiting.append(_Waiting(at_ms, host, instance, shield, more, 0))
            elif more:
                changes.append(_change(at_ms, host, shield, max(more, 0), max(-more, 0)))
            if more < 0:
                _take(taken, at_ms, more)
        return changes

    def seen(self, host: int, shields: Iterable[tuple[int, int, int, int]]) -> None:
        """The full picture of a host that came into view: nobody knows when these were put up, so they are not."""
        values = _values(shields)
        self._hosts.pop(host, None)
        if values:
            self._hosts[host] = {instance: _Shield(value) for instance, value in values.items()}
            self._taken.setdefault(host, deque())

    def hit(self, hit: Hit) -> None:
        """What the hit did beyond the HP it cost may have gone into a shield. To be called for every hit."""
        taken = self._taken.get(hit.target)
        if taken is None:
            return
        excess = max(hit.amount - hit.hp_loss, hit.shield_loss)
        if excess > 0:
            _take(taken, hit.at_ms, excess)

    def is_due(self, now_ms: int) -> bool:
        """Would `judge` change anything?"""
        return bool(self._waiting) and now_ms - self._waiting[0].at_ms > SAME_MOMENT_MS

    def judge(self, now_ms: int) -> list[ShieldChange]:
        """What had to wait and is now clear: who put a shield up, and whether hits broke one or its time was over.

        A vanished shield took what hits of the same moment did beyond HP and other shields; the rest expired.
        To be called before every event: it looks at one number when nothing is due.
        """
        changes: list[ShieldChange] = []
        while self.is_due(now_ms):
            at_ms, host, instance, shield, put_up, rest = self._waiting.popleft()
            self._identify(host, instance, shield)
            taken = self._taken[host]
            excess = sum(amount for hit_ms, amount in taken if abs(hit_ms - at_ms) <= SAME_MOMENT_MS)
            absorbed = max(min(rest, excess), 0)
            if absorbed:
                taken.append((at_ms, -absorbed))
            if put_up or absorbed:
                changes.append(_change(at_ms, host, shield, put_up, absorbed))
        return changes

    def left(self, host: int) -> None:
        """Out of view: nobody tells what happens to its shields."""
        self._hosts.pop(host, None)

    def clear(self) -> None:
        """Another scene."""
        self._hosts.clear()
        self._taken.clear()
        self._waiting.clear()

    def known(self, host: int) -> Iterator[ShieldKnown | ExcessKnown | ShieldWaits]:
        """All about the shields of a host, for `restore`."""
        here = self._hosts.get(host, {})
        for instance, shield in here.items():
            yield ShieldKnown(host, instance, shield.value, *(shield.applied or (None, None)))
        for hit_ms, amount in self._taken.get(host, ()):
            yield ExcessKnown(host, hit_ms, amount)
        for at_ms, whose, instance, shield, put_up, rest in self._waiting:
            if whose == host:
                is_up = here.get(instance) is shield
                buff_id, source = shield.applied or (None, None)
                yield ShieldWaits(host, at_ms, instance, shield.value, buff_id, source, put_up, rest, is_up)

    def restore(self, known: ShieldKnown | ExcessKnown | ShieldWaits) -> None:
        """Something about the shields of a host as it was before; to be called in the order of `known`."""
        taken = self._taken.setdefault(known.host, deque())
        if isinstance(known, ExcessKnown):
            taken.append((known.hit_ms, known.amount))
            return
        applied = Applied(known.buff_id, known.source or 0) if known.buff_id is not None else None
        if isinstance(known, ShieldKnown):
            self._hosts.setdefault(known.host, {})[known.instance] = _Shield(known.value, applied)
            return
        shield = self._hosts.get(known.host, {}).get(known.instance) if known.is_up else None
        self._waiting.append(
            _Waiting(
                known.changed_ms,
                known.host,
                known.instance,
                shield or _Shield(known.value, applied),
                known.put_up,
                known.rest,
            )
        )

    def _identify(self, host: int, instance: int, shield: _Shield) -> Applied | None:
        if shield.applied is None:
            shield.applied = self._applied(host, instance)
        return shield.applied


def _values(shields: Iterable[tuple[int, int, int, int]]) -> dict[int, int]:
    """By buff instance; one buff may hold several shields."""
    values: dict[int, int] = {}
    for instance, value, _initial, _max in shields:
        values[instance] = values.get(instance, 0) + max(value, 0)
    return values


def _change(at_ms: int, host: int, shield: _Shield, put_up: int, absorbed: int) -> ShieldChange:
    buff_id, source = shield.applied or NOBODY
    return ShieldChange(at_ms, host, source, buff_id, put_up, absorbed)


def _take(taken: _Taken, at_ms: int, amount: int) -> None:
    """Only the hits around the shields that still wait are kept."""
    taken.append((at_ms, amount))
    while taken[0][0] < at_ms - 3 * SAME_MOMENT_MS:
        taken.popleft()
