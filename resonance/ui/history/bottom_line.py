"""Below the list: what has just happened and how to undo it, or a note being written."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from resonance.texts import say
from resonance.ui.options.look import DialogLook, styled

LONGEST_NOTE = 500  # letters
PADDING = 8  # logical pixels
MOST_LINES = 6  # in view


class BottomLine(ttk.Frame):
    """Takes no room while there is nothing to say."""

    def __init__(self, master: tk.Misc, look: DialogLook) -> None:
        super().__init__(master)
        self._look = look

    def tell(self, words: str) -> None:
        """A sentence that can be closed."""
        self._clear()
        self._close_button(say("Close"), self._clear)
        self._label(words)

    def tell_lines(self, lines: Sequence[str]) -> None:
        """Several sentences, to be scrolled through where they are many."""
        if len(lines) == 1:
            self.tell(lines[0])
            return
        self._clear()
        self._close_button(say("Close"), self._clear)
        look = self._look
        text = tk.Text(
            self,
            height=min(len(lines), MOST_LINES),
            wrap="word",
            font=look.body,
            background=look.ground,
            foreground=look.text,
            borderwidth=0,
            highlightthickness=0,
        )
        text.insert("1.0", "\n".join(lines))
        text.configure(state="disabled")
        text.pack(side="left", fill="both", expand=True, padx=look.px(PADDING), pady=look.px(4))

    def offer_undo(self, words: str, undo: Callable[[], object]) -> None:
        self.tell(words)
        button = ttk.Button(self, text=say("Undo"), command=undo)
        styled(button, "primary").pack(side="right", padx=self._look.px(PADDING), pady=self._look.px(4))

    def ask_note(self, words: str, note: str, then: Callable[[str], object], finished: Callable[[], object]) -> None:
        """`words` say of what. `finished`: whether or not there is a new note, the keyboard is free again."""
        self._clear()
        text = tk.StringVar(self, note)

        def end(is_wanted: bool) -> str:
            typed = text.get().strip()[:LONGEST_NOTE]
            self._clear()
            finished()
            if is_wanted and typed != note:
                then(typed)
            return "break"

        self._label(words)
        self._close_button(say("Cancel"), lambda: end(False))
        save = ttk.Button(self, text=say("Save"), command=lambda: end(True))
        styled(save, "primary").pack(side="right", padx=self._look.px(PADDING), pady=self._look.px(4))
        self.entry = styled(ttk.Entry(self, textvariable=text))
        self.entry.pack(side="left", fill="x", expand=True, pady=self._look.px(4))
        self.entry.bind("<Return>", lambda event: end(True))
        self.entry.bind("<Escape>", lambda event: end(False))
        self.entry.focus_set()
        self.entry.selection_range(0, "end")

    def clear(self) -> None:
        self._clear()

    def _clear(self) -> None:
        for child in self.winfo_children():
            child.destroy()
        self.configure(height=1)

    def _label(self, words: str) -> None:
        pad = self._look.px(PADDING)
        ttk.Label(self, text=words, anchor="w").pack(side="left", padx=pad, pady=self._look.px(4))

    def _close_button(self, words: str, command: Callable[[], object]) -> None:
        button = ttk.Button(self, text=words, command=command)
        styled(button, "secondary-outline").pack(side="right", padx=(0, self._look.px(PADDING)), pady=self._look.px(4))
