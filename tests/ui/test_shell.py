"""What is asked for at the meter, by keys and in the tray; and click-through."""

from __future__ import annotations

import sys
import tkinter as tk

import pytest
from fakes import make_snapshot
from shell_bench import Bench

from resonance.combat.pictures import Scope
from resonance.combat.record import SegmentResult
from resonance.engine_commands import MarkWipe, Merge, Pause, Reset, Show, Split, Train
from resonance.settings import Settings
from resonance.ui.hotkeys import ACTIONS

KEYS = Settings()

opens_menus = pytest.mark.skipif(sys.platform == "win32", reason="there an open menu waits for the mouse")


def choose(bench: Bench, label: str) -> None:
    """In the menu of the fight, as the mouse does."""
    bench.hand.click("more")
    menu: tk.Menu = bench.hand.meter.face.menu.menu
    bench.wait(menu.winfo_viewable)
    menu.invoke(label)
    if menu.winfo_exists():
        menu.unpost()
        menu.grab_release()
    bench.hand.settle()


def says(bench: Bench, words: str) -> bool:
    return any(words in text for text in bench.read())


@opens_menus
def test_every_wish_of_the_meter_is_a_command(bench: Bench) -> None:
    """In the order they were asked for, by buttons and in the menu."""
    bench.pipeline.newest = make_snapshot(3, pulls=[SegmentResult.RESET, SegmentResult.RUNNING])
    bench.wait(lambda: says(bench, "Pull 2"))
    bench.hand.click("reset")
    bench.hand.click("pause")
    bench.hand.click("pause")
    for label in ("This fight", "Mark pull 1 as a wipe", "Split here", "Merge with the previous fight"):
        choose(bench, label)
    choose(bench, "Training dummy (3 min)")
    bench.hand.click("close")
    wanted = [Reset(), Pause(True), Pause(False), Show(Scope.SEGMENT), MarkWipe(True), Split(), Merge(), Train(True)]
    assert bench.pipeline.commands == wanted
    assert bench.quits == 1


@opens_menus
def test_entry_that_changes_the_look_can_be_chosen(bench: Bench) -> None:
    """Mini mode draws the meter anew, its menu too, while that menu is still closing; and the other way round."""
    bench.hand.point_at(bench.root.winfo_screenwidth() - 1, bench.root.winfo_screenheight() - 1)  # it grows below it
    choose(bench, "Mini mode")
    assert bench.preferences.settings.mini
    bench.wait(lambda: bench.where().height < 60)
    bench.change(mini=False)
    bench.wait(lambda: bench.where().height > 60)
    assert bench.read()


@pytest.mark.parametrize(("action", "command"), [("reset", Reset()), ("pause", Pause(True))])
def test_key_that_is_a_command(bench: Bench, action: str, command: object) -> None:
    """It reaches the engine as the button does."""
    bench.ask(action)
    assert bench.pipeline.commands == [command]


def test_key_for_pause_is_seen_in_the_footer(bench: Bench) -> None:
    """And pressed again it goes on; later pictures know it too."""
    bench.ask("pause")
    assert says(bench, "Paused")
    bench.pipeline.newest = make_snapshot(3)
    bench.turn()
    assert says(bench, "Paused")
    bench.ask("pause")
    assert not says(bench, "Paused")


def test_key_for_mini_mode(bench: Bench) -> None:
    """One line, and the whole meter again; the setting follows."""
    whole = bench.where()
    bench.ask("mini")
    assert bench.preferences.settings.mini
    bench.wait(lambda: bench.where().height < 60)
    bench.ask("mini")
    assert not bench.preferences.settings.mini
    bench.wait(lambda: bench.where() == whole)


def test_key_to_hide_and_show(bench: Bench) -> None:
    """By turns; what was hidden so does not come back with the next hit."""
    bench.ask("hide")
    assert not bench.is_shown
    bench.pipeline.newest = make_snapshot(3)
    bench.turn()
    assert not bench.is_shown
    bench.ask("hide")
    assert bench.is_shown
    bench.hand.click("hide")
    assert not bench.is_shown


@pytest.mark.parametrize("action", ["show", "rescue"])
def test_hidden_meter_is_shown(bench: Bench, action: str) -> None:
    """By a second start of the program, and by the key that brings all windows back; shown it stays so."""
    bench.ask("hide")
    bench.ask(action)
    assert bench.is_shown
    bench.ask(action)
    assert bench.is_shown


def test_meter_that_is_shown_again_is_dressed_again(bench: Bench) -> None:
    """Some systems forget with the window on the screen what it must not do."""
    assert bench.desktop.dressed == 1
    bench.ask("hide")
    bench.ask("show")
    assert bench.desktop.dressed == 2


def test_key_to_quit(bench: Bench) -> None:
    """From the tray, when the meter is hidden too."""
    bench.ask("hide")
    bench.ask("quit")
    assert bench.quits == 1


def test_key_for_the_settings_opens_them_in_front_of_the_meter(bench: Bench) -> None:
    """Asked for twice there is still one window."""
    bench.ask("settings")
    bench.ask("settings")
    window = bench.shell.dialogs.options.window
    assert window is not None
    bench.wait(lambda: bench.desktop.above == [window])


def test_window_asked_for_again_comes_in_front_of_the_meter_again(bench: Bench) -> None:
    """The meter may have been raised above it meanwhile, by its hotkey or by a second start of the program."""
    bench.ask("settings")
    window = bench.shell.dialogs.options.window
    assert window is not None
    bench.wait(lambda: bench.desktop.above == [window])
    bench.ask("show")
    bench.ask("settings")
    bench.wait(lambda: bench.desktop.above == [window, window])


def test_window_stands_in_front_of_the_side_meters_too(bench: Bench) -> None:
    """None of them comes to the front before it while it is open."""
    bench.preferences.change(side_meters=("segment",))
    bench.ask("settings")
    window = bench.shell.dialogs.options.window
    assert window is not None
    bench.wait(lambda: bench.desktop.above == [window, window])
    (side,) = bench.shell.sides.meters.values()
    assert window in side.window.on_top
    bench.shell.dialogs.options.close()
    assert window not in side.window.on_top


def test_unknown_action_is_ignored(bench: Bench) -> None:
    """And what was asked for after it is done."""
    bench.desktop.asked.put("no such action")
    bench.ask("reset")
    assert bench.pipeline.commands == [Reset()]


def test_every_key_and_every_entry_of_the_tray_can_be_asked_for(bench: Bench) -> None:
    """None of them leads nowhere."""
    known = bench.shell._asked().keys()
    assert set(ACTIONS.values()) <= known
    assert set(bench.desktop.trays[-1]) <= known


# Escape


def open_detail(bench: Bench) -> None:
    """With the real pointer on it."""
    bench.hand.click_words("Momoko")
    point_at_meter(bench)


def point_at_meter(bench: Bench) -> None:
    sheet = bench.hand.sheet
    bench.hand.point_at(sheet.winfo_rootx() + 300, sheet.winfo_rooty() + 200)
    bench.turn()


def holds_escape(bench: Bench) -> bool:
    return bench.desktop.keys.get("back") == "Escape"


def test_escape_goes_back_while_the_pointer_is_on_the_meter(bench: Bench) -> None:
    """The meter never has the keyboard, so it is a hotkey; at the first place the game has it again."""
    bench.desktop.front = "Game"
    tabs = sorted(bench.read())
    assert not holds_escape(bench)
    open_detail(bench)
    assert holds_escape(bench)
    assert set(ACTIONS.values()) < set(bench.desktop.keys)
    bench.ask("back")
    assert not holds_escape(bench)
    assert set(ACTIONS.values()) == set(bench.desktop.keys)
    assert sorted(bench.read()) == tabs


def test_escape_is_the_games_when_the_pointer_leaves(bench: Bench) -> None:
    """And the meter's when it comes back: the detail is still open."""
    open_detail(bench)
    assert holds_escape(bench)
    bench.hand.point_at(5, 5)
    bench.wait(lambda: not holds_escape(bench))
    point_at_meter(bench)
    assert holds_escape(bench)


@pytest.mark.parametrize("why", ["hidden", "click-through", "own window", "another window above"])
def test_escape_that_belongs_to_somebody_else(bench: Bench, why: str) -> None:
    """Whatever takes the meter out of reach takes the key from it."""
    open_detail(bench)
    assert holds_escape(bench)
    if why == "hidden":
        bench.ask("hide")
    elif why == "click-through":
        bench.ask("through")
    elif why == "own window":
        bench.desktop.front = ""
    else:
        above = tk.Toplevel(bench.shell.meter.window)
        above.overrideredirect(True)
        above.geometry(bench.where().words())
        bench.wait(above.winfo_viewable)
        above.lift()
    bench.wait(lambda: not holds_escape(bench))
    assert bench.hand.has_spot("back")


@opens_menus
def test_escape_closes_an_open_menu_first(bench: Bench) -> None:
    """The menu has the keyboard then."""
    open_detail(bench)
    bench.hand.click("more")
    menu: tk.Menu = bench.hand.meter.face.menu.menu
    bench.wait(lambda: menu.winfo_viewable() and not holds_escape(bench))
    menu.unpost()
    menu.grab_release()
    bench.wait(lambda: holds_escape(bench))


def test_escape_that_cannot_be_had(bench: Bench) -> None:
    """Nobody is told of a key that nobody has set: a right click goes back as well."""
    bench.desktop.refused = {"back": "Escape belongs to another program."}
    open_detail(bench)
    assert holds_escape(bench)
    assert not says(bench, "Escape belongs")
    assert bench.shell.dialogs._host.conflicts() == {}


def test_escape_while_keys_are_recorded(bench: Bench) -> None:
    """No key is held then, wherever the pointer goes; afterwards this one is, too."""
    host = bench.shell.dialogs._host
    host.suspend_hotkeys(True)
    open_detail(bench)
    assert bench.desktop.keys == {}
    host.suspend_hotkeys(False)
    assert holds_escape(bench)


# Click-through


@pytest.mark.parametrize("way", ["key", "menu"])
def test_click_through_is_told_with_the_key_that_ends_it(bench: Bench, way: str) -> None:
    """In the footer, as long as it is on."""
    if way == "key":
        bench.ask("through")
    else:
        bench.shell.meter._actions.let_through()
    assert bench.desktop.is_through
    assert says(bench, f"Click-through · {KEYS.hotkey_through} ends it")
    bench.turn()
    bench.ask("through")
    assert not bench.desktop.is_through
    assert not says(bench, "Click-through")


def test_click_through_without_its_key_is_ended_by_the_rescue(bench: Bench) -> None:
    """Whatever key works is the one that is named."""
    bench.change(hotkey_through="")
    bench.shell.through.toggle()
    assert says(bench, f"Click-through · {KEYS.hotkey_rescue} ends it")
    bench.ask("rescue")
    assert not bench.desktop.is_through
    assert not says(bench, "Click-through")


def test_click_through_is_refused_without_a_key_that_ends_it(bench: Bench) -> None:
    """Nobody is left with a window that cannot be clicked any more; the footer says what to do."""
    bench.change(hotkey_through="", hotkey_rescue="")
    bench.shell.through.toggle()
    assert not bench.desktop.is_through
    assert says(bench, "Click-through needs a hotkey that ends it: set one in the settings.")


def test_key_that_another_program_has_ends_nothing(bench: Bench) -> None:
    """What stands in the settings is not enough: it must be bound."""
    bench.desktop.refused = {"through": "Taken.", "rescue": "Taken, too."}
    bench.change(hotkey_reset="Alt+R")
    bench.wait(bench.pipeline.health.notices.empty)
    bench.shell.through.toggle()
    assert not bench.desktop.is_through


def test_desktop_without_click_through_says_so(bench: Bench) -> None:
    """And the meter goes on as it was."""
    bench.desktop.can_let_through = False
    bench.shell.through.toggle()
    assert says(bench, "Click-through cannot be had on this desktop.")
    bench.shell.through.toggle()
    assert not bench.desktop.is_through


def test_click_through_ends_with_the_last_key_that_could_end_it(bench: Bench) -> None:
    """Another key is named at once; without any the meter takes the mouse again."""
    bench.ask("through")
    bench.change(hotkey_through="Ctrl+Alt+T")
    assert says(bench, "Click-through · Ctrl+Alt+T ends it")
    bench.change(hotkey_through="")
    assert says(bench, f"Click-through · {KEYS.hotkey_rescue} ends it")
    bench.change(hotkey_rescue="")
    assert not bench.desktop.is_through
    assert not says(bench, "Click-through")


def test_click_through_outlives_hiding(bench: Bench) -> None:
    """What the footer says is so: after the meter was hidden and shown, the mouse still goes through it."""
    bench.ask("through")
    bench.ask("hide")
    bench.ask("show")
    assert bench.desktop.is_through
    assert says(bench, "Click-through")


def test_click_through_outlives_another_look(bench: Bench) -> None:
    """The footer of the new look says it too."""
    bench.ask("through")
    bench.change(theme="light")
    assert bench.desktop.is_through
    assert says(bench, "Click-through")
