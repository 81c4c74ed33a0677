"""The tabs with one row a player: from a snapshot to the words of a table."""

from __future__ import annotations

import pytest
from fakes import make_reading, make_snapshot

from resonance.combat.tally import View
from resonance.settings import Settings
from resonance.ui.details.skills import PlayerSkills
from resonance.ui.details.targets import PlayerTargets
from resonance.ui.table import DASH, Row, Table
from resonance.ui.tabs import TABS, damage, healing, taken
from resonance.ui.tabs.players import PlayersTab

READING = make_reading()
TABS_OF_PLAYERS = (damage.TAB, healing.TAB, taken.TAB)


def players(*, count: int = 8, **more: object) -> Table:
    return damage.TAB.body(make_snapshot(count, **more), READING)  # type: ignore[arg-type]


def by_name(table: Table) -> dict[str, Row]:
    return {row.name: row for row in table.rows}


def test_rows_are_ranked_by_the_view() -> None:
    """The largest first, ranks from 1, and the bar of the first is whole."""
    table = players()
    assert [row.rank for row in table.rows] == list(range(1, 9))
    fractions = [row.fraction for row in table.rows]
    assert fractions[0] == 1.0
    assert fractions == sorted(fractions, reverse=True)
    assert all(len(row.cells) == len(table.headings) for row in table.rows)


def test_names_details_and_letters() -> None:
    """The local player is called You; who has no name keeps the uid; who has no class has a question mark."""
    rows = by_name(players(count=17))
    assert rows["You · さくら"].is_local
    assert rows["Momoko"].details == ("Icicle · 23.9k", "Icicle")
    assert rows["Momoko"].letter == "I"
    assert rows["Momoko"].colour == READING.names.class_color(2)
    assert rows["Player 100006"].details[0] == f"Shield · {DASH}"
    assert rows["Bob"].letter == "?"
    assert rows["Bob"].details == ()


def test_local_player_without_a_name_is_you() -> None:
    """The meter was started in mid-session: the own name is not known yet."""
    assert [row.name for row in players(local_index=6).rows if row.is_local] == ["You"]


def test_party_is_marked_where_strangers_fight_along() -> None:
    """The local player has a mark of its own; where all or none are in the party, nobody is marked."""
    table = players(party=5)
    assert [row.rank for row in table.rows if row.is_marked] == [1, 2, 4, 5]
    assert "party" in table.name_help
    for party in (0, 8):
        table = players(party=party)
        assert not any(row.is_marked for row in table.rows)
        assert table.name_help == ""


def test_tip_of_a_name_tells_all_that_is_known() -> None:
    """Class and spec, level, ability score and deaths; and no name in streamer mode."""
    snapshot = make_snapshot(8)
    tips = {}
    for hidden in (False, True):
        table = damage.TAB.body(snapshot, make_reading(Settings(hide_names=hidden)))
        assert table.explain is not None
        tips[hidden] = [table.explain(row, -1) for row in range(8)]
    assert tips[False][4].split("\n") == [
        "Ghost👻",
        "Verdant Oracle · Smite",
        "Level 60",
        "Ability score 25,500",
        "Died once",
    ]
    assert tips[True][4].split("\n")[1:] == tips[False][4].split("\n")[1:]
    assert not any("Ghost" in tip or "さくら" in tip for tip in tips[True])


def test_streamer_mode_numbers_everybody() -> None:
    """The own row is You, all others are players with a number."""
    rows = damage.TAB.body(make_snapshot(8), make_reading(Settings(hide_names=True))).rows
    assert [row.name for row in rows if row.is_local] == ["You"]
    assert all(row.name.startswith("Player ") for row in rows if not row.is_local)


def test_click_on_a_player() -> None:
    """To the skills; of damage taken to the monsters it came from."""
    snapshot = make_snapshot(12)
    for tab, kind in ((damage.TAB, PlayerSkills), (healing.TAB, PlayerSkills), (taken.TAB, PlayerTargets)):
        for row in tab.body(snapshot, READING).rows:
            assert isinstance(row.opens, kind)
            assert row.opens.view is tab.view
        first = tab.body(snapshot, READING).rows[0].opens
        assert isinstance(first, PlayerSkills | PlayerTargets)
        assert first.actor == snapshot.rows(tab.view)[0].actor.actor_id


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_view_without_numbers_has_no_rows_but_words(tab: PlayersTab) -> None:
    """Nobody has healed: the table says so instead of staying empty."""
    table = tab.body(make_snapshot(0), READING)
    assert table.rows == ()
    assert table.empty


@pytest.mark.parametrize("tab", TABS_OF_PLAYERS, ids=lambda tab: tab.key)
def test_every_tab_shows_its_view(tab: PlayersTab) -> None:
    """Each tab ranks by its own amount, and its sum is the group's."""
    snapshot = make_snapshot(12)
    assert len(tab.body(snapshot, READING).rows) == len(snapshot.rows(tab.view)) > 0
    group = tab.sum(snapshot, READING)
    assert group is not None
    assert (group.whose, group.amount) == ("Group", snapshot.total(tab.view).amount)
    assert tab.above(snapshot, READING) == ""
    assert tab.neighbours() == ()


def test_tabs_are_told_apart() -> None:
    """By keys that settings store, and by their titles."""
    assert [tab.key for tab in TABS] == ["damage", "healing", "taken", "deaths", "buffs"]
    titles = [tab.title(None, READING) for tab in TABS]
    assert titles == ["Damage", "Healing", "Taken", "Deaths", "Buffs"]
    assert {tab.view for tab in TABS} == set(View)
