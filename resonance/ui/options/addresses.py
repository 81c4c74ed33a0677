"""The switch of the local API, and below it the addresses it makes available, each with a button to copy it."""

from __future__ import annotations

import tkinter as tk
from functools import partial
from tkinter import ttk

from ttkbootstrap import ToolTip

from resonance.api.status import Address, ApiStatus
from resonance.texts import say
from resonance.ui.export.clipboard import copy_text
from resonance.ui.options.editors import Editor, Task
from resonance.ui.options.look import styled

LOOK_EVERY_MS = 300
"""Whether the server has come up, which it does on another thread."""

ADDRESS_WIDTH = 46  # characters; a longer one is copied whole


def addresses(parent: tk.Misc, task: Task) -> Editor:
    board = AddressBoard(parent, task)
    return Editor(board.frame, board.show, board.switch, board.stop, is_wide=True, beside=board.switch)


class AddressBoard:
    def __init__(self, parent: tk.Misc, task: Task) -> None:
        self._task = task
        self.frame = ttk.Frame(parent)
        self._is_on = tk.BooleanVar(self.frame)
        self.switch = ttk.Checkbutton(parent, variable=self._is_on, command=self._change)
        styled(self.switch, "round-toggle")
        self.switch.bind("<Return>", lambda event: self.switch.invoke())
        self._list = ttk.Frame(self.frame)
        self._list.columnconfigure(1, weight=1)
        self._list.pack(fill="x")
        self._shown: ApiStatus | None = None  # None = nothing yet
        self._job: str | None = None
        self.copies: dict[str, ttk.Button] = {}  # by what they copy
        self.frame.bind("<Destroy>", lambda event: self.stop(), add="+")
        self._look()

    def show(self, value: bool) -> None:
        self._is_on.set(value)

    def stop(self) -> None:
        """Look no more."""
        job, self._job = self._job, None
        if job is not None:
            self.frame.after_cancel(job)

    def _change(self) -> None:
        self._task.change(bool(self._is_on.get()))

    def _look(self) -> None:
        self._job = self.frame.after(LOOK_EVERY_MS, self._look)
        status = self._task.host.api_status()
        if status != self._shown:
            self._shown = status
            self._rebuild(status)

    def _rebuild(self, status: ApiStatus) -> None:
        for child in self._list.winfo_children():
            child.destroy()
        self.copies.clear()
        look = self._task.look
        if status.problem:
            problem = ttk.Label(self._list, text=status.problem, font=look.small, foreground=look.danger)
            problem.configure(wraplength=look.px(420))
            problem.grid(row=0, column=0, columnspan=3, sticky="w", pady=look.px(4))
        for line, address in enumerate(status.addresses):
            self._add(line, _title(address), address.url, address.url)
        if status.addresses and status.token:
            self._add(len(status.addresses), say("Token for reset and pause"), "•" * 12, status.token)

    def _add(self, line: int, title: str, shown: str, copied: str) -> None:
        look = self._task.look
        ttk.Label(self._list, text=title, font=look.small).grid(row=line, column=0, sticky="w", padx=(0, look.px(10)))
        words = shown if len(shown) <= ADDRESS_WIDTH else shown[: ADDRESS_WIDTH - 1] + "…"
        ttk.Label(self._list, text=words, font=look.small, foreground=look.muted).grid(row=line, column=1, sticky="w")
        button = ttk.Button(self._list, text=say("Copy"), command=partial(copy_text, self.frame, copied))
        self.copies[copied] = styled(button, "ghost")
        button.grid(row=line, column=2, sticky="e")
        ToolTip(button, text=say("For a browser source in OBS, or any browser"))


def _title(address: Address) -> str:
    title = say(address.title)
    return say("{page}, other devices", page=title) if address.is_network else title
