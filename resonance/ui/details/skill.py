"""One skill, or group of skills, of a player: its targets, and what became of its hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat import metrics
from resonance.combat.grouping import group_key, skill_key
from resonance.combat.line import part_line
from resonance.combat.snapshot import PlayerRow, SkillRow, Snapshot
from resonance.combat.tally import Tally, View, total
from resonance.names import Names
from resonance.texts import later, say
from resonance.ui.details.player import NOTHING, TARGETS, PlayerPlace, gone, targets_table
from resonance.ui.lines import line_sum, widest_amount
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import DASH, Cell, Heading, Row, Table

USEFUL = (later("Without overkill"), later("Without overheal"), later("Lost HP and shields"))
"""What the effective amount is called, by view."""


@dataclass(frozen=True, slots=True)
class SkillPlace(PlayerPlace):
    skill: str  # of combat.grouping: the key of a group, or of a skill

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        row = self.row(snapshot)
        skills = self._skills(row.skills, reading.names) if row is not None else []
        if not skills:
            return say("Skill")
        first = skills[0]
        group = reading.names.skill_group(first.origin, first.skill_id)
        is_group = group is not None and self.skill != skill_key(first)
        return group[1] if group is not None and is_group else reading.names.skill(first.origin, first.skill_id)

    def neighbours(self) -> Sequence[Place]:
        parts = (self.view, self.actor, self.skill)
        return (SkillTargets(*parts), SkillHits(*parts))

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        row = self.row(snapshot)
        if row is None:
            return None
        return line_sum(snapshot, part_line(row, self.view, self._tally(row, reading.names)), say("Skill"))

    def _skills(self, skills: Sequence[SkillRow], names: Names) -> list[SkillRow]:
        """Those of them that are meant."""
        return [
            row for row in skills if row.view == self.view and self.skill in (skill_key(row), group_key(row, names))
        ]

    def _tally(self, player: PlayerRow, names: Names) -> Tally:
        return total(skill.tally for skill in self._skills(player.skills, names))


@dataclass(frozen=True, slots=True)
class SkillTargets(SkillPlace):
    key = "skill targets"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say(TARGETS[self.view])

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        row = self.row(snapshot)
        if row is None:
            return gone()
        tallies = {}
        for target in row.targets:
            skills = self._skills(target.skills, reading.names) if target.view == self.view else []
            if any(skill.tally.hits for skill in skills):
                tallies[target.actor] = total(skill.tally for skill in skills)
        return targets_table(self, snapshot, row, tallies, reading, whole=self._tally(row, reading.names))


@dataclass(frozen=True, slots=True)
class SkillHits(SkillPlace):
    """Normal, critical and lucky hits side by side, and those that did nothing."""

    key = "skill hits"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Heals") if self.view is View.HEALING else say("Hits")

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        row = self.row(snapshot)
        if row is None:
            return gone()
        tally = self._tally(row, reading.names)
        # Columns do not tell crits of damage taken either: for most servers nobody knows whether they are sent.
        are_hidden = row.flags_are_hidden if self.view is not View.TAKEN else not (tally.crits or tally.lucky_hits)
        widest, unit = widest_amount(tally.amount)
        return Table(
            name_title=say("Kind"),
            headings=(
                Heading(say("Count"), say("Records in the game's messages."), "88,888", ""),
                Heading(say("Amount"), say("Their sum, raw."), widest, unit),
                Heading(say("Average"), say("The sum by the count."), widest, unit),
                Heading("%", say("Part of all amounts of this skill."), "100.0", ""),
            ),
            rows=_hit_rows(self.view, tally, reading.colours.of(row.actor.class_id, row.actor.spec), are_hidden),
            empty=say(NOTHING[self.view]),
            advice=say("Right click goes back."),
            hint=say("The server does not tell the critical and lucky hits of others")
            if are_hidden and self.view is not View.TAKEN
            else "",
        )


def _hit_rows(view: View, tally: Tally, colour: str, flags_are_hidden: bool) -> tuple[Row, ...]:
    """Those with an amount, then the useful part of it, the largest, and those that did nothing or ended something."""

    def row(title: str, count: int | None, amount: int | None, *, has_share: bool = True) -> Row:
        return _hit_row(title, count, amount, tally.amount if has_share else 0, colour)

    others = (
        (say("Blocked"), tally.blocked),
        (say("Missed"), tally.missed),
        (say("Immune"), tally.immune),
        (say("Absorbed"), tally.absorbed),
        (say("Killing"), tally.kills),
    )
    counted = [row(title, count, None) for title, count in others if count]
    if not tally.hits:
        return tuple(counted)
    rows = [row(say("All"), tally.hits, tally.amount)]
    if not flags_are_hidden:
        rows += [
            row(say("Not critical"), tally.hits - tally.crits, tally.amount - tally.crit_amount),
            row(say("Critical"), tally.crits, tally.crit_amount),
            row(say("Lucky strikes"), tally.lucky_hits, tally.lucky_amount),
        ]
    if tally.effective != tally.amount:
        rows.append(row(say(USEFUL[view]), None, tally.effective))
    return (*rows, row(say("Largest"), None, tally.max, has_share=False), *counted)


def _hit_row(title: str, count: int | None, amount: int | None, whole: int, colour: str) -> Row:
    """`whole`: what the amount is a part of; 0 = it is none."""
    share = metrics.ratio(amount, whole) if amount is not None and whole else None
    average = amount / count if amount is not None and count else None
    return Row(
        rank=0,
        letter="",
        colour=colour,
        name=title,
        details=(),
        is_local=False,
        fraction=min(1.0, share or 0.0),
        cells=(
            (formats.count(count), ""),
            formats.amount_parts(amount),
            formats.amount_parts(average),
            _share_cell(share),
        ),
    )


def _share_cell(share: float | None) -> Cell:
    return (formats.percent_parts(share)[0], "") if share is not None else (DASH, "")
