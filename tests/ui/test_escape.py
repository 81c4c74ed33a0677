"""Escape at the meter over a game that has the keyboard, pressed as a user does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ttkbootstrap
from shell_bench import Bench

from helpers import wait_until
from resonance.ui.desktop.x11 import X11Desktop
from ui.desktop.x11_client import OtherProgram, needs_linux, needs_xdotool, other_program, xdotool

pytestmark = [needs_linux, needs_xdotool]


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """On the real desktop."""
    monkeypatch.setattr("resonance.ui.poll.TURN_MS", 20)
    bench = Bench(tk_root, tmp_path)
    desktop: Any = X11Desktop(tk_root)
    bench.desktop = desktop
    bench.open()
    yield bench
    bench.close()


def test_escape_over_a_game(bench: Bench, tmp_path: Path) -> None:
    """One step back while the pointer is on the meter; the game's at the first place, and when the pointer is away."""

    def is_deeper() -> bool:
        return bench.hand.has_spot("back")

    with other_program(tmp_path) as game:
        point_at(bench, is_over=True)
        bench.hand.click_words("Momoko")
        bench.turn()
        xdotool("key", "Escape")
        bench.wait(lambda: not is_deeper())
        bench.turn()
        assert escapes(game) == 0
        xdotool("key", "Escape")
        wait_until(lambda: escapes(game) == 1, pump=bench.root.update)
        bench.hand.click_words("Momoko")
        bench.turn()
        point_at(bench, is_over=False)
        xdotool("key", "Escape")
        wait_until(lambda: escapes(game) == 2, pump=bench.root.update)
        assert is_deeper()
    assert bench.desktop.asked.empty()


def point_at(bench: Bench, *, is_over: bool) -> None:
    sheet = bench.hand.sheet
    over = sheet.winfo_rootx() + sheet.winfo_width() // 2, sheet.winfo_rooty() + sheet.winfo_height() // 2
    x, y = over if is_over else (10, 10)
    xdotool("mousemove", str(x), str(y))
    bench.wait(lambda: sheet.winfo_pointerxy() == (x, y))
    bench.turn()


def escapes(game: OtherProgram) -> int:
    """How many of them the game has heard."""
    return game.heard().count("KeyPress Escape")
