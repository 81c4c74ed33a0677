"""A screen for the tests that open windows, and a window that reports what Tk would swallow."""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from resonance import pipeline
from screens import virtual_screen, window_manager

if TYPE_CHECKING:
    import ttkbootstrap


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A screen with a window manager: the one there is, else a virtual one that lives as long as the test run."""
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY"):
        yield
        return
    for program in ("Xvfb", "openbox"):
        if shutil.which(program) is None:
            pytest.skip(f"no display, and {program} is not installed; `python dev.py test` installs it or says how")
    with virtual_screen() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", name)
        with window_manager(tmp_path_factory.mktemp("openbox")):
            yield


@pytest.fixture(autouse=True)
def patient_end(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a pipeline that ends well says so. Tests of the limits ask for the real ones."""
    if request.node.get_closest_marker("real_limits") is None:
        for part in ("STOP_CAPTURE_S", "STOP_ENGINE_S", "STOP_S"):
            monkeypatch.setattr(pipeline, part, 20 * getattr(pipeline, part))


@pytest.fixture
def tk_root(display: None) -> Iterator[ttkbootstrap.App]:
    """The program's kind of root window. An exception in a Tk callback, which Tk would only print, fails the test."""
    tkinter = pytest.importorskip("tkinter", reason="this Python has no tkinter")
    import ttkbootstrap

    errors: list[str] = []

    def collect(_kind: object, error: BaseException, _trace: object) -> None:
        errors.append("".join(traceback.format_exception(error)))

    from resonance.ui.garbage import TkGarbage

    with TkGarbage():  # as in the program
        root = ttkbootstrap.App(theme="bootstrap-dark")
        root.report_callback_exception = collect
        yield root
        with suppress(tkinter.TclError):  # the test has destroyed it
            root.destroy()
    assert not errors, "exceptions in Tk callbacks:\n" + "\n".join(errors)
