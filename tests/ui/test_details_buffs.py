"""The buffs of a player, and the hosts of a buff: both ways the same numbers."""

from __future__ import annotations

from fight_fakes import (
    ANNA,
    BEN,
    BOSS,
    BUFF,
    CLEO,
    SECOND,
    buff_off,
    buff_on,
    heal,
    hit,
    picture,
    reading,
    rows_by_name,
    table,
)

from resonance.combat.tally import View
from resonance.events import Event
from resonance.ui.details.buffs import BuffHosts, PlayerBuffs
from resonance.ui.table import DASH

OTHER_BUFF = 999_002


def fight() -> list[Event]:
    """Ten seconds. Anna has the buff for 6 s with two layers, and another all the time; Ben and the boss for 2 s."""
    return [
        hit(0),
        buff_on(0, ANNA, 2, buff_id=OTHER_BUFF),
        buff_on(2 * SECOND, ANNA, 1, layers=2),
        hit(4 * SECOND, amount=300),
        hit(4 * SECOND, BEN),
        buff_on(4 * SECOND, BEN, 3),
        buff_on(4 * SECOND, BOSS, 4),
        buff_off(6 * SECOND, BEN, 3),
        buff_off(6 * SECOND, BOSS, 4),
        buff_off(8 * SECOND, ANNA, 1),
        hit(10 * SECOND, amount=600),
    ]


def words(name: str, body: object) -> tuple[str, ...]:
    return tuple("".join(cell) for cell in rows_by_name(body)[name].cells)


def test_buffs_of_a_player() -> None:
    """Uptime, how often, layers and the part of the player's own damage meanwhile; the longest first."""
    made = PlayerBuffs(View.DAMAGE, ANNA).body(picture(fight()), reading())
    assert [row.name for row in table(made).rows] == [f"Buff {OTHER_BUFF}", f"Buff {BUFF}"]
    assert words(f"Buff {BUFF}", made) == ("60.0%", "1", "2.0", "30.0%")
    assert [row.fraction for row in table(made).rows] == [1.0, 0.6]


def test_one_layer_is_not_worth_a_number() -> None:
    """A dash rather than 1.0 in every row."""
    made = PlayerBuffs(View.DAMAGE, BEN).body(picture(fight()), reading())
    assert words(f"Buff {BUFF}", made)[2] == DASH


def test_click_on_a_buff_leads_to_everybody_who_had_it() -> None:
    """Monsters too, and the same numbers there; the own row stands out."""
    snapshot, how = picture(fight()), reading()
    own = rows_by_name(PlayerBuffs(View.HEALING, ANNA).body(snapshot, how))[f"Buff {BUFF}"]
    place = own.opens
    assert place == BuffHosts(View.HEALING, BUFF)
    assert isinstance(place, BuffHosts)
    assert place.above(snapshot, how) == f"Buff {BUFF}"
    assert place.neighbours() == (place,)
    made = place.body(snapshot, how)
    assert list(rows_by_name(made)) == ["You · Anna", "Ben", "Kartgriff"]
    rows = rows_by_name(made)
    assert rows["You · Anna"].cells == own.cells
    assert [row.is_local for row in rows.values()] == [True, False, False]
    assert rows["You · Anna"].colour == how.colours.of(2, None)
    assert (rows["Kartgriff"].letter, rows["Kartgriff"].cells[3]) == ("", (DASH, ""))


def test_strip_beside_buffs() -> None:
    """The player's sum beside the player's buffs; the group's, of the view one came from, beside the hosts."""
    snapshot, how = picture([*fight(), heal(amount=50)]), reading()
    own = PlayerBuffs(View.DAMAGE, ANNA).sum(snapshot, how)
    assert own is not None
    assert (own.whose, own.amount) == ("You", 1_000)
    group = BuffHosts(View.HEALING, BUFF).sum(snapshot, how)
    assert group is not None
    assert (group.whose, group.amount) == ("Group", 50)


def test_nobody_had_a_buff() -> None:
    """The table says that buffs from before the start are not known, and stays no empty frame."""
    for place in (PlayerBuffs(View.DAMAGE, CLEO), BuffHosts(View.DAMAGE, 5)):
        made = table(place.body(picture(fight()), reading()))
        assert not made.rows
        assert made.empty
        assert "before the meter was started" in made.advice
