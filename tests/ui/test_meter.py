"""The meter as a player uses it: a real window, read and clicked."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tkinter as tk
from dataclasses import replace

import pytest
from fakes import make_snapshot, make_words
from player import Player

from helpers import wait_until
from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.record import SegmentResult
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.export.export_format import ExportOptions
from resonance.export.format_table import BY_KEY
from resonance.health import Notice
from resonance.settings import META, Settings
from resonance.ui.footer import NOTICE_S


def test_fight_is_shown_whole(player: Player) -> None:
    """Timer, scene, difficulty, boss with HP, group, every player's row, and how the capture does."""
    player.show(make_snapshot(8))
    read = player.read()
    for words in ("06:53", "Dragon Shackles", "Tier 2", "Pull 1", "Kartgriff", "38.2 %", "dead in ~1:12"):
        assert any(words in text for text in read), words
    for words in ("412.6M / 1.08B", "621.7M", "1.50M dps"):
        assert words in read
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
    """`start_view` names it; changed later, it moves nobody from where they are."""
    player = Player(tk_root, Settings(start_view="taken"))
    player.show(make_snapshot(4))
    assert "DTPS" in player.read()
    player.use(Settings(start_view="damage"))
    assert "DTPS" in player.read()
    player.meter.close()


def test_buttons_ask_for_what_they_say(player: Player) -> None:
    """Reset, pause, go on, history, settings, hide, close."""
    player.show(make_snapshot(3))
    player.click("reset")
    player.click("pause")
    assert any(text.startswith("Paused") for text in player.read())
    player.click("pause")
    assert not any(text.startswith("Paused") for text in player.read())
    for key in ("history", "settings", "hide", "close"):
        player.click(key)
    assert player.asked == ["reset", ("pause", True), ("pause", False), "history", "settings", "hide", "quit"]


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
        assert player.colour_of(str(result)) == getattr(player.meter.look.palette, colour)
        assert "dead in ~1:12" not in player.read()
    player.show(make_snapshot(3, pulls=[SegmentResult.WIPE, result], segment=0))
    assert "Pull 1" in player.read()


@pytest.mark.parametrize("key", ["basis", "scope"])
def test_scope_can_be_changed_with_a_click(player: Player, key: str) -> None:
    """The words at the footer's right follow at once, and then what the snapshot really shows; or by the button."""
    player.show(make_snapshot(3))
    assert player.spot("basis").tip.endswith("Click for the whole evening.")
    assert player.spot("scope").tip.startswith("Show the whole evening")
    player.click(key)
    assert "Active clock · this evening" in player.read()
    player.show(replace(make_snapshot(3), encounters=4))
    assert {"Active clock · this evening", "This evening", "4 encounters"} <= set(player.read())
    assert "Pull 1" not in player.read()
    assert player.spot("basis").tip.endswith("Click for the newest fight alone.")
    assert player.spot("scope").tip.startswith("Show the newest fight alone")
    player.click(key)
    assert "Active clock · this fight" in player.read()
    player.show(make_snapshot(3, segment=0))
    assert "Active clock · this fight" in player.read()
    assert player.spot("scope").tip.startswith("Show the whole encounter")
    player.click(key)
    assert "Active clock · whole encounter" in player.read()
    assert player.asked == [("show", Scope.EVENING), ("show", Scope.SEGMENT), ("show", Scope.ENCOUNTER)]


def test_scope_of_the_settings_holds_before_the_first_fight(tk_root: tk.Tk) -> None:
    """The footer tells it, and a click changes it, without any encounter."""
    player = Player(tk_root, Settings(scope="segment", clock="boss"))
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


def test_training_is_told_in_the_footer(player: Player) -> None:
    """While it runs its sentence takes the place of the message rate."""
    player.show(make_snapshot(1, boss=False), training="Training: 02:14 left")
    assert "Training: 02:14 left · complete" in player.read()
    player.show(None, training="Training: hit a dummy to begin")
    assert "Training: hit a dummy to begin." in player.read()


def test_click_through_is_told_in_the_footer_with_the_way_back(player: Player) -> None:
    """As long as it is on; a fault is said before it."""
    player.show(make_snapshot(3))
    player.meter.let_through("Ctrl+Shift+F9")
    assert "Click-through · Ctrl+Shift+F9 ends it" in player.read()
    player.show(make_snapshot(3), store_problem="The disk is full.")
    assert "The disk is full." in player.read()
    player.show(make_snapshot(3))
    assert "Click-through · Ctrl+Shift+F9 ends it" in player.read()
    player.meter.let_through("")
    assert not any("Click-through" in text for text in player.read())


def test_copied_table_is_the_open_tab_as_text(player: Player) -> None:
    """The clipboard holds the table with every script as it is, and the footer says so for a while."""
    player.show(make_snapshot(8))
    player.click("copy")
    copied = player.root.clipboard_get()
    assert copied.splitlines()[0].startswith("Brutal! Floating Island")
    for words in ("さくら", "Ghost👻", "167.9M"):
        assert words in copied
    assert "Copied to the clipboard: 8 rows." in player.read()


def test_copied_table_has_the_columns_that_are_shown(player: Player) -> None:
    """And hides the names where the meter does."""
    player.use(Settings(columns_damage=("hits", "amount"), hide_names=True))
    player.show(make_snapshot(8))
    player.click("copy")
    copied = player.root.clipboard_get()
    titles = next(line for line in copied.splitlines() if "Player" in line)
    assert titles.split() == ["#", "Player", "Spec", "Hits", "Damage"]
    assert "Momoko" not in copied
    assert "さくら" not in copied


@pytest.mark.parametrize("key", META["copy_format"].choices)
def test_copied_players_in_the_format_of_the_settings(player: Player, key: str) -> None:
    """Just as the export window makes it, with the columns and the numbers that are shown, and names hidden."""
    settings = Settings(copy_format=key, columns_damage=("amount", "max"), export_title="{boss}", hide_names=True)
    player.use(settings)
    snapshot = make_snapshot(8)
    player.show(snapshot)
    player.click("copy")
    reading = make_words(settings).reading
    options = ExportOptions(columns=reading.columns, title="{boss}", anonymise=True)
    copied = player.root.clipboard_get()
    assert copied == BY_KEY[key].render(snapshot, View.DAMAGE, reading.names, options)
    assert "Player " in copied
    assert "Momoko" not in copied


def test_copied_detail_is_a_text_table_in_every_format(player: Player) -> None:
    """The formats know players only."""
    player.show(make_snapshot(8))
    player.click_words("Momoko")
    copied = []
    for key in ("text", "markdown"):
        player.use(Settings(copy_format=key))
        player.click("copy")
        copied.append(player.root.clipboard_get())
    assert copied[0] == copied[1]
    assert "Momoko" in copied[0]


def test_copy_with_a_template_that_cannot_be_used(player: Player) -> None:
    """The footer says why, and the clipboard keeps what it held."""
    player.root.clipboard_clear()
    player.root.clipboard_append("mine")
    player.use(Settings(export_title="{bos}"))
    player.show(make_snapshot(8))
    player.click("copy")
    assert player.root.clipboard_get() == "mine"
    assert any("{bos} is no placeholder" in text for text in player.read())


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


def test_notices_follow_one_another_in_the_footer(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stands for a while, then the next, then the usual sentence again."""
    now_s = [1_000.0]
    monkeypatch.setattr("resonance.ui.face.time.monotonic", lambda: now_s[0])
    player.show(make_snapshot(3))
    player.meter.tell(Notice("first"))
    player.meter.tell(Notice("second"))
    for expected in ("first", "second"):
        assert expected in player.read()
        now_s[0] += NOTICE_S
        player.show(make_snapshot(3))
    assert any(text.startswith("Capturing") for text in player.read())


def test_hundreds_of_redraws_make_no_new_items(player: Player) -> None:
    """The window of a two hour raid is as light as at its start."""
    for boss in (False, True):
        player.show(make_snapshot(20, boss=boss))
    items = len(player.sheet.find_all())
    for turn in range(100):
        player.show(make_snapshot(1 + turn % 20, boss=turn % 3 > 0))
    player.show(None)
    assert len(player.sheet.find_all()) == items


def test_clock_of_the_settings_is_said_until_a_fight_says_it(player: Player) -> None:
    """Changed before the first hit, the footer follows at once; then the numbers say what they are."""
    player.show(None)
    player.use(Settings(clock="personal", amounts="effective"))
    assert "Personal clock · effective · whole encounter" in player.read()
    player.show(make_snapshot(3, clock=ClockChoice.ELAPSED))
    assert "Elapsed clock · whole encounter" in player.read()
