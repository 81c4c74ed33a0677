"""The window for backups: saves one, or has one restored. What comes of it is told there."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from tkinter import filedialog, ttk
from typing import TypeVar

from resonance import backup, formats
from resonance.backup import BackupError, Looked
from resonance.paths import Paths
from resonance.store import StoreError, copying
from resonance.store.copying import Contents
from resonance.texts import later, say
from resonance.ui.background import Background
from resonance.ui.dialog import Dialog
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.sentence import Sentence

SIZE, SMALLEST = (600, 280), (600, 240)  # logical pixels
PADDING = 24

WHAT = (
    later("A backup is one zip file with your history and settings, without passwords."),
    later("“Restore…” brings one back, here or on another computer. What is there then is kept under another name."),
)

T = TypeVar("T")


class BackupDialog:
    """To be shown with `dialog.appear`."""

    def __init__(
        self,
        root: tk.Misc,
        paths: Paths,
        *,
        closed: Callable[[], None],
        restore: Callable[[Path], None],
        tell: Callable[[str], object],
        ask_folder: Callable[..., str] = filedialog.askdirectory,
        ask_file: Callable[..., str] = filedialog.askopenfilename,
    ) -> None:
        """`restore`: the user wants this backup, which is sound. `ask_folder` and `ask_file` as in filedialog.

        `tell` gets what came of a backup that was still being made when the window was closed.
        """
        self._root, self._paths = root, paths
        self.restore, self._tell = restore, tell
        self._ask_folder, self._ask_file = ask_folder, ask_file
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title(f"{say('Backup')} – Resonance Logs")
        self._look = look = DialogLook(self.dialog)
        frame = ttk.Frame(self.dialog, padding=look.px(PADDING))
        frame.pack(fill="both", expand=True)
        self._line = ttk.Frame(frame)
        self._line.pack(side="bottom", fill="x", pady=(look.px(18), 0))
        self.buttons: list[ttk.Button] = []
        ttk.Label(frame, text=say("Backup"), font=look.heading).pack(anchor="w")
        for words in WHAT:
            self._sentence(frame, say(words))
        self.told = self._sentence(frame, "")
        self._offer_both()

    def close(self) -> None:
        self.dialog.destroy()

    def save(self) -> None:
        """Into a folder that the user is asked for."""
        chosen = self._ask_folder(
            parent=self.dialog, title=say("Folder for the backup"), initialdir=Path.home(), mustexist=True
        )
        if chosen:
            self._say(say("The backup is being made."))
            self._ask(partial(backup.make, self._paths, Path(chosen)), lambda path: self._say(backup.made_words(path)))

    def choose(self) -> None:
        """A zip, which is then looked at."""
        known = (say("Backups"), "*.zip"), (say("All files"), "*")
        chosen = self._ask_file(
            parent=self.dialog, title=say("Restore a backup"), initialdir=Path.home(), filetypes=known
        )
        if chosen:
            self._say(say("The backup is being checked."))
            self._ask(partial(_look, Path(chosen), self._paths), partial(self._offer_restoring, Path(chosen)))

    def _ask(self, question: Callable[[], T], then: Callable[[T], object]) -> None:
        """Nothing else meanwhile. Of the root, which outlives this window."""
        background = Background(self._root)
        for button in self.buttons:
            button.configure(state="disabled")

        def answered(answer: T) -> None:
            background.close()
            self._offer_both()
            then(answer)

        def failed(error: Exception) -> None:
            background.close()
            self._offer_both()
            if not isinstance(error, BackupError):
                raise error
            self._say(str(error), is_error=True)

        background.ask("backup", question, answered, failed)

    def _offer_both(self) -> None:
        self._show_buttons([(say("Save…"), self.save), (say("Restore…"), self.choose)])

    def _offer_restoring(self, archive: Path, found: tuple[Looked, Contents | None]) -> None:
        if self.dialog.winfo_exists():
            self._say("\n".join(replaced_lines(*found)))
            self._show_buttons([(say("Restore now"), partial(self.restore, archive)), (say("Cancel"), self._cancel)])

    def _cancel(self) -> None:
        self._say("")
        self._offer_both()

    def _show_buttons(self, offered: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """The first one gets the keyboard."""
        if not self.dialog.winfo_exists():
            return
        for button in self.buttons:
            button.destroy()
        self.buttons = [ttk.Button(self._line, text=words, command=press) for words, press in offered]
        for number, button in enumerate(self.buttons):
            styled(button, "secondary-outline" if number else "primary").pack(side="right", padx=(self._look.px(10), 0))
        self.dialog.keyboard = self.buttons[0]
        self.buttons[0].focus_set()

    def _sentence(self, frame: ttk.Frame, words: str) -> Sentence:
        width_px = self._look.px(SIZE[0] - 2 * PADDING)
        sentence = Sentence(frame, words, font=self._look.body, width_px=width_px)
        sentence.pack(anchor="w", pady=(self._look.px(10), 0))
        return sentence

    def _say(self, words: str, *, is_error: bool = False) -> None:
        if self.dialog.winfo_exists():
            self.told.configure(foreground=self._look.danger if is_error else self._look.text)
            self.told.tell(words)
            self._grow()
        else:
            self._tell(words)

    def _grow(self) -> None:
        """Where there is more to say than there is room for."""
        self.dialog.update_idletasks()
        wished = self.dialog.winfo_reqheight()
        if wished > self.dialog.winfo_height():
            self.dialog.geometry(f"{self.dialog.winfo_width()}x{wished}")


def replaced_lines(looked: Looked, there: Contents | None) -> list[str]:
    """What a backup brings, and what it takes the place of. `there`: the history now; None = there is none."""
    lines = [say("The backup of {time} is sound.", time=looked.made_at)]
    if looked.contents is not None:
        lines.append(say("Its history: {contents}.", contents=contents_words(looked.contents)))
        if there is not None:
            lines.append(say("It takes the place of yours: {contents}.", contents=contents_words(there)))
    else:
        lines.append(say("There is no history in it: yours stays."))
    if looked.has_settings:
        lines.append(say("Its settings take the place of yours."))
    else:
        lines.append(say("There are no settings in it: yours stay."))
    lines.append(say("What is there now is kept under another name. The meter stops, and starts again afterwards."))
    return lines


def contents_words(contents: Contents) -> str:
    if contents.newest_at_ms is None:
        return say("no encounters")
    try:
        time = f"{datetime.fromtimestamp(contents.newest_at_ms / 1000):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):  # forged
        time = formats.DASH
    if contents.encounters == 1:
        return say("1 encounter, of {time}", time=time)
    return say("{count} encounters, the newest of {time}", count=formats.count(contents.encounters), time=time)


def _look(archive: Path, paths: Paths) -> tuple[Looked, Contents | None]:
    """What is in it, and what is there now, as far as it can be read. BackupError."""
    looked = backup.look(archive, paths)
    try:
        return looked, copying.contents_of(paths.database) if paths.database.exists() else None
    except (StoreError, OSError):
        return looked, None
