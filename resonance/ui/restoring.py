"""A small window that restores a backup while no meter runs, and tells what came of it."""

from __future__ import annotations

import logging
from pathlib import Path
from tkinter import ttk

import ttkbootstrap

from resonance import backup
from resonance.backup import BackupError, Restored
from resonance.paths import Paths
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.sentence import Sentence

_log = logging.getLogger(__name__)

SIZE = (600, 220)  # logical pixels
PADDING = 24


class Restoring:
    """Begins at once. The main loop of the root ends when the user has read it."""

    def __init__(self, root: ttkbootstrap.App, archive: Path, paths: Paths) -> None:
        self.root = root
        self._is_done = False
        root.title(f"{say('Restore a backup')} – Resonance Logs")
        root.protocol("WM_DELETE_WINDOW", self.go_on)
        look = self._look = DialogLook(root)
        frame = ttk.Frame(root, padding=look.px(PADDING))
        frame.pack(fill="both", expand=True)
        self.button = styled(ttk.Button(frame, text=say("Start the meter"), command=self.go_on), "primary")
        self.button.configure(state="disabled")
        self.button.pack(side="bottom", anchor="e", pady=(look.px(18), 0))
        self.told = Sentence(frame, font=look.body, width_px=look.px(SIZE[0] - 2 * PADDING))
        self.told.pack(anchor="w")
        self.told.tell(say("The backup is being restored."))
        self._place(*(look.px(each) for each in SIZE))
        self._background = Background(root)
        self._background.ask("restore", lambda: backup.restore(archive, paths), self._restored, self._failed)

    def go_on(self) -> None:
        """Not while files are being replaced: the meter would find half of them."""
        if self._is_done:
            self._background.close()
            self.root.quit()

    def _place(self, width_px: int, height_px: int) -> None:
        left_px = (self.root.winfo_screenwidth() - width_px) // 2
        top_px = (self.root.winfo_screenheight() - height_px) // 2
        self.root.geometry(f"{width_px}x{height_px}+{left_px}+{top_px}")
        self.root.deiconify()
        self.root.lift()

    def _restored(self, restored: Restored) -> None:
        self._end("\n".join(backup.restored_lines(restored)))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, BackupError):
            _log.error("restoring failed", exc_info=error)
        self.told.configure(foreground=self._look.danger)
        self._end(f"{error}\n{say('Nothing was changed.')}")

    def _end(self, words: str) -> None:
        self._is_done = True
        self.told.tell(words)
        self.root.update_idletasks()  # paths are long: only now it is known how much room the words need
        width_px, height_px = (max(each) for each in zip(self._now(), self._wished(), strict=True))
        self._place(width_px, height_px)
        self.button.configure(state="normal")
        self.button.focus_force()

    def _now(self) -> tuple[int, int]:
        return self.root.winfo_width(), self.root.winfo_height()

    def _wished(self) -> tuple[int, int]:
        return self.root.winfo_reqwidth(), self.root.winfo_reqheight()
