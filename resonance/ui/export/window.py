"""The export window: formats at the left, choices and a live preview at the right, and where it goes at the bottom."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tkinter import filedialog, ttk

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import ranked
from resonance.export.export_format import ExportFormat, write_file
from resonance.export.template import TemplateError
from resonance.settings import META, Settings
from resonance.store import StoreError
from resonance.store.saved import SavedEncounter
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.desktop.desktop import Screen
from resonance.ui.dialog import Dialog
from resonance.ui.export import clipboard
from resonance.ui.export.choices import Choices
from resonance.ui.export.files import LAST, file_name, free_path
from resonance.ui.export.preview import Preview
from resonance.ui.options.editors import Throttle
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.options import REBUILT_BY, SOON_MS
from resonance.ui.preferences import Preferences
from resonance.ui.words import Words, words_of

PLACE = "export last"
"""Key of `Settings.places`."""

# Logical pixels.
SIZE = (980, 680)
SMALLEST = (680, 420)
PADDING = 16

Rendered = str | bytes


class ExportWindow:
    """Opens at once."""

    def __init__(
        self,
        root: tk.Misc,
        snapshot: Snapshot,
        view: View,
        words: Words,
        preferences: Preferences,
        screens: Callable[[], Sequence[Screen]],
        *,
        saved: Callable[[], SavedEncounter] | None = None,
        closed: Callable[[], object] = lambda: None,
        ask_file: Callable[..., str] = filedialog.asksaveasfilename,
    ) -> None:
        """`saved`: the encounter in the history, read off the Tk thread (StoreError); None = it is in none.

        `closed` is called once, when the window is gone. `ask_file` as in tkinter.filedialog.
        """
        self._snapshot = snapshot
        self._saved = saved
        self._words = words
        self._preferences = preferences
        self._closed = closed
        self._ask_file = ask_file
        self._rebuild_job: str | None = None
        self._is_refused = False  # why the choices give no export is being said
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=self.close)
        self._background = Background(self.dialog)
        self._build(view)
        self._unlisten = preferences.listen(self._on_change)
        self.dialog.appear(preferences.settings.places.get(PLACE, ""), screens())
        self.refresh()

    def close(self) -> None:
        """May be called twice."""
        if not self.dialog.winfo_exists():
            return
        self._unlisten()
        self._soon.finish_started()
        if self._rebuild_job is not None:
            self.dialog.after_cancel(self._rebuild_job)
        places = {**self._preferences.settings.places, PLACE: self.dialog.where()}
        self._background.close()
        self.dialog.destroy()
        self._preferences.change(places=places)
        self._closed()

    # Building

    def _build(self, view: View) -> None:
        self.dialog.title(f"{say('Export')} – Resonance Logs")
        self.look = look = DialogLook(self.dialog)
        pad = look.px(PADDING)
        self._frame = ttk.Frame(self.dialog, padding=pad)
        self._frame.pack(fill="both", expand=True)
        formats = ttk.Frame(self._frame)
        formats.pack(side="left", fill="y", padx=(0, pad))
        ttk.Label(formats, text=say("Export"), font=look.heading).pack(anchor="w", pady=(0, look.px(10)))
        right = ttk.Frame(self._frame)
        right.pack(side="left", fill="both", expand=True)
        self._build_buttons(right)
        rest = ttk.Frame(right)
        rest.pack(side="top", fill="x", pady=(0, look.px(10)))
        self.preview = Preview(right, look)
        self.preview.pack(side="top", fill="both", expand=True)
        self._soon = Throttle(self._frame, self.refresh)
        self.choices = Choices(formats, rest, look, self._preferences.settings, view, self._choose)

    def _build_buttons(self, master: tk.Misc) -> None:
        line = ttk.Frame(master)
        line.pack(side="bottom", fill="x", pady=(self.look.px(10), 0))
        self.copy_button = styled(ttk.Button(line, text=say("Copy"), command=self.copy), "primary")
        self.save_button = styled(ttk.Button(line, text=say("Save…"), command=self.save), "secondary-outline")
        close = styled(ttk.Button(line, text=say("Close"), command=self.close), "secondary-outline")
        for button in (close, self.save_button, self.copy_button):
            button.pack(side="right", padx=(self.look.px(8), 0))
        self.status = ttk.Label(line, anchor="w")
        self.status.pack(side="left", fill="x", expand=True)
        self.dialog.keyboard = self.copy_button

    def _on_change(self, settings: Settings, names: frozenset[str]) -> None:
        if not names - {"places"}:
            return
        self._words = words_of(settings, self._words.scale)
        if names & REBUILT_BY:
            # Later: others must hear of the change first.
            self._rebuild_job = self._rebuild_job or self.dialog.after(SOON_MS, self._rebuild)
        else:
            self._soon.start()

    def _rebuild(self) -> None:
        self._rebuild_job = None
        self._soon.finish_started()
        before = self.choices
        self._frame.destroy()
        self._build(before.view)
        self.choices.take_over(before)
        self.refresh()

    # What is shown

    def _choose(self) -> None:
        """Another choice: what was said was about the one before."""
        self._tell("")
        self._soon.start()

    def refresh(self) -> None:
        """Make the preview anew, in the background. What was said of a copy or a file stays."""
        self._render("preview", self._show)

    def _render(self, about: str, then: Callable[[ExportFormat, Rendered], object]) -> None:
        kind, view, names = self.choices.format, self.choices.view, self._words.reading.names
        options = self.choices.options(self._words.reading, self._words.settings)
        snapshot, saved = self._snapshot, self._saved if kind.uses_saved else None

        def render() -> Rendered:
            whole = replace(options, saved=saved()) if saved is not None else options
            return kind.render(snapshot, view, names, whole)

        self._background.ask(about, render, partial(then, kind), self._on_failure)

    def _show(self, kind: ExportFormat, rendered: Rendered) -> None:
        self._enable(True)
        if self._is_refused:
            self._tell("")
        if kind.suffix == ".rlog":
            self.copy_button.state(["disabled"])
            words = say(
                "All of the encounter, for other players: they import the file ({size} kB).",
                size=round(len(rendered) / 1_000),
            )
            self.preview.show_text(words)
        elif isinstance(rendered, bytes):
            self.preview.show_picture(rendered)
        elif kind.suffix == ".html":
            size_kb = round(len(rendered.encode()) / 1_000)
            words = say("The report opens in the browser: save it, then open the file ({size} kB).", size=size_kb)
            self.preview.show_text(words)
        else:
            self.preview.show_text(rendered)
        options = self.choices.options(self._words.reading, self._words.settings)
        if kind.suffix != ".rlog" and not ranked(self._snapshot, self.choices.view, options):
            self._tell(say("None of these players has a number here."))

    def _on_failure(self, error: Exception) -> None:
        if not isinstance(error, TemplateError | StoreError):
            raise error
        if isinstance(error, StoreError):
            self.preview.show_text("")
        self._enable(False)
        self._tell(str(error), is_bad=True)
        self._is_refused = True

    def _enable(self, on: bool) -> None:
        for button in (self.copy_button, self.save_button):
            button.state(["!disabled" if on else "disabled"])

    def _tell(self, words: str, *, is_bad: bool = False) -> None:
        self._is_refused = False
        width = max(self.look.px(200), self.status.winfo_width())
        self.status.configure(
            text=words, foreground=self.look.danger if is_bad else self.look.muted, wraplength=width, justify="left"
        )

    # Where it goes

    def copy(self) -> None:
        self._render("output", self._copy)

    def save(self) -> None:
        kind = self.choices.format
        name = file_name(self._snapshot, self._words.reading.names, kind.suffix)
        chosen = self._ask_file(
            parent=self.dialog,
            initialdir=str(LAST.path),
            initialfile=name,
            defaultextension=kind.suffix,
            filetypes=[(say(kind.title), f"*{kind.suffix}")],
        )
        if chosen:
            self._render("output", lambda kind, rendered: self._write(Path(chosen), rendered))

    def _copy(self, kind: ExportFormat, rendered: Rendered) -> None:
        if isinstance(rendered, str):
            clipboard.copy_text(self.dialog, rendered)
        elif not self._copy_picture(kind, rendered):
            return
        self._tell(say("Copied to the clipboard."))
        self._remember()

    def _copy_picture(self, kind: ExportFormat, png: bytes) -> bool:
        """Whether it is on the clipboard; else it is in a file, and the user was told."""
        try:
            if clipboard.copy_picture(self.dialog, png):
                return True
            reason = say("neither xclip nor wl-copy is installed")
        except OSError as error:
            reason = error.strerror or str(error)
        path = free_path(LAST.path, file_name(self._snapshot, self._words.reading.names, kind.suffix))
        if self._write(path, png):
            words = say(
                "A picture cannot be copied here ({reason}); it was saved as {path} instead.", reason=reason, path=path
            )
            self._tell(words)
        return False

    def _write(self, path: Path, rendered: Rendered) -> bool:
        try:
            write_file(path, rendered)
        except OSError as error:
            words = say("The file {path} cannot be written ({reason}).", path=path, reason=error.strerror or error)
            self._tell(words, is_bad=True)
            return False
        LAST.path = path.parent
        self._tell(say("Saved as {path}.", path=path))
        self._remember()
        return True

    def _remember(self) -> None:
        """Templates and numbers that were of use are there the next time."""
        kept: dict[str, object] = {**self.choices.templates, "export_top": self.choices.top}
        self._preferences.change(**{name: value for name, value in kept.items() if META[name].accepts(value)})
