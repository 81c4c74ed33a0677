"""What the user can do about the capture while the meter runs: unload the driver, start as administrator."""

from __future__ import annotations

import subprocess
import sys
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import filedialog

from resonance import capture, elevation
from resonance.capture import driver_service
from resonance.capture.driver_service import Outcome
from resonance.capture.source import CaptureError, Source
from resonance.health import CaptureState
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.desktop.desktop import Screen
from resonance.ui.rights import RightsDialog


class CaptureControl:
    """For a meter that listens to this computer. On the Tk thread."""

    def __init__(
        self,
        root: tk.Misc,
        pipeline: Pipeline,
        settings: Callable[[], Settings],
        tell: Callable[[str], None],
        *,
        demo: Callable[[], None],
        above: Callable[[tk.Toplevel], None],
        screens: Callable[[], Sequence[Screen]],
        on_windows: bool = sys.platform == "win32",
    ) -> None:
        """`demo`: go on with the demo. `above` keeps a window in front of the meter."""
        self._root = root
        self._pipeline = pipeline
        self._settings = settings
        self._tell = tell
        self._demo = demo
        self._above = above
        self._screens = screens
        self._on_windows = on_windows
        self._background: Background | None = None  # while the driver is being unloaded
        self._asked_for_rights = False
        self.is_off = False  # because the driver was unloaded
        self.rights: RightsDialog | None = None  # None = closed

    def entries(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """For the menu: what can be done now."""
        if not self._on_windows:
            return ()
        entries: list[tuple[str, Callable[[], None]]] = []
        if elevation.is_missing():
            entries.append((say("Restart as administrator"), self.restart))
        if self.is_off:
            entries.append((say("Capture again"), self.change_source))
        else:
            entries.append((say("Unload the capture driver"), self.unload_driver))
        return tuple(entries)

    def change_source(self) -> None:
        """Read packets from the source of the settings from now on."""
        self.is_off = False
        choice = self._settings().capture_source
        self._pipeline.change_source(lambda: capture.open_source(choice))

    def unload_driver(self) -> None:
        """Stop capturing, and unload the driver unless another program uses it; then capturing goes on."""
        if self._background is not None:
            return
        self.is_off = True
        self._pipeline.change_source(_no_source)
        self._background = Background(self._root)
        self._background.ask("driver", driver_service.unload, self._on_unloaded, self._on_failed)

    def _on_unloaded(self, outcome: Outcome) -> None:
        self._end_background()
        if not outcome.done and self.is_off:
            self.change_source()
        self._tell(outcome.words)

    def _on_failed(self, error: Exception) -> None:
        self._end_background()
        raise error

    def _end_background(self) -> None:
        if self._background is not None:
            self._background.close()
            self._background = None

    def turn(self) -> None:
        """A few times a second: when capture fails for want of rights, the user is asked once what to do."""
        if self._asked_for_rights or not self._settings().welcomed:
            return
        if self._pipeline.health.capture_state is CaptureState.FAILED and elevation.is_missing():
            self._asked_for_rights = True
            self.rights = RightsDialog(
                self._root,
                restart=self.restart,
                demo=self._demo,
                recording=self.open_recording,
                closed=self._close_rights,
            )
            self._above(self.rights)
            self.rights.appear("", self._screens())

    def restart(self) -> None:
        """As administrator, if the user agrees when Windows asks."""
        if elevation.restart():
            self._root.quit()
        else:
            self._tell(say("The program was not started as administrator: Windows or the user refused."))

    def open_recording(self) -> None:
        """A program of its own plays the file that the user chooses, and takes the place of this one."""
        kinds = [(say("Recordings"), "*.pcap *.pcapng")]
        path = filedialog.askopenfilename(parent=self._root, title=say("Open a recording"), filetypes=kinds)
        if path:
            subprocess.Popen(elevation.command(["replay", path]))
            self._root.quit()

    def _close_rights(self) -> None:
        rights, self.rights = self.rights, None
        if rights is not None:
            rights.destroy()

    def close(self) -> None:
        self._close_rights()
        self._end_background()


def _no_source() -> Source:
    raise CaptureError(
        say("Capturing is off, because the capture driver was unloaded."),
        say('To go on, choose "Capture again" in the menu.'),
    )
