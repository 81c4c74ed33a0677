"""The local API in the windows: its addresses in the settings, and its commands on the Tk thread."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ttkbootstrap
from option_desk import Desk
from shell_bench import Bench

from helpers import PATIENCE_S, wait_until
from resonance.api import status as api
from resonance.api.addresses import addresses_here
from resonance.engine_commands import Pause, Reset
from resonance.settings import META, Settings
from resonance.ui.options.addresses import AddressBoard
from resonance.ui.options.editors import Task


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tk_root, tmp_path, Settings(welcomed=True, api_enabled=True, api_port=free_port()))
    bench.open()
    bench.wait(lambda: bench.shell.services.streaming.status().addresses)
    yield bench
    bench.close()


def ask(bench: Bench, command: str, body: str = "") -> None:
    """As another program does."""
    token = bench.shell.services.streaming.status().token
    lines = [f"POST /api/v1/{command} HTTP/1.1", f"Host: 127.0.0.1:{bench.settings.api_port}"]
    lines += [f"Authorization: Bearer {token}", f"Content-Length: {len(body)}", "Content-Type: application/json"]
    with socket.create_connection(("127.0.0.1", bench.settings.api_port), timeout=PATIENCE_S) as connection:
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        assert b" 202 " in connection.recv(100)


def test_commands_of_other_programs(bench: Bench) -> None:
    """The meter is reset and paused as by its own buttons, and its picture says so."""
    ask(bench, "reset")
    ask(bench, "pause", '{"on": true}')
    bench.wait(lambda: bench.pipeline.commands[-2:] == [Reset(), Pause(True)])
    bench.wait(lambda: bench.shell.meter.state.paused)
    ask(bench, "pause", '{"on": true}')
    ask(bench, "pause", '{"on": false}')
    bench.wait(lambda: bench.pipeline.commands[-1] == Pause(False))
    assert bench.pipeline.commands.count(Pause(True)) == 1


def test_switched_off_in_the_settings(bench: Bench) -> None:
    """At once, and on again."""
    bench.change(api_enabled=False)
    bench.wait(lambda: not bench.shell.services.streaming.status().addresses)
    bench.change(api_enabled=True)
    bench.wait(lambda: bench.shell.services.streaming.status().addresses)


def test_reset_of_all_settings(bench: Bench) -> None:
    """Switches it off, as everything goes back to how it was."""
    bench.change(api_network=True)
    bench.preferences.reset_all()
    bench.wait(lambda: not bench.shell.services.streaming.status().addresses)
    assert not bench.preferences.settings.api_network


# The settings window


class Board:
    """The addresses in the settings window, with a server that is as a test says."""

    def __init__(self, root: ttkbootstrap.App, folder: Path) -> None:
        self.status = api.ApiStatus()
        self.desk = Desk(root, folder)
        self.desk.host = replace(self.desk.host, api_status=lambda: self.status)
        look = self.desk.open().look
        task = Task("api_enabled", META["api_enabled"], look, self.desk.preferences, self.desk.host, lambda words: None)
        self.board = AddressBoard(self.desk.window, task)

    def words(self) -> str:
        labels = [child for child in self.board._list.winfo_children() if child.winfo_class() == "TLabel"]
        return "\n".join(str(label.cget("text")) for label in labels)


@pytest.fixture
def board(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Board]:
    board = Board(tk_root, tmp_path)
    yield board
    board.board.frame.destroy()
    board.desk.options.close()


def test_addresses_appear_with_the_server(tk_root: ttkbootstrap.App, board: Board) -> None:
    """Each can be copied; the token is copied too, and never shown."""
    assert board.board.copies == {}
    board.status = api.ApiStatus(addresses_here(8217), "secret-token")
    wait_until(lambda: board.board.copies, pump=tk_root.update)
    assert "http://127.0.0.1:8217/overlay/meter.html" in board.words()
    assert "secret-token" not in board.words()
    board.board.copies["http://127.0.0.1:8217/overlay/boss.html"].invoke()
    assert tk_root.clipboard_get() == "http://127.0.0.1:8217/overlay/boss.html"
    board.board.copies["secret-token"].invoke()
    assert tk_root.clipboard_get() == "secret-token"


def test_problem_takes_the_place_of_addresses(tk_root: ttkbootstrap.App, board: Board) -> None:
    """Such as a port that somebody has."""
    board.status = api.ApiStatus(problem="The port is taken.")
    wait_until(lambda: "The port is taken." in board.words(), pump=tk_root.update)
    assert board.board.copies == {}


def test_switch(tk_root: ttkbootstrap.App, board: Board) -> None:
    """Is the setting."""
    board.board.switch.invoke()
    assert board.desk.preferences.settings.api_enabled
