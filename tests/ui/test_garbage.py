"""Tk objects die on the Tk thread, and windows that are closed leave nothing behind."""

from __future__ import annotations

import gc
import threading
import tkinter as tk
from pathlib import Path
from typing import ClassVar

import ttkbootstrap

from resonance.settings import Settings
from resonance.ui.desktop.desktop import PlainDesktop
from resonance.ui.dialog import on_write
from resonance.ui.garbage import ALL_EVERY_S, YOUNG_EVERY_S, TkGarbage
from resonance.ui.options.host import OptionsHost
from resonance.ui.options.options import Options
from resonance.ui.preferences import Preferences


class Witness:
    """Notes the thread it dies on."""

    died_on: ClassVar[list[str]] = []

    def __init__(self) -> None:
        self.me = self  # a cycle: only the collector ends it

    def __del__(self) -> None:
        self.died_on.append(threading.current_thread().name)


def test_cycle_made_while_another_thread_allocates() -> None:
    """However much another thread allocates, the collector runs where turn() is called."""
    Witness.died_on.clear()
    with TkGarbage() as garbage:
        garbage.turn(0.0 + ALL_EVERY_S)
        Witness()
        other = threading.Thread(target=lambda: [[] for _ in range(50_000)])
        other.start()
        other.join()
        assert Witness.died_on == []
        garbage.turn(ALL_EVERY_S + YOUNG_EVERY_S / 2)  # too early
        assert Witness.died_on == []
        garbage.turn(ALL_EVERY_S + YOUNG_EVERY_S)
        assert Witness.died_on == ["MainThread"]
    assert gc.isenabled()


def test_settings_window_opened_again_and_again(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Fonts, pictures and callbacks of a closed window are given back."""
    tk_root.withdraw()
    preferences = Preferences(
        Settings(),
        tmp_path / "settings.json",
        lambda ms, job: None,  # a timer would be a command of Tcl that comes and goes
        tell=lambda words: None,
        report=lambda *error: None,
    )
    host = OptionsHost(PlainDesktop(tk_root).screens, dict, lambda setting: [], {})
    options = Options(tk_root, preferences, host)

    def left_over() -> tuple[int, int, int]:
        options.open()
        tk_root.update()
        options.close()
        tk_root.update()
        gc.collect()
        names = (tk_root.tk.call("font", "names"), tk_root.tk.call("image", "names"))
        commands = tk_root.tk.splitlist(tk_root.tk.call("info", "commands"))
        return len(names[0]), len(names[1]), len(commands)

    first = left_over()
    assert [left_over() for _ in range(3)] == [first] * 3


def test_callback_of_a_variable_ends_with_its_widget(tk_root: ttkbootstrap.App) -> None:
    """It is called while the widget is there, and not afterwards."""
    variable = tk.StringVar(tk_root)
    widget = tk.Frame(tk_root)
    heard: list[str] = []
    on_write(variable, widget, lambda: heard.append(variable.get()))
    variable.set("a")
    widget.destroy()
    variable.set("b")
    assert heard == ["a"]
