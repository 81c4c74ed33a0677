"""Windows' lists of processes and connections, real or Wine's."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from resonance.capture import adapters, game_process, windows_processes
from resonance.doctor import gathering
from resonance.doctor.facts import DriverState
from resonance.paths import Paths


def test_this_process_is_in_the_list(windows: None) -> None:
    """By its id, with the name of its file."""
    assert windows_processes.names()[os.getpid()].lower() == Path(sys.executable).name.lower()


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_both_ends_of_a_connection_are_listed(family: socket.AddressFamily, address: str, windows: None) -> None:
    """With their ports, each once."""
    try:
        server = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip(f"no {address} here")
    with server, socket.create_connection(server.getsockname()[:2]) as client:
        ports = [port for _process, port in windows_processes.tcp_ports()]
        assert ports.count(client.getsockname()[1]) == ports.count(server.getsockname()[1]) == 1


def test_ports_of_the_game(windows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this Python were the game, its connection would be preferred."""
    monkeypatch.setattr(game_process, "PROGRAMS", frozenset({Path(sys.executable).stem.lower()}))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        port = client.getsockname()[1]
        if (0, port) in windows_processes.tcp_ports():
            pytest.skip("Wine does not tell whose connections they are")
        assert port in game_process.ports()


def test_adapters_that_are_up(windows: None) -> None:
    """With their names and what they are; loopback left out."""
    found = adapters.names()
    assert found
    assert all(name.endswith(")") and " (" in name for name in found)
    assert not any("loopback" in name.lower() for name in found)


def test_facts_for_the_doctor(windows: None, tmp_path: Path) -> None:
    """Everything that only Windows can tell comes to an answer."""
    found = gathering.computer(Paths(tmp_path, tmp_path, False))
    assert found.system == "win32"
    assert found.has_rights is not None
    assert found.driver is not DriverState.NONE
    assert found.driver_files
    assert found.game_runs is False
    assert found.free_bytes
