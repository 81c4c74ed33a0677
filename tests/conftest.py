"""What tests everywhere need: a screen, a window that reports what Tk would swallow, commands, and words put back."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import traceback
from collections.abc import Generator, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

import command_line
from helpers import PATIENCE_S
from resonance import formats, names, pipeline, texts
from resonance.obs import client, link
from screens import virtual_screen, window_manager

if TYPE_CHECKING:
    import ttkbootstrap

# How long an example takes is no matter: it depends on the machine, and on what else that one does.
hypothesis_settings.register_profile("new", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples everywhere, so that a run that fails does so on every machine, and for a change that was made.
hypothesis_settings.register_profile("default", hypothesis_settings.get_profile("new"), derandomize=True)
hypothesis_settings.load_profile("default")


def pytest_collection_finish() -> None:
    """What there is now stays until the end: it need not be looked through after each test of a window."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """What a test leaves of its windows dies here.

    The collector runs in whatever thread happens to allocate. On another one than Tk's, pictures and variables wait for
    a main loop in vain, and the last of an interpreter ends the process: in the middle of a later test. A test that
    failed keeps its windows alive through what Python remembers of the error, until the next test begins.
    """
    done = yield
    if "display" in getattr(item, "fixturenames", ()):
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)
        gc.collect()
        gc.enable()
    return done


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


@pytest.fixture(autouse=True)
def patient_obs(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, an OBS that answers is heard."""
    monkeypatch.setattr(client, "OPEN_S", PATIENCE_S)
    monkeypatch.setattr(client, "ANSWER_S", PATIENCE_S)
    monkeypatch.setattr(client, "SEND_S", PATIENCE_S)
    monkeypatch.setattr(link, "TEST_S", PATIENCE_S)


@pytest.fixture(autouse=True)
def usual_words() -> Iterator[None]:
    """Language and style of numbers are those of the whole process: no test leaves others behind."""
    yield
    texts.use("en")
    formats.use_style("short")


@pytest.fixture
def fresh_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of hidden players, as at the start of the program: nobody has been numbered."""
    monkeypatch.setattr(names, "_numbers", {})


@pytest.fixture
def command(tmp_path: Path) -> command_line.Run:
    """Runs `python -m resonance ...` with a home of its own and no display."""
    return partial(command_line.run, tmp_path / "home")


@pytest.fixture
def dungeon(command: command_line.Run, tmp_path: Path) -> Path:
    """A recording of a made-up dungeon."""
    path = tmp_path / "dungeon.pcap"
    command("simulate", "dungeon", "--out", path)
    return path


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
    gc.disable()  # until this root has died, too
    assert not errors, "exceptions in Tk callbacks:\n" + "\n".join(errors)
