"""The skills of a player, grouped as the game groups them; of all targets or of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonance.combat.grouping import SkillGroup, group_skills, skill_key
from resonance.combat.line import part_line
from resonance.combat.snapshot import PlayerRow, SkillRow, Snapshot, TargetRow
from resonance.combat.tally import Tally, total
from resonance.texts import say
from resonance.ui.details.player import NOTHING, TARGET, PlayerPlace, body_key, gone, target_keys
from resonance.ui.details.skill import SkillTargets
from resonance.ui.lines import Entry, actor_words, line_sum, line_table
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import Table


@dataclass(frozen=True, slots=True)
class PlayerSkills(PlayerPlace):
    key = "skills"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Skills")

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        row = self.row(snapshot)
        return _table(self, snapshot, row, row.skills, reading) if row is not None else gone()


@dataclass(frozen=True, slots=True)
class TargetSkills(PlayerPlace):
    """Those used on one target; of damage taken, those that one monster used."""

    target: str  # of target_keys() or body_key()
    key = "target"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        row = self.row(snapshot) if snapshot is not None else None
        targets = self._targets(snapshot, row) if snapshot is not None and row is not None else []
        if snapshot is None or not targets:
            return say(TARGET[self.view])
        return actor_words(snapshot, targets[0].actor, reading.names)

    def neighbours(self) -> Sequence[Place]:
        return (self,)

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        row = self.row(snapshot)
        targets = self._targets(snapshot, row) if row is not None else []
        if row is None or not targets:
            return None
        line = part_line(row, self.view, total(target.tally for target in targets))
        return line_sum(snapshot, line, say(TARGET[self.view]))

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        row = self.row(snapshot)
        targets = self._targets(snapshot, row) if row is not None else []
        if row is None or not targets:
            return gone()
        whole = total(target.tally for target in targets)
        return _table(self, snapshot, row, _together(targets), reading, whole)

    def _targets(self, snapshot: Snapshot, player: PlayerRow) -> list[TargetRow]:
        """The bodies that are meant."""
        targets = [target for target in player.targets if target.view == self.view]
        keys = target_keys(snapshot, [target.actor for target in targets])
        return [target for target in targets if self.target in (keys[target.actor], body_key(target.actor))]


def _together(targets: Iterable[TargetRow]) -> list[SkillRow]:
    """Each skill once, whatever the number of bodies it was used on."""
    tallies: dict[tuple[int, int], list[SkillRow]] = {}
    for target in targets:
        for skill in target.skills:
            tallies.setdefault((skill.origin, skill.skill_id), []).append(skill)
    return [
        SkillRow(rows[0].view, origin, skill_id, total(row.tally for row in rows))
        for (origin, skill_id), rows in tallies.items()
    ]


def _table(
    place: PlayerPlace,
    snapshot: Snapshot,
    player: PlayerRow,
    skills: Iterable[SkillRow],
    reading: Reading,
    whole: Tally | None = None,
) -> Table:
    groups = group_skills((skill for skill in skills if skill.view == place.view and skill.tally.hits), reading.names)
    return line_table(
        snapshot,
        place.view,
        [_group_entry(place, player, group, reading, whole) for group in groups],
        reading,
        name_title=say("Skill"),
        empty=say(NOTHING[place.view]),
        advice=say("Right click goes back."),
        hint=say("Click a skill for its targets and hits; right click goes back"),
    )


def _group_entry(
    place: PlayerPlace, player: PlayerRow, group: SkillGroup, reading: Reading, whole: Tally | None
) -> Entry:
    colour = reading.colours.of(player.actor.class_id, player.actor.spec)
    is_group = len(group.skills) > 1
    parts = tuple(
        Entry(
            part_line(player, place.view, skill.tally, whole),
            reading.names.skill(skill.origin, skill.skill_id),
            colour,
            details=(f"#{skill.skill_id}",),
            opens=SkillTargets(place.view, place.actor, skill_key(skill)),
        )
        for skill in group.skills
    )
    return Entry(
        part_line(player, place.view, group.tally, whole),
        group.name,
        colour,
        details=(say("{count} skills", count=len(parts)),) if is_group else (),
        opens=SkillTargets(place.view, place.actor, group.key),
        parts=parts if is_group else (),
        key=f"{place.actor} {group.key}",
    )
