"""Where the meter stands on every set of screens, how it is brought back, and when it hides by itself."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fakes import make_snapshot
from shell_bench import MAIN, RIGHT, SMALL, Bench

from resonance.settings import Settings
from resonance.ui.geometry import Geometry
from resonance.ui.meter import DEFAULT_SIZE
from resonance.ui.meter_places import CORNER

GAME = "Blue Protocol: Star Resonance BPSR.exe"


@pytest.fixture(autouse=True)
def look_at_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether there are other screens."""
    monkeypatch.setattr("resonance.ui.meter_places.LOOK_EVERY_S", 0.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Its only element is the time of the shell, in seconds, until the test changes it."""
    now_s = [time.monotonic()]
    for module in ("shell", "showing"):
        monkeypatch.setattr(f"resonance.ui.{module}.time", SimpleNamespace(monotonic=lambda: now_s[0]))
    return now_s


def drag(bench: Bench, dx: int, dy: int) -> Geometry:
    """By the boss line, where nothing can be pressed. Gives where the meter is then."""
    bench.hand.drag(290, 58, dx, dy)
    return bench.where()


def test_first_start_opens_in_the_upper_right(bench: Bench) -> None:
    """In its usual size, clear of the edges of the main screen."""
    scale = bench.shell.meter.look.scale
    width, height = (round(side * scale) for side in DEFAULT_SIZE)
    corner = round(CORNER * scale)
    assert bench.where() == Geometry(1600 - width - corner, corner, width, height)


def test_meter_opens_where_it_was(bench: Bench) -> None:
    """Moved by hand it is saved, and the next start finds it there."""
    moved = drag(bench, -300, 200)
    bench.close()
    saved = json.loads((bench.folder / "settings.json").read_text(encoding="utf-8"))
    assert moved.words() in saved["places"].values()
    bench.open()
    assert bench.where() == moved


def test_mini_meter_opens_where_it_was_and_grows_to_its_height(bench: Bench) -> None:
    """The line is one line at the next start too, and the whole meter is as high as it was."""
    whole = bench.where()
    bench.change(mini=True)
    bench.wait(lambda: bench.where().height < 60)
    bench.close()
    bench.open()
    assert bench.where().height < 60
    bench.change(mini=False)
    bench.wait(lambda: bench.where() == whole)


def test_other_screens_move_the_meter_into_view(bench: Bench) -> None:
    """The monitor it stood on is gone: all of it lies on the one that is left, above the task bar."""
    drag(bench, 0, 500)
    bench.desktop.screens_now = (SMALL,)
    bench.wait(lambda: bench.where().x + bench.where().width <= 1024)
    where = bench.where()
    assert where.y + where.height <= 660
    assert (where.width, where.height) == DEFAULT_SIZE


def test_each_set_of_screens_has_its_place(bench: Bench) -> None:
    """Unplugged and plugged in again, the meter goes to and fro by itself."""
    at_home = drag(bench, -200, 300)
    bench.desktop.screens_now = (SMALL,)
    bench.wait(lambda: bench.where() != at_home)
    on_the_road = drag(bench, -40, -30)
    bench.desktop.screens_now = (MAIN,)
    bench.wait(lambda: bench.where() == at_home)
    bench.desktop.screens_now = (SMALL,)
    bench.wait(lambda: bench.where() == on_the_road)


def test_mini_meter_stays_one_line_on_other_screens(bench: Bench) -> None:
    """It goes where it was there, as a line."""
    bench.change(mini=True)
    bench.wait(lambda: bench.where().height < 60)
    bench.desktop.screens_now = (SMALL,)
    bench.wait(lambda: bench.where().x + bench.where().width <= 1024)
    assert bench.where().height < 60


def test_line_near_the_bottom_stays_there(bench: Bench) -> None:
    """After a restart, too, although the whole meter would have no room below it."""
    bench.close()
    place = Geometry(300, 910, 600, 424)
    bench.settings = Settings(welcomed=True, mini=True, places={"meter last": place.words()})
    for _ in range(2):
        bench.open()
        line = bench.where()
        assert (line.x, line.y, line.width) == (300, 910, 600)
        assert line.height < 50
        bench.close()
        assert bench.settings.places["meter last"] == place.words()
    bench.settings = replace(bench.settings, places={"meter last": place._replace(y=955).words()})
    bench.open()
    assert bench.where().y + bench.where().height == MAIN.work.y + MAIN.work.height


def test_no_screen_for_a_moment(bench: Bench) -> None:
    """As while monitors are switched: the meter waits for one where it is."""
    where = bench.where()
    bench.desktop.screens_now = ()
    bench.change(row_height="compact")
    bench.ask("rescue")
    bench.turn()
    assert bench.where() == where
    bench.close()
    bench.open()
    assert bench.where() == where
    bench.desktop.screens_now = (SMALL,)
    bench.wait(lambda: bench.where().x + bench.where().width <= 1024)


def test_meter_follows_the_dpi_of_the_screen_it_is_dragged_to(bench: Bench) -> None:
    """Twice as large there, and as before on the way back."""
    bench.desktop.screens_now = (MAIN, replace(RIGHT, scale=2.0))
    bench.turn()
    assert bench.shell.meter.look.scale == 1.0
    drag(bench, 700, 0)
    assert bench.shell.meter.look.scale == 2.0
    bench.hand.settle()
    bench.hand.drag(580, 116, -900, 0)
    assert bench.shell.meter.look.scale == 1.0


@pytest.mark.parametrize("mini", [False, True])
def test_meter_that_returns_to_a_screen_has_its_dpi(bench: Bench, mini: bool) -> None:
    """The second screen goes and comes again: the meter is there, and as large as it was there."""
    both = (MAIN, replace(RIGHT, scale=2.0))
    bench.desktop.screens_now = both
    bench.turn()
    drag(bench, 700, 0)
    bench.hand.settle()
    bench.change(mini=mini)
    bench.turn()
    there = bench.where()
    bench.desktop.screens_now = (MAIN,)
    bench.wait(lambda: bench.where().x < 1600)
    assert bench.shell.meter.look.scale == 1.0
    bench.desktop.screens_now = both
    bench.wait(lambda: bench.where() == there)
    assert bench.shell.meter.look.scale == 2.0


@pytest.mark.parametrize("is_hidden", [False, True])
def test_rescue_brings_every_window_back(bench: Bench, is_hidden: bool) -> None:
    """The meter, and any other window of the program, wherever they went; hidden ones stay hidden but for the meter."""
    bench.change(hide_behind=True)
    bench.ask("settings")
    settings = bench.shell.dialogs.options.window
    assert settings is not None
    bench.wait(settings.winfo_viewable)
    settings.geometry("+3000+2000")
    drag(bench, 900, 900)
    if is_hidden:
        bench.ask("hide")
    bench.ask("rescue")
    assert bench.is_shown
    bench.wait(lambda: settings.winfo_rootx() < 1600 and settings.winfo_rooty() < 1000)
    where = bench.where()
    assert where.x + where.width <= 1600
    assert where.y + where.height <= 960


def test_place_after_the_rescue_is_the_one_that_is_remembered(bench: Bench) -> None:
    """Not the one where nobody found it."""
    drag(bench, 900, 900)
    bench.ask("rescue")
    where = bench.where()
    bench.close()
    bench.open()
    assert bench.where() == where


def test_meter_hides_out_of_combat(bench: Bench, clock: list[float]) -> None:
    """Some seconds after the last hit; the next brings it back, and so does switching the setting off."""
    bench.turn()
    bench.change(hide_out_of_combat=True, hide_after_s=20)
    clock[0] += 19
    bench.turn()
    assert bench.is_shown
    clock[0] += 2
    bench.wait(lambda: not bench.is_shown)
    snapshot = make_snapshot(8)
    bench.pipeline.newest = replace(snapshot, elapsed_ms=snapshot.elapsed_ms + 500)
    bench.wait(lambda: bench.is_shown)
    clock[0] += 21
    bench.wait(lambda: not bench.is_shown)
    bench.change(hide_out_of_combat=False)
    bench.wait(lambda: bench.is_shown)


def test_meter_hides_behind_other_windows(bench: Bench) -> None:
    """Once the game was seen; not for the program's own windows, and not where nobody can tell."""
    bench.change(hide_behind=True)
    for front, is_shown in (("Mail", True), (GAME, True), ("Mail", False), ("", True), ("Mail", False), (None, True)):
        bench.desktop.front = front
        bench.turn()
        assert bench.is_shown is is_shown, front


def test_meter_that_hid_by_itself_is_shown_by_the_key(bench: Bench, clock: list[float]) -> None:
    """For as long as after a hit."""
    bench.turn()
    bench.change(hide_out_of_combat=True, hide_after_s=20)
    clock[0] += 21
    bench.wait(lambda: not bench.is_shown)
    bench.ask("hide")
    assert bench.is_shown
    clock[0] += 21
    bench.wait(lambda: not bench.is_shown)


def test_everything_is_given_back_at_the_end(bench: Bench) -> None:
    """The desktop is closed, and the settings of the last second are on the disk."""
    bench.change(opacity=0.7)
    bench.close()
    assert bench.desktop.is_closed
    assert json.loads((bench.folder / "settings.json").read_text(encoding="utf-8"))["opacity"] == 0.7
    assert not bench.shell.meter.window.winfo_exists()
    bench.settings = Settings(welcomed=True)
    bench.open()
