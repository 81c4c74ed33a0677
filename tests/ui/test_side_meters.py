"""Small meters beside the meter: opened, told what is new, hidden with it, closed, and where they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import ttkbootstrap
from fakes import make_snapshot, texts
from shell_bench import MAIN, RIGHT, Bench

from resonance.combat.pictures import Scope
from resonance.engine_commands import Watch
from resonance.settings import Settings
from resonance.ui.geometry import Geometry
from resonance.ui.meter import Meter


def read(meter: Meter) -> list[str]:
    return texts(meter.face.sheet)


def side(bench: Bench, scope: Scope = Scope.EVENING) -> Meter:
    """An open one."""
    bench.shell.sides.toggle(scope)
    bench.turn()
    return bench.shell.sides.meters[scope]


def test_engine_makes_only_what_is_looked_at(bench: Bench) -> None:
    """It is told which scopes small meters show, whenever that changes."""
    side(bench)
    side(bench, Scope.SEGMENT)
    bench.shell.sides.toggle(Scope.EVENING)
    watched = [command.scopes for command in bench.pipeline.commands if isinstance(command, Watch)]
    assert watched == [{Scope.EVENING}, {Scope.EVENING, Scope.SEGMENT}, {Scope.SEGMENT}]


def test_each_shows_its_own_scope(bench: Bench) -> None:
    """The meter goes on showing what the settings say, and the evening stands beside it."""
    bench.pipeline.newest = replace(make_snapshot(3), encounters=7)
    meter = side(bench)
    bench.wait(lambda: "7 encounters" in read(meter))
    assert "Active clock · this evening" in read(meter)
    assert {Scope.ENCOUNTER, Scope.EVENING} <= set(bench.pipeline.scopes)
    bench.pipeline.newest = replace(make_snapshot(3), encounters=8)
    bench.wait(lambda: "8 encounters" in read(meter))


def test_scope_of_a_small_meter_stays(bench: Bench) -> None:
    """Neither its words nor a double click on its head change anything of the meter."""
    meter = side(bench)
    before = bench.preferences.settings
    meter.toggle_scope()
    meter._on_double_press(5, 5)
    assert bench.preferences.settings == before
    assert [spot.key for spot in meter.face.header.buttons.hotspots()] == ["copy", "close"]


def test_close_button_closes_the_small_meter_alone(bench: Bench) -> None:
    """The program goes on, and it stays closed."""
    meter = side(bench)
    close = next(spot for spot in meter.hotspots() if spot.key == "close")
    assert close.press is not None
    close.press()
    assert bench.quits == 0
    assert bench.shell.sides.scopes == frozenset()
    assert bench.preferences.settings.side_meters == ()
    assert not meter.window.winfo_exists()


def test_they_are_there_again_where_they_were(bench: Bench) -> None:
    """After a restart, moved by hand and with the scope they had."""
    meter = side(bench)
    where = Geometry(700, 300, 420, 280)
    meter.move_to(where)
    meter._on_moved(where)
    bench.close()
    bench.open()
    again = bench.shell.sides.meters[Scope.EVENING]
    bench.root.update()
    assert again.window.where() == where


def test_first_ones_stand_beside_the_meter_and_in_view(bench: Bench) -> None:
    """One below the other, none over the meter."""
    rectangles = [side(bench, scope).where() for scope in Scope]
    main = bench.where()
    for place in rectangles:
        assert place.x + place.width <= main.x or place.x >= main.x + main.width
        assert 0 <= place.y <= MAIN.work.height - place.height
    assert len({place.y for place in rectangles}) == 3


def test_hidden_and_let_through_together_with_the_meter(bench: Bench) -> None:
    """One key for all of them."""
    meter = side(bench)
    bench.ask("hide")
    bench.wait(lambda: not meter.window.winfo_viewable())
    bench.ask("hide")
    bench.wait(meter.window.winfo_viewable)
    bench.ask("through")
    bench.wait(lambda: bench.desktop.is_through)
    bench.ask("through")
    bench.wait(lambda: not bench.desktop.is_through)


def test_other_look_and_other_screens(bench: Bench) -> None:
    """They follow the settings and come back onto a screen, like the meter."""
    bench.desktop.screens_now = (MAIN, RIGHT)
    bench.wait(lambda: bench.shell.places.screens == (MAIN, RIGHT))
    meter = side(bench)
    meter.move_to(Geometry(2_000, 100, 400, 260))
    meter._on_moved(Geometry(2_000, 100, 400, 260))
    bench.change(theme="light", hide_names=True)
    assert meter.look.palette is bench.shell.meter.look.palette
    bench.desktop.screens_now = (MAIN,)
    bench.wait(lambda: meter.where().x + meter.where().width <= MAIN.work.width)


def test_damaged_setting(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """A word that is no scope opens nothing."""
    bench = Bench(tk_root, tmp_path, Settings(welcomed=True, side_meters=("moon", "segment")))
    bench.open()
    assert bench.shell.sides.scopes == {Scope.SEGMENT}
    bench.close()
