"""Whom a player hit or healed, and whom damage came from."""

from __future__ import annotations

from fight_fakes import (
    ANNA,
    BEN,
    CLEO,
    SECOND,
    SECOND_WOLF,
    WOLF,
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
from resonance.ui.details.skills import PlayerSkills, TargetSkills
from resonance.ui.details.targets import PlayerTargets

WOLF_NAME = names.load().monster(WOLF_MONSTER)


def test_targets_are_monsters_with_their_parts_of_the_damage() -> None:
    """The boss first; wolves of one kind are one row that says how many, and misses alone are no target."""
    made = PlayerTargets(View.DAMAGE, ANNA).body(picture(brawl()), reading())
    rows = rows_by_name(made)
    assert list(rows) == ["Kartgriff", WOLF_NAME]
    assert column(made, "amount") == ["700", "300"]
    assert rows[WOLF_NAME].details == ("×2",)
    assert rows[WOLF_NAME].opens == TargetSkills(View.DAMAGE, ANNA, f"monster {WOLF_MONSTER}")


def test_kind_of_monster_unfolds_to_its_bodies() -> None:
    """Each with its own number, and a click leads to the skills used on that one."""
    snapshot, place = picture(brawl()), PlayerTargets(View.DAMAGE, ANNA)
    folds = rows_by_name(place.body(snapshot, reading()))[WOLF_NAME].folds
    made = table(place.body(snapshot, reading([folds])))
    assert [row.level for row in made.rows] == [0, 0, 1, 1]
    assert column(made, "amount") == ["700", "300", "240", "60"]
    assert [row.details for row in made.rows[2:]] == [("#901",), ("#902",)]
    assert [row.opens for row in made.rows[2:]] == [
        TargetSkills(View.DAMAGE, ANNA, f"body {body}") for body in (WOLF, SECOND_WOLF)
    ]


def test_healed_players_have_their_class_and_the_local_one_stands_out() -> None:
    """Colour and letter of whoever was healed, not of the healer."""
    how = reading()
    rows = rows_by_name(PlayerTargets(View.HEALING, BEN).body(picture(brawl()), how))
    assert rows["You · Anna"].is_local
    assert not rows["Ben"].is_local
    assert rows["You · Anna"].colour == how.colours.of(2, None)
    assert rows["Ben"].letter == how.names.class_name(5)[0]  # type: ignore[index]


def test_player_without_a_class_is_a_player_all_the_same() -> None:
    """A question mark on the chip, as in the tabs, and not the look of a monster."""
    stranger = (99 << 16) | 10 << 6
    rows = rows_by_name(PlayerTargets(View.HEALING, BEN).body(picture([hit(), heal(target=stranger)]), reading()))
    assert rows["Player 99"].letter == "?"


def test_taken_leads_from_sources_to_their_skills() -> None:
    """Monsters and the environment; a click on one shows what it hit with."""
    snapshot, how = picture(brawl()), reading()
    place = PlayerTargets(View.TAKEN, ANNA)
    assert (place.title(snapshot, how), table(place.body(snapshot, how)).name_title) == ("Sources", "Source")
    rows = rows_by_name(place.body(snapshot, how))
    assert list(rows) == ["Kartgriff", WOLF_NAME]
    opened = rows["Kartgriff"].opens
    assert isinstance(opened, TargetSkills)
    assert column(opened.body(snapshot, how), "amount") == ["120", "80"]
    (environment,) = table(PlayerTargets(View.TAKEN, BEN).body(snapshot, how)).rows
    assert environment.name == "Environment"
    assert isinstance(environment.opens, TargetSkills)
    assert environment.opens.title(snapshot, how) == "Environment"
    assert column(environment.opens.body(snapshot, how), "amount") == ["10"]


def test_new_bodies_join_the_row_that_is_open() -> None:
    """The user looks at wolves; another one comes: it is counted without a click."""
    snapshot = picture([*brawl(), hit(9 * SECOND, target=SECOND_WOLF, amount=1_000)])
    place = TargetSkills(View.DAMAGE, ANNA, f"monster {WOLF_MONSTER}")
    assert column(place.body(picture(brawl()), reading()), "amount") == ["260", "40"]
    assert column(place.body(snapshot, reading()), "amount") == ["1.3k", "40"]


def test_nobody_yet() -> None:
    """Without a target the table says so, and for somebody not in the fight too."""
    snapshot = picture(brawl())
    assert table(PlayerTargets(View.HEALING, ANNA).body(snapshot, reading())).empty
    gone = table(PlayerTargets(View.DAMAGE, CLEO).body(snapshot, reading()))
    assert gone.empty
    assert gone.advice


def test_neighbour_keys_are_different() -> None:
    """The strip tells its places apart by them."""
    for place in (PlayerSkills(View.DAMAGE, ANNA), PlayerTargets(View.TAKEN, ANNA)):
        keys = [each.key for each in place.neighbours()]
        assert len(set(keys)) == len(keys)
