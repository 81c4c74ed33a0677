"""The tallies of a record, walked once and summed for every player: what a snapshot is made of."""

from __future__ import annotations

from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import is_player

TargetKey = tuple[View, int, int, int]
"""(view, the other actor, origin, skill id)"""


class PlayerSums:
    """What one player adds up to, as finely as anybody looks; all coarser sums are sums of these."""

    __slots__ = ("shielding", "targets")

    def __init__(self) -> None:
        self.shielding = Tally()
        self.targets: dict[TargetKey, Tally] = {}

    def add(self, view: View, other: int, origin: int, skill_id: int, tally: Tally) -> None:
        """`other`: the target; for View.TAKEN the source."""
        key = (view, other, origin, skill_id)
        known = self.targets.get(key)
        if known is None:
            self.targets[key] = tally.copy()
        else:
            known.add(tally)


def sum_players(record: EncounterRecord, segment: int | None) -> dict[int, PlayerSums]:
    """By actor_id: every player with a number or a death, in the whole encounter or one segment."""
    players: dict[int, PlayerSums] = {}
    for key, tally in record.tallies.items():
        if segment is None or key.segment == segment:
            _add_tally(players, key, tally)
    if segment is None:
        for death in record.deaths:
            _sums_of(players, death.actor)
    return players


def segment_damage(record: EncounterRecord) -> tuple[int, ...]:
    """What all players dealt, by segment."""
    damage = [0] * len(record.segments)
    for key, tally in record.tallies.items():
        if key.kind == Kind.DAMAGE and is_player(key.source) and not is_player(key.target):
            damage[key.segment] += tally.amount
    return tuple(damage)


def group_totals(record: EncounterRecord) -> tuple[int, int, int, int]:
    """(players with a number or a death, damage, healing, taken): the sums of a snapshot, without making one."""
    players = {death.actor for death in record.deaths}
    damage = healing = taken = 0
    for key, tally in record.tallies.items():
        by_player, on_player = is_player(key.source), is_player(key.target)
        if key.kind == Kind.DAMAGE and on_player:
            taken += tally.amount
            players.add(key.target)
        elif by_player:
            players.add(key.source)
            if key.kind == Kind.DAMAGE:
                damage += tally.amount
            elif key.kind == Kind.HEAL:
                healing += tally.amount
    return len(players), damage, healing, taken


def _add_tally(players: dict[int, PlayerSums], key: TallyKey, tally: Tally) -> None:
    _segment, kind, source, target, origin, skill_id = key
    if kind == Kind.HEAL:
        if is_player(source):
            _sums_of(players, source).add(View.HEALING, target, origin, skill_id, tally)
    elif kind == Kind.SHIELD:
        if is_player(source):
            _sums_of(players, source).shielding.add(tally)
    elif is_player(target):
        _sums_of(players, target).add(View.TAKEN, source, origin, skill_id, tally)
    elif is_player(source):
        _sums_of(players, source).add(View.DAMAGE, target, origin, skill_id, tally)


def _sums_of(players: dict[int, PlayerSums], actor_id: int) -> PlayerSums:
    sums = players.get(actor_id)
    if sums is None:
        sums = players[actor_id] = PlayerSums()
    return sums
