"""Who is who: names, classes, HP and owners of everybody seen. Outlives encounters; holds no numbers of a fight.

The HP kept here are a shadow (protocol.md 8.4): what the game says, carried on by hits and heals until it says again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from resonance.combat.record import ActorInfo
from resonance.events import ActorKind, ActorSeen, ActorState, Facts, is_player, kind_of
from resonance.names import Names

TRANSFORMATIONS = frozenset((8, 10, 14, 15))
"""Classes a player takes on for a moment; the one before goes on counting (protocol.md 9)."""

_KEPT = frozenset(("name", "class_id", "level", "ability_score"))
"""Facts about a player worth keeping for another day."""

FORGET_MS = 10 * 60_000
"""Bodies gone for so long are forgotten between fights, or a long evening in one scene would fill the memory."""

MAX_OWNER_STEPS = 8  # summons of summons (protocol.md 6)


@dataclass(slots=True)
class Actor:
    """Somebody as known now. `info` is what encounters copy."""

    info: ActorInfo
    summoner: int = 0
    state: int | None = None  # as told last, see events.ActorState
    dead: bool = False  # until it is seen doing anything but lying there or being resurrected
    present: bool = False  # in this scene, as far as we know
    left_ms: int | None = None  # when it went out of view; None = it has not, or was never seen


def lose_hp(info: ActorInfo, hp_loss: int, *, killed: bool) -> tuple[int | None, int | None]:
    """The HP before and after; None = not known."""
    before = info.hp
    if killed:
        info.hp = 0
    elif before is not None:
        info.hp = before - hp_loss if before > hp_loss else 0
    return before, info.hp


def gain_hp(info: ActorInfo, amount: int) -> int:
    """Heal somebody: the part that was not overheal. All of it where the HP are not known."""
    hp, max_hp = info.hp, info.max_hp
    if hp is None or max_hp is None:
        return amount
    effective = max(min(amount, max_hp - hp), 0)
    info.hp = hp + effective
    return effective


class Actors:
    """Everybody seen since the program started (players) or in this scene (all others)."""

    def __init__(self, names: Names) -> None:
        self.local_player: int | None = None  # who the meter belongs to; None = not known yet
        self._names = names
        self._actors: dict[int, Actor] = {}
        self._news: set[int] = set()  # players about whom something was learnt
        self._cleared_ms = 0  # when bodies were forgotten last

    def remember(self, people: Iterable[ActorInfo]) -> None:
        """Players known from earlier: a meter started late still shows names. Whatever is seen now counts for more."""
        for person in people:
            self._actors.setdefault(person.actor_id, Actor(person.copy()))

    def take_news(self) -> list[ActorInfo]:
        """Copies of the players about whom something was learnt since this was called last."""
        news = [self.info(actor_id) for actor_id in sorted(self._news) if actor_id in self._actors]
        self._news.clear()
        return news

    def get(self, actor_id: int) -> Actor:
        """The actor; one never seen before is made from its id alone."""
        actor = self._actors.get(actor_id)
        if actor is None:
            actor = self._actors[actor_id] = Actor(ActorInfo(actor_id))
        return actor

    def find(self, actor_id: int) -> Actor | None:
        """The actor, if anything was ever told about it."""
        return self._actors.get(actor_id)

    def restore(self, actor: Actor) -> None:
        """Somebody as they were known before, in place of what is known now."""
        self._actors[actor.info.actor_id] = actor

    def see(self, event: ActorSeen) -> Actor:
        if event.appeared and not is_player(event.actor):
            # A full picture: the server uses the ids of bodies again, so nothing of the one before may stay.
            self._actors[event.actor] = Actor(ActorInfo(event.actor))
        actor = self.get(event.actor)
        actor.present, actor.left_ms = True, None
        self._learn(actor, event.facts)
        return actor

    def left(self, actor_id: int, at_ms: int) -> None:
        """Out of view; what is known of it stays known."""
        actor = self.get(actor_id)
        actor.present, actor.left_ms = False, at_ms

    def forget_gone(self, now_ms: int) -> None:
        """To be called as often as one likes, but not in a fight: what somebody left behind may still hit."""
        if 0 <= now_ms - self._cleared_ms < FORGET_MS:
            return
        self._cleared_ms = now_ms
        self._actors = {
            actor_id: actor
            for actor_id, actor in self._actors.items()
            if is_player(actor_id) or actor.left_ms is None or now_ms - actor.left_ms < FORGET_MS
        }

    def _learn(self, actor: Actor, facts: Facts) -> None:
        info = actor.info
        if len(facts) == 1 and "hp" in facts:  # most of what is told in a fight
            info.hp = facts["hp"]
            return
        if facts.get("name"):
            info.name = facts["name"]
        if kind_of(info.actor_id) is ActorKind.MONSTER:
            info.monster_id = facts.get("monster_id") or info.monster_id
        class_id = facts.get("class_id", 0)
        if class_id and not (class_id in TRANSFORMATIONS and info.class_id):
            if class_id != info.class_id:
                info.spec = None
            info.class_id = class_id
        info.level = facts.get("level") or info.level
        info.ability_score = facts.get("ability_score") or info.ability_score
        info.hp = facts.get("hp", info.hp)
        info.max_hp = facts.get("max_hp") or info.max_hp
        info.owner = facts.get("owner") or info.owner
        info.team_id = facts.get("team_id", info.team_id)
        actor.summoner = facts.get("summoner", actor.summoner)
        info.stun = facts.get("stun", info.stun)
        info.max_stun = facts.get("max_stun", info.max_stun)
        info.extinction = facts.get("extinction", info.extinction)
        info.max_extinction = facts.get("max_extinction", info.max_extinction)
        if "state" in facts:
            actor.state = facts["state"]
            actor.dead = actor.state == ActorState.DEAD or (actor.dead and actor.state == ActorState.RESURRECTION)
        if is_player(info.actor_id):
            if info.class_id is None:
                info.class_id = self._class_of_equipped(facts.get("skill_ids", ()))
            if not _KEPT.isdisjoint(facts):
                self._news.add(info.actor_id)

    def _class_of_equipped(self, skill_ids: tuple[int, ...]) -> int | None:
        """The class most equipped skills are of. They do not tell the spec: players carry the skills of both."""
        classes = Counter(filter(None, map(self._names.class_of_skill, skill_ids)))
        return classes.most_common(1)[0][0] if classes else None

    def used_skill(self, actor_id: int, skill_id: int) -> bool:
        """A skill tells class and spec; the class attribute knows better than skills do (protocol.md 9).

        True if that was news.
        """
        info = self.get(actor_id).info
        spec = self._names.spec_of_skill(skill_id)
        if spec is None:
            if info.class_id is not None:
                return False
            told = self._names.class_of_skill(skill_id), info.spec
        elif info.class_id is None or info.class_id == spec[0]:
            told = spec
        else:
            return False
        if told == (info.class_id, info.spec):
            return False
        info.class_id, info.spec = told
        self._news.add(actor_id)
        return True

    def credited(self, source: int) -> int:
        """Whose number a hit of `source` is: the player behind a summon, else `source` itself."""
        if is_player(source):
            return source
        actor_id = source
        for _ in range(MAX_OWNER_STEPS):
            if is_player(actor_id):
                return actor_id
            actor = self._actors.get(actor_id)
            above = (actor.info.owner or actor.summoner) if actor is not None else 0
            if not above or above == actor_id:
                return source
            actor_id = above
        return source

    def info(self, actor_id: int) -> ActorInfo:
        """A copy of what is known, for an encounter to keep."""
        return self.get(actor_id).info.copy()

    def party(self) -> set[int]:
        """The local player's team as far as it is known, the local player included; empty = no team known."""
        team = self.get(self.local_player).info.team_id if self.local_player is not None else None
        return {each.info.actor_id for each in self._actors.values() if each.info.team_id == team} if team else set()

    def teamed(self) -> list[int]:
        """Everybody in this scene who has a team."""
        return [actor_id for actor_id, actor in self._actors.items() if actor.present and actor.info.team_id]

    def present_of(self, actors: set[int]) -> set[int]:
        """Those who are in this scene."""
        return {actor_id for actor_id in actors if self.get(actor_id).present}

    def all(self) -> list[ActorInfo]:
        """Everybody known now, by actor_id; for reports."""
        return [self._actors[actor_id].info for actor_id in sorted(self._actors)]

    def is_boss(self, actor_id: int) -> bool:
        actor = self._actors.get(actor_id)
        return actor is not None and self._names.is_boss(actor.info.monster_id)

    def leave_scene(self) -> None:
        """Another scene: monsters and summons are gone. Players stay, since their names are sent only once."""
        self._actors = {actor_id: actor for actor_id, actor in self._actors.items() if is_player(actor_id)}
        for actor in self._actors.values():
            actor.present, actor.left_ms = False, None
