"""Who is who: that program knows everybody by uid alone, which a player and a monster may share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from resonance import names
from resonance.combat.record import ActorInfo, EncounterRecord
from resonance.combat.tally import Tally
from resonance.events import ENVIRONMENT, is_player, monster_actor_id, player_id
from resonance.store import name_ids
from resonance.store.rust.source import Source
from resonance.store.rust.tables import Person

SPECS = (
    *("", "iaido", "moonstrike", "icicle", "frostbeam", "vanguard", "skyward", "smite", "lifebind"),
    *("earthfort", "block", "wildpack", "falconry", "recovery", "shield", "dissonance", "concerto"),
)
"""By that program's number; 0 = not known."""

_NOBODY = Person(None, None, None, None, None)


@dataclass(slots=True)
class Cast:
    """Fills `record.actors` with whoever is asked for."""

    source: Source
    record: EncounterRecord
    _rows: dict[int, Person] = field(default_factory=dict)
    _players: dict[int, bool] = field(default_factory=dict)  # by uid, as far as it was asked

    def __post_init__(self) -> None:
        for row in self.source.actors:
            self._rows[row.actor_id] = row.person
            if row.is_player or row.is_local_player:
                self._players[row.actor_id] = True
            elif self.source.tells_players:
                self._players[row.actor_id] = False
            elif row.class_id is not None:  # monsters have none
                self._players[row.actor_id] = True
        local = self.source.encounter.local_player_id
        if local is None:
            local = next((row.actor_id for row in self.source.actors if row.is_local_player), None)
        if local is not None and local > 0:
            self._players[local] = True
            self.record.local_player = self.actor(local)

    def actor(self, uid: int | None, monster_name: str | None = None) -> int:
        """The actor_id; that of the environment for nobody. Whoever has the name of a monster is one."""
        if uid is None or uid <= 0:
            return ENVIRONMENT
        if monster_name is None and self._is_player(uid):
            return self._player(uid)
        return self.monster(uid, monster_name)

    def monster(self, uid: int, name: str | None, monster_id: int | None = None) -> int:
        actor_id = monster_actor_id(uid)
        info = self.record.actors.setdefault(actor_id, ActorInfo(actor_id))
        if name is not None and info.name is None:
            info.name = name
            info.monster_id = info.monster_id or name_ids.monster_id(name)
        info.monster_id = monster_id or info.monster_id
        return actor_id

    def tell_specs(self, used: dict[tuple[int, int], Tally]) -> None:
        """By their skills, (actor, skill id), where the file does not tell: the skill that did most decides."""
        known = names.load()
        for (actor_id, skill_id), _ in sorted(used.items(), key=lambda item: -item[1].amount):
            found = known.spec_of_skill(skill_id)
            info = self.record.actors.get(actor_id)
            if found is None or info is None or info.spec is not None or not is_player(actor_id):
                continue
            if info.class_id in (None, found[0]):
                info.class_id, info.spec = found

    def _is_player(self, uid: int) -> bool:
        if uid not in self._players:
            self._players[uid] = self.source.person(uid) is not None
        return self._players[uid]

    def _player(self, uid: int) -> int:
        actor_id = player_id(uid)
        if actor_id not in self.record.actors:
            self.record.actors[actor_id] = _info(actor_id, self._rows.get(uid, _NOBODY), self.source.person(uid))
        return actor_id


def _info(actor_id: int, then: Person, later: Person | None) -> ActorInfo:
    """As the encounter tells; name, class and spec that it leaves open are those the player had at other times.

    Not so the numbers: those grow, and at the time of this encounter they were others.
    """
    later = later or _NOBODY
    class_id = then.class_id or later.class_id
    spec = _spec(then.class_spec, class_id) or _spec(later.class_spec, class_id)
    return ActorInfo(
        actor_id,
        name=then.name or later.name,
        class_id=class_id or (_class_of(spec) if spec else None),
        spec=spec,
        level=then.level,
        ability_score=then.ability_score,
    )


def _spec(number: int | None, class_id: int | None) -> str | None:
    """None too for a spec of another class."""
    key = SPECS[number] if number is not None and number < len(SPECS) else ""
    return key if key and class_id in (None, _class_of(key)) else None


@cache
def _class_of(spec: str) -> int | None:
    return dict(names.load().specs()).get(spec)
