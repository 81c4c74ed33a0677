"""Which buffs were up in the group."""

from __future__ import annotations

from fight_fakes import (
    ANNA,
    BEN,
    BOSS,
    BUFF,
    SECOND,
    buff_off,
    buff_on,
    dungeon,
    hit,
    picture,
    reading,
    rows_by_name,
    table,
)

from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.events import Event, is_player
from resonance.ui.details.buffs import BuffHosts
from resonance.ui.tabs import buffs

OWN, ON_BOSS = 999_002, 999_003


def test_buffs_of_players_with_the_average_of_those_who_had_them() -> None:
    """Those most players had for longest first; what only monsters had is not among them."""
    events: list[Event] = [
        hit(0),
        hit(0, BEN),
        *[buff_on(0, host, 1) for host in (ANNA, BEN)],
        buff_on(0, ANNA, 2, buff_id=OWN),
        buff_on(0, BOSS, 3, buff_id=ON_BOSS),
        buff_off(5 * SECOND, BEN, 1),
        buff_off(6 * SECOND, ANNA, 1),
        buff_on(7 * SECOND, ANNA, 4),
        buff_off(9 * SECOND, ANNA, 4),
        hit(10 * SECOND),
    ]
    made = table(buffs.TAB.body(picture(events), reading()))
    rows = rows_by_name(made)
    assert list(rows) == [f"Buff {BUFF}", f"Buff {OWN}"]
    both = rows[f"Buff {BUFF}"]
    assert "".join(both.cells[0]) == "65.0%"
    assert both.details == ("2 players",)
    assert "".join(both.cells[1]) == "3"
    assert both.opens == BuffHosts(View.DAMAGE, BUFF)
    assert rows[f"Buff {OWN}"].details == ("1 player",)
    assert "".join(rows[f"Buff {OWN}"].cells[0]) == "100.0%"


def test_every_buff_of_a_player_is_listed_once() -> None:
    """In a whole dungeon run, and a click leads to exactly those who are counted in the row."""
    snapshot, how = build(dungeon(), ClockChoice.ACTIVE), reading()
    made = table(buffs.TAB.body(snapshot, how))
    assert len(made.rows) == len({row.buff_id for row in snapshot.buffs if is_player(row.host)}) > 5
    for row in made.rows:
        assert isinstance(row.opens, BuffHosts)
        hosts = [each for each in snapshot.buffs if each.buff_id == row.opens.buff_id]
        assert len(table(row.opens.body(snapshot, how)).rows) == len(hosts)
        count = len([each for each in hosts if is_player(each.host)])
        assert row.details == ((f"{count} players",) if count > 1 else ("1 player",))


def test_no_buffs() -> None:
    """Said in a sentence, with what to know."""
    made = table(buffs.TAB.body(picture([hit()]), reading()))
    assert not made.rows
    assert made.empty
    assert made.advice
    assert buffs.TAB.title(None, reading()) == "Buffs"
