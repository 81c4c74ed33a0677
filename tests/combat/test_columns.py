"""Columns: every one gives a number or None for every view it belongs to, and the formulas are those promised."""

from __future__ import annotations

import pytest
from fights import ANNA, BEN, BOSS, SECOND, WOLF, Story, boss_appears, heal, hit, seen

from resonance.combat.clock import ClockChoice
from resonance.combat.column import Column, Format, explain
from resonance.combat.columns import ALWAYS, BY_KEY, COLUMNS, columns_for, meaningful
from resonance.combat.line import Line, part_line, player_line
from resonance.combat.presets import DEFAULT_KEYS, PRESETS
from resonance.combat.snapshot import AmountChoice, PlayerRow, Snapshot, build
from resonance.combat.tally import Tally, View
from resonance.events import Event, LocalPlayerKnown, Outcome


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


def lines(snapshot: Snapshot, view: View) -> dict[int, Line]:
    """By actor_id, largest first."""
    return {row.actor.actor_id: player_line(snapshot, row, view) for row in snapshot.rows(view)}


def values(snapshot: Snapshot, key: str, view: View) -> dict[int, float | None]:
    return {actor: BY_KEY[key].value(snapshot, line) for actor, line in lines(snapshot, view).items()}


def explained(snapshot: Snapshot, key: str, view: View, actor: int) -> str:
    """The first line: what the number is made of."""
    return explain(BY_KEY[key], snapshot, lines(snapshot, view)[actor]).split("\n")[0]


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


def every_line(snapshot: Snapshot, column: Column) -> list[Line]:
    """Every player and every part of a player that the column can be asked for."""
    found = []
    for row in snapshot.players:
        found += [player_line(snapshot, row, view) for view in column.views]
        if column.for_parts:
            found += [part_line(row, skill.view, skill.tally) for skill in row.skills if skill.view in column.views]
            found += [part_line(row, each.view, each.tally) for each in row.targets if each.view in column.views]
        found += [part_line(row, view, Tally()) for view in column.views]
    return found


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_column_has_words_and_a_value_for_every_line(column: Column) -> None:
    """A title and help for the user, and no formula or explanation that fails on a player or part with nothing."""
    snapshot = a_fight()
    for view in column.views:
        assert column.title(view)
    assert column.help.endswith(".")
    assert len(every_line(snapshot, column)) > len(snapshot.players)
    for line in every_line(snapshot, column):
        value = column.value(snapshot, line)
        assert value is None or value >= 0
        if column.format is Format.PERCENT:
            assert value is None or value <= 1
        words = explain(column, snapshot, line)
        assert words.endswith(column.help)
        assert "{" not in words


def test_keys_are_unique_and_presets_exist() -> None:
    """Settings store keys: each means one column, and every column of a preset belongs to its view."""
    assert len(BY_KEY) == len(COLUMNS)
    for by_view in PRESETS.values():
        assert list(by_view) == list(View)
        for view, keys in by_view.items():
            assert [column.key for column in columns_for(view, keys)] == list(keys)


def test_usual_columns_of_a_view() -> None:
    """Without a choice the default ones: Damage, DPS, Boss DPS, share and crit rate."""
    usual = [column.title(View.DAMAGE) for column in columns_for(View.DAMAGE)]
    assert usual == ["Damage", "DPS", "Boss DPS", "%", "Crit"]
    for view in View:
        assert columns_for(view) == columns_for(view, DEFAULT_KEYS[view])


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (["hits", "amount"], ["hits", "amount"]),
        (["overheal", "hits", "nonsense"], ["hits"]),
        (["hits", "hits"], ["hits"]),
        (["overheal", "nonsense"], ["amount"]),
    ],
)
def test_chosen_columns_of_a_view(keys: list[str], kept: list[str]) -> None:
    """In the user's order; what is unknown, foreign to the view or said twice is skipped; one column is always left."""
    assert [column.key for column in columns_for(View.DAMAGE, keys)] == kept


def test_parts_of_a_player() -> None:
    """The same columns for a skill or target: its own amount, by the player's clock, as a part of the player."""
    snapshot = Story([LocalPlayerKnown(0, ANNA), hit(amount=300, crit=True), hit(4 * SECOND, target=WOLF)]).only
    (row,) = snapshot.players
    boss = next(target for target in row.targets if target.actor == BOSS)
    line = part_line(row, View.DAMAGE, boss.tally)
    found = {key: BY_KEY[key].value(snapshot, line) for key in ("amount", "per_second", "share", "crit_rate", "max")}
    assert found == {"amount": 300, "per_second": 75.0, "share": 0.75, "crit_rate": 1.0, "max": 300}
    of_itself = part_line(row, View.DAMAGE, boss.tally, boss.tally)
    assert BY_KEY["share"].value(snapshot, of_itself) == 1.0


def test_parts_follow_the_choice_of_amounts() -> None:
    """Overkill is taken off a skill as it is taken off its player."""
    record = Story([hit(amount=1_000, hp_loss=100), hit(amount=300, target=WOLF)]).encounters[0].record
    snapshot = build(record, ClockChoice.ACTIVE, AmountChoice.EFFECTIVE)
    (row,) = snapshot.players
    shares = [BY_KEY["share"].value(snapshot, part_line(row, View.DAMAGE, each.tally)) for each in row.targets]
    assert shares == [0.25, 0.75]


def test_columns_that_say_nothing_hide() -> None:
    """Nobody crit, died or fought a boss; amount and per second stay even where there is nobody at all."""
    snapshot = Story([hit(target=WOLF)]).only
    every = [column for column in COLUMNS if View.DAMAGE in column.views]
    shown = meaningful(every, snapshot, list(lines(snapshot, View.DAMAGE).values()))
    keys = {column.key for column in shown}
    assert {"amount", "per_second", "share", "hits", "max"} <= keys
    assert not keys & {"boss_amount", "boss_per_second", "boss_share", "crit_rate", "deaths", "death_time", "missed"}
    assert [column.key for column in meaningful(every, snapshot, [])] == list(ALWAYS)


def test_column_that_says_something_of_one_line_stays() -> None:
    """Only Anna's crits are known: the column is there for her, in the order of the others."""
    snapshot = a_fight()
    columns = columns_for(View.DAMAGE)
    assert meaningful(columns, snapshot, list(lines(snapshot, View.DAMAGE).values())) == columns


def test_active_per_second_whatever_clock_is_chosen() -> None:
    """Elapsed divides by 14 s, the group's active time is 4 s."""
    record = Story([hit(amount=200), hit(4 * SECOND, amount=200), hit(14 * SECOND, amount=100)]).encounters[0].record
    for clock in ClockChoice:
        snapshot = build(record, clock)
        assert values(snapshot, "active_per_second", View.DAMAGE) == {ANNA: 125.0}
    assert values(build(record, ClockChoice.ELAPSED), "per_second", View.DAMAGE) == {ANNA: pytest.approx(500 / 14)}


def test_boss_columns() -> None:
    """The part of the damage that bosses took; nothing is known of it without a boss."""
    snapshot = a_fight()
    assert values(snapshot, "boss_amount", View.DAMAGE) == {BEN: 600, ANNA: 300}
    assert values(snapshot, "boss_share", View.DAMAGE) == {BEN: 2 / 3, ANNA: 1 / 3}
    assert values(Story([hit(target=WOLF)]).only, "boss_amount", View.DAMAGE) == {ANNA: None}


def test_hits_by_the_minute() -> None:
    """Three hits in 4 s."""
    snapshot = Story([hit(), hit(2 * SECOND), hit(4 * SECOND)]).only
    assert values(snapshot, "hits_per_minute", View.DAMAGE) == {ANNA: 45.0}


def test_hits_that_did_nothing_and_hits_that_killed() -> None:
    """Misses, immunity and kills are counted by who dealt them."""
    nothing = [hit(amount=0, outcome=Outcome.MISS), hit(amount=0, outcome=Outcome.IMMUNE)]
    snapshot = Story([hit(), *nothing, *nothing, hit(target=WOLF, killed=True)]).only
    assert values(snapshot, "missed", View.DAMAGE) == {ANNA: 2}
    assert values(snapshot, "immune", View.DAMAGE) == {ANNA: 2}
    assert values(snapshot, "kills", View.DAMAGE) == {ANNA: 1}


def test_blocks_and_shields_of_a_tank() -> None:
    """Half of the hits were blocked; shields took 30 of 100. A blocked hit without an amount does not make it more."""
    blows = [
        hit(SECOND, BOSS, ANNA, amount=40, hp_loss=10, shield_loss=30, blocked=True),
        hit(SECOND, BOSS, ANNA, amount=60),
    ]
    snapshot = Story([hit(), *blows]).only
    assert values(snapshot, "blocked_rate", View.TAKEN) == {ANNA: 0.5}
    assert values(snapshot, "absorbed", View.TAKEN) == {ANNA: 30}
    immune = [hit(SECOND, BOSS, ANNA, amount=0, outcome=Outcome.IMMUNE, blocked=True)] * 3
    assert values(Story([hit(), *blows, *immune]).only, "blocked_rate", View.TAKEN) == {ANNA: 1.0}


def test_overheal_and_its_part() -> None:
    """Anna lacked 10 HP: 40 of the 50 were too much."""
    full = seen(ANNA, appeared=True, hp=100, max_hp=100)
    blow = hit(SECOND, BOSS, ANNA, amount=10)
    snapshot = Story([full, hit(), blow, heal(2 * SECOND, amount=50)]).only
    found = {key: values(snapshot, key, View.HEALING)[BEN] for key in ("effective", "overheal", "overheal_amount")}
    assert found == {"effective": 10, "overheal": 0.8, "overheal_amount": 40}
    assert values(snapshot, "effective_per_second", View.HEALING)[BEN] == 10.0


def test_time_of_the_last_death() -> None:
    """Counted from the start; a survivor has none."""
    blow = {"amount": 50, "killed": True}
    snapshot = Story([hit(), hit(source=BEN), hit(7 * SECOND, BOSS, ANNA, **blow), hit(8 * SECOND)]).only
    assert values(snapshot, "deaths", View.DAMAGE) == {ANNA: 1, BEN: 0}
    assert values(snapshot, "death_time", View.DAMAGE) == {ANNA: 7 * SECOND, BEN: None}
    assert explained(snapshot, "death_time", View.DAMAGE, ANNA) == "00:07 after the start"


def test_explanation_tells_numerator_and_denominator() -> None:
    """With all digits, whatever the number in the cell was shortened to."""
    snapshot = Story([boss_appears(), hit(amount=1_234_567, crit=True), hit(2_500, amount=1_000_000)]).only
    assert explained(snapshot, "amount", View.DAMAGE, ANNA) == "2,234,567 damage"
    assert explained(snapshot, "per_second", View.DAMAGE, ANNA) == "2,234,567 damage in 2.5 s"
    assert explained(snapshot, "share", View.DAMAGE, ANNA) == "2,234,567 of the 2,234,567 of all players"
    assert explained(snapshot, "crit_rate", View.DAMAGE, ANNA) == "1 crits of 2 hits"
    assert explained(snapshot, "crit_share", View.DAMAGE, ANNA) == "1,234,567 critical of 2,234,567"
    assert explained(snapshot, "average", View.DAMAGE, ANNA) == "2,234,567 damage in 2 hits"


def test_explanation_of_a_number_that_is_not_known_or_speaks_for_itself() -> None:
    """Then what the column means is all there is to say."""
    snapshot = a_fight()
    for key in ("crit_rate", "hits"):
        assert explained(snapshot, key, View.DAMAGE, BEN) == BY_KEY[key].help


def test_clock_below_a_second_is_explained_as_the_second_it_counts_as() -> None:
    """400 damage at one moment is no endless DPS."""
    assert explained(a_fight(), "per_second", View.DAMAGE, ANNA) == "400 damage in 1.0 s"


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
    hits: list[Event] = [
        hit(target=WOLF),
        hit(4 * SECOND, target=WOLF),
        boss_appears(),
        hit(8 * SECOND),
        hit(10 * SECOND),
    ]
    record = Story(hits).encounters[0].record
    assert build(record, ClockChoice.BOSS).clock_ms(View.DAMAGE) == 2 * SECOND
    trash = Story(hits[:2]).encounters[0].record
    assert build(trash, ClockChoice.BOSS).clock_ms(View.DAMAGE) == 4 * SECOND
