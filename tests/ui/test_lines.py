"""Lines of a fight as a table: columns chosen, hidden, sorted, explained; bars, ranks and parts."""

from __future__ import annotations

import pytest
from fight_fakes import (
    ALONE,
    ANNA,
    BEN,
    BOSS,
    CLEO,
    GROUPED,
    NOBODY,
    SECOND,
    WOLF,
    brawl,
    column,
    hit,
    keys,
    picture,
    play,
    reading,
    rows_by_name,
    seen,
)

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.line import part_line, player_line
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import View
from resonance.events import Event, LocalPlayerKnown, player_id
from resonance.ui.lines import (
    USUAL_LARGEST,
    Entry,
    actor_words,
    called,
    group_sum,
    line_sum,
    line_table,
    widest_amount,
)
from resonance.ui.place import Reading
from resonance.ui.table import DASH, Table
from resonance.ui.tabs import damage


def players(snapshot: Snapshot, how: Reading) -> Table:
    return damage.TAB.body(snapshot, how)


# Columns


def test_columns_chosen_by_the_user() -> None:
    """Those, in that order; without a choice the usual ones that say something."""
    snapshot = picture(brawl())
    assert keys(players(snapshot, reading())) == ["amount", "per_second", "boss_per_second", "share", "crit_rate"]
    chosen = ("max", "amount", "hits")
    assert keys(players(snapshot, reading(columns_damage=chosen))) == list(chosen)


def test_column_that_says_nothing_is_hidden_until_it_does() -> None:
    """No deaths, no column for them, although it is chosen; with the first one it is there."""
    how = reading(columns_damage=("amount", "deaths"))
    alive = [hit()]
    assert keys(players(picture(alive), how)) == ["amount"]
    assert keys(players(picture([*alive, hit(SECOND, BOSS, ANNA, killed=True)]), how)) == ["amount", "deaths"]


def test_columns_that_cannot_be_told_of_a_part_are_left_out() -> None:
    """A skill has no deaths and no boss damage of its own."""
    snapshot = picture([*brawl(), hit(9 * SECOND, BOSS, ANNA, killed=True)])
    (row,) = [row for row in snapshot.players if row.is_local]
    entry = Entry(part_line(row, View.DAMAGE, row.skills[0].tally), "One", "#ffffff")
    how = reading(columns_damage=("deaths", "boss_amount", "amount", "hits"))
    made = line_table(snapshot, View.DAMAGE, [entry], how, name_title="Skill", empty="")
    assert keys(made) == ["amount", "hits"]


def test_cells_are_numbers_with_their_units() -> None:
    """Units stand apart; a column titled "%" does not repeat it, neither in a cell nor in the room it takes."""
    snapshot = picture([hit(amount=12_345, crit=True), hit(10 * SECOND, amount=7_655)])
    made = players(snapshot, reading())
    cells = dict(zip(keys(made), made.rows[0].cells, strict=True))
    assert cells["amount"] == ("20.0", "k")
    assert cells["share"] == ("100.0", "")
    assert cells["crit_rate"] == ("50.0", "%")
    widest = {heading.key: (heading.widest, heading.widest_unit) for heading in made.headings}
    assert widest["share"] == ("100.0", "")
    assert widest["crit_rate"] == ("100.0", "%")


# Order


def fight_of_three() -> Snapshot:
    """By damage Ben, Anna, Cleo; by hits Anna, Cleo, Ben; crits of Ben are not known."""
    return picture(
        [
            *[hit(amount=100, crit=crit) for crit in (True, False, False)],
            hit(source=BEN, amount=900),
            *[hit(source=CLEO, amount=50, crit=True) for _ in range(2)],
        ]
    )


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Ben", "You · Anna", "Cleo"]),
        ("amount", ["Ben", "You · Anna", "Cleo"]),
        ("-amount", ["Cleo", "You · Anna", "Ben"]),
        ("hits", ["You · Anna", "Cleo", "Ben"]),
        ("-hits", ["Ben", "Cleo", "You · Anna"]),
    ],
)
def test_order_chosen_by_the_user(order: str, expected: list[str]) -> None:
    """Largest first, or with a minus smallest first; ranks count the rows as they stand; one title has the arrow."""
    how = reading(columns_damage=("amount", "hits"), order_damage=order)
    made = players(fight_of_three(), how)
    assert [row.name for row in made.rows] == expected
    assert [row.rank for row in made.rows] == [1, 2, 3]
    arrows = {heading.key: heading.order for heading in made.headings if heading.order}
    assert arrows == {order.lstrip("-") or "amount": 1 if order.startswith("-") else -1}


@pytest.mark.parametrize("order", ["crit_rate", "-crit_rate"])
def test_unknown_values_come_last_in_both_orders(order: str) -> None:
    """Who has no crit rate is neither the best nor the worst."""
    made = players(fight_of_three(), reading(columns_damage=("amount", "crit_rate"), order_damage=order))
    assert made.rows[-1].name == "Ben"
    assert column(made, "crit_rate")[-1] == DASH
    first = made.rows[0].name
    assert first == ("Cleo" if order == "crit_rate" else "You · Anna")


@pytest.mark.parametrize("order", ["deaths", "-deaths", "hits", "nonsense", "-nonsense"])
def test_order_by_a_column_that_is_not_shown(order: str) -> None:
    """Hidden, not chosen or unknown: the amount sorts, largest first."""
    made = players(fight_of_three(), reading(columns_damage=("amount", "deaths"), order_damage=order))
    assert [row.name for row in made.rows] == ["Ben", "You · Anna", "Cleo"]
    assert [heading.order for heading in made.headings] == [-1]


# Bars


def test_bars_to_the_top_or_to_the_total() -> None:
    """A full bar is the largest amount, whatever sorts; or the sum of all."""
    snapshot = fight_of_three()
    by_name = rows_by_name(players(snapshot, reading(order_damage="-amount")))
    assert by_name["Ben"].fraction == 1.0
    assert by_name["You · Anna"].fraction == pytest.approx(300 / 900)
    by_name = rows_by_name(players(snapshot, reading(bars="total")))
    assert by_name["Ben"].fraction == pytest.approx(900 / 1_300)
    assert sum(row.fraction for row in by_name.values()) == pytest.approx(1)


def test_bars_follow_the_choice_of_amounts() -> None:
    """Effective amounts make other bars than raw ones."""
    events = [hit(amount=1_000, hp_loss=100), hit(source=BEN, amount=400)]
    raw = rows_by_name(players(picture(events), reading()))
    effective = rows_by_name(players(picture(events, amounts=AmountChoice.EFFECTIVE), reading()))
    assert (raw["You · Anna"].fraction, raw["Ben"].fraction) == (1.0, 0.4)
    assert (effective["You · Anna"].fraction, effective["Ben"].fraction) == (0.25, 1.0)


# Parts


def entries_with_parts(snapshot: Snapshot) -> list[Entry]:
    (row,) = [row for row in snapshot.players if row.is_local]
    skills = {skill.skill_id: skill for skill in row.skills if skill.view is View.DAMAGE}
    parts = tuple(
        Entry(part_line(row, View.DAMAGE, skills[skill_id].tally), str(skill_id), "#fff000") for skill_id in GROUPED
    )
    whole = Entry(player_line(snapshot, row, View.DAMAGE), "All", "#fff000", parts=parts, key="all")
    alone = Entry(part_line(row, View.DAMAGE, skills[ALONE].tally), "Alone", "#fff000")
    return [whole, alone]


def test_parts_are_shown_below_what_is_unfolded() -> None:
    """One level deeper, without a rank, sorted like the rest; the ranks of the others stay."""
    snapshot = picture(brawl())
    entries = entries_with_parts(snapshot)

    def made(how: Reading) -> list[tuple[int, int, str, str, bool]]:
        rows = line_table(snapshot, View.DAMAGE, entries, how, name_title="", empty="").rows
        return [(row.rank, row.level, row.name, row.folds, row.is_unfolded) for row in rows]

    assert made(reading()) == [(1, 0, "All", "all", False), (2, 0, "Alone", "", False)]
    parts = [(0, 1, "1401", "", False), (0, 1, "1402", "", False)]
    assert made(reading(["all"])) == [(1, 0, "All", "all", True), *parts, (2, 0, "Alone", "", False)]
    rising = made(reading(["all"], order_damage="-amount"))
    assert [name for _, _, name, _, _ in rising] == ["Alone", "All", "1402", "1401"]


def test_explanation_belongs_to_the_row_it_is_asked_of() -> None:
    """Also below an unfolded row, where rows and entries no longer count alike."""
    snapshot = picture(brawl())
    made = line_table(snapshot, View.DAMAGE, entries_with_parts(snapshot), reading(["all"]), name_title="", empty="")
    assert made.explain is not None
    amounts = [made.explain(row, 0).split()[0] for row in range(len(made.rows))]
    assert amounts == ["1,000", "440", "300", "260"]


# Explanations


def test_explanation_names_numerator_and_denominator() -> None:
    """With all digits, and what the column means; the name's own tip for the name."""
    snapshot = picture([hit(amount=12_345, crit=True), hit(4 * SECOND, amount=655), hit(source=BEN, amount=7_000)])
    made = players(snapshot, reading())
    assert made.explain is not None
    tips = {key: made.explain(0, index) for index, key in enumerate(keys(made))}
    assert tips["amount"].startswith("13,000 damage\n")
    assert tips["per_second"].startswith("13,000 damage in 4.0 s\n")
    assert tips["share"].startswith("13,000 of the 20,000 of all players\n")
    assert tips["crit_rate"].startswith("1 crits of 2 hits\n")
    helps = {heading.key: heading.help for heading in made.headings}
    assert all(tip.endswith(helps[key]) for key, tip in tips.items())
    assert made.explain(0, -1).startswith("You · Anna\n")


# Room for numbers


@pytest.mark.parametrize("style", formats.STYLES)
@pytest.mark.parametrize("largest", [0, 9, 950, 12_345, 8_888_888, 412_600_000, 12_500_000_000, 3_100_000_000_000])
def test_every_amount_up_to_the_largest_has_room(style: str, largest: int) -> None:
    """In every style no number is longer than the room left for it: 888.8k needs more than 12.5B."""
    formats.use_style(style)
    text, unit = widest_amount(largest)
    for power in range(14):
        for digits in (1, 1.2345, 5.5, 9.994, 9.96):
            value = digits * 10**power
            if value <= largest:
                word, word_unit = formats.amount_parts(value)
                assert len(word) <= len(text)
                assert not word_unit or unit
    assert formats.amount_parts(largest)[0] == "0" or len(text) >= len(formats.amount_parts(largest)[0])


def test_columns_keep_their_width_while_a_fight_grows() -> None:
    """With units the room is the same from the first hit to the end of a usual fight; all digits need more and more."""
    for style in ("short", "myriad"):
        formats.use_style(style)
        assert len({widest_amount(largest) for largest in (0, 1_234, 5_000_000, USUAL_LARGEST)}) == 1
    formats.use_style("full")
    assert widest_amount(1_234) == ("8,888", "")
    assert widest_amount(1_234_567) == ("8,888,888", "")


def test_each_column_of_amounts_has_the_room_its_own_numbers_need() -> None:
    """With all digits, damage a second is not given the room of the damage."""
    formats.use_style("full")
    made = players(picture([hit(amount=5_000_000), hit(100 * SECOND, amount=5_000_000)]), reading(clock="elapsed"))
    widest = {heading.key: heading.widest for heading in made.headings}
    assert len(widest["per_second"]) <= len(widest["amount"])
    assert widest["amount"] == "88,888,888"


# Nothing to show


def test_table_without_lines_says_what_is_missing() -> None:
    """The words given for it, with what to do."""
    made = line_table(picture([hit()]), View.HEALING, [], reading(), name_title="Who", empty="Nobody.", advice="Wait.")
    assert (made.rows, made.empty, made.advice) == ((), "Nobody.", "Wait.")
    assert keys(made) == ["amount", "per_second"]


# Names and sums


def test_names_of_everybody() -> None:
    """Players by name, the local one as You; monsters by the game's table; the environment; strangers by number."""
    how = reading()
    snapshot = picture([*brawl(), hit(target=player_id(77), source=WOLF, amount=5)])
    assert actor_words(snapshot, ANNA, how.names) == "You · Anna"
    assert called(snapshot, ANNA, how.names) == "You"
    assert actor_words(snapshot, BEN, how.names) == called(snapshot, BEN, how.names) == "Ben"
    assert actor_words(snapshot, BOSS, how.names) == "Kartgriff"
    assert actor_words(snapshot, NOBODY, how.names) == actor_words(snapshot, None, how.names) == "Environment"
    assert actor_words(snapshot, player_id(77), how.names) == "Player 77"
    assert actor_words(snapshot, player_id(78), how.names) == "Player 78"
    assert actor_words(snapshot, (5 << 16) | 1 << 6, how.names) == "Unknown monster"


def test_hidden_names_are_hidden_in_every_place() -> None:
    """Streamer mode: neither a player nor the own name, nor a summon called after its owner, is shown."""
    summon = (6 << 16) | 2 << 6
    events = [*brawl(), seen(summon, name="Anna's clone"), hit(9 * SECOND, BOSS, summon, amount=5)]
    snapshot, hidden = picture(events), reading(hide_names=True).names
    said = {actor_words(snapshot, info.actor_id, hidden) for info in snapshot.actors}
    assert not any(name in words for words in said for name in ("Anna", "Ben", "Cleo"))
    assert actor_words(snapshot, ANNA, hidden) == "You"


def test_sums_of_the_group_and_of_a_line() -> None:
    """Total and per second by the chosen clock and amounts."""
    events = [hit(amount=300, hp_loss=200), hit(4 * SECOND, amount=100), hit(4 * SECOND, BEN, amount=400)]
    snapshot = picture(events)
    (own,) = [row for row in snapshot.players if row.is_local]
    group = group_sum(snapshot, View.DAMAGE)
    assert (group.amount, group.per_second, group.whose) == (800, 200.0, "Group")
    mine = line_sum(snapshot, player_line(snapshot, own, View.DAMAGE), "You")
    assert (mine.amount, mine.per_second, mine.whose) == (400, 100.0, "You")
    assert group_sum(picture(events, amounts=AmountChoice.EFFECTIVE), View.DAMAGE).amount == 700


def test_personal_clock_divides_the_line_and_not_the_group() -> None:
    """Ben hit for 1 s of the 4: his number is by his own second."""
    events: list[Event] = [
        LocalPlayerKnown(0, ANNA),
        hit(),
        hit(2 * SECOND),
        hit(3 * SECOND, BEN),
        hit(4 * SECOND, BEN),
    ]
    snapshot = build(play(events), ClockChoice.PERSONAL)
    ben = next(row for row in snapshot.players if row.actor.actor_id == BEN)
    assert line_sum(snapshot, player_line(snapshot, ben, View.DAMAGE), "").per_second == 200.0
    assert group_sum(snapshot, View.DAMAGE).per_second == 100.0
