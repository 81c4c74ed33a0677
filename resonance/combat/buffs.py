"""Buffs: which are on whom now.

The game's instances (protocol.md 5.7) become changes of one number, the layers of a buff on a host; what is known
outlives encounters. `buff_tracks` turns the changes into uptime.

A host may carry several instances of one buff, put on by several actors. Together they are on once: their layers add
up, and their times are a union.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from resonance.combat.entries import BuffKnown
from resonance.events import BuffChanged, BuffRemoved

LATE_MS = 5_000
"""A buff whose time is over is remembered for so long: a refresh that the network delayed brings it back, and is not
lost as a patch of an unknown instance or counted as another application."""

FEWEST_TO_TIDY = 64  # so that a short queue is never tidied


class LayersChanged(NamedTuple):
    """The layers of a buff on a host are now others, or it was put on once more."""

    at_ms: int
    host: int
    buff_id: int
    layers: int  # of all instances on the host together; 0 = off
    put_on: bool  # a new application, even if the buff was on already
    source: int  # actor_id of who put on the instance that changed; 0 = not told


class Applied(NamedTuple):
    """What an instance is, and who put it on."""

    buff_id: int
    source: int  # actor_id; 0 = not told


@dataclass(slots=True)
class _Instance:
    applied: Applied
    layers: int
    started_at_ms: int  # capture clock
    created_ms: int  # server clock; 0 = not told
    duration_ms: int  # 0 = until removed
    due_ms: int | None = None  # its turn in the queue of ends: when its time is over, or when it can be forgotten
    lapsed: bool = False  # its time is over; it counts for no layers


@dataclass(slots=True)
class _Host:
    instances: dict[int, _Instance] = field(default_factory=dict)
    layers: dict[int, int] = field(default_factory=dict)  # by buff_id; above 0


class ActiveBuffs:
    """What is on everybody now.

    The server tells when a buff began on its own clock, which is not the capture's, so an end is counted on the
    capture's clock: from the message that told of a new beginning, for the duration. A buff that was on already when
    its host came into view so seems to last longer than it will; its removal is seen, and puts that right.
    """

    def __init__(self) -> None:
        self._hosts: dict[int, _Host] = {}
        self._ends: list[tuple[int, int, int]] = []  # a heap of (due_ms, host, instance); may hold ends long changed
        self._tidy_above = FEWEST_TO_TIDY

    def changed(self, event: BuffChanged) -> list[LayersChanged]:
        """An upsert by (host, instance). A patch of an instance that is not known (no buff_id) changes nothing."""
        instance = self._find(event.host, event.instance)
        if event.buff_id is None or (instance is not None and event.buff_id == instance.applied.buff_id):
            return self._update(event, instance) if instance is not None else []
        if instance is None:
            return self._put_on(event, event.buff_id)
        replaced = self._remove(event.at_ms, event.host, event.instance)  # the number was given to another buff
        return replaced + self._put_on(event, event.buff_id)

    def removed(self, event: BuffRemoved) -> list[LayersChanged]:
        return self._remove(event.at_ms, event.host, event.instance)

    def left(self, host: int, at_ms: int) -> list[LayersChanged]:
        """The host is out of view: nobody tells what happens to its buffs, so all of them are off."""
        gone = self._hosts.pop(host, _Host())
        return [LayersChanged(at_ms, host, buff_id, 0, False, 0) for buff_id in gone.layers]

    def is_due(self, now_ms: int) -> bool:
        """Would `expire` change anything?"""
        return bool(self._ends) and self._ends[0][0] <= now_ms

    def expire(self, now_ms: int) -> list[LayersChanged]:
        """Buffs whose time is over although no removal was seen, each off at the time it ended, in that order.

        To be called before every event: it looks at one number when nothing is due.
        """
        changes: list[LayersChanged] = []
        while self._ends and self._ends[0][0] <= now_ms:
            due_ms, host, number = heappop(self._ends)
            instance = self._find(host, number)
            if instance is None or instance.due_ms != due_ms:
                continue
            if instance.lapsed:
                self._remove(due_ms, host, number)
                continue
            instance.lapsed = True
            self._enqueue(host, number, instance, due_ms + LATE_MS)
            changes += self._add_layers(due_ms, host, instance.applied, -instance.layers)
        return changes

    def clear(self) -> None:
        """Another scene: nobody known is here any more."""
        self._hosts.clear()
        self._ends.clear()
        self._tidy_above = FEWEST_TO_TIDY

    def on(self, host: int) -> list[tuple[int, int]]:
        """(buff_id, layers) of every buff that is on."""
        known = self._hosts.get(host)
        return list(known.layers.items()) if known is not None else []

    def applied(self, host: int, instance: int) -> Applied | None:
        """None = not known."""
        found = self._find(host, instance)
        return found.applied if found is not None else None

    def known(self, host: int) -> list[BuffKnown]:
        """All instances on a host, for `restore`; in the order in which the layers of their buffs changed."""
        here = self._hosts.get(host, _Host())
        order = {buff_id: place for place, buff_id in enumerate(here.layers)}
        known = [
            BuffKnown(
                host,
                number,
                *instance.applied,
                instance.layers,
                instance.started_at_ms,
                instance.created_ms,
                instance.duration_ms,
                instance.due_ms,
                instance.lapsed,
            )
            for number, instance in here.instances.items()
        ]
        return sorted(known, key=lambda each: order.get(each.buff_id, -1))

    def restore(self, known: BuffKnown) -> None:
        """An instance as it was before; nothing must be known of it yet."""
        host = self._hosts.setdefault(known.host, _Host())
        instance = host.instances[known.instance] = _Instance(
            Applied(known.buff_id, known.source),
            known.layers,
            known.started_at_ms,
            known.created_ms,
            known.duration_ms,
            lapsed=known.lapsed,
        )
        if known.layers and not known.lapsed:
            host.layers[known.buff_id] = host.layers.get(known.buff_id, 0) + known.layers
        if known.due_ms is not None:
            self._enqueue(known.host, known.instance, instance, known.due_ms)

    def _find(self, host: int, number: int) -> _Instance | None:
        known = self._hosts.get(host)
        return known.instances.get(number) if known is not None else None

    def _put_on(self, event: BuffChanged, buff_id: int) -> list[LayersChanged]:
        applied = Applied(buff_id, event.source or 0)
        instance = _Instance(applied, max(event.layers or 0, 1), event.at_ms, event.created_ms or 0, 0)
        host = self._hosts.get(event.host)
        if host is None:
            host = self._hosts[event.host] = _Host()
        host.instances[event.instance] = instance
        self._time(event, instance)
        return self._add_layers(event.at_ms, event.host, applied, instance.layers, put_on=True)

    def _update(self, event: BuffChanged, instance: _Instance) -> list[LayersChanged]:
        before = 0 if instance.lapsed else instance.layers
        instance.lapsed = False
        if event.layers is not None:
            instance.layers = max(event.layers, 0)
        if event.source:
            instance.applied = instance.applied._replace(source=event.source)
        self._time(event, instance)
        return self._add_layers(event.at_ms, event.host, instance.applied, instance.layers - before)

    def _time(self, event: BuffChanged, instance: _Instance) -> None:
        """When it ends, after this event.

        Another time of creation is a refresh, and so is a duration told without one: counted too long it is put right
        by the removal, counted too short by nothing. A duration told with the same time of creation is counted from
        the beginning. Who is changed is on: an end that has passed cannot be meant.
        """
        is_refresh = event.duration_ms is not None and not event.created_ms
        if event.created_ms:
            is_refresh = event.created_ms != instance.created_ms
            instance.created_ms = event.created_ms
        if event.duration_ms is not None:
            instance.duration_ms = max(event.duration_ms, 0)
        if not instance.duration_ms:
            instance.due_ms = None
            return
        if is_refresh or instance.started_at_ms + instance.duration_ms <= event.at_ms:
            instance.started_at_ms = event.at_ms
        self._enqueue(event.host, event.instance, instance, instance.started_at_ms + instance.duration_ms)

    def _enqueue(self, host: int, number: int, instance: _Instance, due_ms: int) -> None:
        if due_ms == instance.due_ms:
            return
        instance.due_ms = due_ms
        heappush(self._ends, (due_ms, host, number))
        if len(self._ends) > self._tidy_above:
            self._tidy()

    def _tidy(self) -> None:
        """Throw away ends that are no more. Done when the queue has doubled, so a change costs the same on average."""
        self._ends = [
            (instance.due_ms, host, number)
            for host, known in self._hosts.items()
            for number, instance in known.instances.items()
            if instance.due_ms is not None
        ]
        heapify(self._ends)
        self._tidy_above = max(2 * len(self._ends), FEWEST_TO_TIDY)

    def _remove(self, at_ms: int, host: int, number: int) -> list[LayersChanged]:
        instance = self._find(host, number)
        if instance is None:
            return []
        del self._hosts[host].instances[number]
        changes = [] if instance.lapsed else self._add_layers(at_ms, host, instance.applied, -instance.layers)
        if not self._hosts[host].instances:
            del self._hosts[host]
        return changes

    def _add_layers(
        self, at_ms: int, host: int, applied: Applied, more: int, *, put_on: bool = False
    ) -> list[LayersChanged]:
        if not more:
            return []
        sums = self._hosts[host].layers
        layers = sums.pop(applied.buff_id, 0) + more
        if layers:
            sums[applied.buff_id] = layers
        return [LayersChanged(at_ms, host, applied.buff_id, layers, put_on, applied.source)]
