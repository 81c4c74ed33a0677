"""The last seconds before a death."""

from __future__ import annotations

from fight_fakes import (
    ANNA,
    BEN,
    BOSS,
    SECOND,
    WOLF,
    brawl,
    buff_off,
    buff_on,
    heal,
    hit,
    picture,
    reading,
    table,
)

from resonance import formats
from resonance.events import Died, Event
from resonance.ui.details.recap import HEALED, HURT, OTHER, Recap
from resonance.ui.table import DASH, Row, Table

DIED_AT = 20 * SECOND
PLACE = Recap(BEN, DIED_AT)


def fight() -> list[Event]:
    """Ben, 1,000 HP, is hit for 400, healed by 100, gets and loses a buff, and dies of 5,000."""
    return [
        hit(0),
        hit(5 * SECOND, WOLF, BEN, 10),  # more than ten seconds before
        hit(15 * SECOND, WOLF, BEN, 390, skill_id=70),
        buff_on(16 * SECOND, BEN, 1),
        heal(17 * SECOND, source=ANNA, target=BEN, amount=100),
        buff_off(18 * SECOND, BEN, 1),
        hit(DIED_AT, BOSS, BEN, 5_000, skill_id=71, killed=True, hp_loss=700),
        hit(21 * SECOND),
    ]


def shown(events: list[Event] | None = None) -> Table:
    return table(PLACE.body(picture(events or fight()), reading()))


def words(row: Row) -> tuple[str, ...]:
    return tuple("".join(cell) for cell in row.cells)


def test_newest_line_first() -> None:
    """From the killing blow back: what, how much, what was left, how long before; nothing older than ten seconds."""
    names = reading().names
    assert [(row.name, *words(row)) for row in shown().rows] == [
        (names.skill(0, 71), "-5.0k", "0", "0.0s"),
        ("Buff 999001 off", DASH, DASH, "2.0s"),
        (names.skill(0, 999_999), "100", "700", "3.0s"),
        ("Buff 999001 on", DASH, DASH, "4.0s"),
        (names.skill(0, 70), "-390", "600", "5.0s"),
    ]


def test_bars_are_the_hp_left() -> None:
    """Of all HP; none for lines that tell nothing of HP."""
    assert [row.fraction for row in shown().rows] == [0.0, 0.0, 0.7, 0.0, 0.6]


def test_hits_and_heals_have_their_colours_and_signs() -> None:
    """Red and minus for what hurt, green and plus for what helped, quiet for buffs: colour alone is not enough."""
    assert [(row.colour, row.letter) for row in shown().rows] == [
        (HURT, "−"),
        (OTHER, "·"),
        (HEALED, "+"),
        (OTHER, "·"),
        (HURT, "−"),
    ]


def test_who_did_it_stands_behind_it() -> None:
    """Monsters and players by their names; the killing blow is marked, and nobody is called You by mistake."""
    rows = shown().rows
    assert rows[0].details == ("Kartgriff",)
    assert rows[2].details == ("You · Anna",)
    assert [row.is_marked for row in rows] == [True, False, False, False, False]
    assert not any(row.is_local for row in rows)


def test_titles() -> None:
    """The victim is named, the local player as You; it is one place with no neighbours."""
    snapshot, how = picture(fight()), reading()
    assert PLACE.above(snapshot, how) == "Ben"
    assert Recap(ANNA, 0).above(snapshot, how) == "You"
    assert PLACE.title(snapshot, how) == "Last seconds"
    assert PLACE.neighbours() == (PLACE,)
    taken = PLACE.sum(snapshot, how)
    assert taken is not None
    assert (taken.whose, taken.amount) == ("Player", 5_400)


def test_death_of_another_fight() -> None:
    """After a reset the place says that it is not in the shown fight."""
    gone = shown(brawl())
    assert not gone.rows
    assert gone.empty
    assert gone.advice


def test_death_of_which_nothing_was_seen() -> None:
    """The meter joined late."""
    events: list[Event] = [hit(source=BEN), Died(SECOND, BEN)]
    nothing = table(Recap(BEN, SECOND).body(picture(events), reading()))
    assert (nothing.rows, nothing.empty) == ((), "Nothing of the last seconds was seen.")


def test_amounts_have_room_for_sign_and_digits() -> None:
    """In every style of numbers."""
    for style, widest in (("short", "-888.8"), ("full", "-8,888")):
        formats.use_style(style)
        assert shown().headings[0].widest == widest
