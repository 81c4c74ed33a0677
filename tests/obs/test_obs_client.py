"""One connection: logging in, asking, hearing; and every way the other side may misbehave."""

from __future__ import annotations

import json
import logging
import socket
import threading

import pytest

from obs_stand_in import CHALLENGE, SALT, ObsServer, obs_server
from resonance import outbound
from resonance.obs import client as client_module
from resonance.obs import wire
from resonance.obs.client import Client, Lost
from resonance.obs.wire import Event, ObsError

PASSWORD = "correct horse"


def connected(server: ObsServer, password: str = "", heard: list[Event] | None = None) -> Client:
    return Client("127.0.0.1", server.port, password, (heard if heard is not None else []).append)


def test_answer_to_the_challenge_is_the_one_of_the_protocol() -> None:
    """Base64 of SHA-256 of (base64 of SHA-256 of password and salt) and challenge."""
    assert wire.authentication("supersecretpassword", "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=", "+IxH4CnC") == (
        "HMr81WQDjDm8rmHBTbEDGyzSG8J88DDT2wCvEuXIk6g="
    )


def test_logs_in_with_the_password_and_asks() -> None:
    """A server with a password answers who knows it."""
    with obs_server(PASSWORD) as server:
        client = connected(server, PASSWORD)
        assert client.request("GetVersion")["obsVersion"] == "29.0.2"
        assert client.version == "5.1.0"
        client.close()


@pytest.mark.parametrize("password", ["wrong", ""])
def test_wrong_or_missing_password_is_said(password: str) -> None:
    """The user reads what to do, and the code tells the link not to try every second."""
    with obs_server(PASSWORD) as server, pytest.raises(ObsError, match="password") as caught:
        connected(server, password)
    assert caught.value.code == wire.AUTHENTICATION_FAILED


def test_nobody_listens() -> None:
    """A sentence names the address and the reason."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(ObsError, match=f"127.0.0.1:{port} cannot be reached"):
            Client("127.0.0.1", port, "")


@pytest.mark.parametrize(
    "hello",
    [
        "no JSON",
        "[]",
        '{"op": true, "d": {}}',
        '{"op": 0, "d": []}',
        "[" * 100_000,
        '{"op": 0, "d": {"rpcVersion": "1"}}',
        '{"op": 0, "d": {"rpcVersion": null}}',
        '{"op": 0, "d": {"authentication": {"salt": "\\ud800", "challenge": "x"}}}',
        '{"op": 0, "d": {"authentication": {"salt": "x"}}}',
    ],
)
def test_other_side_is_no_obs(hello: str) -> None:
    """Whatever it says, the end is a sentence."""
    with obs_server() as server:
        server.hello = hello
        with pytest.raises(ObsError, match="does not speak like OBS"):
            connected(server, PASSWORD)


def test_other_side_talks_before_it_is_asked() -> None:
    """As a server of another protocol does: the end is a sentence of one short line."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as peer:
                peer.sendall(b"\x00\xff\xfeSSH-2.0 garbage\n" * 50)
                peer.recv(4096)

        greeting = threading.Thread(target=greet, daemon=True)
        greeting.start()
        with pytest.raises(ObsError, match="cannot be reached") as caught:
            Client("127.0.0.1", server.getsockname()[1], "")
        greeting.join()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("value", "read"), [("/a.mkv", "/a.mkv"), ("", None), (None, None), (["/a.mkv"], None), ("/\ud800.mkv", None)]
)
def test_text_that_no_file_can_hold_is_none(value: object, read: str | None) -> None:
    """JSON may have half a character, which neither the database nor a path can."""
    assert wire.text_of({"outputPath": value}, "outputPath") == read


@pytest.mark.parametrize(
    ("value", "read"), [(5_000, 5_000), (1.5, 1), (-1, 0), (True, 0), (float("nan"), 0), (2**52, 0), (None, 0)]
)
def test_length_that_no_video_can_have_is_none(value: object, read: int) -> None:
    """It would begin in a year that no calendar has."""
    assert wire.number_of({"outputDuration": value}, "outputDuration") == read


def test_long_refusal_is_cut() -> None:
    """The window has room for a line or two, whatever the other side writes."""
    status = {"result": False, "code": 500, "comment": "no\n" * 100_000}
    with pytest.raises(ObsError) as caught:
        wire.answer("StartRecord", {"requestStatus": status})
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


def test_no_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request without an answer ends by itself, and the next one is not answered by its late answer."""
    with obs_server() as server:
        client = connected(server)
        server.is_silent = True
        with monkeypatch.context() as impatient:
            impatient.setattr(client_module, "ANSWER_S", 0.1)
            with pytest.raises(ObsError, match="does not answer"):
                client.request("GetVersion")
        server.is_silent, server.is_late = False, True
        assert client.request("GetRecordStatus")["outputActive"] is False
        client.close()


def test_refusal_keeps_its_code_and_needs_no_comment() -> None:
    """OBS sends 501 with a code alone."""
    with obs_server() as server:
        client = connected(server)
        with pytest.raises(ObsError, match="StopRecord") as caught:
            client.request("StopRecord")
        assert caught.value.code == wire.Code.NOT_RUNNING
        client.close()


def test_connection_dies_without_a_word() -> None:
    """What OBS does when it is killed is a lost connection, not a hang."""
    with obs_server() as server:
        client = connected(server)
        server.drop()
        with pytest.raises(Lost):
            client.request("GetVersion")
        client.close()


def test_events_are_heard_while_an_answer_is_awaited() -> None:
    """None is lost, and they come in their order."""
    heard: list[Event] = []
    with obs_server() as server:
        client = connected(server, heard=heard)
        client.request("StartRecord")
        assert [each.data["outputState"][21:] for each in heard] == ["STARTING", "STARTED"]
        assert heard[0].data["outputPath"] is None
        client.close()


def test_event_of_before_is_not_what_is_awaited() -> None:
    """Only what comes after the request counts as its success."""
    with obs_server() as server:
        client = connected(server)
        server.emit("ReplayBufferSaved", savedReplayPath="/old.mkv")
        client.request("GetVersion")
        found = client.wait_for(
            lambda event: event.kind == "ReplayBufferSaved", 0.2, lambda: client.request("GetVersion")
        )
        assert not found
        client.close()


def test_password_and_answer_are_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """Also when the user has everything logged, frames of the library included."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("websockets").setLevel(logging.DEBUG)
    with obs_server(PASSWORD) as server:
        client = connected(server, PASSWORD)
        client.request("GetVersion")
        client.close()
    answer = wire.authentication(PASSWORD, SALT, CHALLENGE)
    own = [each.getMessage() for each in caplog.records if not each.name.startswith("websockets.server")]
    assert not [each for each in own if PASSWORD in each or answer in each]


def test_what_is_sent_is_counted() -> None:
    """Diagnostics can tell to whom something went, and how much."""
    outbound.forget()
    with obs_server() as server:
        client = connected(server)
        client.request("GetVersion")
        client.close()
        (sent,) = outbound.sent()
        assert (sent.kind, sent.peer, sent.messages) == ("obs", f"127.0.0.1:{server.port}", 2)
        assert sent.bytes > len(json.dumps({"op": 1}))
