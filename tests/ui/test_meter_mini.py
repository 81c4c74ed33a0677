"""Mini mode: one line that grows while the pointer is over it."""

from __future__ import annotations

import sys
import tkinter as tk
from collections.abc import Iterator

import pytest
from fakes import make_snapshot
from player import PLACE, Player

from helpers import wait_until
from resonance.combat.tally import View
from resonance.settings import Settings
from resonance.ui.geometry import Geometry
from resonance.ui.mini import mini_words
from resonance.ui.one_line import SHRINK_MS

MINI = Settings(mini=True)
FAR = (5, 5)  # a point of the screen where no window of the tests stands
LINE = "You 234.6k · 3/8 · 1.50M dps"


@pytest.fixture
def player(tk_root: tk.Tk) -> Iterator[Player]:
    tk_root.withdraw()
    player = Player(tk_root, MINI)
    player.point_at(*FAR)
    wait_for_height(player, line_height(player))
    yield player
    player.meter.close()


def line_height(player: Player) -> int:
    return player.meter.look.px(42) + 2


def wait_for_height(player: Player, height: int) -> None:
    wait_until(lambda: player.meter.window.winfo_height() == height, pump=player.root.update)


def test_line_says_what_matters(player: Player) -> None:
    """Timer, your own number and rank, and the group; the buttons to reset and to close."""
    player.show(make_snapshot(8))
    assert "06:53" in player.read()
    assert LINE in player.read()
    assert player.has_spot("reset")
    assert player.has_spot("close")
    assert not player.has_spot("pause")


def test_line_grows_under_the_pointer_and_shrinks_behind_it(player: Player) -> None:
    """With all that the whole meter has, at the height it had; again and again."""
    player.show(make_snapshot(8))
    for _ in range(2):
        player.point_at(PLACE.x + 200, PLACE.y + 20)
        wait_for_height(player, PLACE.height)
        assert player.has_spot("pause")
        assert LINE not in player.read()
        player.point_at(PLACE.x + 200, PLACE.y + PLACE.height - 60)
        player.point_at(*FAR)
        wait_for_height(player, line_height(player))
        assert LINE in player.read()
    assert player.meter.window.where() == PLACE._replace(height=line_height(player))


def wait_a_while(player: Player) -> None:
    """Longer than a meter waits before it is one line again."""
    done: list[bool] = []
    player.root.after(2 * SHRINK_MS, done.append, True)
    wait_until(lambda: done, pump=player.root.update)


def test_pointer_that_comes_back_keeps_it_grown(player: Player) -> None:
    """Slipping over the edge for a moment does not fold the meter up."""
    player.show(make_snapshot(8))
    player.point_at(PLACE.x + 200, PLACE.y + 20)
    wait_for_height(player, PLACE.height)
    player.point_at(*FAR)
    player.point_at(PLACE.x + 200, PLACE.y + 20)
    wait_a_while(player)
    assert player.meter.window.winfo_height() == PLACE.height


def test_pointer_that_leaves_for_a_tip_keeps_it_grown(player: Player) -> None:
    """For Tk it has left the window; for the user it is still there. It shrinks when the pointer has really left."""
    player.show(make_snapshot(8))
    player.point_at(PLACE.x + 200, PLACE.y + 20)
    wait_for_height(player, PLACE.height)
    player.sheet.event_generate("<Leave>")
    wait_a_while(player)
    assert player.meter.window.winfo_height() == PLACE.height
    player.point_at(*FAR)
    wait_for_height(player, line_height(player))


@pytest.mark.skipif(sys.platform == "win32", reason="there an open menu waits for the mouse")
def test_open_menu_keeps_it_grown(player: Player) -> None:
    """Its entries may lie outside of the window."""
    player.show(make_snapshot(8))
    player.point_at(PLACE.x + 200, PLACE.y + 20)
    wait_for_height(player, PLACE.height)
    player.click("more")
    menu = player.meter.face.menu.menu
    wait_until(menu.winfo_viewable, pump=player.root.update)
    player.point_at(*FAR)
    wait_a_while(player)
    assert player.meter.window.winfo_height() == PLACE.height
    menu.unpost()
    menu.grab_release()
    wait_for_height(player, line_height(player))


def test_line_is_remembered_with_its_whole_height(player: Player) -> None:
    """Dragged as a line, told as the meter it will be again."""
    player.show(make_snapshot(8))
    player.drag(300, 20, 10, 15)
    moved = PLACE._replace(x=PLACE.x + 10, y=PLACE.y + 15)
    assert player.meter.window.winfo_height() == line_height(player)
    assert player.places == [moved]
    assert player.meter.where() == moved


def test_line_cannot_be_pulled_at_its_edges(player: Player) -> None:
    """A press there drags it, as everywhere: its height is no one's to choose."""
    player.show(make_snapshot(8))
    player.drag(300, 1, 0, 30)
    assert player.meter.window.where() == Geometry(PLACE.x, PLACE.y + 30, PLACE.width, line_height(player))


def test_line_that_is_placed_stays_a_line(player: Player) -> None:
    """At the start and on another set of screens: it takes the place, and keeps the height for later."""
    where = Geometry(150, 120, 500, 400)
    player.meter.move_to(where)
    wait_until(
        lambda: player.meter.window.where() == where._replace(height=line_height(player)), pump=player.root.update
    )
    assert player.meter.where() == where


def test_end_of_mini_mode_gives_the_height_back(player: Player) -> None:
    """And its beginning takes it away again; the place is the same."""
    player.show(make_snapshot(8))
    player.use(Settings())
    wait_for_height(player, PLACE.height)
    assert player.has_spot("pause")
    assert LINE not in player.read()
    player.use(MINI)
    wait_for_height(player, line_height(player))
    assert player.meter.where() == PLACE


def test_height_that_was_pulled_is_the_one_that_comes_back(player: Player) -> None:
    """Pulled while it was whole, lined up, and whole again."""
    player.use(Settings())
    wait_for_height(player, PLACE.height)
    player.drag(300, PLACE.height - 4, 0, -100)
    assert player.places == [PLACE._replace(height=PLACE.height - 100)]
    player.use(MINI)
    wait_for_height(player, line_height(player))
    player.use(Settings())
    wait_for_height(player, PLACE.height - 100)


def test_another_look_keeps_the_line(player: Player) -> None:
    """In a larger font the line is higher, and still one line."""
    player.show(make_snapshot(8))
    player.use(Settings(mini=True, font_size=20))
    wait_for_height(player, line_height(player))
    assert LINE in player.read()


def test_double_click_ends_mini_mode(player: Player) -> None:
    """On the line; a press before it drags nothing."""
    player.show(make_snapshot(8))
    player.double_click(100, 20)
    assert player.asked == [("change", {"mini": False})]
    assert player.places == []


@pytest.mark.parametrize(
    ("local_index", "view", "words"),
    [
        (2, View.DAMAGE, LINE),
        (None, View.DAMAGE, "1.50M dps"),
        (4, View.HEALING, "You 29.5k · 1/2 · 48.0k hps"),
        (2, View.HEALING, "48.0k hps"),
    ],
)
def test_words_of_the_line(local_index: int | None, view: View, words: str) -> None:
    """Your number and rank in the open tab; where you have none, the group alone."""
    assert mini_words(make_snapshot(8, local_index=local_index), view) == words


def test_line_without_a_fight_has_no_words() -> None:
    """Nothing is counted, so there is nothing to say."""
    assert mini_words(None, View.DAMAGE) == ""
