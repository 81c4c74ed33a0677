"""The local API follows the settings, and never disturbs the meter."""

from __future__ import annotations

import socket
import stat
import sys
import threading
from pathlib import Path

import pytest
from api_bench import Bench, Reader, free_port

from resonance import settings_file
from resonance.api import control, token
from resonance.api.addresses import addresses_outside
from resonance.settings import Settings

THREADS = {"api", "api control"}


def api_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & THREADS


def test_off_by_default(tmp_path: Path) -> None:
    """No thread, no port, no token."""
    bench = Bench(tmp_path)
    bench.settings = Settings()
    actions = control.Actions(lambda: None, lambda on: None, lambda: False)
    api = control.LocalApi(lambda: None, lambda: None, bench.health, bench.settings, tmp_path, None, actions)
    assert not api_threads()
    assert api.status == control.ApiStatus()
    assert api.stop()
    assert list(tmp_path.iterdir()) == []


def test_switched_off_and_on(bench: Bench) -> None:
    """Without a restart; what was open is closed."""
    reader = Reader(bench)
    bench.change(api_enabled=False)
    bench.wait_for(lambda: not bench.api.status.addresses)
    assert reader.has_ended()
    reader.close()
    with pytest.raises(ConnectionRefusedError):
        bench.connect()
    bench.change(api_enabled=True)
    bench.wait_for(lambda: bench.api.status.addresses)
    assert bench.ask("/api/v1/health").status == 200


def test_another_port(bench: Bench) -> None:
    """The server moves there, and the addresses say so."""
    bench.change(api_port=free_port())
    bench.wait_for(lambda: f":{bench.port}/" in "".join(each.url for each in bench.api.status.addresses))
    assert bench.ask("/api/v1/health").status == 200


def test_port_that_somebody_has(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is said once, in the footer and in the settings; when it is free, it is taken without being asked."""
    monkeypatch.setattr(control, "RETRY_S", 0.05)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bench.change(api_port=other.getsockname()[1])
        bench.wait_for(lambda: bench.api.status.problem)
        assert str(bench.port) in bench.api.status.problem
        assert bench.health.notices.get().text == bench.api.status.problem
    bench.wait_for(lambda: bench.api.status.addresses)
    assert bench.health.notices.empty()
    assert bench.ask("/api/v1/health").status == 200


def test_only_this_computer_unless_asked_for_more(bench: Bench) -> None:
    """The port is not open on any other address; with the second switch it is, and addresses for others have a key."""
    running = bench.api._server
    assert running is not None
    assert running.server_address[0] == "127.0.0.1"
    bench.change(api_network=True)
    bench.wait_for(lambda: bench.api._server is not None and bench.api._server.server_address[0] == "0.0.0.0")
    bench.wait_for(lambda: bench.api.status.addresses)
    outside = [each.url for each in bench.api.status.addresses if each.is_network]
    assert all("?key=" in url and bench.token not in url for url in outside)


def test_no_key_no_address_for_others() -> None:
    """Nobody is sent where he is not let in."""
    assert addresses_outside(8217, "") == ()


def test_end_leaves_no_thread(bench: Bench) -> None:
    """Whoever still listens: the program ends in time."""
    readers = [Reader(bench) for _ in range(3)]
    half = bench.connect()
    half.sendall(b"GET /")
    bench.close()
    assert not api_threads()
    for reader in readers:
        assert reader.has_ended()
        reader.close()
    half.close()


def test_fault_while_telling(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Costs that state; the next one is told."""
    monkeypatch.setattr(control, "RETRY_S", 0.05)
    reader = Reader(bench)
    reader.next("snapshot")
    good = bench.snapshot
    bench.snapshot = object()  # type: ignore[assignment]
    bench.wait_for(lambda: bench.ask("/api/v1/live").status == 500)
    bench.snapshot = None
    assert reader.next("snapshot").data["encounter"] is None
    bench.snapshot = good
    assert reader.next("snapshot").data["encounter"] is not None
    reader.close()


def test_profile_of_a_stranger(tmp_path: Path) -> None:
    """Lets nobody look in, whatever is in it; the port is taken over."""
    open_to_all = Settings(api_enabled=True, api_network=True, api_port=9_999)
    settings_file.export_profile(tmp_path / "profile.json", open_to_all)
    settings_file.save(tmp_path / "settings.json", open_to_all)
    for name in ("profile.json", "settings.json"):
        taken, problems = settings_file.import_profile(tmp_path / name, Settings())
        assert (taken.api_enabled, taken.api_network, taken.api_port, problems) == (False, False, 9_999, [])


def test_client_from_the_network_needs_the_key(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Knowing the address is not enough there; the key shows, and commands nothing."""
    running = bench.api._server
    assert running is not None
    key = running.site.view_key
    monkeypatch.setattr("resonance.api.guard.is_loopback", lambda address: False)
    assert bench.ask("/api/v1/live").status == 401
    assert bench.ask("/overlay/meter.html").status == 401
    assert bench.ask(f"/api/v1/live?key={key[:-1]}x").status == 401
    assert bench.ask(f"/api/v1/live?key={key}").status == 200
    assert bench.ask(f"/api/v1/encounters?limit=1&key={key}").status == 200
    assert bench.ask(f"/api/v1/reset?key={key}", "POST").status == 401
    assert bench.post("reset").status == 202


# The token


def test_token_is_kept(tmp_path: Path) -> None:
    """Made once, long, and the same at the next start; another user has another."""
    made = token.load(tmp_path)
    assert len(made) == 43
    assert token.load(tmp_path) == made
    assert token.load(tmp_path / "other") != made


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are of Unix")
def test_token_is_for_this_user_alone(tmp_path: Path) -> None:
    """Also if the file was opened to others meanwhile."""
    token.load(tmp_path)
    path = tmp_path / token.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    token.load(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 43, b"a b" * 20])
def test_damaged_token(tmp_path: Path, content: bytes) -> None:
    """Is replaced: a short one could be guessed."""
    (tmp_path / token.FILE).write_bytes(content)
    made = token.load(tmp_path)
    assert len(made) == 43
    assert token.load(tmp_path) == made


def test_token_that_cannot_be_kept(tmp_path: Path) -> None:
    """Nothing can be commanded, and everything else works."""
    (tmp_path / token.FILE).mkdir()
    bench = Bench(tmp_path)
    bench.open()
    assert bench.token == ""
    assert bench.post("reset", token="").status == 401
    assert bench.ask("/api/v1/health").status == 200
    bench.close()


def test_view_key_tells_nothing_of_the_token() -> None:
    """It stands in addresses; the token never does."""
    assert token.view_key("a" * 43) != token.view_key("b" * 43)
    assert token.view_key("a" * 43) not in "a" * 43
