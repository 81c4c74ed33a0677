"""What the meter offers in menus, and the way back with the right button."""

from __future__ import annotations

import sys
import tkinter as tk

import pytest
from fakes import make_snapshot
from player import Player

from helpers import wait_until
from resonance.combat.pictures import Scope
from resonance.combat.record import SegmentResult

opens_menus = pytest.mark.skipif(sys.platform == "win32", reason="there an open menu waits for the mouse")


def menu_of(player: Player) -> tk.Menu:
    return player.meter.face.menu.menu


def open_labels(player: Player) -> list[str]:
    menu = menu_of(player)
    wait_until(menu.winfo_viewable, pump=player.root.update)
    return [str(menu.entrycget(index, "label")) for index in range(int(menu.index("end") or 0) + 1)]


def choose(player: Player, label: str) -> None:
    menu = menu_of(player)
    menu.invoke(label)
    if menu.winfo_exists():
        menu.unpost()
        menu.grab_release()
        wait_until(lambda: not menu.winfo_viewable(), pump=player.root.update)


@opens_menus
def test_more_button_opens_the_menu_of_the_fight(player: Player) -> None:
    """Scope and corrections are asked for; what a split does is said, since nothing is to be seen of it yet."""
    player.show(make_snapshot(3, pulls=[SegmentResult.WIPE, SegmentResult.RUNNING]))
    player.click("more")
    assert "Whole encounter" in open_labels(player)
    choose(player, "This fight")
    assert "Active clock · this fight" in player.read()
    player.click("more")
    assert "Pull 1 was not a wipe" in open_labels(player)
    choose(player, "Split here")
    assert "The next hit begins another fight." in player.read()
    assert player.asked == [("show", Scope.SEGMENT), "split"]


@opens_menus
def test_right_click_on_the_header_opens_the_menu(player: Player) -> None:
    """There and on the boss; the table below is not its place."""
    player.show(make_snapshot(3), training="Training: 02:14 left")
    player.event("<ButtonPress-3>", 300, 250)
    player.root.update()
    assert not menu_of(player).winfo_viewable()
    player.event("<ButtonPress-3>", 300, 20)
    assert "Training dummy: off" in open_labels(player)
    choose(player, "Training dummy: off")
    assert player.asked == [("train", False)]


@opens_menus
def test_right_click_on_a_title_opens_the_menu_of_the_columns(player: Player) -> None:
    """For the tab that is open: what is chosen is a change of its settings."""
    player.show(make_snapshot(8))
    player.click("tab healing")
    left, top, _, _ = player.spot("column per_second").box
    player.event("<ButtonPress-3>", left + 3, top + 3)
    labels = open_labels(player)
    assert "Move left" in labels
    assert "Columns for healers" in labels
    choose(player, "Usual columns and order")
    assert player.asked == [("change", {"columns_healing": (), "order_healing": ""})]


@pytest.mark.parametrize("way", ["right click", "Escape", "arrow"])
def test_way_back_from_a_detail(player: Player, way: str) -> None:
    """A click on a player leads to the skills; each of these leads back, and at the top none of them does anything."""
    player.show(make_snapshot(8))
    tabs = player.read()
    player.click_words("Momoko")
    assert not player.has_spot("tab healing")
    for _ in range(2):
        if way == "right click":
            player.event("<ButtonPress-3>", 300, 300)
        elif way == "Escape":
            player.meter.window.focus_force()
            player.root.update()
            player.meter.window.event_generate("<Escape>")
        elif player.has_spot("back"):
            player.click("back")
        assert player.read() == tabs
    assert player.asked == []
