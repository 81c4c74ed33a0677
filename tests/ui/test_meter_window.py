"""The window of the meter: dragged, pulled, scrolled, explained, in every look and size."""

from __future__ import annotations

import tkinter as tk

import pytest
from fakes import make_snapshot
from player import PLACE, Player

from helpers import wait_until
from resonance.combat.clock import ClockChoice
from resonance.combat.record import Result
from resonance.palettes import PALETTES
from resonance.settings import Settings
from resonance.ui.face import BORDER, SMALLEST
from resonance.ui.geometry import Geometry


def test_press_that_leaves_the_button_does_nothing(player: Player) -> None:
    """Who slips off a button before letting go has changed their mind."""
    player.show(make_snapshot(3))
    left, top, right, bottom = player.spot("reset").box
    player.press((left + right) // 2, (top + bottom) // 2)
    player.release(left - 200, bottom + 60)
    assert player.asked == []
    assert player.places == []


def test_dragged_window_moves_and_is_remembered(player: Player) -> None:
    """Drag it anywhere that is no button; where it ends up is told once."""
    player.show(make_snapshot(8))
    player.drag(300, 58, 60, 35)
    assert player.meter.window.where() == PLACE._replace(x=PLACE.x + 60, y=PLACE.y + 35)
    assert player.places == [player.meter.where()]


def test_pulled_corner_resizes_and_lays_out_anew(player: Player) -> None:
    """The table follows the size: fewer columns and rows fit, the footer stays at the bottom."""
    player.show(make_snapshot(12, local_index=11))
    wide = player.read()
    assert "Crit" in wide
    assert "9" in wide
    player.drag(PLACE.width - 2 * BORDER - 2, PLACE.height - 2 * BORDER - 2, -250, -200)
    wait_until(lambda: player.sheet.winfo_width() == PLACE.width - 250 - 2 * BORDER, pump=player.root.update)
    narrow = player.read()
    assert "Crit" not in narrow
    assert "9" not in narrow
    assert any(text.startswith("You · ") for text in narrow)
    assert player.spot("status").box[3] == PLACE.height - 200 - 2 * BORDER
    assert player.places == [Geometry(PLACE.x, PLACE.y, PLACE.width - 250, PLACE.height - 200)]


def test_narrow_window_keeps_the_buttons_that_matter(player: Player) -> None:
    """Numbers need the room; what is left out is in the menu behind "more"."""
    player.show(make_snapshot(3))
    assert all(player.has_spot(key) for key in ("scope", "copy", "history", "settings"))
    player.meter.move_to(PLACE._replace(width=320))
    wait_until(lambda: player.sheet.winfo_width() == 320 - 2 * BORDER, pump=player.root.update)
    assert all(player.has_spot(key) for key in ("reset", "pause", "more", "hide", "close"))
    assert not any(player.has_spot(key) for key in ("scope", "copy", "history", "settings"))


def test_window_is_never_smaller_than_it_can_be_pulled(player: Player) -> None:
    """Whatever stands in the settings, there is something to take hold of."""
    player.meter.move_to(Geometry(50, 60, 10, 10))
    wait_until(lambda: player.meter.window.where() == Geometry(50, 60, *SMALLEST), pump=player.root.update)


def test_wheel_scrolls_the_players(player: Player) -> None:
    """With more players than rows the wheel brings the others."""
    player.show(make_snapshot(20, local_index=None))
    assert "Momoko" in player.read()
    player.sheet.event_generate("<Button-5>", x=300, y=300)
    player.sheet.event_generate("<Button-5>", x=300, y=300)
    assert "Momoko" not in player.read()
    assert "玩家一" not in player.read()
    player.sheet.event_generate("<Button-4>", x=300, y=300)
    assert "玩家一" in player.read()


def test_resting_pointer_gets_a_tip(player: Player) -> None:
    """Every button explains itself; leaving it takes the tip away."""
    player.show(make_snapshot(3))
    left, top, right, bottom = player.spot("copy").box
    player.event("<Motion>", (left + right) // 2, (top + bottom) // 2)
    tip = next(window for window in player.meter.window.winfo_children() if isinstance(window, tk.Toplevel))
    wait_until(tip.winfo_viewable, pump=player.root.update)
    label = tip.winfo_children()[0]
    assert label["text"] == player.spot("copy").tip
    player.event("<Motion>", 300, 58)
    wait_until(lambda: not tip.winfo_viewable(), pump=player.root.update)


def test_every_button_has_a_tip(player: Player) -> None:
    """An icon without a word is a riddle."""
    player.show(make_snapshot(3))
    keys = ("reset", "pause", "scope", "copy", "history", "settings", "more", "hide", "close")
    buttons = [player.spot(key) for key in keys]
    assert all(button.tip and button.press for button in buttons)


def test_tip_of_a_button_names_its_hotkey(player: Player) -> None:
    """As it is bound now; without one there is nothing to name."""
    player.show(make_snapshot(3))
    assert player.spot("reset").tip.endswith("(Ctrl+Shift+F11)")
    player.use(Settings(hotkey_reset="Alt+R", hotkey_pause=""))
    assert player.spot("reset").tip.endswith("(Alt+R)")
    assert player.spot("pause").tip == "Pause counting"


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("row_height", ["comfortable", "compact"])
@pytest.mark.parametrize("size", [(300, 210), (1_000, 700)])
def test_every_look_and_size_shows_the_local_player(
    tk_root: tk.Tk, theme: str, row_height: str, size: tuple[int, int]
) -> None:
    """Dark and light, comfortable and compact, tiny and large: you are always in view."""
    player = Player(tk_root, Settings(theme=theme, row_height=row_height), Geometry(0, 0, *size))
    player.show(make_snapshot(20, local_index=17, result=Result.KILL, clock=ClockChoice.PERSONAL))
    assert any(text.startswith("You · ") for text in player.read())
    assert "06:53" in player.read()
    player.meter.close()


def test_another_look_forgets_nothing(player: Player) -> None:
    """The open tab, the fight and the notice that is not read yet stay, and nothing of the old look is left over."""
    player.show(make_snapshot(8))
    player.click("tab taken")
    before = sorted(player.read())
    old = player.sheet
    for theme in ("light", "dark", "light"):
        player.use(Settings(theme=theme))
    assert sorted(player.read()) == before
    assert player.sheet["background"] == PALETTES["light"].ground
    assert not old.winfo_exists()
    kinds = [type(window).__name__ for window in player.meter.window.winfo_children()]
    assert sorted(kinds) == ["Menu", "Sheet", "Toplevel"]
    assert len(player.meter.window.on_top) == 2


def test_size_of_the_font_changes_the_rows(player: Player) -> None:
    """Fewer of them have room; you are among them."""
    player.show(make_snapshot(20, local_index=19))
    usual = player.read()
    player.use(Settings(font_size=24))
    assert len([text for text in player.read() if text.isdigit()]) < len([text for text in usual if text.isdigit()])
    assert any(text.startswith("You · ") for text in player.read())


def test_double_click_on_the_header_asks_for_mini_mode(player: Player) -> None:
    """There, on the boss too; not on the rows, and on a button it is two clicks."""
    player.show(make_snapshot(3))
    for y in (58, 300):
        player.double_click(290, y)
    assert player.asked == [("change", {"mini": True})]
    left, top, right, bottom = player.spot("reset").box
    player.double_click((left + right) // 2, (top + bottom) // 2)
    assert player.asked[1:] == ["reset", "reset"]
