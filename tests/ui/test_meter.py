"""The meter as a player uses it: a real window, read and clicked."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakes import Asked, make_health, make_snapshot, option, text_items, texts

from helpers import wait_until
from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.record import Result, SegmentResult
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.engine import Scope
from resonance.health import Notice
from resonance.ui.footer import NOTICE_S
from resonance.ui.meter import BORDER, Meter, MeterOptions
from resonance.ui.pointer import Hotspot
from resonance.ui.window import Geometry

PLACE = Geometry(100, 80, 600, 470)


class Player:
    """The meter, what it has asked for, and a hand on the mouse."""

    def __init__(self, root: tk.Tk, options: MeterOptions | None = None) -> None:
        self.root = root
        asked = Asked()
        self.asked, self.places = asked.for_, asked.places
        options = options or MeterOptions(geometry=PLACE, scale=1.0)
        self.meter = Meter(root, names.load(), asked.actions(), options)
        wait_until(lambda: self.meter.sheet.winfo_width() > 1, pump=root.update)

    def show(self, snapshot: Snapshot | None, **health: object) -> None:
        self.meter.show(snapshot, make_health(**health), paused=False)

    def read(self) -> list[str]:
        return texts(self.meter.sheet)

    def spot(self, key: str) -> Hotspot:
        return next(spot for spot in self.meter.hotspots() if spot.key == key)

    def click(self, key: str) -> None:
        left, top, right, bottom = self.spot(key).box
        self.press((left + right) // 2, (top + bottom) // 2)
        self.release((left + right) // 2, (top + bottom) // 2)

    def press(self, x: int, y: int) -> None:
        self.event("<Motion>", x, y)
        self.event("<ButtonPress-1>", x, y)

    def release(self, x: int, y: int) -> None:
        self.event("<ButtonRelease-1>", x, y)

    def drag(self, x: int, y: int, dx: int, dy: int) -> None:
        """In two steps, with the pointer where a real one would be: the window moves under it."""
        start_x, start_y = self.meter.sheet.winfo_rootx() + x, self.meter.sheet.winfo_rooty() + y
        self.press(x, y)
        for part in (0.5, 1.0):
            self.event("<B1-Motion>", x, y, start_x + round(dx * part), start_y + round(dy * part))
            self.root.update()
        self.release(x, y)
        self.root.update()

    def event(self, name: str, x: int, y: int, x_root: int | None = None, y_root: int | None = None) -> None:
        sheet = self.meter.sheet
        x_root = sheet.winfo_rootx() + x if x_root is None else x_root
        y_root = sheet.winfo_rooty() + y if y_root is None else y_root
        sheet.event_generate(name, x=x, y=y, rootx=x_root, rooty=y_root)


@pytest.fixture
def player(tk_root: tk.Tk) -> Iterator[Player]:
    tk_root.withdraw()
    player = Player(tk_root)
    yield player
    player.meter.close()


def test_fight_is_shown_whole(player: Player) -> None:
    """Timer, scene, difficulty, boss with HP, group, every player's row, and how the capture does."""
    player.show(make_snapshot(8))
    read = player.read()
    for words in ("06:53", "Tier 2", "Pull 1", "Kartgriff", "38.2 %", "412.6M / 1.08B", "dead in ~1:12"):
        assert words in read
    for words in ("621.7M", "1.50M dps"):
        assert words in read
    assert any("Dragon Shackles" in text for text in read)
    for name in ("Momoko", "玩家一", "You · さくら", "한국어", "Ghost👻", "Player 100006", "Sumii"):
        assert name in read
    assert "Capturing · 0 msg/s · complete" in read
    assert "Active clock · whole encounter" in read


def test_fight_without_a_boss_has_no_boss_line(player: Player) -> None:
    """The line with the HP bar is not there, and comes with the boss."""
    player.show(make_snapshot(3, boss=False))
    assert "Kartgriff" not in player.read()
    top_without = player.spot("tab damage").box[1]
    player.show(make_snapshot(3))
    assert "Kartgriff" in player.read()
    assert player.spot("tab damage").box[1] > top_without


def test_boss_with_unknown_hp_shows_dashes(player: Player) -> None:
    """HP that were never seen are not 0 %."""
    snapshot = make_snapshot(3)
    assert snapshot.boss is not None
    player.show(replace(snapshot, boss=replace(snapshot.boss, hp=None, max_hp=None)))
    read = player.read()
    assert "— / —" in read
    assert "0.0 %" not in read


def test_empty_window_says_what_is_awaited(player: Player) -> None:
    """No encounter, no empty frame; and the sentence follows what the capture does."""
    player.show(None, server="", packets_captured=0)
    assert "No network traffic seen yet." in player.read()
    player.show(None)
    assert "Connected: waiting for the first hit." in player.read()
    assert "No network traffic seen yet." not in player.read()
    player.show(make_snapshot(2))
    assert "Connected: waiting for the first hit." not in player.read()


def test_click_on_a_tab_opens_it(player: Player) -> None:
    """Titles, rows and the group's numbers are those of the tab."""
    player.show(make_snapshot(8))
    player.click("tab healing")
    read = player.read()
    assert "HPS" in read
    assert "Effective" in read
    assert "DPS" not in read
    assert "Ghost👻" in read
    assert "Momoko" not in read
    assert any(text.endswith(" hps") for text in read)
    player.click("tab taken")
    assert "DTPS" in player.read()


def test_tab_of_the_settings_is_open_at_start(tk_root: tk.Tk) -> None:
    """`start_view` names a tab; an unknown name opens the first."""
    for start_view, title in (("taken", "DTPS"), ("no such tab", "DPS")):
        player = Player(tk_root, MeterOptions(geometry=PLACE, start_view=start_view))
        player.show(make_snapshot(4))
        assert title in player.read()
        player.meter.close()


def test_buttons_ask_for_what_they_say(player: Player) -> None:
    """Reset, pause, go on, close."""
    player.show(make_snapshot(3))
    player.click("reset")
    player.click("pause")
    assert any(text.startswith("Paused") for text in player.read())
    player.click("pause")
    assert not any(text.startswith("Paused") for text in player.read())
    player.click("close")
    assert player.asked == ["reset", ("pause", True), ("pause", False), "quit"]


def colour_of(player: Player, word: str) -> str:
    sheet = player.meter.sheet
    return next(option(sheet, item, "fill") for item in text_items(sheet) if option(sheet, item, "text") == word)


@pytest.mark.parametrize(
    ("result", "colour"),
    [
        (SegmentResult.KILL, "ok"),
        (SegmentResult.WIPE, "danger"),
        (SegmentResult.RESET, "muted"),
        (SegmentResult.LEFT, "muted"),
    ],
)
def test_pull_that_is_over_says_how(player: Player, result: SegmentResult, colour: str) -> None:
    """Number and result of the pull, in the whole encounter those of the newest; no time to kill any more."""
    for segment in (None, 1):
        player.show(make_snapshot(3, pulls=[SegmentResult.WIPE, result], segment=segment))
        assert "Pull 2" in player.read()
        assert colour_of(player, str(result)) == getattr(player.meter.look.palette, colour)
        assert "dead in ~1:12" not in player.read()
    player.show(make_snapshot(3, pulls=[SegmentResult.WIPE, result], segment=0))
    assert "Pull 1" in player.read()


def test_click_on_the_basis_changes_the_scope(player: Player) -> None:
    """The words at the footer's right follow the click at once, and then what the snapshot really shows."""
    player.show(make_snapshot(3))
    assert player.spot("basis").tip.endswith("Click for the newest fight alone.")
    player.click("basis")
    assert "Active clock · this fight" in player.read()
    player.show(make_snapshot(3, segment=0))
    assert "Active clock · this fight" in player.read()
    player.click("basis")
    assert "Active clock · whole encounter" in player.read()
    assert player.asked == [("show", Scope.SEGMENT), ("show", Scope.ENCOUNTER)]


def test_scope_of_the_settings_holds_before_the_first_fight(tk_root: tk.Tk) -> None:
    """The footer tells it, and a click changes it, without any encounter."""
    options = MeterOptions(geometry=PLACE, scale=1.0, scope=Scope.SEGMENT, clock=ClockChoice.BOSS)
    player = Player(tk_root, options)
    player.show(None)
    assert "Boss clock · this fight" in player.read()
    player.click("basis")
    assert "Boss clock · whole encounter" in player.read()
    assert player.asked == [("show", Scope.ENCOUNTER)]
    player.meter.close()


def test_effective_amounts_are_said_to_be_so(player: Player) -> None:
    """Who compares two meters sees why their numbers differ."""
    player.show(make_snapshot(3, amounts=AmountChoice.EFFECTIVE))
    assert "Active clock · effective · whole encounter" in player.read()
    assert "Effective" not in " ".join(player.read())
    assert "Amounts are effective" in player.spot("basis").tip


def open_labels(player: Player) -> list[str]:
    menu = player.meter.menu.menu
    wait_until(menu.winfo_viewable, pump=player.root.update)
    return [str(menu.entrycget(index, "label")) for index in range(int(menu.index("end") or 0) + 1)]


def choose(player: Player, label: str) -> None:
    menu = player.meter.menu.menu
    menu.invoke(label)
    menu.unpost()
    menu.grab_release()
    wait_until(lambda: not menu.winfo_viewable(), pump=player.root.update)


opens_menus = pytest.mark.skipif(sys.platform == "win32", reason="there an open menu waits for the mouse")


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
    menu = player.meter.menu.menu
    player.event("<ButtonPress-3>", 300, 250)
    player.root.update()
    assert not menu.winfo_viewable()
    player.event("<ButtonPress-3>", 300, 20)
    assert "Training dummy: off" in open_labels(player)
    choose(player, "Training dummy: off")
    assert player.asked == [("train", False)]


def test_training_is_told_in_the_footer(player: Player) -> None:
    """While it runs its sentence takes the place of the message rate."""
    player.show(make_snapshot(1, boss=False), training="Training: 02:14 left")
    assert "Training: 02:14 left · complete" in player.read()
    player.show(None, training="Training: hit a dummy to begin")
    assert "Training: hit a dummy to begin." in player.read()


def test_press_that_leaves_the_button_does_nothing(player: Player) -> None:
    """Who slips off a button before letting go has changed their mind."""
    player.show(make_snapshot(3))
    left, top, right, bottom = player.spot("reset").box
    player.press((left + right) // 2, (top + bottom) // 2)
    player.release(left - 200, bottom + 60)
    assert player.asked == []
    assert player.places == []


def test_copied_table_is_the_open_tab_as_text(player: Player) -> None:
    """The clipboard holds the table with every script as it is, and the footer says so for a while."""
    player.show(make_snapshot(8))
    player.click("copy")
    copied = player.root.clipboard_get()
    assert copied.splitlines()[0].startswith("Brutal! Floating Island")
    assert "さくら" in copied
    assert "Ghost👻" in copied
    assert "167.9M" in copied
    assert "Damage of 8 players copied to the clipboard." in player.read()


def test_copy_without_a_fight_says_so(player: Player) -> None:
    """The clipboard keeps what it held."""
    player.root.clipboard_clear()
    player.root.clipboard_append("mine")
    player.show(None)
    player.click("copy")
    assert player.root.clipboard_get() == "mine"
    assert "There is nothing to copy yet." in player.read()


@pytest.mark.skipif(not sys.platform.startswith("linux") or shutil.which("xclip") is None, reason="needs xclip")
def test_other_programs_can_paste_the_table(player: Player) -> None:
    """The clipboard is the system's, not only Tk's."""
    player.show(make_snapshot(8))
    player.click("copy")
    # The owner of an X11 clipboard must live while another program asks.
    with subprocess.Popen(["xclip", "-selection", "clipboard", "-o"], stdout=subprocess.PIPE) as xclip:
        wait_until(lambda: xclip.poll() is not None, pump=player.root.update)
        assert xclip.stdout is not None
        assert "Ghost👻" in xclip.stdout.read().decode()


def test_dragged_window_moves_and_is_remembered(player: Player) -> None:
    """Drag it anywhere that is no button; where it ends up is told once."""
    player.show(make_snapshot(8))
    player.drag(300, 250, 60, 35)
    assert player.meter.window.where() == PLACE._replace(x=PLACE.x + 60, y=PLACE.y + 35)
    assert player.places == [player.meter.window.where()]


def test_pulled_corner_resizes_and_lays_out_anew(player: Player) -> None:
    """The table follows the size: fewer columns and rows fit, the footer stays at the bottom."""
    player.show(make_snapshot(12, local_index=11))
    wide = player.read()
    assert "Crit" in wide
    assert "9" in wide
    player.drag(PLACE.width - 2 * BORDER - 2, PLACE.height - 2 * BORDER - 2, -250, -200)
    wait_until(lambda: player.meter.sheet.winfo_width() == PLACE.width - 250 - 2 * BORDER, pump=player.root.update)
    narrow = player.read()
    assert "Crit" not in narrow
    assert "9" not in narrow
    assert any(text.startswith("You · ") for text in narrow)
    assert player.spot("status").box[3] == PLACE.height - 200 - 2 * BORDER
    assert player.places == [Geometry(PLACE.x, PLACE.y, PLACE.width - 250, PLACE.height - 200)]


def test_rolled_up_meter_is_one_line_and_comes_back(player: Player) -> None:
    """Timer and group remain; the height it had returns, and is what is remembered if the line is dragged."""
    player.show(make_snapshot(8))
    player.click("roll up")
    wait_until(lambda: player.meter.window.winfo_height() < 60, pump=player.root.update)
    assert "06:53" in player.read()
    assert player.read().count("1.50M dps") == 2  # in the line, and in the part that is out of sight
    player.drag(300, 20, 10, 10)
    assert player.places == [Geometry(PLACE.x + 10, PLACE.y + 10, PLACE.width, PLACE.height)]
    player.click("roll up")
    wait_until(lambda: player.meter.window.winfo_height() == PLACE.height, pump=player.root.update)
    assert player.read().count("1.50M dps") == 1


def test_wheel_scrolls_the_players(player: Player) -> None:
    """With more players than rows the wheel brings the others."""
    player.show(make_snapshot(20, local_index=None))
    assert "Momoko" in player.read()
    player.meter.sheet.event_generate("<Button-5>", x=300, y=300)
    player.meter.sheet.event_generate("<Button-5>", x=300, y=300)
    assert "Momoko" not in player.read()
    assert "玩家一" not in player.read()
    player.meter.sheet.event_generate("<Button-4>", x=300, y=300)
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
    player.event("<Motion>", 300, 300)
    wait_until(lambda: not tip.winfo_viewable(), pump=player.root.update)


def test_every_button_has_a_tip(player: Player) -> None:
    """An icon without a word is a riddle."""
    player.show(make_snapshot(3))
    buttons = [player.spot(key) for key in ("reset", "pause", "copy", "more", "roll up", "close")]
    assert all(button.tip and button.press for button in buttons)


def test_notices_follow_one_another_in_the_footer(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stands for a while, then the next, then the usual sentence again."""
    now_s = [1_000.0]
    monkeypatch.setattr("resonance.ui.meter.time.monotonic", lambda: now_s[0])
    player.show(make_snapshot(3))
    player.meter.tell(Notice("first"))
    player.meter.tell(Notice("second"))
    for expected in ("first", "second"):
        assert expected in player.read()
        now_s[0] += NOTICE_S
        player.show(make_snapshot(3))
    assert any(text.startswith("Capturing") for text in player.read())


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("row_height", ["comfortable", "compact"])
@pytest.mark.parametrize("size", [(300, 210), (1_000, 700)])
def test_every_look_and_size_shows_the_local_player(
    tk_root: tk.Tk, theme: str, row_height: str, size: tuple[int, int]
) -> None:
    """Dark and light, comfortable and compact, tiny and large: you are always in view."""
    options = MeterOptions(theme=theme, row_height=row_height, geometry=Geometry(0, 0, *size), scale=1.0)
    player = Player(tk_root, options)
    player.show(make_snapshot(20, local_index=17, result=Result.KILL, clock=ClockChoice.PERSONAL))
    assert any(text.startswith("You · ") for text in player.read())
    assert "06:53" in player.read()
    player.meter.close()


def test_first_start_opens_in_view(tk_root: tk.Tk) -> None:
    """Without a remembered place the meter stands near the upper right corner of the screen."""
    player = Player(tk_root, MeterOptions())
    where, desk = player.meter.window.where(), player.meter.window.desk()
    assert desk.x < where.x
    assert where.x + where.width <= desk.x + desk.width
    assert where.y < desk.height // 4
    player.meter.close()


def test_hundreds_of_redraws_make_no_new_items(player: Player) -> None:
    """The window of a two hour raid is as light as at its start."""
    for boss in (False, True):
        player.show(make_snapshot(20, boss=boss))
    items = len(player.meter.sheet.find_all())
    for turn in range(100):
        player.show(make_snapshot(1 + turn % 20, boss=turn % 3 > 0))
    player.show(None)
    assert len(player.meter.sheet.find_all()) == items
