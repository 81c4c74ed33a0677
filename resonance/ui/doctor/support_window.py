"""The support zip before it is written: every file of it, to be read."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from tkinter import filedialog, ttk

from resonance.capture.source import CaptureError
from resonance.doctor.support import RECORDING, RECORDING_WORDS, Item, save
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.options.look import DialogLook, styled

# Logical pixels.
SIZE, SMALLEST = (940, 640), (640, 400)
PADDING = 18
GAP = 10
LIST_WIDTH = 400

LONGEST_SHOWN = 200_000
"""Characters of a text: Tk takes long over more."""

Collect = Callable[[Path | None], Sequence[Item]]
"""A recording to take in, or None -> the files of the zip. Takes a while. CaptureError."""


class SupportWindow:
    def __init__(
        self,
        root: tk.Misc,
        collect: Collect,
        *,
        closed: Callable[[], None],
        ask_save: Callable[..., str] = filedialog.asksaveasfilename,
        ask_open: Callable[..., str] = filedialog.askopenfilename,
    ) -> None:
        """`collect` runs on another thread. To be shown with `dialog.appear`."""
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Support zip')} – Resonance Logs")
        self._collect, self._ask_save, self._ask_open = collect, ask_save, ask_open
        self.items: Sequence[Item] = ()
        self._background = Background(self.dialog)
        look = DialogLook(self.dialog)
        frame = ttk.Frame(self.dialog, padding=look.px(PADDING))
        frame.pack(fill="both", expand=True)
        words = say(
            "This is all that the zip will hold. It is saved on your disk and sent nowhere: whom you give it to is "
            "yours to choose."
        )
        self._sentence(frame, words).pack(anchor="w", fill="x", pady=(0, look.px(GAP)))
        self._add_buttons(frame, look)
        self.told = self._sentence(frame, "")
        self.told.configure(font=look.bold)
        self.told.pack(side="bottom", anchor="w", fill="x", pady=(look.px(GAP), 0))
        self._add_files(frame, look)
        self._gather(None)

    def close(self) -> None:
        self._background.close()
        self.dialog.destroy()

    def _sentence(self, parent: ttk.Frame, words: str) -> ttk.Label:
        label = ttk.Label(parent, text=words)
        label.bind("<Configure>", lambda event: label.configure(wraplength=event.width))
        return label

    def _add_buttons(self, frame: ttk.Frame, look: DialogLook) -> None:
        line = ttk.Frame(frame)
        line.pack(side="bottom", fill="x", pady=(look.px(GAP), 0))
        self.save_button = ttk.Button(line, text=say("Save…"), command=self._save, state="disabled")
        self.recording_button = ttk.Button(
            line, text=say("Add a recording…"), command=self._add_recording, state="disabled"
        )
        styled(self.save_button, "primary").pack(side="right")
        styled(self.recording_button, "secondary-outline").pack(side="left")

    def _add_files(self, frame: ttk.Frame, look: DialogLook) -> None:
        panes = ttk.Frame(frame)
        panes.pack(fill="both", expand=True)
        self.list = tk.Listbox(
            panes,
            background=look.ground,
            foreground=look.text,
            font=look.body,
            highlightthickness=1,
            highlightbackground=look.hairline,
            borderwidth=0,
            activestyle="none",
            exportselection=False,
        )
        self.list.place(x=0, y=0, width=look.px(LIST_WIDTH), relheight=1)
        self.list.bind("<<ListboxSelect>>", lambda event: self._show_chosen())
        self.view = tk.Text(
            panes,
            background=look.ground,
            foreground=look.text,
            font=look.small,
            wrap="word",
            state="disabled",
            highlightthickness=1,
            highlightbackground=look.hairline,
            borderwidth=0,
            padx=look.px(GAP),
            pady=look.px(GAP),
        )
        left = look.px(LIST_WIDTH + GAP)
        bar = styled(ttk.Scrollbar(panes, orient="vertical", command=self.view.yview), "round")
        bar.place(relx=1, anchor="ne", relheight=1)
        self.view.configure(yscrollcommand=bar.set)
        self.view.place(x=left, y=0, relwidth=1, width=-left - look.px(14), relheight=1)

    def _gather(self, recording: Path | None) -> None:
        self.told.configure(text=say("Looking…"))
        for button in (self.save_button, self.recording_button):
            button.configure(state="disabled")
        self._background.ask("items", lambda: self._collect(recording), self._show, self._on_failed)

    def _show(self, items: Sequence[Item]) -> None:
        self.items = items
        self.list.delete(0, "end")
        for item in items:
            self.list.insert("end", f" {item.name}  ({max(len(item.content) // 1000, 1):,} kB)")
        self.list.selection_set(0)
        self._show_chosen()
        has_recording = any(item.name == RECORDING for item in items)
        self._ready(say(RECORDING_WORDS) if has_recording else "")

    def _ready(self, words: str) -> None:
        self.told.configure(text=words)
        for button in (self.save_button, self.recording_button):
            button.configure(state="normal")

    def _on_failed(self, error: Exception) -> None:
        self._ready(str(error))
        if not isinstance(error, CaptureError | OSError):
            raise error

    def _show_chosen(self) -> None:
        chosen = self.list.curselection()  # type: ignore[no-untyped-call]
        if not chosen:
            return
        item = self.items[chosen[0]]
        text = item.text if item.text is not None else ""
        cut = say("… and so on: the file holds more.") if len(text) > LONGEST_SHOWN else ""
        self.view.configure(state="normal")
        self.view.delete("1.0", "end")
        self.view.insert("end", "\n\n".join(filter(None, [item.words, text[:LONGEST_SHOWN], cut])))
        self.view.configure(state="disabled")

    def _add_recording(self) -> None:
        """What comes with it is said beside the button that saves."""
        kinds = [(say("Recordings"), "*.pcap *.pcapng")]
        path = self._ask_open(parent=self.dialog, title=say("Add the game's part of a recording"), filetypes=kinds)
        if path:
            self._gather(Path(path))

    def _save(self) -> None:
        name = f"resonance-support-{datetime.now():%Y%m%d-%H%M%S}.zip"
        kinds = [(say("Zip files"), "*.zip")]
        chosen = self._ask_save(
            parent=self.dialog,
            title=say("Save the support zip"),
            initialfile=name,
            defaultextension=".zip",
            filetypes=kinds,
        )
        if not chosen:
            return
        path, items = Path(chosen), self.items
        words = say("The support zip is in {path}. Nothing was sent anywhere.", path=path)
        self._background.ask("save", lambda: save(path, items), lambda _: self._ready(words), self._on_failed)
