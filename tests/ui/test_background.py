"""Questions asked on a thread of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest
import ttkbootstrap

from helpers import wait_until
from resonance.ui.background import Background


@pytest.fixture
def background(tk_root: ttkbootstrap.App) -> Iterator[Background]:
    tk_root.withdraw()
    made = Background(tk_root)
    yield made
    made.close()


def refuse(answer: object) -> NoReturn:
    raise RuntimeError(f"no use for {answer}")


def test_answer_that_its_listener_cannot_take(
    tk_root: ttkbootstrap.App, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tk reports what was raised, and whoever asked something else hears the answer, without another question."""
    reported: list[object] = []
    monkeypatch.setattr(tk_root, "report_callback_exception", lambda kind, error, trace: reported.append(str(error)))
    heard: list[object] = []
    background.ask("one", lambda: 1, refuse, refuse)
    background.ask("two", lambda: 1 // 0, refuse, refuse)
    background.ask("three", lambda: 3, heard.append, refuse)
    wait_until(lambda: heard, pump=tk_root.update)
    assert heard == [3]
    assert len(reported) == 2
    assert reported[0] == "no use for 1"


def test_newer_question_about_the_same(tk_root: ttkbootstrap.App, background: Background) -> None:
    """Nobody hears the older one's answer."""
    heard: list[int] = []
    background.ask("fight", lambda: 1, heard.append, refuse)
    background.ask("fight", lambda: 2, heard.append, refuse)
    wait_until(lambda: heard, pump=tk_root.update)
    assert heard == [2]
