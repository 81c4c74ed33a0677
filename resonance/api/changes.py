"""What has happened in the fight -> the events of the stream, and the encounters to look for in the history."""

from __future__ import annotations

from typing import Any, NamedTuple

from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import Snapshot
from resonance.export.deaths import cause
from resonance.export.people import player_name
from resonance.happenings import Happening, Watch, What
from resonance.names import Names

ATTEMPT_STARTED, ATTEMPT_ENDED, DEATH, ENCOUNTER_SAVED = (
    "attempt_started",
    "attempt_ended",
    "death",
    "encounter_saved",
)


class Event(NamedTuple):
    name: str
    data: dict[str, Any]


class Changes:
    """For one thread. What had happened before the first look is no news."""

    def __init__(self) -> None:
        self._watch = Watch()
        self._encounter_ms: int | None = None  # when the one of the last look began
        self._was_over: int | None = None  # beginning of the newest one that is over
        self.over: set[int] = set()
        """Beginnings of encounters that have ended, and that nobody has seen in the history yet."""

    def look(self, snapshot: Snapshot | None, names: Names) -> list[Event]:
        """The events since the last look, oldest first."""
        found = []
        for happening in self._watch.look(snapshot):
            if happening.what is What.OVER:
                self._note_end(snapshot)
            elif happening.what is What.DEATH:
                if snapshot is not None:  # as it always is: deaths are told of what is looked at
                    found.append(_death(snapshot, happening, names))
            elif happening.is_boss:
                found.append(_attempt(happening, names))
        self._encounter_ms = snapshot.curves_from_ms if snapshot is not None else None
        return found

    def _note_end(self, snapshot: Snapshot | None) -> None:
        """Of the encounter of the last look; or, if that is known already, of this one."""
        ended_ms = self._encounter_ms
        if ended_ms in (None, self._was_over) and snapshot is not None:
            ended_ms = snapshot.curves_from_ms
        if ended_ms is not None:
            self.over.add(ended_ms)
            self._was_over = ended_ms


def _attempt(happening: Happening, names: Names) -> Event:
    data = {
        "at_ms": happening.at_ms,
        "attempt": happening.attempt,
        "boss_monster_id": happening.boss_monster_id,
        "boss": names.monster(happening.boss_monster_id),
    }
    if happening.what is What.STARTED:
        return Event(ATTEMPT_STARTED, data)
    return Event(
        ATTEMPT_ENDED,
        {
            **data,
            "started_at_ms": happening.began_ms,
            "result": str(happening.result),
            "hp_end": happening.hp_end,
        },
    )


def _death(snapshot: Snapshot, happening: Happening, names: Names) -> Event:
    actor = snapshot.info(happening.actor or 0) or ActorInfo(happening.actor or 0)
    death = next(each for each in snapshot.deaths if (each.actor, each.at_ms) == (happening.actor, happening.at_ms))
    data = {
        "at_ms": happening.at_ms,
        "uid": names.display_uid(actor.uid),
        "name": player_name(actor, names),
        "is_local": happening.is_local,
        "cause": cause(snapshot, death, names),
    }
    return Event(DEATH, data)
