"""Takes out of an encounter who the players are: record and journal alike, so that both still tell the same.

Players become 1, 2, ... in the order of their damage, without a name, and teams 1, 2, ... Nobody has a name, since pets
may be called after their owners; whatever else has the uid of a player, such as a pet, gets another one. What the game
counts with stays: class, level, score, monsters, times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from resonance.combat.entries import Entry
from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Kind
from resonance.encounter_file.columns import LAYOUTS
from resonance.encounter_file.tables import Tables, ordered
from resonance.events import is_player, uid_of

ACTORS = frozenset(
    (
        *("actor", "actor_id", "attacker", "boss", "by", "dummy", "host", "killer", "local_player", "owner"),
        *("reviver", "source", "summoner", "target"),
    )
)
"""Fields, columns and facts that hold an actor_id."""

TEAMS = frozenset(("team_id",))
DROPPED: dict[str, Any] = {"name": None, "server": "", "scene_uuid": None}
"""What is put in the place of these fields and columns."""
DROPPED_FACTS = frozenset(("name", "hated_char_id"))

_LOW_BITS = 16  # of an actor_id, below the uid


class Pseudonyms:
    def __init__(
        self, record: EncounterRecord, journal: Iterable[Entry], number_of: Callable[[int], int] | None = None
    ) -> None:
        """The journal is gone through to its end, to find everybody. JournalError.

        `number_of`: gives a player with this uid another number than the place by damage.
        """
        self._actors: dict[int, int] = {}
        self._teams: dict[int, int] = {0: 0}
        everybody = dict.fromkeys((*_by_damage(record), *sorted(record.actors)))
        everybody.update(dict.fromkeys(actor for entry in journal for actor in _mentioned(entry)))
        players = [actor for actor in everybody if is_player(actor)]
        self._uids = set(map(uid_of, players))
        taken = [uid_of(actor) for actor in everybody if uid_of(actor) not in self._uids]
        for place, actor in enumerate(players, start=1):
            self._actors[actor] = _with_uid(actor, number_of(uid_of(actor)) if number_of is not None else place)
        self._next_uid = max([0, *map(uid_of, self._actors.values()), *taken]) + 1  # for what has a player's uid

    def in_tables(self, tables: Tables) -> Tables:
        changed: Tables = {}
        for layout in LAYOUTS:
            names = [column.name for column in layout.columns]
            rows = [tuple(map(self._value, names, row)) for row in tables[layout.name]]
            changed[layout.name] = ordered(layout, rows)
        return changed

    def in_entry(self, entry: Entry) -> Entry:
        fields: tuple[str, ...] = entry._fields
        changed: Entry = type(entry)(*map(self._value, fields, entry))
        return changed

    def _value(self, name: str, value: Any) -> Any:
        if name in ACTORS:
            return None if value is None else self._actor(value)
        if name in TEAMS:
            return None if value is None else self._teams.setdefault(value, len(self._teams))
        if name == "facts":
            kept = {fact: told for fact, told in value.items() if fact not in DROPPED_FACTS}
            return {fact: self._value(fact, told) for fact, told in kept.items()}
        return DROPPED.get(name, value)

    def _actor(self, actor: int) -> int:
        if actor not in self._actors:
            if uid_of(actor) not in self._uids:
                return actor
            self._actors[actor] = _with_uid(actor, self._next_uid)
            self._next_uid += 1
        return self._actors[actor]


def _with_uid(actor: int, uid: int) -> int:
    return uid << _LOW_BITS | actor & (1 << _LOW_BITS) - 1


def _by_damage(record: EncounterRecord) -> Iterable[int]:
    damage: Counter[int] = Counter()
    for key, tally in record.tallies.items():
        if key.kind == Kind.DAMAGE and is_player(key.source) and not is_player(key.target):
            damage[key.source] += tally.amount
    return sorted(damage, key=lambda actor: (-damage[actor], actor))


def _mentioned(entry: Any) -> Iterator[int]:
    for name, value in zip(entry._fields, entry, strict=True):
        if name in ACTORS and value:
            yield value
        elif name == "facts":
            yield from (told for fact, told in value.items() if fact in ACTORS and told)
