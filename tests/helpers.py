"""What several tests need and no fixture can give."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAUSE_S = 0.01

PATIENCE_S = 60.0
"""No test waits this long unless something is broken, however slow or busy the machine is."""

IN_VAIN_S = 5.0
MOST_IN_VAIN = 5
"""After so many waits in vain the run has failed; hundreds more are not waited for as long, or it would take hours."""

_in_vain: list[str] = []


def wait_until(
    condition: Callable[[], object], timeout: float = PATIENCE_S, pump: Callable[[], object] | None = None
) -> None:
    """Come back as soon as the condition holds; AssertionError when it still does not after `timeout` seconds.

    `pump` is called before every look: `root.update` lets a window live while a test waits for it.
    """
    if len(_in_vain) >= MOST_IN_VAIN:
        timeout = min(timeout, IN_VAIN_S)
    deadline = time.monotonic() + timeout
    while True:
        if pump is not None:
            pump()
        if condition():
            return
        if time.monotonic() > deadline:
            _in_vain.append(str(condition))
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
