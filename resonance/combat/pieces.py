"""What was counted before and after the moments at which the user split an encounter later.

A journal tells at its end that it was split, so what it is counted from is gone through with the moments known: at each
of them the counts are put aside as a piece, and new ones begun. Pieces go by the segments of the record, so a
correction that renumbers these renumbers them too. At the end all pieces are put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from resonance.combat.clock import ACTIVE_GAP_MS, Clock, Clocks
from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Tally, TallyKey

Tallies = dict[TallyKey, Tally]


@dataclass(slots=True)
class Piece:
    """Counted until a moment, and after the one before it."""

    until_ms: int
    hp: dict[int, int | None] = field(default_factory=dict)  # of bosses at that moment, by body
    tallies: Tallies = field(default_factory=dict)
    clocks: list[Clocks] = field(default_factory=list)  # of the segments there were by then


def put_aside(record: EncounterRecord, until_ms: int, hp: dict[int, int | None]) -> Piece:
    """What the record has counted since the last time; it begins anew, in the same segments."""
    piece = Piece(until_ms, hp, dict(record.tallies), [each.clocks for each in record.segments])
    record.tallies.clear()
    for each in record.segments:
        each.clocks = Clocks()
    return piece


def put_together(record: EncounterRecord, pieces: Iterable[Piece]) -> None:
    """What was put aside is counted again."""
    tallies: Tallies = {}
    for part in (*(piece.tallies for piece in pieces), dict(record.tallies)):
        for key, tally in part.items():
            tallies.setdefault(key, Tally()).add(tally)
    record.tallies.clear()
    record.tallies.update(tallies)
    for index, segment in enumerate(record.segments):
        clocks = Clocks()
        for each in (*clocks_of(pieces, index), segment.clocks):
            clocks = merged_clocks(clocks, each)
        segment.clocks = clocks


def clocks_of(pieces: Iterable[Piece], index: int) -> list[Clocks]:
    """Of a segment, in the pieces that have it."""
    return [piece.clocks[index] for piece in pieces if index < len(piece.clocks)]


def move_tallies(tallies: Tallies, first: int, step: int) -> None:
    """Those of the segments from `first` on belong to others, `step` further."""
    before = dict(tallies)
    tallies.clear()
    for key, tally in before.items():
        moved = key if key.segment < first else key._replace(segment=key.segment + step)
        tallies.setdefault(moved, Tally()).add(tally)


def times_of(clocks: Clocks) -> list[int]:
    """The first and the last moment of each clock that has run."""
    every = (clocks.group, clocks.boss, *clocks.personal.values())
    return [at_ms for clock in every for at_ms in (clock.first_ms, clock.last_ms) if at_ms is not None]


def merged_clocks(first: Clocks, second: Clocks) -> Clocks:
    keys = sorted({*first.personal, *second.personal})
    nothing = Clock()
    return Clocks(
        _merged_clock(first.group, second.group),
        _merged_clock(first.boss, second.boss),
        {key: _merged_clock(first.personal.get(key, nothing), second.personal.get(key, nothing)) for key in keys},
    )


def _merged_clock(first: Clock, second: Clock) -> Clock:
    """As if one clock had been fed with the times of both."""
    if first.last_ms is None or second.first_ms is None:
        only = second if first.last_ms is None else first
        return Clock(only.first_ms, only.last_ms, only.active_ms)
    step = second.first_ms - first.last_ms
    between = step if 0 < step <= ACTIVE_GAP_MS else 0
    last_ms = max(first.last_ms, second.last_ms or first.last_ms)
    return Clock(first.first_ms, last_ms, first.active_ms + between + second.active_ms)
