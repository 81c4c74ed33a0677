"""Recording a hotkey: from what Tk says about a pressed key to the words that the settings keep."""

from __future__ import annotations

import tkinter as tk
from tkinter import ttk

from resonance.setting_meta import Shape
from resonance.settings import META
from resonance.texts import say
from resonance.ui.desktop import keys
from resonance.ui.options.editors import Editor, Task
from resonance.ui.options.look import styled

SHIFT, CONTROL = 0x1, 0x4
ALT = {"win32": 0x20000, "x11": 0x8}
SUPER = {"x11": 0x40}
"""Bits of the state of a Tk event. For the Windows key Windows has none: it is known by having been pressed before."""

MODIFIERS = frozenset(
    f"{name}_{side}" for name in ("Shift", "Control", "Alt", "Meta", "Super", "Win", "Hyper") for side in "LR"
) | {"ISO_Level3_Shift", "Caps_Lock", "Num_Lock", "App", "Menu"}
"""Keys that are held while another one is pressed, or do nothing but light a lamp."""

NAMES = {
    "Prior": "PageUp",
    "Next": "PageDown",
    "Scroll_Lock": "ScrollLock",
    "space": "Space",
    "ISO_Left_Tab": "Tab",
    "Break": "Pause",
    "Cancel": "Pause",  # Ctrl+Pause on Windows
    **dict(
        zip(
            ("KP_Insert", "KP_End", "KP_Down", "KP_Next", "KP_Left", "KP_Begin", "KP_Right", "KP_Home", "KP_Up"),
            (f"Num{digit}" for digit in range(9)),
            strict=True,
        )
    ),
    "KP_Prior": "Num9",
    **{f"KP_{digit}": f"Num{digit}" for digit in range(10)},
}
"""Tk's words for keys that are called differently here. The number pad sends other words while Num Lock is off."""

WINDOWS_DIGITS, WINDOWS_LETTERS, WINDOWS_PAD = range(0x30, 0x3A), range(0x41, 0x5B), range(0x60, 0x6A)
"""Keycodes."""

FIRST_DIGIT_X11 = 10
"""Keycode of the key 1; 2 to 9 and 0 follow. With Shift its keysym is another character in each layout."""


def pressed(event: tk.Event[tk.Misc], system: str, is_win_held: bool) -> str:
    """The hotkey that a <KeyPress> stands for, "" while only modifiers are held. `system`: Tk's windowing system.

    ValueError with a sentence for a key that cannot be one.
    """
    if event.keysym in MODIFIERS:
        return ""
    state = event.state if isinstance(event.state, int) else 0
    held = {
        "Ctrl": state & CONTROL,
        "Alt": state & ALT.get(system, 0),
        "Shift": state & SHIFT,
        "Win": is_win_held or state & SUPER.get(system, 0),
    }
    name = _name(event.keysym, event.keycode, system)
    return keys.parse("+".join([*(modifier for modifier, is_held in held.items() if is_held), name])).words()


def _name(keysym: str, keycode: int, system: str) -> str:
    if system == "win32":  # its keycodes are those of the letters and digits, whatever the layout writes
        if keycode in WINDOWS_LETTERS or keycode in WINDOWS_DIGITS:
            return chr(keycode)
        if keycode in WINDOWS_PAD:
            return f"Num{keycode - WINDOWS_PAD.start}"
    elif 0 <= keycode - FIRST_DIGIT_X11 <= 9:
        return str((keycode - FIRST_DIGIT_X11 + 1) % 10)
    return NAMES.get(keysym, keysym)


def hotkey(parent: tk.Misc, task: Task) -> Editor:
    """A button that shows the hotkey and, once pressed, takes the next one."""
    recorder = Recorder(parent, task)
    return Editor(recorder.button, recorder.show, recorder.button, recorder.stop)


class Recorder:
    def __init__(self, parent: tk.Misc, task: Task) -> None:
        self._task = task
        self._is_recording = False
        self._held: set[str] = set()
        self._system = parent.tk.call("tk", "windowingsystem")
        self.button = styled(ttk.Button(parent, command=self._start), "secondary-outline")
        self.button.bind("<KeyPress>", self._on_press)
        self.button.bind("<KeyRelease>", self._on_release)
        self.button.bind("<FocusOut>", lambda event: self.stop())

    def show(self, words: str) -> None:
        if not self._is_recording:
            self.button.configure(text=words or say("None"))

    def stop(self) -> None:
        """Whatever was pressed, the hotkey stays as it is."""
        if self._is_recording:
            self._is_recording = False
            self._held.clear()
            self._task.host.suspend_hotkeys(False)
            self.show(self._task.value)

    def _start(self) -> None:
        self._task.complain("")
        self._is_recording = True
        self.button.focus_set()
        self.button.configure(text=say("Press keys… (Esc: as it was, Backspace: none)"))
        self._task.host.suspend_hotkeys(True)

    def _on_press(self, event: tk.Event[tk.Misc]) -> str | None:
        if not self._is_recording:
            return None
        self._held.add(event.keysym)
        try:
            self._take(event)
        except ValueError as error:
            self._task.complain(str(error))
        return "break"  # neither Tab nor Escape nor Return do here what they do elsewhere

    def _take(self, event: tk.Event[tk.Misc]) -> None:
        is_alone = not _has_modifiers(event, self._system)
        if event.keysym == "Escape" and is_alone:
            self.stop()
            self._task.complain("")
            return
        words = ""
        if event.keysym != "BackSpace" or not is_alone:
            words = pressed(event, self._system, bool(self._held & {"Win_L", "Win_R", "Super_L", "Super_R"}))
            if not words:
                return
            self._refuse_twin(words)
        self.stop()
        self._task.change(words)

    def _refuse_twin(self, words: str) -> None:
        """ValueError if another setting has this hotkey."""
        settings = self._task.preferences.settings
        for name, meta in META.items():
            is_another = meta.shape is Shape.HOTKEY and name != self._task.name
            if is_another and getattr(settings, name) == words:
                raise ValueError(say("{keys} is taken: {title}.", keys=words, title=say(meta.title)))

    def _on_release(self, event: tk.Event[tk.Misc]) -> str | None:
        self._held.discard(event.keysym)
        return "break" if self._is_recording else None


def _has_modifiers(event: tk.Event[tk.Misc], system: str) -> bool:
    state = event.state if isinstance(event.state, int) else 0
    return bool(state & (CONTROL | ALT.get(system, 0)))
