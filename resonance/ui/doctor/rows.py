"""The lights, one below the other, each with its sentence and what to do."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

import ttkbootstrap

from resonance.doctor.checks import CHECKS
from resonance.doctor.finding import Check, Finding, Light
from resonance.palettes import readable
from resonance.texts import say
from resonance.ui.icons import icon
from resonance.ui.options.look import DialogLook
from resonance.ui.sentence import Sentence

SIGNS = {Light.GREEN: "✓", Light.YELLOW: "!", Light.RED: "✕", Light.GREY: "?"}
"""In the lights, for those who cannot tell their colours apart."""

# Logical pixels.
LIGHT = 22
TITLE_WIDTH = 170
GAP = 12
LINE = 5
NARROWEST = 200


class Rows(ttk.Frame):
    """Made once; `show` changes only what is said."""

    def __init__(self, parent: tk.Misc, window: ttkbootstrap.Toplevel, look: DialogLook) -> None:
        super().__init__(parent)
        self._look = look
        colours = window.style.colors
        shades = {
            Light.GREEN: colours.success,
            Light.YELLOW: colours.warning,
            Light.RED: colours.danger,
            Light.GREY: look.muted,
        }
        self._lights = {
            light: icon(window, "light", readable(shade, (look.ground,)), look.px(LIGHT))
            for light, shade in shades.items()
        }
        self.columnconfigure(2, weight=1)
        self.rows = {check.key: _Row(self, number, check, look) for number, check in enumerate(CHECKS)}
        self.bind("<Configure>", self._on_resized)

    def show(self, found: Sequence[tuple[Check, Finding]]) -> None:
        for check, finding in found:
            self.rows[check.key].show(finding, self._lights[finding.light])

    def _on_resized(self, event: tk.Event[tk.Misc]) -> None:
        taken = self._look.px(LIGHT + TITLE_WIDTH + 4 * GAP)
        for row in self.rows.values():
            row.wrap(max(event.width - taken, self._look.px(NARROWEST)))


class _Row:
    def __init__(self, parent: Rows, number: int, check: Check, look: DialogLook) -> None:
        self._shown: Finding | None = None
        pad, self._gap = look.px(LINE), look.px(GAP)
        self.light = ttk.Label(parent, compound="center", foreground=look.ground, font=look.bold)
        self.light.grid(row=2 * number, column=0, sticky="n", padx=(0, look.px(GAP)), pady=(pad, 0))
        title = ttk.Label(parent, text=say(check.title), font=look.bold, wraplength=look.px(TITLE_WIDTH))
        title.grid(row=2 * number, column=1, sticky="nw", padx=(0, look.px(GAP)), pady=(pad, 0))
        parent.columnconfigure(1, minsize=look.px(TITLE_WIDTH))
        self.words = Sentence(parent, font=look.body)
        self.words.grid(row=2 * number, column=2, sticky="nw", pady=(pad, 0))
        self._arrow = ttk.Label(parent, text="→", font=look.bold)
        self.advice = Sentence(parent, font=look.bold)
        self._advice_row = 2 * number + 1

    def wrap(self, pixels: int) -> None:
        self.words.wrap(pixels)
        self.advice.wrap(pixels)

    def show(self, finding: Finding, light: tk.PhotoImage) -> None:
        if finding == self._shown:
            return
        self._shown = finding
        self.light.configure(image=light, text=SIGNS[finding.light])
        self.words.tell(finding.words)
        self.advice.tell(finding.advice)
        if finding.advice:
            self._arrow.grid(row=self._advice_row, column=1, sticky="ne", padx=(0, self._gap))
            self.advice.grid(row=self._advice_row, column=2, sticky="nw")
        else:
            self._arrow.grid_remove()
            self.advice.grid_remove()
