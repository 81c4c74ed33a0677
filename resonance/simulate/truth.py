"""Truth: what was really played, counted by the game model itself, for tests to hold the meter against.

The rules are those of the recorded captures: damage is what a player or a player's summon did to anything but a
player, as sent, with overkill and what shields took; taken is every damage record on a player, named attacker or not;
immune records and misses count nowhere; healing is as sent, overheal included.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple


class SkillKey(NamedTuple):
    kind: str  # "damage", "heal" or "taken"
    origin: int  # name space of skill_id, see events.Origin
    skill_id: int


@dataclass(slots=True)
class SkillTruth:
    amount: int = 0
    hits: int = 0
    crits: int = 0
    lucky_hits: int = 0  # the bonus records of lucky strikes (protocol.md 8.2)
    lucky_triggers: int = 0
    max: int = 0

    def add(self, amount: int, *, crit: bool, lucky_bonus: bool, trigger: bool) -> None:
        self.amount += amount
        self.hits += 1
        self.crits += crit
        self.lucky_hits += lucky_bonus
        self.lucky_triggers += trigger
        self.max = max(self.max, amount)


@dataclass(slots=True)
class PlayerTruth:
    uid: int
    name: str
    class_id: int
    damage: int = 0
    boss_damage: int = 0
    hits: int = 0
    crits: int = 0
    lucky_hits: int = 0
    lucky_triggers: int = 0
    healing: int = 0
    heals: int = 0
    effective_healing: int = 0
    taken: int = 0
    hits_taken: int = 0
    shield_absorbed: int = 0  # the part of `taken` that shields took
    deaths: int = 0
    skills: defaultdict[SkillKey, SkillTruth] = field(default_factory=lambda: defaultdict(SkillTruth))


@dataclass(slots=True)
class Attempt:
    """One try at a boss, from the first damage to its end. `result`: kill, wipe, reset or running."""

    boss_uid: int
    monster_id: int
    max_hp: int
    started_at_ms: int
    ended_at_ms: int
    result: str
    hp_end: int


class Moment(NamedTuple):
    at_ms: int
    uid: int


@dataclass(slots=True)
class Truth:
    """Complete once the last packet was taken; until then, true for what was sent so far."""

    local_uid: int = 0
    players: dict[int, PlayerTruth] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    deaths: list[Moment] = field(default_factory=list)  # of players
    revivals: list[Moment] = field(default_factory=list)
    scenes: list[tuple[int, int, int]] = field(default_factory=list)  # (at_ms, scene id, line)
    records: int = 0  # damage and heal records of any kind sent
    immune: int = 0
    missed: int = 0
    first_damage_at_ms: int | None = None  # by a player or a player's summon
    last_damage_at_ms: int | None = None

    def damage_done(
        self, uid: int, key: SkillKey, amount: int, at_ms: int, *, crit: bool, bonus: bool, trigger: bool, boss: bool
    ) -> None:
        player = self.players[uid]
        player.damage += amount
        player.boss_damage += amount if boss else 0
        player.hits += 1
        player.crits += crit
        player.lucky_hits += bonus
        player.lucky_triggers += trigger
        player.skills[key].add(amount, crit=crit, lucky_bonus=bonus, trigger=trigger)
        if self.first_damage_at_ms is None:
            self.first_damage_at_ms = at_ms
        self.last_damage_at_ms = at_ms

    def damage_taken(self, uid: int, key: SkillKey, amount: int, absorbed: int, *, crit: bool) -> None:
        player = self.players[uid]
        player.taken += amount
        player.hits_taken += 1
        player.shield_absorbed += absorbed
        player.skills[key].add(amount, crit=crit, lucky_bonus=False, trigger=False)

    def healed(
        self, uid: int, key: SkillKey, amount: int, effective: int, *, crit: bool, bonus: bool, trigger: bool
    ) -> None:
        player = self.players[uid]
        player.healing += amount
        player.heals += 1
        player.effective_healing += effective
        player.skills[key].add(amount, crit=crit, lucky_bonus=bonus, trigger=trigger)

    def died(self, uid: int, at_ms: int) -> None:
        self.players[uid].deaths += 1
        self.deaths.append(Moment(at_ms, uid))
