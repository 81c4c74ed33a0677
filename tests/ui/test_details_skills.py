"""Where a click on a player leads: skills, in groups and of one target, with the numbers of exactly these."""

from __future__ import annotations

from fight_fakes import (
    ALONE,
    ANNA,
    BEN,
    BOSS,
    CLEO,
    GROUPED,
    NOBODY,
    SECOND_WOLF,
    WOLF,
    WOLF_MONSTER,
    brawl,
    column,
    hit,
    keys,
    picture,
    player,
    reading,
    rows_by_name,
    table,
)

from resonance import names
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.events import Origin
from resonance.ui.details.player import body_key, target_keys
from resonance.ui.details.skill import SkillHits, SkillTargets
from resonance.ui.details.skills import PlayerSkills, TargetSkills

ANNAS = PlayerSkills(View.DAMAGE, ANNA)
WOLVES = f"monster {WOLF_MONSTER}"


def test_skills_stand_in_the_groups_of_the_game() -> None:
    """The members of a group under its name and one number; a skill of no group for itself."""
    made = ANNAS.body(picture(brawl()), reading())
    rows = rows_by_name(made)
    assert list(rows) == ["Windborne Grace", f"Skill {ALONE}"]
    assert column(made, "amount") == ["740", "260"]
    assert column(made, "share") == ["74.0", "26.0"]
    assert rows["Windborne Grace"].details == ("2 skills",)
    assert [row.rank for row in rows.values()] == [1, 2]
    assert rows[f"Skill {ALONE}"].folds == ""


def test_group_unfolds_to_its_skills() -> None:
    """Each with its number in the game's files and its own amount; together they are the group."""
    snapshot = picture(brawl())
    folds = rows_by_name(ANNAS.body(snapshot, reading()))["Windborne Grace"].folds
    made = ANNAS.body(snapshot, reading([folds]))
    assert [(row.level, row.details) for row in table(made).rows] == [
        (0, ("2 skills",)),
        (1, (f"#{GROUPED[0]}",)),
        (1, (f"#{GROUPED[1]}",)),
        (0, ()),
    ]
    assert column(made, "amount") == ["740", "440", "300", "260"]


def test_group_of_one_player_is_not_unfolded_for_another() -> None:
    """Two who use the same skills are two tables."""
    snapshot = picture([*brawl(), *[hit(9_000, CLEO, skill_id=skill_id) for skill_id in GROUPED]])
    folds = rows_by_name(ANNAS.body(snapshot, reading()))["Windborne Grace"].folds
    assert len(table(PlayerSkills(View.DAMAGE, CLEO).body(snapshot, reading([folds]))).rows) == 1


def test_same_number_in_another_name_space_is_another_skill() -> None:
    """A buff with the number of a skill has its own row and leads to its own details."""
    snapshot = picture([hit(skill_id=7, amount=10), hit(skill_id=7, amount=20, origin=Origin.BUFF)])
    rows = table(ANNAS.body(snapshot, reading())).rows
    assert len(rows) == 2
    assert len({row.opens for row in rows}) == 2


def test_click_on_a_row_leads_to_what_it_shows() -> None:
    """A group to all its skills, a part to that one alone."""
    snapshot = picture(brawl())
    folds = rows_by_name(ANNAS.body(snapshot, reading()))["Windborne Grace"].folds
    group, part, *_ = table(ANNAS.body(snapshot, reading([folds]))).rows
    assert isinstance(group.opens, SkillTargets)
    assert isinstance(part.opens, SkillTargets)
    assert group.opens.above(snapshot, reading()) == "Windborne Grace"
    assert part.opens.above(snapshot, reading()) == names.load().skill(0, GROUPED[0])
    totals = [column(each.opens.body(snapshot, reading()), "amount") for each in (group, part)]  # type: ignore[attr-defined]
    assert totals == [["700", "40"], ["400", "40"]]


def test_skills_used_on_one_target() -> None:
    """Shares are of that target; two wolves of a kind are one target, each skill once."""
    snapshot = picture(brawl())
    boss = TargetSkills(View.DAMAGE, ANNA, f"monster {1152}")
    assert boss.title(snapshot, reading()) == "Kartgriff"
    made = boss.body(snapshot, reading())
    assert (column(made, "amount"), column(made, "share")) == (["700"], ["100.0"])
    wolves = TargetSkills(View.DAMAGE, ANNA, WOLVES).body(snapshot, reading())
    assert column(wolves, "amount") == ["260", "40"]
    assert column(wolves, "share") == ["86.7", "13.3"]
    one = TargetSkills(View.DAMAGE, ANNA, body_key(SECOND_WOLF)).body(snapshot, reading())
    assert column(one, "amount") == ["60"]


def test_keys_of_targets() -> None:
    """Bodies of one monster share a key; players and the environment have their own."""
    found = target_keys(picture(brawl()), [BOSS, WOLF, SECOND_WOLF, BEN, NOBODY])
    assert found[WOLF] == found[SECOND_WOLF] == WOLVES
    assert len(set(found.values())) == 4


def test_skills_of_damage_taken() -> None:
    """What monsters did to the player; nothing of what the player did."""
    made = PlayerSkills(View.TAKEN, ANNA).body(picture(brawl()), reading())
    assert column(made, "amount") == ["120", "80", "50"]
    assert keys(made)[0] == "amount"


def test_effective_amounts_reach_the_skills() -> None:
    """Overkill is taken off the skill that did it."""
    made = ANNAS.body(picture(brawl(), amounts=AmountChoice.EFFECTIVE), reading())
    assert column(made, "amount") == ["640", "260"]


def test_player_without_such_numbers() -> None:
    """Somebody who has not healed is told so; somebody who is not in the fight has no empty frame either."""
    snapshot = picture(brawl())
    nothing = table(PlayerSkills(View.HEALING, ANNA).body(snapshot, reading()))
    assert (nothing.rows, nothing.empty) == ((), "No healing done in the shown fight.")
    for place in (PlayerSkills(View.DAMAGE, CLEO), TargetSkills(View.DAMAGE, CLEO, WOLVES)):
        gone = table(place.body(snapshot, reading()))
        assert not gone.rows
        assert gone.empty
        assert gone.advice
        assert place.sum(snapshot, reading()) is None
    other_target = TargetSkills(View.DAMAGE, ANNA, "monster 1")
    assert table(other_target.body(snapshot, reading())).empty
    assert other_target.title(snapshot, reading()) == other_target.title(None, reading()) == "Target"


def test_strip_shows_the_numbers_of_what_is_open() -> None:
    """A player's own sum instead of the group's; a target's and a skill's own one deeper."""
    snapshot, how = picture(brawl()), reading()
    sums = {
        "You": ANNAS.sum(snapshot, how),
        "Player": PlayerSkills(View.DAMAGE, BEN).sum(snapshot, how),
        "Target": TargetSkills(View.DAMAGE, ANNA, WOLVES).sum(snapshot, how),
        "Skill": SkillHits(View.DAMAGE, ANNA, f"skill 0 {GROUPED[0]}").sum(snapshot, how),
        "Source": TargetSkills(View.TAKEN, ANNA, WOLVES).sum(snapshot, how),
    }
    assert {word: each.whose for word, each in sums.items() if each is not None} == {word: word for word in sums}
    assert [each.amount for each in sums.values() if each is not None] == [1_000, 400, 300, 440, 50]
    per_second = [each.per_second for each in sums.values() if each is not None]
    assert per_second[0] == 1_000 * 1_000 / snapshot.clock_ms(View.DAMAGE, player(snapshot, ANNA))


def test_player_is_named_above_all_of_the_details() -> None:
    """The local player is just You; the four details are neighbours, sources first for damage taken."""
    snapshot, how = picture(brawl()), reading()
    assert ANNAS.above(snapshot, how) == "You"
    assert PlayerSkills(View.DAMAGE, BEN).above(snapshot, how) == "Ben"
    assert [each.title(snapshot, how) for each in ANNAS.neighbours()] == ["Skills", "Targets", "Timeline", "Buffs"]
    taken = PlayerSkills(View.TAKEN, BEN)
    assert [each.title(snapshot, how) for each in taken.neighbours()] == ["Sources", "Skills", "Timeline", "Buffs"]
    for place in (ANNAS, taken, TargetSkills(View.DAMAGE, ANNA, WOLVES)):
        assert place in place.neighbours()
