"""Encounters with their journals, and what two of them add up to."""

from __future__ import annotations

from dataclasses import replace

from fights import ANNA, BEN, BOSS, BOSS_MONSTER, SECOND, WOLF, hit, seen
from random_fights import STARTED_AT_MS

from resonance import names
from resonance.combat.entries import (
    Entry,
)
from resonance.combat.record import EncounterRecord
from resonance.combat.recorder import Recorder
from resonance.combat.rules import Rules
from resonance.combat.tally import Tally, TallyKey
from resonance.combat.tracker import Tracker
from resonance.events import Event

NAMES = names.load()
AT_MS = STARTED_AT_MS
FOREVER = 2**60


def noted(*events: Event) -> tuple[EncounterRecord, list[Entry]]:
    """The newest encounter of a story, and its journal."""
    recorder = Recorder(Tracker(NAMES, Rules(silence_ms=15 * SECOND)))
    for event in events:
        recorder.apply(event)
    recorder.finish()
    current = recorder.tracker.current
    assert current is not None
    current.settle()
    return current.record, recorder.take()


def story() -> tuple[EncounterRecord, list[Entry]]:
    """Twenty seconds against a boss: half a second of trash, a wipe, a kill."""
    events: list[Event] = [seen(BOSS, AT_MS, appeared=True, monster_id=BOSS_MONSTER, hp=20_000, max_hp=20_000)]
    events.append(hit(AT_MS, ANNA, WOLF))
    events += [hit(AT_MS + turn * 500, ANNA, BOSS, 500 + turn) for turn in range(1, 20)]
    events.append(hit(AT_MS + 9_600, BOSS, ANNA, 900, killed=True))
    events += [hit(AT_MS + turn * 500, BEN, BOSS, 500 + turn) for turn in range(30, 40)]
    events.append(hit(AT_MS + 20_000, BEN, BOSS, 9_000, killed=True))
    return noted(*events)


def sums(record: EncounterRecord) -> dict[TallyKey, Tally]:
    """Without the largest record, which does not add up, and the numbers of segments, which differ in a part."""
    found: dict[TallyKey, Tally] = {}
    for key, tally in record.tallies.items():
        found.setdefault(key._replace(segment=0), Tally()).add(replace(tally, max=0))
    return found


def added(*parts: EncounterRecord) -> dict[TallyKey, Tally]:
    found: dict[TallyKey, Tally] = {}
    for part in parts:
        for key, tally in sums(part).items():
            found.setdefault(key, Tally()).add(tally)
    return found
