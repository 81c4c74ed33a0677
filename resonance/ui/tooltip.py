"""A tip that appears where the pointer rests."""

from __future__ import annotations

import tkinter as tk

from resonance.ui.theme import Look
from resonance.ui.window import let_cover, no_longer

DELAY_MS = 450
WIDEST = 320
"""Logical pixels; longer tips wrap."""


class Tooltip:
    """One small window, shown and hidden; its owner says when the pointer comes and goes."""

    def __init__(self, owner: tk.Toplevel, look: Look) -> None:
        palette = look.palette
        self._owner = owner
        self._look = look
        self._job: str | None = None
        self._window = tk.Toplevel(owner, background=palette.faint)
        self._window.withdraw()
        self._window.overrideredirect(True)
        self._window.attributes("-topmost", True)
        let_cover(owner, self._window)
        self._label = tk.Label(
            self._window,
            background=palette.raised,
            foreground=palette.text,
            font=look.small,
            justify="left",
            wraplength=look.px(WIDEST),
            padx=look.px(8),
            pady=look.px(5),
        )
        self._label.pack(padx=1, pady=1)

    def expect(self, text: str) -> None:
        """The pointer has come to rest on something with this tip; "" = on nothing."""
        self.cancel()
        if text:
            self._job = self._owner.after(DELAY_MS, self._show, text)

    def cancel(self) -> None:
        if self._job is not None:
            self._owner.after_cancel(self._job)
            self._job = None
        if self._window.winfo_viewable():
            self._window.withdraw()

    def destroy(self) -> None:
        self.cancel()
        no_longer(self._owner, self._window)
        self._window.destroy()

    def _show(self, text: str) -> None:
        self._job = None
        self._label.configure(text=text)
        window = self._window
        window.update_idletasks()
        width, height = window.winfo_reqwidth(), window.winfo_reqheight()
        x, y = self._owner.winfo_pointerxy()
        below = y + self._look.px(20)
        fits_below = below + height <= self._owner.winfo_vrooty() + self._owner.winfo_vrootheight()
        right_end = self._owner.winfo_vrootx() + self._owner.winfo_vrootwidth()
        x = max(self._owner.winfo_vrootx(), min(x, right_end - width))
        window.geometry(f"+{x}+{below if fits_below else y - height - self._look.px(8)}")
        window.deiconify()
        window.lift()
