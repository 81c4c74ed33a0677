"""The comparison over a real database: fights as in the history, differences, skills, curves, copying."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fakes import texts
from history_fakes import SCREEN, HistoryBench, ended

from helpers import wait_until
from resonance.combat.clock import ClockChoice
from resonance.combat.compare import NOBODY, side_of
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import View
from resonance.settings import Settings
from resonance.ui.chart import Chart
from resonance.ui.compare.curves import chart_of
from resonance.ui.compare.subjects import Subjects
from resonance.ui.compare.tables import fight_table, numbers_table, signed, skills_table
from resonance.ui.compare.window import CompareWindow
from resonance.ui.table import Table
from resonance.ui.tabs import damage
from resonance.ui.words import words_of

Open = Callable[..., CompareWindow]


@pytest.fixture
def bench(history: HistoryBench) -> HistoryBench:
    """Opened over two encounters."""
    history.open_with(ended(3), ended(6))
    return history


@pytest.fixture
def open_window(bench: HistoryBench) -> Iterator[Open]:
    windows: list[CompareWindow] = []

    def opened(settings: Settings | None = None, **more: int) -> CompareWindow:
        right, left = bench.rows()
        words = words_of(settings or Settings(), 1.0)
        window = CompareWindow(
            bench.root, bench.database, Subjects(left, right, **more), bench.preferences, words, closed=lambda: None
        )
        windows.append(window)
        window.dialog.appear("", [SCREEN])
        wait_until(lambda: window.sides() and window.top.winfo_width() > 1, pump=bench.root.update)
        return window

    yield opened
    for window in windows:
        window.close()


def shown(window: CompareWindow) -> list[str]:
    window.dialog.update()
    return [
        *texts(window.top),
        *texts(window.panes.fights[0]),
        *texts(window.panes.fights[1]),
        *texts(window.panes.body),
    ]


def cells(table: Table, name: str) -> list[str]:
    row = next(row for row in table.rows if row.name == name)
    return ["".join(cell) for cell in row.cells]


def fight(players: int = 3) -> Snapshot:
    return build(ended(players), ClockChoice.ACTIVE)


def test_fights_are_the_tables_of_the_meter() -> None:
    """Row by row the same words, with the sum of all above them."""
    reading = words_of(Settings(), 1.0).reading
    snapshot = fight(6)
    table = fight_table(side_of(snapshot, NOBODY), View.DAMAGE, reading)
    body = damage.TAB.body(snapshot, reading)
    assert table.headings == body.headings
    assert [(row.name, row.cells) for row in table.rows[1:]] == [(row.name, row.cells) for row in body.rows]
    assert table.rows[0].name == "Group"
    assert table.explain is not None
    assert body.explain is not None
    assert [table.explain(row + 1, 0) for row in range(6)] == [body.explain(row, 0) for row in range(6)]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(0.25, ("+25.0", "%")), (-0.25, ("-25.0", "%")), (0.0, ("0.0", "%")), (1e-9, ("0.0", "%")), (None, ("—", ""))],
)
def test_sign_of_a_difference(value: float | None, wanted: tuple[str, str]) -> None:
    """The direction can be told without colours, and 0 has none."""
    assert signed("percent", value) == wanted


def test_numbers_of_two_groups() -> None:
    """Both numbers, what the right one has more, and that as a part of the left one."""
    reading = words_of(Settings(), 1.0).reading
    left, right = (side_of(fight(players), NOBODY) for players in (3, 6))
    table = numbers_table(left, right, View.DAMAGE, reading)
    amounts = [side.snapshot.damage.amount for side in (left, right)]
    change = (amounts[1] - amounts[0]) / amounts[0]
    assert cells(table, "Damage")[3] == f"+{change * 100:.1f}%"
    row = next(row for row in table.rows if row.name == "Damage")
    assert row.verdicts == (0, 0, 1, 1)


def test_skills_are_sorted_by_every_title() -> None:
    """Largest first, and with a minus smallest first; what is not known stays below."""
    reading = words_of(Settings(), 1.0).reading
    left, right = (side_of(snapshot, row.actor.actor_id) for snapshot in [fight(6)] for row in snapshot.players[:2])
    table = skills_table(left, right, View.DAMAGE, reading, "")
    assert len(table.rows) > 1
    for index, heading in enumerate(table.headings):
        for order, sign in ((heading.key, -1), (f"-{heading.key}", 1)):
            ordered = skills_table(left, right, View.DAMAGE, reading, order)
            assert sorted(row.name for row in ordered.rows) == sorted(row.name for row in table.rows)
            assert ordered.headings[index].order == sign
            unknown = [row.cells[index][0] == "—" for row in ordered.rows]
            assert unknown == sorted(unknown)


def test_curves_of_both(open_window: Open) -> None:
    """One chart, on one time axis, with the two in colours that differ."""
    window = open_window()
    sides = window.sides()
    assert sides is not None
    chart = chart_of(*sides, View.DAMAGE, words_of(Settings(), 1.0).reading)
    assert isinstance(chart, Chart)
    assert len({curve.colour for curve in chart.curves}) == 2
    assert {curve.label[0] for curve in chart.curves} == {"A", "B"}


def test_window_goes_through_its_pages(open_window: Open) -> None:
    """Fights with players and differences, then skills, then curves, in every view."""
    window = open_window()
    assert {"Group", "Momoko", "Difference", "A", "B"} <= set(shown(window))
    for mode in ("fights", "skills", "curves"):
        window.show(mode)
        for view in View:
            window.see(view)
            assert shown(window)
    window.show("skills")
    window.see(View.DAMAGE)
    assert "DPS A" in shown(window)


def test_player_is_not_compared_with_a_group(open_window: Open) -> None:
    """Who is chosen on one side brings a partner on the other, and both go back together."""
    window = open_window()
    sides = window.sides()
    assert sides is not None
    actor = sides[0].snapshot.players[1].actor.actor_id
    window.menu_of(0)[1][1].press()
    found = window.sides()
    assert found is not None
    assert [side.actor for side in found] == [actor, actor]
    window.menu_of(1)[0][0].press()
    found = window.sides()
    assert found is not None
    assert all(side.is_group for side in found)


def test_two_players_of_one_fight(bench: HistoryBench, open_window: Open) -> None:
    """The best of the others is the partner, and never the same player twice."""
    window = open_window()
    (line, *_) = bench.rows()
    window.compare(Subjects(line, line))
    wait_until(window.sides, pump=bench.root.update)
    sides = window.sides()
    assert sides is not None
    first, second, *_ = (row.actor.actor_id for row in sides[0].snapshot.rows(View.DAMAGE))
    window.menu_of(1)[1][0].press()
    assert (window.subjects.left_actor, window.subjects.right_actor) == (second, first)


def test_sides_change_places(open_window: Open) -> None:
    """Everything that was A is B."""
    window = open_window()
    before = window.sides()
    window.swap()
    after = window.sides()
    assert before is not None
    assert after is not None
    assert [side.snapshot for side in after] == [side.snapshot for side in before][::-1]


def test_copy_is_what_is_shown(open_window: Open) -> None:
    """Both fights and their numbers, aligned, under a line for each side."""
    window = open_window()
    window.copy()
    copied = window.dialog.clipboard_get()
    assert copied.startswith("A: Group · ")
    assert "\nB: Group · " in copied
    assert all(words in copied for words in ("Momoko", "Difference", "Damage"))


def test_names_are_hidden(open_window: Open) -> None:
    """On a stream nobody's name is on the screen, in a menu or on the clipboard."""
    window = open_window(Settings(hide_names=True))
    window.copy()
    menu = [entry.label for group in window.menu_of(0) for entry in group]
    assert not [words for words in (*shown(window), *menu, window.dialog.clipboard_get()) if "Momoko" in words]


def test_other_clock(open_window: Open, bench: HistoryBench) -> None:
    """Numbers follow the settings at once, as everywhere."""
    window = open_window()
    window.apply(words_of(Settings(clock="elapsed"), 1.0))
    bench.wait(lambda: (sides := window.sides()) and sides[0].snapshot.clock is ClockChoice.ELAPSED)
    found = window.sides()
    assert found is not None
    wanted = build(ended(3), ClockChoice.ELAPSED)
    assert found[0].snapshot.clock_ms(View.DAMAGE) == wanted.clock_ms(View.DAMAGE)


def test_encounter_that_is_gone(bench: HistoryBench, open_window: Open) -> None:
    """A sentence, and the window lives on."""
    window = open_window()
    (line, *_) = bench.rows()
    window.compare(Subjects(line, replace(line, encounter_id=999)))
    bench.wait(lambda: window.problem)
    assert any("no longer in the history" in words for words in shown(window))
