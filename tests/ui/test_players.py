"""From a snapshot to the words of a table."""

from __future__ import annotations

import pytest
from fakes import make_snapshot

from resonance import names
from resonance.combat.tally import View
from resonance.ui.table import DASH
from resonance.ui.tabs import TABS
from resonance.ui.tabs.players import player_table

WORDS = names.load()


def test_rows_are_ranked_by_the_view() -> None:
    """The largest first, ranks from 1, and the bar of the first is whole."""
    table = player_table(make_snapshot(8), WORDS, View.DAMAGE, empty="")
    assert [row.rank for row in table.rows] == list(range(1, 9))
    fractions = [row.fraction for row in table.rows]
    assert fractions[0] == 1.0
    assert fractions == sorted(fractions, reverse=True)
    assert all(len(row.cells) == len(table.headings) for row in table.rows)


def test_names_details_and_letters() -> None:
    """The local player is called You; who has no name keeps the uid; who has no class has a question mark."""
    rows = player_table(make_snapshot(17), WORDS, View.DAMAGE, empty="").rows
    by_name = {row.name: row for row in rows}
    assert by_name["You · さくら"].is_local
    assert by_name["Momoko"].details == ("Icicle · 23.9k", "Icicle")
    assert by_name["Momoko"].letter == "I"
    assert by_name["Momoko"].colour == WORDS.class_color(2)
    assert by_name["Player 100006"].details[0] == f"Shield · {DASH}"
    assert by_name["Bob"].letter == "?"
    assert by_name["Bob"].details == ()


def test_local_player_without_a_name_is_you() -> None:
    """The meter was started in mid-session: the own name is not known yet."""
    rows = player_table(make_snapshot(8, local_index=6), WORDS, View.DAMAGE, empty="").rows
    assert [row.name for row in rows if row.is_local] == ["You"]


def test_party_is_marked_where_strangers_fight_along() -> None:
    """The local player has a mark of its own; where all or none are in the party, nobody is marked."""
    table = player_table(make_snapshot(8, party=5), WORDS, View.DAMAGE, empty="")
    assert [row.rank for row in table.rows if row.is_marked] == [1, 2, 4, 5]
    assert "party" in table.name_help
    for party in (0, 8):
        table = player_table(make_snapshot(8, party=party), WORDS, View.DAMAGE, empty="")
        assert not any(row.is_marked for row in table.rows)
        assert table.name_help == ""


def test_cells_are_numbers_with_their_units() -> None:
    """Units stand apart; a column titled "%" does not repeat it."""
    table = player_table(make_snapshot(8), WORDS, View.DAMAGE, empty="")
    titles = [heading.title for heading in table.headings]
    cells = dict(zip(titles, table.rows[0].cells, strict=True))
    assert cells["Damage"] == ("167.9", "M")
    assert cells["DPS"] == ("406.1", "k")
    assert cells["%"][1] == ""
    assert cells["Crit"] == ("45.0", "%")


def test_view_without_numbers_has_no_rows_but_words() -> None:
    """Nobody has healed: the table says so instead of staying empty."""
    for tab in TABS:
        table = tab.table(make_snapshot(0), WORDS)
        assert table.rows == ()
        assert table.empty


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_every_tab_shows_its_view(tab: object) -> None:
    """Each tab ranks by its own amount."""
    snapshot = make_snapshot(12)
    chosen = next(candidate for candidate in TABS if candidate is tab)
    rows = chosen.table(snapshot, WORDS).rows
    assert len(rows) == len(snapshot.rows(chosen.view))
    assert rows
