"""Settings that change while the windows are open: what the user sees of it at once, and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import BOSS_MONSTER_ID, option, text_items
from shell_bench import Bench

from resonance import names
from resonance.combat.pictures import Scope
from resonance.engine_commands import Configure, Show
from resonance.health import Notice
from resonance.palettes import DARK, LIGHT
from resonance.settings import Settings


def names_by_row(bench: Bench) -> list[str]:
    """Names of players from top to bottom."""
    sheet = bench.hand.sheet
    known = {"Momoko", "玩家一", "You · さくら", "한국어", "Ghost👻", "Player 100006", "Sumii"}
    shown = [(item, option(sheet, item, "text")) for item in text_items(sheet)]
    return [words for item, words in sorted(shown, key=lambda each: sheet.coords(each[0])[1]) if words in known]


def drawn(bench: Bench) -> list[tuple[str, str, str]]:
    """Everything that can be seen but for the pictures: what it is, its colour, and where."""
    sheet = bench.hand.sheet
    items = [item for item in sheet.find_all() if str(sheet.type(item)) == "rectangle" and sheet.bbox(item)]
    items += [item for item in text_items(sheet) if option(sheet, item, "text")]
    return sorted((str(sheet.type(item)), option(sheet, item, "fill"), str(sheet.bbox(item))) for item in items)


def test_what_the_desktop_lacks_is_told_in_the_settings(bench: Bench) -> None:
    """Where the settings are that it is about, and not among what a search finds."""
    bench.ask("settings")
    window = bench.shell.dialogs.options.window
    assert window is not None

    def limits() -> list[str]:
        return [str(label.cget("text")) for label in window._limits.values() if label.winfo_manager()]

    window.show_group("Hotkeys")
    assert limits() == []
    window.show_group("Window")
    assert limits() == ["There is no tray here."]
    window._typed.set("mini")
    assert limits() == []


def test_theme_changes_the_meter_and_the_other_windows(bench: Bench) -> None:
    """And nothing of what it shows."""
    before = sorted(bench.read())
    assert bench.hand.sheet["background"] == DARK.ground
    bench.change(theme="light")
    assert bench.hand.sheet["background"] == LIGHT.ground
    assert bench.root.theme_use() == "bootstrap-light"
    assert sorted(bench.read()) == before


def test_language_changes_every_word(bench: Bench) -> None:
    """Of the window, of the game's names, of the tray; and back again."""
    english = sorted(bench.read())
    boss = {language: names.load(language).monster(BOSS_MONSTER_ID) for language in ("en", "zh")}
    tray = bench.desktop.trays[-1]
    assert boss["en"] in english
    bench.change(language="zh")
    chinese = bench.read()
    assert boss["zh"] in chinese
    assert boss["en"] not in chinese
    assert not {"Damage", "Player", "Group", "total"} & set(chinese)
    assert bench.desktop.trays[-1].keys() == tray.keys()
    assert not set(bench.desktop.trays[-1].values()) & set(tray.values())
    bench.change(language="en")
    assert sorted(bench.read()) == english
    assert bench.desktop.trays[-1] == tray


def test_columns_are_those_of_the_settings(bench: Bench) -> None:
    """In their order; none chosen means the usual ones."""
    usual = sorted(bench.read())
    assert "DPS" in usual
    bench.change(columns_damage=("hits", "amount"))
    assert bench.hand.has_spot("column hits")
    assert not bench.hand.has_spot("column per_second")
    assert bench.hand.spot("column hits").box[0] < bench.hand.spot("column amount").box[0]
    bench.change(columns_damage=())
    assert sorted(bench.read()) == usual


def test_click_on_a_title_sorts_and_is_remembered(bench: Bench) -> None:
    """Largest first, then smallest first; each tab for itself."""
    bench.change(columns_damage=("amount", "hits"))
    before = names_by_row(bench)
    bench.hand.click("column amount")
    bench.hand.settle()
    assert bench.preferences.settings.order_damage == "-amount"
    assert names_by_row(bench) == before[::-1]
    bench.hand.click("column hits")
    bench.hand.settle()
    assert bench.preferences.settings.order_damage == "hits"
    assert names_by_row(bench) == before
    assert bench.preferences.settings.order_healing == ""


def test_numbers_are_written_in_the_style_of_the_settings(bench: Bench) -> None:
    """In the table, at the boss and in the strip."""
    assert "412.6M / 1.08B" in bench.read()
    bench.change(number_style="full")
    assert "412,600,000 / 1,080,000,000" in bench.read()
    bench.change(number_style="myriad")
    assert "4.13億 / 10.8億" in bench.read() or "4.13亿 / 10.8亿" in bench.read()


def test_opacity_follows_the_slider(bench: Bench) -> None:
    """While it is dragged."""
    for opacity in (0.5, 0.8, 1.0):
        bench.change(opacity=opacity)
        assert bench.shell.meter.window.attributes("-alpha") == pytest.approx(opacity, abs=0.01)


def test_streamer_mode_hides_every_name_at_once(bench: Bench) -> None:
    """In the table, in a detail that is open, and in what is copied; your own line is still yours."""
    bench.change(hide_names=True)
    bench.hand.click("copy")
    hidden = " ".join([*bench.read(), bench.root.clipboard_get()])
    for name in ("Momoko", "玩家一", "さくら", "한국어", "Sumii", "100006"):
        assert name not in hidden
    assert "Player " in hidden
    assert "You" in hidden
    bench.change(hide_names=False)
    assert "Momoko" in bench.read()
    bench.hand.click_words("Momoko")
    assert "Momoko" in bench.read()
    bench.change(hide_names=True)
    assert not any("Momoko" in text for text in bench.read())


@pytest.mark.parametrize(
    "values",
    [
        {"font_size": 18},
        {"row_height": "compact"},
        {"colour_by": "spec"},
        {"palette": "safe"},
        {"class_colours": {"2": "#123456"}},
        {"bars": "total"},
    ],
)
def test_every_setting_of_the_look_is_seen_at_once(bench: Bench, values: dict[str, Any]) -> None:
    """Something on the sheet is drawn in another way, and all of it comes back with the default."""

    before = drawn(bench)
    bench.change(**values)
    assert drawn(bench) != before
    bench.preferences.reset(values)
    bench.hand.settle()
    assert drawn(bench) == before


@pytest.mark.parametrize(
    "values",
    [
        {"clock": "boss"},
        {"amounts": "effective"},
        {"silence_s": 30},
        {"instance_silence_s": 60},
        {"reset_dropped_percent": 50},
        {"reset_back_percent": 50},
        {"save_every_s": 10},
        {"keep_days": 30},
        {"keep_count": 100},
        {"keep_mb": 500},
    ],
)
def test_what_the_engine_must_know_is_told_to_it(bench: Bench, values: dict[str, Any]) -> None:
    """Once, with all settings; nothing is drawn anew for it before the next snapshot."""
    sheet = bench.hand.sheet
    bench.change(**values)
    assert bench.pipeline.commands == [Configure(bench.preferences.settings)]
    assert bench.hand.sheet is sheet


def test_engine_is_not_told_what_it_need_not_know(bench: Bench) -> None:
    """Dragging the slider of the opacity does not stop the counting."""
    bench.change(opacity=0.5, theme="light", columns_damage=("hits",))
    assert bench.pipeline.commands == []


@pytest.mark.parametrize("way", ["settings", "footer", "key"])
def test_scope_is_asked_for_and_remembered(bench: Bench, way: str) -> None:
    """However it was chosen, the engine shows it, the footer says it, and the next start shows it too."""
    if way == "settings":
        bench.change(scope="evening")
    elif way == "footer":
        bench.hand.click("basis")
    else:
        bench.ask("scope")
    bench.hand.settle()
    assert bench.pipeline.commands == [Show(Scope.EVENING)]
    assert bench.preferences.settings.scope == "evening"
    assert "Active clock · this evening" in bench.read()


@pytest.mark.parametrize("is_live", [True, False])
def test_another_source_is_read_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch, is_live: bool) -> None:
    """But never in the demo or a replay: nobody wants packets of this computer among those of a recording."""
    opened: list[str] = []
    monkeypatch.setattr("resonance.capture.open_source", opened.append)
    bench.close()
    bench.is_live = is_live
    bench.open()
    bench.change(capture_source="linux")
    for open_source in bench.pipeline.sources:
        open_source()
    assert opened == (["linux"] if is_live else [])


def test_hotkeys_are_bound_anew(bench: Bench) -> None:
    """Those of the settings, by action, and no others; nothing is bound again for anything else."""
    assert bench.desktop.keys["through"] == "Ctrl+Shift+F9"
    bench.change(hotkey_through="Ctrl+Alt+T", hotkey_mini="")
    assert bench.desktop.keys["through"] == "Ctrl+Alt+T"
    assert bench.desktop.keys["mini"] == ""
    bench.desktop.keys = {}
    bench.change(theme="light")
    assert bench.desktop.keys == {}


def test_hotkey_that_cannot_be_had_is_reported(bench: Bench) -> None:
    """In the footer, as an error, once."""
    bench.desktop.refused = {"reset": "Ctrl+Shift+F5 is taken by another program."}
    bench.change(hotkey_reset="Ctrl+Shift+F5")
    bench.wait(lambda: "Ctrl+Shift+F5 is taken by another program." in bench.read())
    bench.change(hotkey_pause="Ctrl+Shift+F6")
    bench.turn()
    assert bench.pipeline.health.notices.empty()


def test_settings_are_those_of_the_start(bench: Bench) -> None:
    """Language, number style and theme of the last time hold from the first picture on."""
    bench.close()
    bench.settings = Settings(welcomed=True, language="ja", number_style="full", theme="light", order_damage="-amount")
    bench.open()
    assert names.load("ja").monster(BOSS_MONSTER_ID) in bench.read()
    assert "412,600,000 / 1,080,000,000" in bench.read()
    assert bench.root.theme_use() == "bootstrap-light"


def test_change_while_a_notice_is_shown_keeps_it_unread(bench: Bench) -> None:
    """What the program has to say is not lost because a setting was changed in the same second."""
    bench.shell.meter.tell(Notice("Read me."))
    assert "Read me." in bench.read()
    bench.change(theme="light")
    assert "Read me." in bench.read()
