"""The thread behind hotkeys and tray, over a stand-in: questions, answers and bugs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from windows_fakes import WINDOW, World, fake_api

from helpers import PATIENCE_S
from resonance.ui.desktop import windows_loop
from resonance.ui.desktop.windows_loop import MessageLoop

SOME_MESSAGE = 0x0400


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def loop(world: World) -> Iterator[MessageLoop]:
    loop = MessageLoop(fake_api(world), 0, lambda: None)
    loop.start()
    yield loop
    assert loop.close()


def test_answer(loop: MessageLoop) -> None:
    """It is given by the loop's thread, which knows the window."""
    assert loop.ask(lambda window: (window, threading.current_thread().name)) == (WINDOW, "desktop")


def test_question_that_fails(loop: MessageLoop) -> None:
    """It fails where it was asked, and the next one is answered."""
    with pytest.raises(ZeroDivisionError):
        loop.ask(lambda window: window // 0)
    assert loop.ask(lambda window: window) == WINDOW


def test_question_that_cannot_be_posted(loop: MessageLoop, world: World) -> None:
    """The error names the call."""
    world.fail.add("PostMessageW")
    with pytest.raises(OSError, match="PostMessageW"):
        loop.ask(lambda window: window)
    world.fail.clear()


def test_answer_that_does_not_come_in_time(loop: MessageLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The asker goes on after a while, and a question that nobody waits for is not acted on later."""
    hanging, go_on = threading.Event(), threading.Event()
    acted: list[int] = []

    def hang(_window: int, _wparam: int, _lparam: int) -> None:
        hanging.set()
        go_on.wait(PATIENCE_S)

    loop.handlers[SOME_MESSAGE] = hang
    loop.ask(lambda window: loop._api.user32.PostMessageW(window, SOME_MESSAGE, 0, 0))
    assert hanging.wait(PATIENCE_S)
    with monkeypatch.context() as impatient:
        impatient.setattr(windows_loop, "PATIENCE_S", 0.05)
        with pytest.raises(TimeoutError):
            loop.ask(acted.append)
    go_on.set()
    assert loop.ask(lambda window: window) == WINDOW
    assert not acted


def test_bug_in_a_handler(loop: MessageLoop, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's hook hears of it, which logs it and tells the user, and the loop goes on."""
    heard: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: heard.append(told.exc_type))
    loop.handlers[SOME_MESSAGE] = lambda window, _wparam, _lparam: window // 0
    loop.ask(lambda window: loop._api.user32.PostMessageW(window, SOME_MESSAGE, 0, 0))
    assert loop.ask(lambda window: window) == WINDOW
    assert heard == [ZeroDivisionError]


def test_question_after_the_end(world: World) -> None:
    """It fails at once instead of waiting."""
    loop = MessageLoop(fake_api(world), 0, lambda: None)
    loop.start()
    assert loop.close()
    with pytest.raises(OSError, match="ended"):
        loop.ask(lambda window: window)


def test_closed_before_it_was_started(world: World) -> None:
    """There is nothing to end."""
    assert MessageLoop(fake_api(world), 0, lambda: None).close()
