"""One player from one view: what skills, targets, timeline and buffs of a player have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from resonance.combat.line import part_line, player_line
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import Tally, View, total
from resonance.events import is_player, uid_of
from resonance.texts import later, say
from resonance.ui.lines import Entry, actor_words, called, letter, line_sum, line_table
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import Table

TARGET = (later("Target"), later("Target"), later("Source"))
TARGETS = (later("Targets"), later("Targets"), later("Sources"))
"""What the other side is called, by view."""

NOTHING = (
    later("No damage dealt in the shown fight."),
    later("No healing done in the shown fight."),
    later("No damage taken in the shown fight."),
)
"""What is said instead of an empty table, by view."""


@dataclass(frozen=True, slots=True)
class PlayerPlace:
    """A place about one player; each kind adds its `key`, `title()` and `body()`."""

    view: View
    actor: int

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        return called(snapshot, self.actor, reading.names)

    def neighbours(self) -> Sequence[Place]:
        from resonance.ui.details.buffs import PlayerBuffs
        from resonance.ui.details.skills import PlayerSkills
        from resonance.ui.details.targets import PlayerTargets
        from resonance.ui.details.timeline import PlayerTimeline

        skills, targets = PlayerSkills(self.view, self.actor), PlayerTargets(self.view, self.actor)
        first: tuple[Place, ...] = (targets, skills) if self.view is View.TAKEN else (skills, targets)
        return (*first, PlayerTimeline(self.view, self.actor), PlayerBuffs(self.view, self.actor))

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        return player_sum(snapshot, self.view, self.actor)

    def row(self, snapshot: Snapshot) -> PlayerRow | None:
        return row_of(snapshot, self.actor)


def row_of(snapshot: Snapshot, actor: int) -> PlayerRow | None:
    """None for who has no number in the shown fight."""
    return next((row for row in snapshot.players if row.actor.actor_id == actor), None)


def player_sum(snapshot: Snapshot, view: View, actor: int) -> Sum | None:
    row = row_of(snapshot, actor)
    if row is None:
        return None
    return line_sum(snapshot, player_line(snapshot, row, view), say("You") if row.is_local else say("Player"))


def gone() -> Table:
    """For a player who is not in the shown fight."""
    return Table(empty=say("Nothing of this is in the shown fight."), advice=say("Right click goes back."))


# Targets


def body_key(actor: int) -> str:
    """Names one body among the targets of a player."""
    return f"body {actor}"


def target_keys(snapshot: Snapshot, actors: Iterable[int]) -> dict[int, str]:
    """Under which key each is listed: bodies of the same monster together, anybody else alone."""
    monsters = {info.actor_id: info.monster_id for info in snapshot.actors if info.monster_id is not None}
    return {actor: f"monster {monsters[actor]}" if actor in monsters else body_key(actor) for actor in actors}


def targets_table(
    place: PlayerPlace,
    snapshot: Snapshot,
    player: PlayerRow,
    tallies: dict[int, Tally],
    reading: Reading,
    *,
    whole: Tally | None = None,
    opens: Callable[[str], Place | None] = lambda key: None,
    hint: str = "",
) -> Table:
    """Whom a player hit or healed; of damage taken, whom it came from. A row for each kind, its bodies as its parts.

    `tallies`: by actor_id. `whole`: what they are a part of; None = everything of the player. `opens`: where a row
    leads, by the key of its kind.
    """
    return line_table(
        snapshot,
        place.view,
        _target_entries(place, snapshot, player, tallies, reading, whole, opens),
        reading,
        name_title=say(TARGET[place.view]),
        empty=say(NOTHING[place.view]),
        advice=say("Right click goes back."),
        hint=hint,
    )


def _target_entries(
    place: PlayerPlace,
    snapshot: Snapshot,
    player: PlayerRow,
    tallies: dict[int, Tally],
    reading: Reading,
    whole: Tally | None,
    opens: Callable[[str], Place | None],
) -> list[Entry]:
    groups: dict[str, list[int]] = {}
    for actor, key in target_keys(snapshot, tallies).items():
        groups.setdefault(key, []).append(actor)

    def entry(key: str, actors: list[int], detail: str) -> Entry:
        who = snapshot.info(actors[0]) if is_player(actors[0]) else None
        whose = who or player.actor
        return Entry(
            part_line(player, place.view, total(tallies[actor] for actor in actors), whole),
            actor_words(snapshot, actors[0], reading.names),
            reading.colours.of(whose.class_id, whose.spec),
            letter=letter(who, reading.names) if who is not None else "",
            details=(detail,) if detail else (),
            is_local=actors[0] == snapshot.local_player,
            opens=opens(key),
            parts=tuple(entry(body_key(actor), [actor], f"#{uid_of(actor)}") for actor in actors)
            if len(actors) > 1
            else (),
            key=f"{place.actor} {key}",
        )

    return [entry(key, actors, f"×{len(actors)}" if len(actors) > 1 else "") for key, actors in groups.items()]
