"""What several tests need and no fixture can give."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAUSE_S = 0.01


def wait_until(
    condition: Callable[[], object], timeout: float = 10.0, pump: Callable[[], object] | None = None
) -> None:
    """Come back as soon as the condition holds; AssertionError when it still does not after `timeout` seconds.

    `pump` is called before every look: `root.update` lets a window live while a test waits for it.
    """
    deadline = time.monotonic() + timeout
    while True:
        if pump is not None:
            pump()
        if condition():
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"still not so after {timeout:g} s: {condition}")
        time.sleep(PAUSE_S)


def shared_capture(name: str) -> Path:
    """A recording that is too big, or too private, for the repository; skips the test where it is not at hand.

    Looked for in the folder that RESONANCE_CAPTURES names, else in `shared/captures` beside the checkout.
    """
    folder = Path(os.environ.get("RESONANCE_CAPTURES") or ROOT.parent / "shared" / "captures")
    if not (folder / name).is_file():
        pytest.skip(f"no recording {name} in {folder}; RESONANCE_CAPTURES can name another folder")
    return folder / name
