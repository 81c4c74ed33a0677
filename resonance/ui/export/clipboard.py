"""Text and pictures on the clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tkinter as tk

from resonance.export.bitmap import device_independent_bitmap
from resonance.export.csv_table import BYTE_ORDER_MARK

LONGEST_S = 3.0
"""A program that takes a picture does so in milliseconds."""


def copy_text(window: tk.Misc, text: str) -> None:
    window.clipboard_clear()
    window.clipboard_append(text.removeprefix(BYTE_ORDER_MARK))


def copy_picture(window: tk.Misc, png: bytes) -> bool:
    """Whether there was a way. OSError if there is one, and it failed.

    Tk itself can put only text there.
    """
    if sys.platform == "win32":
        from resonance.ui.export import windows_clipboard

        windows_clipboard.copy(window.winfo_id(), png, device_independent_bitmap(png))
        return True
    command = picture_command()
    if command is None:
        return False
    try:
        subprocess.run(
            command,
            input=png,
            timeout=LONGEST_S,
            check=True,
            stdout=subprocess.DEVNULL,  # it lives on in the background, and would hold a pipe open
            stderr=subprocess.DEVNULL,
        )
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from error
    return True


def picture_command() -> list[str] | None:
    """The program of this desktop that takes a picture; None = none is installed."""
    if os.environ.get("WAYLAND_DISPLAY") and shutil.which("wl-copy"):
        return ["wl-copy", "--type", "image/png"]
    if os.environ.get("DISPLAY") and shutil.which("xclip"):
        return ["xclip", "-selection", "clipboard", "-t", "image/png", "-i"]
    return None
