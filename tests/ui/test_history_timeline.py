"""The group over time in the history: what is in view, and how it is drawn."""

from __future__ import annotations

import tkinter as tk

import pytest
from fakes import texts
from fight_fakes import ANNA, BEN, BOSS, SECOND, hit, picture, reading

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.palettes import PALETTES
from resonance.ui.history.timeline_picture import Picture, picture_of, zoomed
from resonance.ui.history.timeline_plot import TimelinePlot
from resonance.ui.sheet import Sheet
from resonance.ui.theme import Look

LAST_S = 100


def steady() -> Snapshot:
    """Anna deals 100 a second for 100 s, Ben 50 in the second half; Ben dies at 60 s."""
    events = [hit(second * SECOND) for second in range(LAST_S)]
    events += [hit(second * SECOND, BEN, amount=50) for second in range(50, LAST_S)]
    events.append(hit(60 * SECOND, BOSS, BEN, amount=1_000, killed=True))
    events.sort(key=lambda event: event.at_ms)
    return picture(events, ended=True)


def seen(chosen: frozenset[int] | None = None, in_view: tuple[int, int] | None = None) -> Picture:
    return picture_of(steady(), View.DAMAGE, reading(), chosen, in_view)


def test_curves_of_the_chosen_alone() -> None:
    """The legend names everybody with a number; a curve has who is chosen."""
    assert [curve.label for curve in seen().curves] == ["You", "Ben"]
    made = seen(frozenset({BEN}))
    assert [(each.name, each.is_chosen) for each in made.legend] == [("You", False), ("Ben", True)]
    assert [curve.label for curve in made.curves] == ["Ben"]


def test_curve_of_a_part() -> None:
    """What is in view has the amounts of its own seconds."""
    whole, part = seen(), seen(in_view=(60, 80))
    assert whole.curves[1].values[20] == 0
    assert part.curves[1].values == pytest.approx([50.0] * 20)
    assert len(part.curves[0].values) == 20


def test_deaths_and_attempts_out_of_view() -> None:
    """Only what lies in view is drawn."""
    assert [mark.second for mark in seen().marks] == [60.0]
    assert seen(in_view=(0, 50)).marks == ()
    assert [mark.label for mark in seen(in_view=(50, 70)).marks] == ["Ben died"]
    assert [span.label for span in seen(in_view=(50, 70)).spans] == ["Pull 1"]


def test_fight_of_a_single_second() -> None:
    """A sentence instead of axes without curves."""
    made = picture_of(picture([hit()], ended=True), View.DAMAGE, reading(), None, None)
    assert made.empty == "Too short for curves."


def test_view_without_numbers() -> None:
    """It says that nobody healed."""
    made = picture_of(steady(), View.HEALING, reading(), None, None)
    assert made.empty == "No healing done in the shown fight."


def test_wheel_keeps_the_second_under_the_pointer() -> None:
    """Nearer around it, and the way back ends with all of the fight."""
    near = zoomed((0, 100), 100, at=50.0, steps=-1)
    assert near == (12, 87)
    assert zoomed((0, 100), 100, at=0.0, steps=-1) == (0, 75)
    assert zoomed((0, 100), 100, at=100.0, steps=-1) == (25, 100)
    assert zoomed(near, 100, at=50.0, steps=1) is None


def test_wheel_ends_at_a_few_seconds() -> None:
    """Nearer than that there is nothing to see."""
    in_view = (0, 100)
    for _ in range(20):
        in_view = zoomed(in_view, 100, at=30.0, steps=-1) or in_view
    assert in_view[1] - in_view[0] == 10
    assert in_view[0] <= 30 <= in_view[1]


def test_all_in_view_of_a_short_fight() -> None:
    """A fight shorter than the nearest view is always shown whole."""
    assert zoomed((0, 6), 6, at=3.0, steps=-3) is None


@pytest.fixture(params=["dark", "light"])
def plot(tk_root: tk.Tk, request: pytest.FixtureRequest) -> TimelinePlot:
    look = Look(tk_root, PALETTES[request.param], scale=1.0)
    made = TimelinePlot(Sheet(tk_root, look.palette.ground), look, toggle=lambda actor: None)
    made.layout(600, 0, 250)
    return made


def test_pointer_over_the_curves(plot: TimelinePlot) -> None:
    """The tip names the second, the pull, every curve's amount, and who died there."""
    plot.show(seen(), None)
    left, top, right, bottom = plot.plot_box
    spot = plot.hotspot_at(left + round((right - left) * 0.6), (top + bottom) // 2)
    assert spot is not None
    lines = spot.tip.splitlines()
    assert lines[0] in ("00:59", "01:00")
    assert {"Pull 1", "You: 100 DPS", "Ben: 50 DPS", "Ben died"} <= set(lines)


def test_place_and_second_agree(plot: TimelinePlot) -> None:
    """The ends of the plot are the ends of what is in view."""
    plot.show(seen(in_view=(20, 60)), None)
    left, _top, right, _bottom = plot.plot_box
    assert (plot.second_at(left), plot.second_at(right)) == (20.0, 60.0)
    assert plot.second_at(0) == 20.0


def test_names_that_have_no_room(tk_root: tk.Tk, plot: TimelinePlot) -> None:
    """A narrow window shows two lines of names, and the curves below them."""
    plot.layout(120, 0, 250)
    plot.show(seen(), None)
    assert [spot.box[1] for spot in plot.legend] == sorted(spot.box[1] for spot in plot.legend)
    assert max(spot.box[3] for spot in plot.legend) <= plot.plot_box[1]


def test_chosen_actor_is_the_one_clicked(tk_root: tk.Tk) -> None:
    """Each name answers for its own player."""
    look = Look(tk_root, PALETTES["dark"], scale=1.0)
    clicked: list[int] = []
    sheet = Sheet(tk_root, look.palette.ground)
    made = TimelinePlot(sheet, look, toggle=clicked.append)
    made.layout(600, 0, 250)
    made.show(seen(), (10.0, 20.0))
    for spot in made.legend:
        assert spot.press is not None
        spot.press()
    assert clicked == [ANNA, BEN]
    assert {"You", "Ben"} <= set(texts(sheet))
