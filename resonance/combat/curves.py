"""Curves: amounts and boss HP in buckets of one second since the encounter began.

A curve ends with the last second in which something happened, so curves differ in length. A record costs one addition;
a curve grows by the seconds that have passed, whatever the number of records in them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import overload

from resonance.combat.tally import View

MAX_SECONDS = 4 * 3600
"""Later seconds are not kept: 115 kB for each curve are enough, and no fight is that long."""

NOT_KNOWN = -1  # HP of a second before the first that was told

LARGEST = 2**63 - 1  # what a bucket can hold; only forged traffic reaches it

UNSETTLED_S = 60
"""Seconds at the end of a curve that may still change. Events never go back in time, so one would be too many."""


class Frozen(Sequence[int]):
    """A curve as it was at one moment, in little memory: the settled seconds stay those of the curve that goes on."""

    __slots__ = ("_curve", "_newest", "_settled")

    def __init__(self, curve: array[int]) -> None:
        self._settled = max(len(curve) - UNSETTLED_S, 0)
        self._newest = curve[self._settled :]
        self._curve = curve

    def __len__(self) -> int:
        return self._settled + len(self._newest)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> array[int]: ...
    def __getitem__(self, place: int | slice) -> int | array[int]:
        if isinstance(place, slice):
            return (self._curve[: self._settled] + self._newest)[place]
        index = place + len(self) if place < 0 else place
        if not 0 <= index < len(self):
            raise IndexError(place)
        return self._curve[index] if index < self._settled else self._newest[index - self._settled]

    def __iter__(self) -> Iterator[int]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return self[:] == other[:] if isinstance(other, Frozen | array) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # like that of any sequence compared by what it holds


def add(curves: dict[tuple[View, int], array[int]], view: View, actor: int, second: int, amount: int) -> None:
    """Count an amount in its second. One from before the beginning (packets out of order) counts in the first."""
    if second >= MAX_SECONDS:
        return
    curve = curves.get((view, actor))
    if curve is None:
        curve = curves[view, actor] = array("q")
    if second < 0:
        second = 0
    missing = second + 1 - len(curve)
    if missing > 0:
        curve.frombytes(bytes(missing * curve.itemsize))
    total = curve[second] + amount
    curve[second] = total if total <= LARGEST else LARGEST


def set_hp(boss_hp: dict[int, array[int]], body: int, second: int, hp: int) -> None:
    """The HP of a body are these. The last of a second stays; seconds without any repeat the one before."""
    if second >= MAX_SECONDS:
        return
    curve = boss_hp.get(body)
    if curve is None:
        curve = boss_hp[body] = array("q")
    if second < 0:
        second = 0
    missing = second + 1 - len(curve)
    if missing > 0:
        curve.extend(array("q", [curve[-1] if curve else NOT_KNOWN]) * missing)
    curve[second] = min(max(hp, 0), LARGEST)
