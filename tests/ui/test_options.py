"""The settings window: all settings in their groups, search, defaults, live language and theme, its place."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

import pytest
import ttkbootstrap
from option_desk import Desk

from resonance import texts
from resonance.palettes import AA_CONTRAST, contrast
from resonance.setting_meta import Shape
from resonance.settings import META, Settings
from resonance.ui.geometry import parse
from resonance.ui.options.options import GROUPS, PLACE, OptionsWindow
from resonance.ui.options.search import haystack, matches


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Desk:
    return Desk(tk_root, tmp_path)


def shown(desk: Desk) -> list[str]:
    return [name for name, row in desk.window.rows.items() if row.frame.winfo_manager()]


def test_every_setting_has_its_place(desk: Desk) -> None:
    """All settings with a group, in the order of the table, and nothing that the program only remembers."""
    desk.open()
    assert list(desk.window.rows) == sorted(
        (name for name, meta in META.items() if meta.group), key=lambda name: GROUPS.index(META[name].group)
    )
    for group in GROUPS:
        desk.window.show_group(group)
        assert shown(desk) == [name for name, meta in META.items() if meta.group == group]


def test_group_chosen_with_the_mouse(desk: Desk) -> None:
    """It takes the place of the one before, and of what a search has found."""
    desk.open()
    desk.search("opacity")
    buttons = [each for each in every_widget(desk.window) if each.winfo_class() == "TRadiobutton"]
    desk.click(next(each for each in buttons if each.cget("text") == "Privacy"))
    assert shown(desk) == ["hide_names", "log_verbosity"]


def every_widget(widget: tk.Misc) -> list[tk.Misc]:
    return [each for child in widget.winfo_children() for each in (child, *every_widget(child))]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("streamer", ["hide_names"]),
        ("STREAM mode", ["hide_names"]),
        ("overkill", ["amounts"]),  # in the meaning
        ("日本", ["language"]),  # in a choice
        ("raw socket", ["capture_source"]),  # in a choice that comes from outside
        ("ｓｔｒｅａｍｅｒ", ["hide_names"]),
        ("no such word", []),
    ],
)
def test_search(desk: Desk, typed: str, found: list[str]) -> None:
    """By title, meaning and choices, in all groups, whatever their case and width."""
    desk.open()
    desk.window.show_group("Window")
    desk.search(typed)
    assert shown(desk) == found
    desk.search("")
    assert "mini" in shown(desk)


def test_search_typed(desk: Desk) -> None:
    """The field has the keyboard as soon as the window opens, and again with Ctrl+F."""
    window = desk.open()
    search = window.keyboard
    desk.wait_for(lambda: window.focus_get() is search)
    desk.type_over(search, "opacity")
    assert shown(desk) == ["opacity"]
    slider = window.rows["opacity"].editor.focus
    slider.focus_force()
    slider.event_generate("<Control-f>")
    desk.wait_for(lambda: window.focus_get() is search)


def test_search_in_two_languages(tmp_path: Path) -> None:
    """Words of the shown language and English ones, for what one reads elsewhere."""
    (tmp_path / "texts.tsv").write_text("en\tzh\tja\nStreamer mode\t主播模式\t配信者モード\n", encoding="utf-8")
    texts._load.cache_clear()
    try:
        texts.use("zh", tmp_path)
        words = haystack(META["hide_names"])
    finally:
        texts._load.cache_clear()
    assert matches(words, "主播")
    assert matches(words, "streamer")
    assert not matches(words, "配信者")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mini", True),
        ("amounts", "effective"),
        ("start_view", "taken"),
        ("font_size", 20),
        ("opacity", 0.5),
        ("game_windows", "my game"),
        ("hotkey_mini", "Ctrl+F5"),
        ("class_colours", {"2": "#ff0000"}),
    ],
)
def test_way_back_to_the_default(desk: Desk, name: str, value: object) -> None:
    """Its button is there only while the value differs, whoever has changed it."""
    row = desk.row(name)
    assert not row.reset.winfo_manager()
    desk.preferences.change(**{name: value})
    assert row.reset.winfo_manager()
    desk.wait_for(row.reset.winfo_viewable)
    desk.click(row.reset)
    desk.wait_for_value(name, getattr(Settings(), name))
    assert not row.reset.winfo_manager()


def test_setting_changed_elsewhere(desk: Desk) -> None:
    """The window shows it at once."""
    box = desk.row("font_size").editor.focus
    desk.preferences.change(font_size=20)
    assert box.get() == "20"


def test_another_theme(desk: Desk) -> None:
    """The window has its colours, shows the same group, and the keyboard is where it was."""
    desk.preferences.listen(lambda settings, _: desk.root.style.theme_use(f"bootstrap-{settings.theme}"))
    row = desk.row("theme")
    light = row.editor.frame.winfo_children()[1]
    light.focus_force()
    desk.click(light)
    desk.wait_for(lambda: desk.window.look.ground == "#ffffff")
    assert desk.window.rows["theme"] is not row
    assert "theme" in shown(desk)
    focus = desk.window.rows["theme"].editor.focus
    desk.wait_for(lambda: desk.window.focus_get() is focus)
    desk.wait_for_value("theme", "light")


@pytest.mark.parametrize("theme", ["bootstrap-dark", "bootstrap-light"])
def test_secondary_words_can_be_read(desk: Desk, theme: str) -> None:
    """In both themes, as WCAG asks."""
    desk.root.style.theme_use(theme)
    look = desk.open().look
    for colour in (look.text, look.muted, look.danger):
        assert contrast(colour, look.ground) >= AA_CONTRAST


def test_another_language(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """All words are new; a field that was being written in is not lost."""
    desk.type_over(desk.row("game_windows").editor.focus, "my game")
    desk.preferences.listen(lambda *_: monkeypatch.setattr(texts, "_table", {"Settings": "设置"}))
    desk.preferences.change(language="zh")
    desk.wait_for(lambda: desk.window.title() == "设置 – Resonance Logs")
    assert desk.preferences.settings.game_windows == "my game"
    assert desk.window.rows["game_windows"].editor.focus.get() == "my game"


def test_profile_that_rebuilds(desk: Desk) -> None:
    """What else it changes is not undone by the fields that still stood in the window."""
    desk.open()
    desk.preferences.change(language="zh", game_windows="theirs", silence_s=77)
    old = desk.window.rows["silence_s"]
    desk.wait_for(lambda: desk.window.rows["silence_s"] is not old)
    assert desk.preferences.settings == Settings(language="zh", game_windows="theirs", silence_s=77)


def test_list_dropped_down_while_the_window_is_rebuilt(desk: Desk) -> None:
    """The keyboard is in a window of the list then, which Tk tells Python nothing about."""
    box = desk.row("start_view").editor.focus
    desk.press(box, "Down")
    desk.wait_for(lambda: "popdown" in str(desk.root.tk.call("focus")))
    desk.preferences.change(theme="light")
    desk.wait_for(lambda: desk.window.rows["start_view"].editor.focus is not box)


def test_closed_before_it_is_rebuilt(desk: Desk) -> None:
    """Nothing is left to do for a window that is gone."""
    desk.open()
    desk.preferences.change(theme="light")
    desk.preferences.change(theme="dark", hotkey_mini="")
    desk.options.close()
    assert not desk.root.tk.call("after", "info")


def test_two_changes_that_rebuild(desk: Desk) -> None:
    """A profile may change language and theme at once, while a search is shown."""
    desk.open()
    desk.search("opacity")
    old = desk.window.rows["opacity"]
    desk.preferences.change(language="ja")
    desk.preferences.change(theme="light")
    desk.wait_for(lambda: desk.window.rows["opacity"] is not old)
    assert shown(desk) == ["opacity"]


def test_escape_closes(desk: Desk) -> None:
    """From any field; a new one can be opened."""
    window = desk.open()
    desk.press(desk.row("silence_s").editor.focus, "Escape")
    assert desk.options.window is None
    assert not window.winfo_exists()
    desk.open()


def test_close_button_of_the_title_bar(desk: Desk) -> None:
    """As Escape; closing what is closed does nothing."""
    window = desk.open()
    desk.root.tk.eval(window.protocol("WM_DELETE_WINDOW"))
    assert desk.options.window is None
    desk.options.close()


def test_second_open(desk: Desk) -> None:
    """The first window comes to the front."""
    window = desk.open()
    other = tk.Toplevel(desk.root)
    other.geometry(window.geometry())
    desk.wait_for(other.winfo_viewable)
    other.focus_force()
    desk.options.open()
    assert desk.window is window
    x, y = window.winfo_rootx() + 200, window.winfo_rooty() + 200
    desk.wait_for(lambda: str(window.winfo_containing(x, y)).startswith(str(window)))


def test_place_is_remembered(desk: Desk) -> None:
    """It opens where it was, as large as it was, and does not creep however often."""
    window = desk.open()
    window.geometry("700x500+120+90")
    desk.wait_for(lambda: (window.winfo_width(), window.winfo_height()) == (700, 500))
    desk.wait_for(lambda: window.winfo_rootx() >= 120 and window.geometry().endswith("+120+90"))
    desk.options.close()
    for _ in range(3):
        desk.open()
        desk.wait_for(lambda: desk.window.geometry() == "700x500+120+90")
        desk.options.close()
    assert desk.preferences.settings.places[PLACE] == "700x500+120+90"


def test_place_on_a_screen_that_is_gone(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """It opens where it can be seen, its title bar too."""
    desk = Desk(tk_root, tmp_path, Settings(places={PLACE: "860x660+90000+90000"}))
    window = desk.open()
    where = parse(window.geometry())
    work = desk.screens[0].work
    assert where is not None
    assert where.x + where.width <= work.x + work.width
    assert where.y + where.height < work.y + work.height


def test_other_places_stay(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """The window writes its own place only."""
    desk = Desk(tk_root, tmp_path, Settings(places={"meter last": "600x424+1+2"}))
    desk.open()
    desk.options.close()
    assert desk.preferences.settings.places["meter last"] == "600x424+1+2"


def test_small_window(desk: Desk) -> None:
    """Sentences break their lines, and nothing stands beyond the edge of the page."""
    window = desk.open()
    window.geometry("640x400")
    desk.wait_for(lambda: window.winfo_width() == 640)
    for group in GROUPS:
        window.show_group(group)
        desk.root.update()
        for name in shown(desk):
            frame = window.rows[name].frame
            assert frame.winfo_reqwidth() <= frame.winfo_width() or META[name].shape is Shape.COLOURS, name


def test_keyboard_reaches_what_is_out_of_view(desk: Desk) -> None:
    """A field that gets the keyboard is scrolled to."""
    window = desk.open()
    window.geometry("640x400")
    last = desk.row("start_view").editor.focus
    desk.wait_for(lambda: window.winfo_height() == 400)
    assert last.winfo_rooty() > window.winfo_rooty() + window.winfo_height()
    last.focus_force()
    desk.wait_for(lambda: last.winfo_rooty() + last.winfo_height() < window.winfo_rooty() + window.winfo_height())


@pytest.mark.parametrize("name", ["start_view", "silence_s"])
def test_wheel_over_a_field(desk: Desk, name: str) -> None:
    """It scrolls the page; no value is changed by accident."""
    field = desk.row(name).editor.focus
    top = field.winfo_rooty()
    if desk.root.tk.call("tk", "windowingsystem") == "x11":
        field.event_generate("<Button-5>", x=5, y=5)
    else:
        field.event_generate("<MouseWheel>", delta=-120)
    desk.wait_for(lambda: field.winfo_rooty() < top)
    assert desk.preferences.settings == Settings()


def test_listener_of_a_closed_window(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes later does not reach it."""
    heard: list[object] = []
    monkeypatch.setattr(OptionsWindow, "_on_change", lambda self, settings, names: heard.append(names))
    desk.open()
    desk.preferences.change(mini=True)
    desk.options.close()
    desk.preferences.change(theme="light", hotkey_mini="")
    desk.root.update()
    assert heard == [{"mini"}]
