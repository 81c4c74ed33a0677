"""Options of a recording, and the stage a scenario plays on."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from resonance.simulate.combat import Combat
from resonance.simulate.deltas import Layout
from resonance.simulate.fight import Fight
from resonance.simulate.roster import Person
from resonance.simulate.session import Session
from resonance.simulate.wire import MSS
from resonance.simulate.world import World


@dataclass(frozen=True, slots=True)
class Options:
    """None = as the scenario likes it."""

    layout: Layout = Layout.OLD  # where deltas carry their buffs
    hide_flags: bool = False  # crit and lucky of everybody but the local player are not sent (protocol.md 8.2)
    noise: bool = True  # other traffic of the same machine is in the capture too
    server_seq: int | None = None  # first TCP sequence number of the first connection; 2**32 - 5000 wraps soon
    mss: int = MSS
    seconds: float | None = None  # how long the whole takes, roughly
    players: int | None = None
    hits_per_second: float | None = None  # damage and heal records of all players together


class Stage:
    """What a scenario gets: an empty world, what one can do in it, and the wishes of the caller."""

    def __init__(self, rng: random.Random, seed: int, started_at_ms: int, options: Options) -> None:
        self.options = options
        self.seed = seed
        self._rng = rng
        self._first_seq = options.server_seq
        self.world = World(rng, started_at_ms, self._open_session, layout=Layout(options.layout))
        self.combat = Combat(self.world, hide_flags=options.hide_flags)

    def fight(self, people: Iterable[Person], *, hits_per_second: float, group_dps: float) -> Fight:
        """The group of a scenario; the first of them is the local player."""
        rate = self.options.hits_per_second or hits_per_second
        return Fight(self.world, self.combat, people, hits_per_second=rate, group_dps=group_dps)

    def _open_session(self) -> Session:
        first, self._first_seq = self._first_seq, None
        return Session(self._rng, server_seq=first, mss=self.options.mss)
