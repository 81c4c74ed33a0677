"""Who died, when and of what."""

from __future__ import annotations

from fakes import make_snapshot
from fight_fakes import (
    ANNA,
    BEN,
    BOSS,
    CLEO,
    NOBODY,
    SECOND,
    heal,
    hit,
    picture,
    play,
    reading,
    rows_by_name,
    seen,
    table,
)

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.record import SegmentResult
from resonance.combat.snapshot import build
from resonance.events import Died, Event, Outcome
from resonance.ui.details.recap import Recap
from resonance.ui.table import DASH
from resonance.ui.tabs import deaths


def blow(at_ms: int, target: int, amount: int, source: int = BOSS, **more: object) -> Event:
    return hit(at_ms, source, target, amount, killed=True, **more)


def fight() -> list[Event]:
    """Ben dies of the boss at 5 s, Anna of the environment at 9 s, Cleo of nothing that was seen at 12 s."""
    return [
        hit(0),
        hit(0, CLEO),
        hit(4 * SECOND, BOSS, BEN, 300, skill_id=70),
        blow(5 * SECOND, BEN, 12_345, skill_id=71),
        blow(9 * SECOND, ANNA, 70, source=NOBODY, skill_id=0),
        Died(12 * SECOND, CLEO),
        hit(13 * SECOND),
    ]


def test_newest_death_first_with_time_and_blow() -> None:
    """Who, of what, how much and when, since the beginning of the fight."""
    made = table(deaths.TAB.body(picture(fight()), reading()))
    assert [(row.name, *("".join(cell) for cell in row.cells)) for row in made.rows] == [
        ("Cleo", DASH, "00:12"),
        ("You · Anna", "70", "00:09"),
        ("Ben", "12.3k", "00:05"),
    ]


def test_who_did_it_and_with_what() -> None:
    """The killer with the skill, and the killer alone where there is less room; the environment is no unseen killer."""
    how = reading()
    rows = rows_by_name(deaths.TAB.body(picture(fight()), how))
    assert rows["Ben"].details == (f"Kartgriff · {how.names.skill(0, 71)}", "Kartgriff")
    assert rows["You · Anna"].details == ("Environment",)
    assert rows["Cleo"].details == ("killer not seen",)


def test_last_blow_is_the_one_that_hurt() -> None:
    """A miss after it killed nobody."""
    events: list[Event] = [
        hit(0),
        hit(4 * SECOND, BOSS, CLEO, 900, skill_id=71),
        hit(4 * SECOND, BOSS, CLEO, 0, skill_id=72, outcome=Outcome.MISS),
        Died(5 * SECOND, CLEO),
    ]
    how = reading()
    (row,) = table(deaths.TAB.body(picture(events), how)).rows
    assert row.cells[0] == ("900", "")
    assert row.details[0] == f"Kartgriff · {how.names.skill(0, 71)}"


def test_own_deaths_stand_out_in_the_order_of_time() -> None:
    """No row is moved to an end, as that of the local player is in a ranking: none has a rank."""
    rows = rows_by_name(deaths.TAB.body(picture(fight()), reading()))
    assert [row.is_local for row in rows.values()] == [False, True, False]
    assert {row.rank for row in rows.values()} == {0}


def test_click_leads_to_the_last_seconds_of_that_death() -> None:
    """Somebody who died twice has two."""
    events = [*fight(), heal(13 * SECOND, target=BEN), hit(20 * SECOND, BEN), blow(30 * SECOND, BEN, 50)]
    made = table(deaths.TAB.body(picture(events), reading()))
    assert [row.opens for row in made.rows if row.name == "Ben"] == [
        Recap(BEN, 30 * SECOND),
        Recap(BEN, 5 * SECOND),
    ]
    assert made.explain is not None
    assert "Click" in made.explain(0, 0)


def test_tab_counts_the_deaths() -> None:
    """A number where there is something to see, none where nobody died."""
    assert deaths.TAB.title(picture(fight()), reading()) == "Deaths 3"
    assert deaths.TAB.title(picture([hit()]), reading()) == deaths.TAB.title(None, reading()) == "Deaths"


def test_deaths_of_one_pull() -> None:
    """The newest fight alone shows those that happened in it, by its own time."""
    pulls = (SegmentResult.WIPE, SegmentResult.RUNNING)
    whole = make_snapshot(8, pulls=pulls)
    assert len(table(deaths.TAB.body(whole, reading())).rows) == 1
    second = make_snapshot(8, pulls=pulls, segment=1)
    (row,) = table(deaths.TAB.body(second, reading())).rows
    assert row.cells[1] == ("01:50", "")
    assert not table(deaths.TAB.body(make_snapshot(8, pulls=pulls, segment=0), reading())).rows


def test_nobody_has_died() -> None:
    """The good news is said."""
    made = table(deaths.TAB.body(picture([hit()]), reading()))
    assert (made.rows, made.empty) == ((), "Nobody has died.")


def test_numbers_in_full_have_room() -> None:
    """The column grows with the style of numbers."""
    formats.use_style("full")
    made = table(deaths.TAB.body(picture(fight()), reading()))
    assert made.headings[0].widest == "88,888"


def test_victim_nobody_knows() -> None:
    """Without a name by the number, without a class with a question mark."""
    stranger = (99 << 16) | 10 << 6
    (row,) = table(deaths.TAB.body(picture([hit(), blow(SECOND, stranger, 5)]), reading())).rows
    assert (row.name, row.letter) == ("Player 99", "?")


def test_streamer_mode_hides_victims_and_killers() -> None:
    """No name of a player anywhere in the tab, killers included."""
    events = [*fight(), blow(14 * SECOND, BEN, 5, source=CLEO)]
    made = table(
        deaths.TAB.body(build(play([seen(BEN, name="Ben"), *events]), ClockChoice.ACTIVE), reading(hide_names=True))
    )
    said = " ".join([row.name + " ".join(row.details) for row in made.rows])
    assert not any(name in said for name in ("Anna", "Ben", "Cleo"))
