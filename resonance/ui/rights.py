"""The window that says why administrator's rights are needed, and what can be done instead."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from resonance.texts import later, say
from resonance.ui.dialog import Dialog
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.sentence import Sentence

# Logical pixels.
SIZE = (560, 250)
SMALLEST = (460, 220)
PADDING = 24

WHY = (
    later("Windows lets only administrators listen to the network, and the meter reads the game's packets there."),
    later(
        "Nothing else is done with these rights: no packet is changed or sent, and the game is not touched. Without "
        "them the demo and recordings work, and so does Npcap if it is installed for all users."
    ),
)


class RightsDialog(Dialog):
    """Each choice closes it. To be shown with `appear`."""

    def __init__(
        self,
        root: tk.Misc,
        *,
        restart: Callable[[], None],
        demo: Callable[[], None],
        recording: Callable[[], None],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.title(f"{say('Administrator rights')} – Resonance Logs")
        self._closed = closed
        look = DialogLook(self)
        frame = ttk.Frame(self, padding=look.px(PADDING))
        frame.pack(fill="both", expand=True)
        buttons = ttk.Frame(frame)
        buttons.pack(side="bottom", fill="x", pady=(look.px(18), 0))
        self.restart_button = styled(self._button(buttons, say("Restart as administrator"), restart), "primary")
        self.recording_button = styled(self._button(buttons, say("Open a recording"), recording), "secondary-outline")
        self.demo_button = styled(self._button(buttons, say("Show me the demo"), demo), "secondary-outline")
        self.keyboard = self.restart_button
        ttk.Label(frame, text=say("Capturing needs administrator rights"), font=look.heading).pack(anchor="w")
        room = look.px(SIZE[0] - 2 * PADDING)
        for words in WHY:
            label = Sentence(frame, say(words), font=look.body, width_px=room)
            label.pack(anchor="w", pady=(look.px(10), 0))

    def _button(self, parent: ttk.Frame, words: str, do: Callable[[], None]) -> ttk.Button:
        def press() -> None:
            self._closed()
            do()

        button = ttk.Button(parent, text=words, command=press)
        button.pack(side="right", padx=(10, 0))
        return button
