"""The chapters window: which video, how much of it, which text; copied or saved."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tkinter import filedialog, ttk

from resonance.chapters import making, sources
from resonance.chapters.making import Chapter
from resonance.chapters.moments import Detail
from resonance.chapters.sources import Source
from resonance.chapters.texts import FORMATS, SUFFIXES
from resonance.names import Names
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.videos import Video
from resonance.texts import later, say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog, on_write
from resonance.ui.export.clipboard import copy_text
from resonance.ui.export.files import LAST, free_path
from resonance.ui.options.editors import Throttle
from resonance.ui.options.look import DialogLook, styled

# Logical pixels.
SIZE, SMALLEST = (720, 640), (560, 460)
PADDING = 18
GAP = 8

SHOWN = 100
"""Videos to choose from: the newest."""

MOST_OFFSET_S = 120

DETAILS = {
    Detail.ENCOUNTERS: later("Encounters"),
    Detail.PULLS: later("Pulls"),
    Detail.RESULTS: later("Kills and wipes"),
    Detail.DEATHS: later("Deaths"),
}
TITLES = {"youtube": "YouTube", "ffmetadata": "ffmetadata", "csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the window asks the history for."""

    source: Source
    detail: Detail
    offset_ms: int


class ChaptersWindow:
    def __init__(
        self,
        root: tk.Misc,
        database: Path,
        names: Callable[[], Names],
        *,
        start_ms: int,
        closed: Callable[[], None],
        ask_file: Callable[..., str] = filedialog.asksaveasfilename,
    ) -> None:
        """`start_ms`: Unix ms that is offered as a beginning, unless a video is chosen. As `tkinter.filedialog`."""
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Video chapters')} – Resonance Logs")
        self._history = History(database)
        self._names, self._ask_file = names, ask_file
        self._background = Background(self.dialog)
        self.videos: list[Video] = []
        self.text = ""  # as it would be copied
        self.look = look = DialogLook(self.dialog)
        self._frame = ttk.Frame(self.dialog, padding=look.px(PADDING))
        self._frame.pack(fill="both", expand=True)
        ttk.Label(self._frame, text=say("Video chapters"), font=look.heading).pack(anchor="w", pady=(0, look.px(GAP)))
        self._soon = Throttle(self._frame, self.refresh)
        self._build_source(start_ms)
        self._build_choices()
        self._build_buttons()
        self._build_preview()
        self._background.ask("videos", lambda: self._history.videos(SHOWN), self._show_videos, self._fail)

    def close(self) -> None:
        self._soon.finish_started()
        self._background.close()
        self._history.close()
        self.dialog.destroy()

    # Building

    def _build_source(self, start_ms: int) -> None:
        self.video = styled(ttk.Combobox(self._frame, state="readonly", values=[say("Another video")]))
        self.video.current(0)
        self.video.bind("<<ComboboxSelected>>", lambda event: self._on_video())
        self.video.pack(fill="x")
        line = self._line()
        ttk.Label(line, text=say("It began at")).pack(side="left")
        self.start = styled(ttk.Entry(line, width=20))
        self._typed_start = sources.moment_words(start_ms)  # while a video is chosen, whose beginning is known
        self.start.insert(0, self._typed_start)
        self.start.pack(side="left", padx=self.look.px(GAP))
        for sequence in ("<Return>", "<KP_Enter>", "<FocusOut>"):
            self.start.bind(sequence, lambda event: self.refresh())
        self.dialog.keyboard = self.start
        ttk.Label(line, text=say("Later by")).pack(side="left", padx=(self.look.px(GAP), 0))
        self.offset = tk.DoubleVar(self._frame, 0.0)
        scale = ttk.Scale(line, from_=-MOST_OFFSET_S, to=MOST_OFFSET_S, variable=self.offset)
        styled(scale).pack(side="left", fill="x", expand=True, padx=self.look.px(GAP))
        self._offset_words = ttk.Label(line, width=7, anchor="e")
        self._offset_words.pack(side="left")
        on_write(self.offset, scale, self._on_offset)
        self._write_offset()

    def _build_choices(self) -> None:
        line = self._line()
        self.detail = tk.StringVar(self._frame, Detail.PULLS.value)
        self._segments(line, self.detail, {key.value: say(words) for key, words in DETAILS.items()}).pack(side="left")
        self.format = tk.StringVar(self._frame, "youtube")
        self._segments(line, self.format, TITLES).pack(side="right")

    def _segments(self, parent: ttk.Frame, chosen: tk.StringVar, titles: dict[str, str]) -> ttk.Frame:
        frame = ttk.Frame(parent)
        for value, title in titles.items():
            button = ttk.Radiobutton(frame, text=title, value=value, variable=chosen, command=self.refresh)
            styled(button, "secondary-outline-toolbutton").pack(side="left")
        return frame

    def _build_buttons(self) -> None:
        line = ttk.Frame(self._frame)
        line.pack(side="bottom", fill="x", pady=(self.look.px(GAP), 0))
        self.copy_button = styled(ttk.Button(line, text=say("Copy"), command=self.copy), "primary")
        self.save_button = styled(ttk.Button(line, text=say("Save…"), command=self.save), "secondary-outline")
        for button in (self.save_button, self.copy_button):
            button.pack(side="right", padx=(self.look.px(GAP), 0))
        self.told = ttk.Label(line, anchor="w")
        self.told.pack(side="left", fill="x", expand=True)
        self.told.bind("<Configure>", lambda event: self.told.configure(wraplength=event.width))

    def _build_preview(self) -> None:
        frame = ttk.Frame(self._frame)
        frame.pack(fill="both", expand=True, pady=(self.look.px(GAP), 0))
        self.preview = tk.Text(frame, wrap="word", state="disabled", font=self.look.body, height=8, width=1)
        self.preview.configure(padx=self.look.px(GAP), pady=self.look.px(GAP))
        self.preview.configure(background=self.look.ground, foreground=self.look.text, relief="flat", borderwidth=0)
        self.preview.configure(highlightthickness=1, highlightbackground=self.look.hairline)
        bar = styled(ttk.Scrollbar(frame, orient="vertical", command=self.preview.yview), "round")
        self.preview.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.preview.pack(side="left", fill="both", expand=True)

    def _line(self) -> ttk.Frame:
        line = ttk.Frame(self._frame)
        line.pack(fill="x", pady=(self.look.px(GAP), 0))
        return line

    # What is chosen

    def _show_videos(self, found: list[Video]) -> None:
        self.videos = found
        self.video.configure(values=[say("Another video"), *map(sources.video_words, found)])
        if found:
            self.video.current(1)
        self._on_video()

    def _on_video(self) -> None:
        self.video.selection_clear()
        video = self._chosen_video()
        if not self.start.instate(["readonly"]):
            self._typed_start = self.start.get()
        self.start.state(["!readonly"])
        self.start.delete(0, "end")
        self.start.insert(0, self._typed_start if video is None else sources.moment_words(video.started_at_ms))
        if video is not None:
            self.start.state(["readonly"])
        self.refresh()

    def _chosen_video(self) -> Video | None:
        return self.videos[self.video.current() - 1] if self.video.current() > 0 else None

    def _on_offset(self) -> None:
        self._write_offset()
        self._soon.start()

    def _write_offset(self) -> None:
        self._offset_words.configure(text=say("{seconds} s", seconds=f"{self.offset.get():+.1f}"))

    def _wish(self) -> Wish | None:
        """None: the time that was written is none."""
        video = self._chosen_video()
        start_ms = sources.moment_ms(self.start.get())
        if video is None and start_ms is None:
            return None
        source = sources.of_video(video) if video is not None else sources.of_time(start_ms or 0)
        return Wish(source, Detail(self.detail.get()), round(self.offset.get() * 1000))

    # What is shown

    def refresh(self) -> None:
        """Make the text anew, in the background."""
        wish = self._wish()
        if wish is None:
            self._show_text("")
            self._tell(say("Write the time like this: 2026-11-21 20:15"), is_bad=True)
            return
        history, names = self._history, self._names()
        self._background.ask(
            "chapters",
            lambda: sources.found_chapters(history, wish.source, wish.detail, names, wish.offset_ms),
            partial(self._show, wish),
            self._fail,
        )

    def _show(self, wish: Wish, found: Sequence[Chapter]) -> None:
        self._show_text(FORMATS[self.format.get()](found, wish.source.duration_ms) if found else "")
        problem = making.problem(found)
        if not problem and self.format.get() == "youtube" and len(self.text) > making.MOST_CHARACTERS:
            problem = say("This is more than a description on YouTube may have: choose less detail.")
        self._tell(problem or say("{count} chapters", count=len(found)), is_bad=bool(problem))

    def _show_text(self, text: str) -> None:
        self.text = text
        self.preview.configure(state="normal")
        self.preview.delete("1.0", "end")
        self.preview.insert("1.0", text.replace("\r\n", "\n"))
        self.preview.configure(state="disabled")
        for button in (self.copy_button, self.save_button):
            button.state(["!disabled" if text else "disabled"])

    def copy(self) -> None:
        copy_text(self.dialog, self.text)
        self._tell(say("Copied"))

    def save(self) -> None:
        suffix = SUFFIXES[self.format.get()]
        name = free_path(LAST.path, f"chapters{suffix}").name
        chosen = self._ask_file(parent=self.dialog, initialdir=LAST.path, initialfile=name, defaultextension=suffix)
        if not chosen:
            return
        path, text = Path(chosen), self.text
        LAST.path = path.parent
        self._background.ask(
            "save",
            lambda: path.write_bytes(text.encode()),
            lambda written: self._tell(say("Saved as {name}.", name=path.name)),
            self._fail,
        )

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, StoreError | OSError):
            raise error
        self._tell(str(error), is_bad=True)

    def _tell(self, words: str, *, is_bad: bool = False) -> None:
        self.told.configure(text=words, foreground=self.look.danger if is_bad else self.look.text)
