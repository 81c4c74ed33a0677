"""The capture doctor's window: the lights, up to date while it is open, and what can be passed on."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from resonance.doctor.checks import examine
from resonance.doctor.facts import Computer, Facts, Traffic
from resonance.doctor.finding import Check, Finding
from resonance.doctor.masking import private
from resonance.doctor.report import details, masked_report, verdict
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.doctor.rows import Rows
from resonance.ui.export.clipboard import copy_text
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.page import Page
from resonance.ui.sentence import Sentence

# Logical pixels.
SIZE, SMALLEST = (760, 640), (520, 320)
PADDING = 18
GAP = 10

TURN_MS = 1_000
COMPUTER_EVERY_S = 3.0
"""How often the computer is asked, behind the answer before."""


class DoctorWindow:
    def __init__(
        self,
        root: tk.Misc,
        traffic: Callable[[], Traffic],
        computer: Callable[[], Computer],
        *,
        closed: Callable[[], None],
        support: Callable[[str], object],
    ) -> None:
        """`traffic` is called on the Tk thread, `computer`, which takes a while, on another.

        `support`: make a support zip with this report, which is masked. To be shown with `dialog.appear`.
        """
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Capture doctor')} – Resonance Logs")
        self._traffic, self._ask_computer, self._support = traffic, computer, support
        self._computer: Computer | None = None  # None = not known yet
        self._asked_at_s: float | None = None  # None = an answer is awaited
        self.found: Sequence[tuple[Check, Finding]] = ()
        self._details: Sequence[str] = ()
        look = DialogLook(self.dialog)
        frame = ttk.Frame(self.dialog, padding=look.px(PADDING))
        frame.pack(fill="both", expand=True)
        self.verdict = Sentence(frame, say("Looking…"), font=look.bold)
        self.verdict.pack(anchor="w", fill="x", pady=(0, look.px(GAP)))
        self.verdict.bind("<Configure>", lambda event: self.verdict.wrap(event.width))
        self._add_buttons(frame, look)
        page = Page(frame, look)
        page.pack(fill="both", expand=True)
        self.rows = Rows(page.body, self.dialog, look)
        self.rows.pack(fill="x")
        self._background = Background(self.dialog)
        self._job: str | None = None
        self._look_at_computer()
        self._turn()

    def close(self) -> None:
        if self._job is not None:
            self.dialog.after_cancel(self._job)
            self._job = None
        self._background.close()
        self.dialog.destroy()

    def _add_buttons(self, frame: ttk.Frame, look: DialogLook) -> None:
        line = ttk.Frame(frame)
        line.pack(side="bottom", fill="x", pady=(look.px(GAP), 0))
        self.copy_button = ttk.Button(line, text=say("Copy report"), command=self._copy)
        self.zip_button = ttk.Button(line, text=say("Support zip…"), command=self._make_zip)
        for button in (self.zip_button, self.copy_button):
            styled(button, "secondary-outline").pack(side="right", padx=(look.px(GAP), 0))
            button.configure(state="disabled")
        self._told = ttk.Label(line, text=say("The report holds no names and no addresses."), foreground=look.muted)
        self._told.pack(side="left")

    def _turn(self) -> None:
        self._job = self.dialog.after(TURN_MS, self._turn)
        if self._asked_at_s is not None and time.monotonic() - self._asked_at_s >= COMPUTER_EVERY_S:
            self._look_at_computer()
        self._show()

    def _look_at_computer(self) -> None:
        self._asked_at_s = None
        self._background.ask("computer", self._ask_computer, self._on_computer, self._on_failed)

    def _on_computer(self, computer: Computer) -> None:
        self._computer = computer
        self._asked_at_s = time.monotonic()
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._asked_at_s = time.monotonic()
        raise error  # a fault of the program: where Tk reports those

    def _show(self) -> None:
        if self._computer is None:
            return
        facts = Facts(self._computer, self._traffic())
        self.found, self._details = examine(facts), details(facts)
        self.rows.show(self.found)
        self.verdict.tell(verdict(self.found))
        for button in (self.zip_button, self.copy_button):
            button.configure(state="normal")

    def report(self) -> str:
        """As it is passed on."""
        return masked_report(self.found, private(), self._details)

    def _copy(self) -> None:
        copy_text(self.dialog, self.report())
        self._told.configure(text=say("Copied. The report holds no names and no addresses."))

    def _make_zip(self) -> None:
        self._support(self.report())
