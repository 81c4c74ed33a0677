"""Nothing is lost on the way down: parts add up to the player, from packets to the tables, in every view."""

from __future__ import annotations

import pytest
from fight_fakes import dungeon, reading, table

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot, build
from resonance.combat.tally import View
from resonance.ui.details.skill import SkillHits, SkillTargets
from resonance.ui.details.skills import PlayerSkills, TargetSkills
from resonance.ui.details.targets import PlayerTargets
from resonance.ui.place import Place
from resonance.ui.table import Row
from resonance.ui.tabs import TABS

VIEWS = [pytest.param(view, id=view.name.lower()) for view in View]
AMOUNTS = [pytest.param(choice, id=str(choice)) for choice in AmountChoice]
HOW = reading()


@pytest.fixture(autouse=True)
def _all_digits() -> None:
    """Amounts are read from the tables, as the user does, with all their digits."""
    formats.use_style("full")


def number(text: str) -> int:
    return int(text.replace(",", ""))


def amounts(place: Place, snapshot: Snapshot, unfolded: frozenset[str] = frozenset()) -> list[tuple[Row, int]]:
    """Every row with the amount that can be read in it."""
    made = table(place.body(snapshot, reading(unfolded)))
    index = [heading.key for heading in made.headings].index("amount")
    return [(row, number(row.cells[index][0])) for row in made.rows]


def pictures(choice: AmountChoice) -> list[Snapshot]:
    """The whole run, and each segment of it."""
    record = dungeon()
    segments = range(len(record.segments))
    return [build(record, ClockChoice.ACTIVE, choice, segment) for segment in (None, *segments)]


def players(choice: AmountChoice, view: View) -> list[tuple[Snapshot, PlayerRow, int]]:
    """Every player of every picture, with the amount the tabs show."""
    found = []
    for snapshot in pictures(choice):
        found += [(snapshot, row, snapshot.amount(row.tally(view))) for row in snapshot.rows(view)]
    assert len(found) > 5
    return found


@pytest.mark.parametrize("choice", AMOUNTS)
@pytest.mark.parametrize("view", VIEWS)
def test_players_add_up_to_the_group(view: View, choice: AmountChoice) -> None:
    """What the rows of a tab show is what stands in the strip beside it."""
    tab = next(tab for tab in TABS if tab.view is view and tab.key not in ("deaths", "buffs"))
    for snapshot in pictures(choice):
        group = tab.sum(snapshot, HOW)
        assert group is not None
        assert sum(amount for _, amount in amounts(tab, snapshot)) == group.amount


@pytest.mark.parametrize("choice", AMOUNTS)
@pytest.mark.parametrize("view", VIEWS)
def test_skills_and_targets_add_up_to_the_player(view: View, choice: AmountChoice) -> None:
    """Both ways of cutting a player's number into parts lose nothing, and the strip says the same sum."""
    for snapshot, row, whole in players(choice, view):
        actor = row.actor.actor_id
        for place in (PlayerSkills(view, actor), PlayerTargets(view, actor)):
            assert sum(amount for _, amount in amounts(place, snapshot)) == whole
            shown = place.sum(snapshot, HOW)
            assert shown is not None
            assert shown.amount == whole


@pytest.mark.parametrize("choice", AMOUNTS)
@pytest.mark.parametrize("view", VIEWS)
def test_unfolded_parts_add_up_to_their_row(view: View, choice: AmountChoice) -> None:
    """The skills of a group, and the bodies of a kind of monster."""
    folded = 0
    for snapshot, row, whole in players(choice, view):
        actor = row.actor.actor_id
        for place in (PlayerSkills(view, actor), PlayerTargets(view, actor)):
            folds = [each.folds for each, _ in amounts(place, snapshot) if each.folds]
            folded += len(folds)
            shown = amounts(place, snapshot, frozenset(folds))
            assert sum(amount for each, amount in shown if not each.level) == whole
            for index, (each, amount) in enumerate(shown):
                if each.is_unfolded:
                    parts = []
                    for part, part_amount in shown[index + 1 :]:
                        if not part.level:
                            break
                        parts.append(part_amount)
                    assert len(parts) > 1
                    assert sum(parts) == amount
    assert folded or view is View.HEALING


@pytest.mark.parametrize("choice", AMOUNTS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_row_leads_to_what_adds_up_to_it(view: View, choice: AmountChoice) -> None:
    """A skill to its targets, a target to its skills."""
    for snapshot, row, _ in players(choice, view):
        actor = row.actor.actor_id
        for place in (PlayerSkills(view, actor), PlayerTargets(view, actor)):
            for each, amount in amounts(place, snapshot):
                opened = each.opens
                assert isinstance(opened, SkillTargets | TargetSkills)
                assert sum(part for _, part in amounts(opened, snapshot)) == amount
                shown = opened.sum(snapshot, HOW)
                assert shown is not None
                assert shown.amount == amount


@pytest.mark.parametrize("view", VIEWS)
def test_hits_of_a_skill_add_up(view: View) -> None:
    """All of them are the skill's records and raw amount; critical and not critical ones are all."""
    for snapshot, row, _ in players(AmountChoice.RAW, view):
        actor = row.actor.actor_id
        for each, amount in amounts(PlayerSkills(view, actor), snapshot):
            assert isinstance(each.opens, SkillTargets)
            hits = SkillHits(view, actor, each.opens.skill)
            rows = {kind.name: kind.cells for kind in table(hits.body(snapshot, HOW)).rows}
            assert number(rows["All"][1][0]) == amount
            if "Critical" in rows:
                parts = [rows[kind] for kind in ("Critical", "Not critical")]
                for column in (0, 1):
                    assert sum(number(cells[column][0]) for cells in parts) == number(rows["All"][column][0])
