"""A text field that offers what the typed words may mean, in a list below it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from resonance.texts import say
from resonance.ui.dialog import on_write
from resonance.ui.history.filters import Suggestion
from resonance.ui.options.look import DialogLook, styled

PAUSE_MS = 250
"""Of the typing, before what was typed filters."""


class Suggestions(ttk.Frame):
    def __init__(
        self,
        master: tk.Misc,
        look: DialogLook,
        *,
        typed: Callable[[str], object],
        chosen: Callable[[Suggestion], object],
        entered: Callable[[str], object],
    ) -> None:
        """`typed`: suggestions are wanted. `entered`: the words as they are are meant."""
        super().__init__(master)
        self._look, self._typed, self._chosen, self._entered = look, typed, chosen, entered
        self._found: Sequence[Suggestion] = ()
        self._job: str | None = None
        self._is_showing = False
        self.words = tk.StringVar(self)
        self.entry = styled(ttk.Entry(self, textvariable=self.words))
        self.entry.pack(fill="x", expand=True)
        self._hint = tk.Label(
            self.entry, text=say("Boss, scene or player"), foreground=look.muted, font=look.body, cursor="xterm"
        )
        self._hint.bind("<Button-1>", lambda event: self.entry.focus_set())
        top = self.winfo_toplevel()
        self.box = tk.Listbox(
            top,
            font=look.body,
            background=look.ground,
            foreground=look.text,
            highlightthickness=1,
            highlightbackground=look.hairline,
            borderwidth=0,
            activestyle="none",
            exportselection=False,
            takefocus=False,
        )
        on_write(self.words, self, self._on_write)
        self.entry.bind("<Down>", lambda event: self._move(1))
        self.entry.bind("<Up>", lambda event: self._move(-1))
        self.entry.bind("<Return>", lambda event: self._on_return())
        self.entry.bind("<Escape>", lambda event: self._on_escape())
        self.entry.bind("<FocusOut>", lambda event: self._close())
        self.box.bind("<ButtonRelease-1>", lambda event: self._choose(self.box.index(f"@{event.x},{event.y}")))
        self.bind("<Destroy>", lambda event: self._end(), add="+")
        self._show_hint()

    @property
    def is_open(self) -> bool:
        return bool(self.box.winfo_manager())

    def show(self, words: str) -> None:
        """What filters now; nothing is changed while the user is typing."""
        if self._job is None and words.strip() != self.words.get().strip():
            self._is_showing = True
            self.words.set(words)
            self._is_showing = False

    def suggest(self, typed: str, found: Sequence[Suggestion]) -> None:
        """What `typed` may mean; it is of no use if other words stand there by now."""
        if typed != self.words.get() or self.focus_get() is not self.entry:
            return
        self._found = found
        self.box.delete(0, "end")
        for each in found:
            self.box.insert("end", f" {each.words}   {each.kind}")
        if not found:
            self._close()
            return
        self.box.configure(height=len(found))
        top = self.winfo_toplevel()
        x, y = self.entry.winfo_rootx() - top.winfo_rootx(), self.entry.winfo_rooty() - top.winfo_rooty()
        self.box.place(x=x, y=y + self.entry.winfo_height(), width=self.entry.winfo_width())
        self.box.tkraise()

    def _on_write(self) -> None:
        self._show_hint()
        if self._is_showing:
            return
        self._typed(self.words.get())
        self._cancel()
        self._job = self.after(PAUSE_MS, self._enter)

    def _show_hint(self) -> None:
        if self.words.get():
            self._hint.place_forget()
        else:
            self._hint.place(x=self._look.px(8), rely=0.5, anchor="w")
            self._hint.configure(
                background=str(ttk.Style(self).lookup("TEntry", "fieldbackground")) or self._look.ground
            )

    def _move(self, step: int) -> str:
        if self.is_open:
            now = self.box.curselection()  # type: ignore[no-untyped-call]
            place = max(0, min(len(self._found) - 1, now[0] + step if now else 0))
            self.box.selection_clear(0, "end")
            self.box.selection_set(place)
        return "break"

    def _on_return(self) -> None:
        now = self.box.curselection() if self.is_open else ()  # type: ignore[no-untyped-call]
        if now:
            self._choose(now[0])
        else:
            self._cancel()
            self._enter()
            self._close()

    def _on_escape(self) -> str | None:
        """First the list, then the words, then the window."""
        if self.is_open:
            self._close()
            return "break"
        if self.words.get():
            self.words.set("")
            return "break"
        return None

    def _choose(self, place: int) -> None:
        if not 0 <= place < len(self._found):
            return
        suggestion = self._found[place]
        self._is_showing = True
        self.words.set(suggestion.words)
        self._is_showing = False
        self._cancel()
        self._close()
        self._chosen(suggestion)

    def _enter(self) -> None:
        self._job = None
        self._entered(self.words.get())

    def _cancel(self) -> None:
        if self._job is not None:
            self.after_cancel(self._job)
            self._job = None

    def _end(self) -> None:
        self._cancel()
        self.box.destroy()  # it lies on the window, above all else

    def _close(self) -> None:
        self.box.place_forget()
