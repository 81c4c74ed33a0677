"""Columns: every one gives a number or None for every view it belongs to, and the formulas are those promised."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, BOSS, SECOND, WOLF, Story, boss_appears, heal, hit

from resonance.combat.clock import ClockChoice
from resonance.combat.columns import COLUMNS, DEFAULT_KEYS, Column, columns_for
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot, build
from resonance.combat.tally import View
from resonance.events import LocalPlayerKnown


def a_fight() -> Snapshot:
    return Story(
        [
            LocalPlayerKnown(0, ANNA),
            boss_appears(),
            hit(amount=300, crit=True),
            hit(amount=100, target=WOLF),
            hit(10 * SECOND, BEN, amount=600),
            hit(2 * SECOND, BOSS, ANNA, amount=50),
            heal(3 * SECOND, amount=40),
        ]
    ).only


def values(snapshot: Snapshot, key: str, view: View) -> dict[int, float | None]:
    column = next(column for column in COLUMNS if column.key == key)
    return {row.actor.actor_id: column.value(snapshot, row, view) for row in snapshot.rows(view)}


def test_formulas_of_a_small_fight() -> None:
    """10 s elapsed, one pause of 10 s: the active clock is below 1 s and counts as one."""
    snapshot = a_fight()
    assert values(snapshot, "amount", View.DAMAGE) == {BEN: 600, ANNA: 400}
    assert values(snapshot, "per_second", View.DAMAGE) == {BEN: 600.0, ANNA: 400.0}
    assert values(snapshot, "boss_per_second", View.DAMAGE) == {BEN: 600.0, ANNA: 300.0}
    assert values(snapshot, "share", View.DAMAGE) == {BEN: 0.6, ANNA: 0.4}
    assert values(snapshot, "share", View.TAKEN) == {ANNA: 1.0}
    assert values(snapshot, "hits", View.HEALING) == {BEN: 1}


def test_lucky_strikes_and_largest_hit() -> None:
    """Two of three hits that could set one off did; the bonus records are no such hits (protocol.md 8.2)."""
    pair = [hit(amount=50, lucky_bonus=True), hit(amount=100, lucky=True)]
    snapshot = Story([LocalPlayerKnown(0, ANNA), *pair, *pair, hit(amount=200, crit=True)]).only
    assert values(snapshot, "lucky_rate", View.DAMAGE) == {ANNA: 2 / 3}
    assert values(snapshot, "lucky_share", View.DAMAGE) == {ANNA: 0.2}
    assert values(snapshot, "crit_share", View.DAMAGE) == {ANNA: 0.4}
    assert values(snapshot, "average", View.DAMAGE) == {ANNA: 100.0}
    assert values(snapshot, "max", View.DAMAGE) == {ANNA: 200}
    others = Story([hit()]).only
    assert values(others, "lucky_rate", View.DAMAGE) == {ANNA: None}


def test_crit_rate_of_others_is_not_a_false_zero() -> None:
    """Nobody knows whether Ben crits if the server hides it; the local player's own 0 would be a real one."""
    assert values(a_fight(), "crit_rate", View.DAMAGE) == {BEN: None, ANNA: 0.5}
    mine = Story([LocalPlayerKnown(0, ANNA), hit()]).only
    assert values(mine, "crit_rate", View.DAMAGE) == {ANNA: 0.0}


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_has_words_and_a_value_in_its_views(column: Column) -> None:
    """A title and help for the user, and no formula that fails on a player with nothing."""
    snapshot = a_fight()
    for view in column.views:
        assert column.title(view)
        for row in snapshot.players:
            value = column.value(snapshot, row, view)
            assert value is None or value >= 0
    assert column.help.endswith(".")


def test_keys_are_unique_and_defaults_exist() -> None:
    """Settings store keys: each means one column, and every default belongs to its view."""
    keys = [column.key for column in COLUMNS]
    assert len(keys) == len(set(keys))
    for view in View:
        assert [column.key for column in columns_for(view)] == list(DEFAULT_KEYS[view])
        assert all(view in column.views for column in columns_for(view))


def test_rows_are_sorted_by_the_view() -> None:
    """Largest first, ties by uid, nobody without a number."""
    snapshot = Story([hit(amount=5), hit(source=BEN, amount=5), heal()]).only
    rows: list[PlayerRow] = snapshot.rows(View.DAMAGE)
    assert [row.actor.actor_id for row in rows] == [ANNA, BEN]
    assert [row.actor.actor_id for row in snapshot.rows(View.HEALING)] == [BEN]


def test_effective_amounts_everywhere() -> None:
    """With that choice overkill and overheal are gone from amount, per second, share and order alike."""
    story = Story([hit(amount=1_000, hp_loss=100), hit(source=BEN, amount=300), heal(amount=40)])
    record = story.encounters[0].record
    raw = build(record, ClockChoice.ACTIVE)
    effective = build(record, ClockChoice.ACTIVE, AmountChoice.EFFECTIVE)
    assert values(raw, "amount", View.DAMAGE) == {ANNA: 1_000, BEN: 300}
    assert values(effective, "amount", View.DAMAGE) == {BEN: 300, ANNA: 100}
    assert values(effective, "share", View.DAMAGE) == {BEN: 0.75, ANNA: 0.25}
    assert values(effective, "per_second", View.DAMAGE) == {BEN: 300.0, ANNA: 100.0}
    assert [row.actor.actor_id for row in effective.rows(View.DAMAGE)] == [BEN, ANNA]


def test_boss_clock_divides_by_the_time_on_the_boss() -> None:
    """Trash before the boss takes no part in it; without a boss it is the active clock."""
    hits = [hit(target=WOLF), hit(4 * SECOND, target=WOLF), boss_appears(), hit(8 * SECOND), hit(10 * SECOND)]
    record = Story(hits).encounters[0].record
    assert build(record, ClockChoice.BOSS).clock_ms(View.DAMAGE) == 2 * SECOND
    trash = Story(hits[:2]).encounters[0].record
    assert build(trash, ClockChoice.BOSS).clock_ms(View.DAMAGE) == 4 * SECOND
