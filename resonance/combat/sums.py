"""The tallies of a record, walked once: what everybody adds up to. A snapshot is made of it, five times a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from resonance.combat.record import EncounterRecord
from resonance.combat.tally import Kind, Tally, TallyValues, View, sum_of_values, values_of
from resonance.events import is_player

DAMAGE, SHIELD = Kind.DAMAGE, Kind.SHIELD
DEALT, HEALING, TAKEN = View

_NO_SEGMENT = -1  # nobody is in it, so that no player is summed up

Part = tuple[View, int, int, int]
"""(view, the other actor, origin, skill id): as finely as anybody looks. The other is the source of what was taken."""


class PlayerSums:
    """What one player adds up to."""

    __slots__ = ("on_boss", "parts", "shielding", "views")

    def __init__(self) -> None:
        self.parts: dict[Part, TallyValues] = {}
        self.views: tuple[list[TallyValues], ...] = tuple([] for _ in View)
        self.on_boss: list[TallyValues] = []  # of those dealt
        self.shielding = Tally()

    def total(self, view: View) -> Tally:
        return sum_of_values(self.views[view])

    def boss_damage(self, damage: Tally) -> Tally:
        """`damage`: their total, which it is where they hit nothing but bosses."""
        return damage if len(self.on_boss) == len(self.views[View.DAMAGE]) else sum_of_values(self.on_boss)


class _ByActor(dict[int, "PlayerSums | None"]):
    """The sums of whoever is asked for; None = no player."""

    def __missing__(self, actor: int) -> PlayerSums | None:
        sums = self[actor] = PlayerSums() if is_player(actor) else None
        return sums


class Sums:
    """Of a whole record, or of one segment of it."""

    def __init__(self, record: EncounterRecord, segment: int | None) -> None:
        self.segment_damage = [0] * len(record.segments)  # what all players dealt, always in all segments
        self.dealt: Counter[int] = Counter()  # what each player dealt, always in all segments
        self._actors = _ByActor()
        self._count(record, segment)
        died = {death.actor for death in record.deaths} if segment is None else ()
        for actor in died:
            self._actors.setdefault(actor, PlayerSums())
        self.players = {
            actor: sums
            for actor, sums in self._actors.items()
            if sums is not None and (sums.parts or sums.shielding.hits or sums.shielding.effective or actor in died)
        }
        """By actor_id: everybody with a number or a death."""

    def _count(self, record: EncounterRecord, segment: int | None) -> None:
        """One loop without a call for each tally: there are thousands, five times a second."""
        actors, bosses, segment_damage, dealt = self._actors, record.bosses, self.segment_damage, self.dealt
        for (index, kind, source, target, origin, skill_id), tally in record.tallies.items():
            view, other = HEALING, target
            sums = actors[target] if kind == DAMAGE else None
            if sums is not None:
                view, other = TAKEN, source
            else:
                sums = actors[source]
                if sums is None:
                    continue
                if kind == DAMAGE:
                    view = DEALT
                    segment_damage[index] += tally.amount
                    dealt[source] += tally.amount
            if segment is not None and index != segment:
                continue
            if kind == SHIELD:
                sums.shielding.add(tally)
                continue
            part, values = (view, other, origin, skill_id), values_of(tally)
            known = sums.parts.get(part)  # of another segment
            sums.parts[part] = values if known is None else values_of(sum_of_values((known, values)))
            sums.views[view].append(values)
            if view is DEALT and other in bosses:
                sums.on_boss.append(values)


def segment_damage(record: EncounterRecord) -> tuple[int, ...]:
    """What all players dealt, by segment."""
    return tuple(Sums(record, _NO_SEGMENT).segment_damage)


def group_totals(record: EncounterRecord) -> tuple[int, int, int, int]:
    """(players with a number or a death, damage, healing, taken): the sums of a snapshot, without making one."""
    players = Sums(record, None).players
    totals = {view: sum(sums.total(view).amount for sums in players.values()) for view in View}
    return len(players), totals[View.DAMAGE], totals[View.HEALING], totals[View.TAKEN]


def together(players: Iterable[Mapping[Part, TallyValues]]) -> dict[Part, TallyValues]:
    """The parts of several players as if they were one."""
    parts: dict[Part, list[TallyValues]] = {}
    for each in players:
        for part, values in each.items():
            parts.setdefault(part, []).append(values)
    return {part: values_of(sum_of_values(values)) for part, values in parts.items()}
