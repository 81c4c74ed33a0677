"""Opens the doctor's windows, and gives them what they ask. At most one of each."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resonance import paths
from resonance.health import Health
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen
from resonance.ui.status import MessageRate

if TYPE_CHECKING:  # at run time when they are opened: the meter is to be there at once
    from resonance.doctor.facts import Traffic
    from resonance.doctor.support import Item
    from resonance.ui.doctor.support_window import SupportWindow
    from resonance.ui.doctor.window import DoctorWindow


class DoctorControl:
    """On the Tk thread."""

    def __init__(
        self,
        root: tk.Misc,
        health: Health,
        settings: Callable[[], Settings],
        *,
        is_live: bool,
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
    ) -> None:
        """`above` keeps a window in front of the meter. To be made when the capture begins."""
        self._root = root
        self._health = health
        self._settings = settings
        self._is_live = is_live
        self._above = above
        self._screens = screens
        self._began_s = time.monotonic()
        self._rate = MessageRate()
        self._rate_began_s = 0.0
        self.window: DoctorWindow | None = None  # None = closed
        self.support: SupportWindow | None = None  # None = closed

    def open(self) -> None:
        """Or bring the open one to the front."""
        from resonance.doctor import gathering
        from resonance.ui.doctor.window import DoctorWindow

        if self.window is not None:
            self.window.dialog.to_front()
            return
        self._rate, self._rate_began_s = MessageRate(), time.monotonic()
        found = paths.find()
        self.window = DoctorWindow(
            self._root,
            self._traffic,
            lambda: gathering.computer(found),
            closed=self._close_window,
            support=self._open_support,
        )
        self._above(self.window.dialog)
        self.window.dialog.appear("", self._screens())

    def reopen(self) -> None:
        """In another language, or other colours."""
        if self.window is not None:
            self.close()
            self.open()

    def close(self) -> None:
        self._close_support()
        self._close_window()

    def _traffic(self) -> Traffic:
        from resonance.doctor import gathering

        now_s = time.monotonic()
        rate = self._rate.update(now_s, self._health.messages)
        return gathering.traffic(
            self._health,
            is_live=self._is_live,
            listened_s=now_s - self._began_s,
            messages_per_s=rate if now_s - self._rate_began_s >= MessageRate.WINDOW_S else None,
        )

    def _open_support(self, report: str) -> None:
        from resonance.ui.doctor.support_window import SupportWindow

        self._close_support()
        settings, folder = self._settings(), paths.find().logs

        def collect(recording: Path | None) -> list[Item]:
            from resonance.doctor import support
            from resonance.doctor.masking import private

            return support.contents(report, settings, folder, private(), support.game_part(recording))

        self.support = SupportWindow(self._root, collect, closed=self._close_support)
        self._above(self.support.dialog)
        self.support.dialog.appear("", self._screens())

    def _close_window(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.close()

    def _close_support(self) -> None:
        support, self.support = self.support, None
        if support is not None:
            support.close()
