"""One skill: its targets and what became of its hits add up to its tally."""

from __future__ import annotations

from collections.abc import Iterable

from fight_fakes import (
    ALONE,
    ANNA,
    BEN,
    BOSS,
    CLEO,
    GROUPED,
    SECOND,
    WOLF_MONSTER,
    brawl,
    column,
    heal,
    hit,
    picture,
    reading,
    rows_by_name,
    table,
)

from resonance import names
from resonance.combat.tally import View
from resonance.events import Event, Outcome
from resonance.ui.details.skill import SkillHits, SkillTargets
from resonance.ui.table import DASH

GROUP = "group 3"  # Windborne Grace


def cells(place: SkillHits, events: Iterable[Event]) -> dict[str, tuple[str, ...]]:
    made = table(place.body(picture(events), reading()))
    return {row.name: tuple("".join(cell) for cell in row.cells) for row in made.rows}


def test_targets_of_a_group_and_of_one_of_its_skills() -> None:
    """The parts of the group's amount; bodies of one kind unfold as they do for the player."""
    snapshot = picture(brawl())
    made = SkillTargets(View.DAMAGE, ANNA, GROUP).body(snapshot, reading())
    assert list(rows_by_name(made)) == ["Kartgriff", names.load().monster(WOLF_MONSTER)]
    assert (column(made, "amount"), column(made, "share")) == (["700", "40"], ["94.6", "5.4"])
    alone = SkillTargets(View.DAMAGE, ANNA, f"skill 0 {ALONE}").body(snapshot, reading())
    assert column(alone, "amount") == ["260"]
    (wolves,) = table(alone).rows
    assert wolves.details == ("×2",)


def test_hits_add_up_to_the_skill() -> None:
    """Critical and not critical ones are all of them, in number and amount; lucky strikes are counted besides."""
    shown = cells(SkillHits(View.DAMAGE, ANNA, GROUP), brawl())
    assert shown["All"] == ("3", "740", "247", "100.0")
    assert shown["Critical"] == ("1", "400", "400", "54.1")
    assert shown["Not critical"][:2] == ("2", "340")
    assert shown["Lucky strikes"][:2] == ("1", "40")
    assert shown["Without overkill"][:2] == (DASH, "640")
    assert shown["Largest"] == (DASH, "400", DASH, DASH)
    assert next(iter(shown)) == "All"


def test_hits_that_did_nothing_are_told_apart() -> None:
    """Misses, immunity, blocks and kills have rows where there were any, without an amount."""
    events = [
        hit(amount=100, blocked=True),
        hit(amount=50, killed=True),
        *[hit(amount=0, outcome=Outcome.MISS) for _ in range(3)],
        hit(amount=0, outcome=Outcome.ABSORBED),
    ]
    shown = cells(SkillHits(View.DAMAGE, ANNA, f"skill 0 {ALONE}"), events)
    counts = {name: row[0] for name, row in shown.items() if row[1] == DASH}
    assert counts == {"Blocked": "1", "Missed": "3", "Absorbed": "1", "Killing": "1"}
    assert shown["All"][0] == "2"


def test_skill_that_only_missed() -> None:
    """No rows of zeros: what became of it is all there is."""
    events = [hit(), hit(skill_id=5, amount=0, outcome=Outcome.MISS)]
    assert cells(SkillHits(View.DAMAGE, ANNA, "skill 0 5"), events) == {"Missed": ("1", DASH, DASH, DASH)}


def test_crits_that_the_server_hides() -> None:
    """Others whose crits are not sent have no row of crits, and the table says why."""
    made = table(SkillHits(View.DAMAGE, BEN, "skill 0 7").body(picture(brawl()), reading()))
    assert {row.name for row in made.rows} == {"All", "Largest", "Immune"}
    assert "server" in made.hint
    mine = table(SkillHits(View.DAMAGE, ANNA, f"skill 0 {ALONE}").body(picture(brawl()), reading()))
    assert "Critical" in {row.name for row in mine.rows}
    assert mine.hint == ""


def test_crits_of_monsters_only_where_they_are_seen() -> None:
    """Damage taken has no row of crits unless one was told."""
    place = SkillHits(View.TAKEN, ANNA, "skill 0 70")
    assert "Critical" not in cells(place, brawl())
    told = [*brawl(), hit(8 * SECOND, BOSS, ANNA, amount=30, skill_id=70, crit=True)]
    assert cells(place, told)["Critical"][:2] == ("1", "30")


def test_heals_are_called_heals() -> None:
    """And what was not needed is overheal, not overkill."""
    place = SkillHits(View.HEALING, BEN, f"skill 0 {ALONE}")
    full: list[Event] = [hit(), heal(amount=80, skill_id=ALONE)]
    assert place.title(None, reading()) == "Heals"
    assert cells(place, full)["Without overheal"][1] == "0"


def test_skill_is_named_above() -> None:
    """By its group where that is meant, by itself where it was opened alone; in words where it is not in the fight."""
    snapshot, how = picture(brawl()), reading()
    assert SkillTargets(View.DAMAGE, ANNA, GROUP).above(snapshot, how) == "Windborne Grace"
    one = SkillTargets(View.DAMAGE, ANNA, f"skill 0 {GROUPED[1]}")
    assert one.above(snapshot, how) == how.names.skill(0, GROUPED[1])
    assert SkillTargets(View.DAMAGE, CLEO, GROUP).above(snapshot, how) == "Skill"
    assert [each.title(snapshot, how) for each in one.neighbours()] == ["Targets", "Hits"]
    assert one in one.neighbours()


def test_skill_that_is_not_in_the_fight() -> None:
    """After a reset the place is still open: it says that there is nothing, for player and skill."""
    snapshot = picture(brawl())
    for actor in (ANNA, CLEO):
        for place in (SkillTargets(View.DAMAGE, actor, "skill 0 1"), SkillHits(View.DAMAGE, actor, "skill 0 1")):
            made = table(place.body(snapshot, reading()))
            assert not made.rows
            assert made.empty


def test_same_skill_of_another_view_is_not_mixed_in() -> None:
    """What the boss did to Anna with a number that is a skill of hers too is damage taken, not dealt."""
    events = [hit(amount=300), hit(SECOND, BOSS, ANNA, amount=70)]
    dealt, taken = (SkillTargets(view, ANNA, f"skill 0 {ALONE}") for view in (View.DAMAGE, View.TAKEN))
    assert column(dealt.body(picture(events), reading()), "amount") == ["300"]
    assert column(taken.body(picture(events), reading()), "amount") == ["70"]
