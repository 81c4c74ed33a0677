"""Every kind of setting: what the user does in the window holds at once, and is on the disk a second later."""

from __future__ import annotations

from pathlib import Path

import pytest
import ttkbootstrap
from option_desk import Desk

from resonance.settings import META, Settings
from resonance.ui.options.editors import choices_of


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Desk:
    return Desk(tk_root, tmp_path)


def test_switch(desk: Desk) -> None:
    """A click turns it on, a key off again."""
    box = desk.row("mini").editor.focus
    desk.click(box, x=box.winfo_width() // 2, y=box.winfo_height() // 2)
    desk.wait_for_value("mini", True)
    assert box.instate(["selected"])
    desk.press(box, "space")
    desk.wait_for_value("mini", False)
    assert box.instate(["!selected"])
    desk.press(box, "Return")
    desk.wait_for_value("mini", True)
    assert box.instate(["selected"])


def test_choices_side_by_side(desk: Desk) -> None:
    """A click or a key takes another one."""
    segments = desk.row("amounts").editor.frame.winfo_children()
    assert [each.cget("text") for each in segments] == ["Raw", "Effective"]
    desk.click(segments[1])
    desk.wait_for_value("amounts", "effective")
    desk.press(segments[0], "Return")
    desk.wait_for_value("amounts", "raw")


def test_choices_to_drop_down(desk: Desk) -> None:
    """Too many to stand side by side: the keyboard goes through them, too."""
    box = desk.row("start_view").editor.focus
    assert box.get() == "Damage"
    desk.press(box, "Down")  # opens the list
    popdown = desk.root.tk.call("ttk::combobox::PopdownWindow", str(box))
    desk.wait_for(lambda: desk.root.tk.call("winfo", "viewable", popdown))
    desk.root.tk.call("event", "generate", f"{popdown}.f.l", "<KeyPress>", "-keysym", "Down")
    desk.root.tk.call("event", "generate", f"{popdown}.f.l", "<KeyPress>", "-keysym", "Return")
    desk.wait_for_value("start_view", "healing")
    assert box.get() == "Healing"


def test_choices_that_the_program_knows(desk: Desk) -> None:
    """Capture sources come from outside; their titles are shown, their names kept."""
    box = desk.row("capture_source").editor.focus
    assert (box.get(), box.cget("values")) == ("The best one", ("The best one", "Linux raw socket"))
    box.current(1)
    box.event_generate("<<ComboboxSelected>>")
    desk.wait_for_value("capture_source", "afpacket")


def test_choice_of_another_system(desk: Desk) -> None:
    """A source that this computer does not have is shown as it is, and stays."""
    desk.preferences.change(capture_source="windivert")
    assert desk.row("capture_source").editor.focus.get() == "windivert"
    desk.options.close()
    assert desk.preferences.settings.capture_source == "windivert"


def test_titles_of_choices(desk: Desk) -> None:
    """Every choice of every setting has words."""
    for name, meta in META.items():
        titles = [each.title for each in choices_of(meta, name, desk.host)]
        assert len(titles) == len(set(titles))
        assert all(titles)


@pytest.mark.parametrize("end", ["<Return>", "<KP_Enter>", "<FocusOut>"])
def test_whole_number_typed(desk: Desk, end: str) -> None:
    """It holds when the field is left, or Return pressed; not with each digit."""
    box = desk.row("silence_s").editor.focus
    desk.type_over(box, "120")
    assert desk.preferences.settings.silence_s == 15
    box.event_generate(end)
    desk.wait_for_value("silence_s", 120)


def test_whole_number_stepped(desk: Desk) -> None:
    """The arrows change it, many steps at once when they are quick."""
    heard: list[int] = []
    desk.preferences.listen(lambda settings, _: heard.append(settings.font_size))
    box = desk.row("font_size").editor.focus
    desk.press(box, "Up", "Up", "Up")
    desk.wait_for_value("font_size", 16)
    assert heard == [16]


@pytest.mark.parametrize("typed", ["5000", "-1", "1.5", "many", ""])
def test_whole_number_that_cannot_be(desk: Desk, typed: str) -> None:
    """The window says which ones can be, the old value stays, and a good one takes the words away."""
    row = desk.row("silence_s")
    desk.type_over(row.editor.focus, typed)
    row.editor.focus.event_generate("<Return>")
    assert row.problem == "Write a whole number from 0 to 3600."
    assert desk.preferences.settings.silence_s == 15
    desk.type_over(row.editor.focus, "20")
    row.editor.focus.event_generate("<Return>")
    desk.wait_for_value("silence_s", 20)
    assert row.problem == ""


def test_slider_dragged(desk: Desk) -> None:
    """The value follows the mouse, but not with each pixel, and ends where the mouse was let go."""
    heard: list[float] = []
    desk.preferences.listen(lambda settings, _: heard.append(settings.opacity))
    scale = desk.row("opacity").editor.focus
    scale.focus_force()  # brings it into view: what was never drawn does not know where its slider is
    desk.wait_for(lambda: scale.identify(*scale.coords()))
    x, y = (int(each) for each in scale.coords())
    scale.event_generate("<ButtonPress-1>", x=x, y=y)
    for left in range(x, x // 3, -1):
        scale.event_generate("<B1-Motion>", x=left, y=y)
    scale.event_generate("<ButtonRelease-1>", x=x // 3, y=y)
    desk.wait_for(lambda: heard)
    shown = round(scale.get(), 2)
    assert 0.3 <= shown < 0.7
    desk.wait_for_value("opacity", shown)
    assert len(heard) < x // 3


def test_slider_with_keys(desk: Desk) -> None:
    """An arrow is a hundredth; nothing goes beyond the ends."""
    scale = desk.row("opacity").editor.focus
    desk.press(scale, "Left", "Left", "Down")
    desk.wait_for_value("opacity", 0.91)
    for key, end in (("Right", 1.0), ("Left", 0.3)):
        desk.press(scale, *[key] * 80)
        desk.wait_for_value("opacity", end)
        desk.press(scale, key)
        desk.root.update()
        assert scale.get() == pytest.approx(end)
        assert desk.preferences.settings.opacity == end


@pytest.mark.parametrize("end", ["<Return>", "<FocusOut>"])
def test_text_typed(desk: Desk, end: str) -> None:
    """It holds when the field is left, or Return pressed."""
    box = desk.row("game_windows").editor.focus
    desk.type_over(box, "my game")
    assert desk.preferences.settings.game_windows == Settings().game_windows
    box.event_generate(end)
    desk.wait_for_value("game_windows", "my game")


def test_text_that_is_too_long(desk: Desk) -> None:
    """The window says so, and the old one stays."""
    row = desk.row("game_windows")
    box = row.editor.focus
    desk.type_over(box, "")
    box.insert(0, "x" * 1_001)
    box.event_generate("<Return>")
    assert "1000" in row.problem
    assert desk.preferences.settings.game_windows == Settings().game_windows


def test_window_closed_while_typing(desk: Desk) -> None:
    """What was typed, stepped or dragged a moment before holds."""
    desk.type_over(desk.row("game_windows").editor.focus, "my game")
    desk.type_over(desk.row("silence_s").editor.focus, "33")
    desk.press(desk.row("opacity").editor.focus, "Left")
    desk.options.close()
    settings = desk.preferences.settings
    assert (settings.game_windows, settings.silence_s, settings.opacity) == ("my game", 33, 0.93)
    desk.root.update()
