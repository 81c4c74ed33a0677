"""Buffs: what each of them did during an encounter, counted from the changes of its layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from resonance.combat.buffs import LayersChanged
from resonance.combat.record import BuffTrack


@dataclass(slots=True)
class _Period:
    """A buff on a host, from the time up to which everything is counted."""

    since_ms: int
    dealt: int  # by the host until then
    layers: int = 0
    late_ms: dict[int, int] = field(default_factory=dict)  # by layers: time after the last combat event
    late_after_ms: int = 0  # which combat event that was


class BuffTracks:
    """Uptime of the buffs of everybody who takes part in an encounter.

    Time after the last combat event does not count, since the encounter may be over; if it goes on, it does. What was
    on meanwhile is kept as a sum beside the track, so hours without a hit take no memory either.
    """

    def __init__(
        self,
        tracks: dict[tuple[int, int], BuffTrack],
        dealt: Callable[[int], int],
        fought_until: Callable[[], int],
    ) -> None:
        """`tracks`: what is filled. `dealt`: damage of an actor in this encounter so far. `fought_until`: time of its
        last combat event; never goes back. Both are asked when a buff changes, and in `settle`."""
        self._tracks = tracks
        self._dealt = dealt
        self._fought_until = fought_until
        self._hosts: dict[int, dict[int, _Period]] = {}  # by buff_id: those that are on, or have late time
        self._gone: dict[tuple[int, int], int] = {}  # of all others: the time up to which everything is counted

    def join(self, actor: int, at_ms: int, on: Iterable[tuple[int, int]]) -> None:
        """An actor takes part from now on. A buff that is on already counts as put on once.

        To be called before the damage that made them take part is counted. A second time changes nothing.
        """
        if actor in self._hosts:
            return
        self._hosts[actor] = {}
        for buff_id, layers in on:
            self.apply(LayersChanged(at_ms, actor, buff_id, layers, True, 0))

    def apply(self, change: LayersChanged) -> None:
        """Hosts that take no part are ignored."""
        periods = self._hosts.get(change.host)
        if periods is None:
            return
        period = periods.get(change.buff_id)
        if period is None:
            if not change.layers:
                return
            # The clock alone may have ended it a moment later than the next packet is from: no time counts twice.
            since_ms = max(change.at_ms, self._gone.pop((change.host, change.buff_id), change.at_ms))
            period = periods[change.buff_id] = _Period(since_ms, self._dealt(change.host))
        track = self._tracks.setdefault((change.host, change.buff_id), BuffTrack())
        self._count(change.at_ms, change.host, period, track)
        period.layers = change.layers
        track.count += change.put_on
        self._forget_if_over(change.host, change.buff_id, period)

    def settle(self) -> None:
        """Bring the tracks up to the last combat event. May be called at any time; visits the buffs that are on."""
        fought_until = self._fought_until()
        for host, periods in self._hosts.items():
            for buff_id, period in list(periods.items()):
                self._count(fought_until, host, period, self._tracks[host, buff_id])
                self._forget_if_over(host, buff_id, period)

    def _forget_if_over(self, host: int, buff_id: int, period: _Period) -> None:
        if not period.layers and not period.late_ms:
            del self._hosts[host][buff_id]
            self._gone[host, buff_id] = period.since_ms

    def _count(self, until_ms: int, host: int, period: _Period, track: BuffTrack) -> None:
        fought_until = self._fought_until()
        if period.late_ms and fought_until > period.late_after_ms:
            for layers, late_ms in period.late_ms.items():
                _add_time(track, layers, late_ms)
            period.late_ms.clear()
        dealt = self._dealt(host)
        if period.layers:
            track.damage += dealt - period.dealt
            _add_time(track, period.layers, min(until_ms, fought_until) - period.since_ms)
            late_ms = until_ms - max(period.since_ms, fought_until)
            if late_ms > 0:
                period.late_ms[period.layers] = period.late_ms.get(period.layers, 0) + late_ms
                period.late_after_ms = fought_until
        period.dealt = dealt
        period.since_ms = max(period.since_ms, until_ms)


def _add_time(track: BuffTrack, layers: int, time_ms: int) -> None:
    if time_ms > 0:
        track.on_ms += time_ms
        track.layers_ms[layers] = track.layers_ms.get(layers, 0) + time_ms
