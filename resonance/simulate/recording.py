"""A recording: a scenario played into packets, and the truth about it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resonance.protocol.packet import RawPacket
from resonance.simulate import noise
from resonance.simulate.options import Options, Stage
from resonance.simulate.scenarios import SCENARIOS
from resonance.simulate.truth import Truth

STARTED_AT_MS = 1_787_022_000_000
"""Unless told otherwise: a fixed evening, so that the same seed gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Recording:
    """`packets` can be walked once; they are made while one walks, so a long recording needs no memory.

    `truth` is complete when the last packet was taken.
    """

    name: str
    seed: int
    started_at_ms: int
    packets: Iterator[RawPacket]  # Ethernet, in time order
    truth: Truth


def generate(name: str, seed: int = 1, started_at_ms: int = STARTED_AT_MS, **options: Any) -> Recording:
    """Play a scenario. Options are the fields of `Options`. ValueError for a name that is not in SCENARIOS."""
    scenario = SCENARIOS.get(name)
    if scenario is None:
        raise ValueError(f"no scenario is called {name!r}; there are {', '.join(SCENARIOS)}")
    chosen = Options(**options)
    stage = Stage(random.Random(f"{name}/{seed}"), seed, started_at_ms, chosen)
    packets = scenario.play(stage)
    if chosen.noise:
        packets = noise.mixed(packets, random.Random(f"noise/{seed}"))
    return Recording(name, seed, started_at_ms, packets, stage.world.truth)
