"""Space used: what takes how much, what the limits of the settings would let go, and letting it go now."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tkinter import ttk

from resonance import formats
from resonance.settings import Settings
from resonance.store.orders import Order, Tidy
from resonance.store.retention import Rules
from resonance.store.space import Space, measure
from resonance.store.usage import Usage
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.options.look import DialogLook, styled

SIZE, SMALLEST = (620, 680), (480, 420)  # logical pixels
PADDING = 14
GAP = 6
WRAP = 560

LOOK_AGAIN_MS = (400, 2_000)
"""After an order was offered."""

KB, MB = 1_000, 1_000_000
NS_IN_MS = 1_000_000


class SpaceWindow:
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        logs: Path,
        settings: Callable[[], Settings],
        *,
        closed: Callable[[], None],
        offer: Callable[[Order], bool],
        changed: Callable[[], object],
    ) -> None:
        """`offer` gives an order to the writer, or says that it takes none. `changed`: the history may be shorter."""
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Space used')} – Resonance Logs")
        self._look = DialogLook(self.dialog)
        self._database, self._logs, self._settings = database, logs, settings
        self._offer, self._changed = offer, changed
        self._background = Background(self.dialog)
        self._jobs: list[str] = []
        self._body = ttk.Frame(self.dialog, padding=self._look.px(PADDING))
        self._body.pack(fill="both", expand=True)
        self._line(self._body, say("Looking…"))
        self.refresh()

    def refresh(self) -> None:
        rules, now_ms = Rules.of(self._settings()), time.time_ns() // NS_IN_MS
        self._background.ask(
            "space",
            lambda: measure(self._database, self._logs, rules, now_ms),
            self._show,
            lambda error: self._say_instead(str(error)),
        )

    def close(self) -> None:
        for job in self._jobs:
            self.dialog.after_cancel(job)
        self._background.close()
        self.dialog.destroy()

    def _say_instead(self, words: str) -> None:
        self._clear()
        self._line(self._body, words)

    def _clear(self) -> None:
        for child in self._body.winfo_children():
            child.destroy()

    def _show(self, space: Space) -> None:
        self._clear()
        self._line(self._body, encounters_words(space), bold=True)
        self._table(say("Files"), space.files, lambda count: say("{count} files", count=count))
        self._table(say("In the database"), space.parts, lambda count: say("{count} rows", count=count))
        self._line(self._body, say("Limits"), bold=True)
        self._line(self._body, rules_words(Rules.of(self._settings())))
        self._button(say("Clean up now"), going_words(space), Tidy(), enabled=bool(space.going or space.is_too_large))
        can_shrink = bool(space.deleted or space.free_bytes)
        self._button(say("Compact"), compact_words(space), Tidy(purges_deleted=True), enabled=can_shrink)

    def _table(self, title: str, found: Sequence[Usage], rows: Callable[[str], str]) -> None:
        self._line(self._body, title, bold=True)
        table = ttk.Frame(self._body)
        table.pack(fill="x")
        table.columnconfigure(0, weight=1)
        for row, each in enumerate(found):
            cells = (
                each.what,
                size_words(each.bytes),
                rows(formats.count(each.rows)) if each.rows > 1 else "",
            )
            for column, words in enumerate(cells):
                label = ttk.Label(table, text=words, wraplength=self._look.px(WRAP * 2 // 3) if column == 0 else 0)
                label.grid(row=row, column=column, sticky="w" if column == 0 else "e", padx=(0, self._look.px(PADDING)))

    def _button(self, title: str, words: str, order: Order, *, enabled: bool) -> None:
        line = ttk.Frame(self._body)
        line.pack(fill="x", pady=(self._look.px(GAP), 0))
        button = ttk.Button(line, text=title, command=lambda: self._give(order))
        button.configure(state="normal" if enabled else "disabled")
        styled(button, "secondary-outline").pack(side="left", padx=(0, self._look.px(PADDING)))
        self._line(line, words, side="left")

    def _line(self, master: tk.Misc, words: str, *, bold: bool = False, side: str = "top") -> None:
        label = ttk.Label(master, text=words, wraplength=self._look.px(WRAP - 150 if side == "left" else WRAP))
        if bold:
            label.configure(font=self._look.bold)
        label.pack(side=side, anchor="w", pady=(self._look.px(GAP) if bold else 0, 0))  # type: ignore[arg-type]

    def _give(self, order: Order) -> None:
        if not self._offer(order):
            self._line(self._body, say("The history cannot be changed now; try again in a moment."))
            return
        for job in self._jobs:
            self.dialog.after_cancel(job)
        self._jobs = [self.dialog.after(pause_ms, self._look_again) for pause_ms in LOOK_AGAIN_MS]

    def _look_again(self) -> None:
        self.refresh()
        self._changed()


def size_words(size: int) -> str:
    return f"{size / MB:,.1f} MB" if size >= MB else f"{size / KB:,.0f} KB"


def encounters_words(space: Space) -> str:
    if space.oldest_at_ms is None:
        return say("No encounter has been saved yet.")
    return say(
        "Encounters since {day}: {count}. Favourites: {favourites}.",
        count=formats.count(space.encounters),
        day=f"{datetime.fromtimestamp(space.oldest_at_ms / 1000):%Y-%m-%d}",
        favourites=formats.count(space.favourites),
    )


def rules_words(rules: Rules) -> str:
    """In the settings the user changes them."""
    limits = (
        (rules.keep_days, say("{count} days", count=rules.keep_days)),
        (rules.keep_count, say("{count} encounters", count=formats.count(rules.keep_count))),
        (rules.keep_mb, say("{count} MB", count=rules.keep_mb)),
    )
    kept = ", ".join(words for number, words in limits if number)
    if not kept:
        return say("Everything is kept. The settings can set limits by age, number and size.")
    return say("Kept are {limits}. Favourites and imported encounters always stay.", limits=kept)


def going_words(space: Space) -> str:
    if space.going:
        return say(
            "Removes the oldest encounters ({count}) for good. Favourites stay.", count=formats.count(space.going)
        )
    if space.is_too_large:
        return say("Removes the oldest encounters for good until the size fits. Favourites stay.")
    return say("Nothing is beyond the limits.")


def compact_words(space: Space) -> str:
    free = size_words(space.free_bytes)
    if space.deleted:
        return say(
            "Gives {free} back to the disk. Deleted encounters ({count}) go for good: Undo will not bring them back.",
            free=free,
            count=formats.count(space.deleted),
        )
    return say("Gives {free} back to the disk. No encounter is lost.", free=free)
