"""What list, filters, bests and analytics need of an encounter: columns and rows beside the record, never read back.

They are counted as a snapshot counts them, so that list and detail agree.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from resonance.combat.record import EncounterRecord, SegmentKind
from resonance.combat.sums import group_totals
from resonance.combat.tally import Kind
from resonance.events import is_player

CLOCK_FIELDS = ("first_ms", "last_ms", "active_ms")
LIST_FIELDS = (
    *(*CLOCK_FIELDS, "players", "damage", "healing", "taken", "boss_monster_id", "elapsed_ms", "complete", "attempts"),
    *("my_damage", "my_class_id", "my_spec", "classes", "class_bits"),
)
PLAYER_FIELDS = ("damage", "deaths")
EFFECTIVE_FIELDS = ("damage", "my_damage")
ATTEMPT_FIELDS = ("boss_monster_id", "result", "elapsed_ms", "active_ms", "my_damage")

HIGHEST_BIT = 62  # of a class_id in class_bits

Values = tuple[int | str | None, ...]


def list_values(record: EncounterRecord) -> Values:
    """The columns of LIST_FIELDS."""
    clock, damage = record.clocks.group, _my_damage(record)
    boss = record.actors.get(record.boss) if record.boss is not None else None
    me = record.actors.get(record.local_player) if record.local_player is not None else None
    return (
        clock.first_ms,
        clock.last_ms,
        clock.active_ms,
        *group_totals(record),
        boss.monster_id if boss else None,
        clock.elapsed_ms,
        record.quality.complete,
        sum(segment.kind is SegmentKind.BOSS for segment in record.segments),
        damage.total() if damage is not None else None,
        me.class_id if me else None,
        me.spec if me else None,
        *_classes(record),
    )


def attempt_rows(record: EncounterRecord) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The columns of ATTEMPT_FIELDS of every boss segment, by (its place,)."""
    damage = _my_damage(record)
    return {
        (place,): (
            segment.boss_monster_id,
            segment.result,
            segment.clocks.group.elapsed_ms,
            segment.clocks.group.active_ms,
            damage[place] if damage is not None else None,
        )
        for place, segment in enumerate(record.segments)
        if segment.kind is SegmentKind.BOSS
    }


def player_rows(record: EncounterRecord) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The columns of PLAYER_FIELDS, by (actor_id,)."""
    deaths = Counter(death.actor for death in record.deaths)
    return {(player,): (amount, deaths[player]) for player, amount in _player_damage(record).items()}


def effective_rows(record: EncounterRecord, whole: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The columns of EFFECTIVE_FIELDS of the encounter, by (`whole`,), and of every boss segment, by (its place,)."""
    me = record.local_player
    places = [place for place, segment in enumerate(record.segments) if segment.kind is SegmentKind.BOSS]
    damage, mine = Counter[int](), Counter[int]()
    for key, tally in record.tallies.items():
        if key.kind == Kind.DAMAGE and is_player(key.source) and not is_player(key.target):
            for sums in (damage, mine) if key.source == me else (damage,):
                sums[key.segment] += tally.effective
                sums[whole] += tally.effective
    return {(place,): (damage[place], None if me is None else mine[place]) for place in (whole, *places)}


def player_names(record: EncounterRecord) -> frozenset[str]:
    return frozenset(info.name for info in record.actors.values() if info.name and is_player(info.actor_id))


def classes_of(text: str) -> tuple[tuple[int | None, str | None], ...]:
    """(class_id, spec) of the players, most damage first, from the column `classes`; none if that is damaged."""
    try:
        return tuple((_class_id(class_id), _spec(spec)) for class_id, spec in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return ()


def _class_id(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _spec(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _classes(record: EncounterRecord) -> tuple[str, int]:
    """The columns `classes` and `class_bits`, of players with a number."""
    infos = [record.actors.get(player) for player in _players_by_damage(record)]
    pairs = [(info.class_id, info.spec) if info else (None, None) for info in infos]
    bits = 0
    for class_id, _ in pairs:
        bits |= class_bit(class_id)
    return json.dumps(pairs, separators=(",", ":")), bits


def class_bit(class_id: int | None) -> int:
    """Of `class_bits`; 0 for a class that is not known, or has none."""
    return 1 << class_id if class_id is not None and 0 <= class_id <= HIGHEST_BIT else 0


def _players_by_damage(record: EncounterRecord) -> Sequence[int]:
    damage = _player_damage(record)
    return sorted(damage, key=lambda player: (-damage[player], player))


def _player_damage(record: EncounterRecord) -> Counter[int]:
    """Of everybody with a number or a death."""
    damage: Counter[int] = Counter()
    for key, tally in record.tallies.items():
        on_player = is_player(key.target)
        if key.kind == Kind.DAMAGE and on_player:
            damage[key.target] += 0
        elif is_player(key.source):
            damage[key.source] += tally.amount if key.kind == Kind.DAMAGE else 0
    for death in record.deaths:
        damage[death.actor] += 0
    return damage


def _my_damage(record: EncounterRecord) -> Counter[int] | None:
    """What the local player dealt, by segment; None = not known who that is."""
    me = record.local_player
    if me is None:
        return None
    damage: Counter[int] = Counter()
    for key, tally in record.tallies.items():
        if key.source == me and key.kind == Kind.DAMAGE and not is_player(key.target):
            damage[key.segment] += tally.amount
    return damage
