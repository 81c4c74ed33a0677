"""The WinDivert source: what it asks of pydivert, pydivert's own Windows code over a stand-in driver, and, on Linux,
the real eBPF backend."""

from __future__ import annotations

import ast
import ctypes
import logging
import queue
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from reading import WAIT_S, Reader

from helpers import wait_until
from resonance import texts
from resonance.capture import driver_clock, windivert
from resonance.capture.source import CaptureError
from resonance.capture.windivert import WinDivert
from resonance.capture.windivert_errors import OPEN_ERRORS
from resonance.protocol.packet import LinkType, RawPacket

pydivert = pytest.importorskip("pydivert", reason="pydivert is not installed")

ERROR_NO_DATA = 232
INVALID_HANDLE = 2**64 - 1
PACKET = b"\x45\0\0\x2c" + b"\0" * 36 + b"game"


# --- what is asked of pydivert ---------------------------------------------------------------------------------------


class OnlyListening:
    """A stand-in for pydivert.Divert that knows the calls of a listener, and no other."""

    made: ClassVar[list[OnlyListening]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.arguments, self.options = arguments, options
        self.parameters: dict[str, int] = {}
        self.calls: list[str] = []
        self._impl = SimpleNamespace(
            _handle=7, _is_open=False, shutdown=lambda how: self.calls.append(f"shutdown{how}")
        )
        self.made.append(self)

    @staticmethod
    def check_filter(text: str) -> tuple[bool, int, str]:
        return True, 0, ""

    def open(self) -> None:
        self.calls.append("open")

    def recv(self) -> SimpleNamespace:
        self.calls.append("recv")
        return SimpleNamespace(raw=memoryview(PACKET), timestamp=driver_clock.performance_counter()[0])

    def set_param(self, parameter: Any, value: int) -> None:
        self.parameters[parameter.name] = value

    def close(self) -> None:
        self.calls.append("close")


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> type[OnlyListening]:
    monkeypatch.setattr(pydivert, "Divert", OnlyListening)
    monkeypatch.setattr(OnlyListening, "made", [])
    monkeypatch.setattr(windivert, "ON_WINDOWS", False)  # so that the stand-in's own shutdown is called
    monkeypatch.setattr(windivert.driver_files, "use", lambda: None)
    return OnlyListening


def test_driver_is_opened_to_sniff_only(listening: type[OnlyListening]) -> None:
    """Sniff mode and receive-only, exactly: packets are copied, never held back, and the handle cannot send."""
    source = WinDivert()
    source.read()
    source.close()
    (divert,) = listening.made
    assert divert.arguments == ("tcp and not loopback",)
    assert divert.options == {"flags": pydivert.Flag.SNIFF | pydivert.Flag.RECV_ONLY}
    assert int(divert.options["flags"]) == 1 | 4
    assert divert.calls == ["open", "recv", "shutdown1", "close"]


def test_queue_of_the_driver_is_widened(listening: type[OnlyListening]) -> None:
    """The driver may keep as much as WinDivert 2.2 allows, while Python is busy."""
    WinDivert().close()
    assert listening.made[0].parameters == {"QUEUE_LEN": 16_384, "QUEUE_SIZE": 33_554_432, "QUEUE_TIME": 4_000}


def test_one_interface_is_handed_on(listening: type[OnlyListening]) -> None:
    """The Linux backend is told which interface to listen to."""
    WinDivert("tcp", interface="lo").close()
    assert listening.made[0].arguments == ("tcp",)
    assert listening.made[0].options["interfaces"] == ["lo"]


def test_pydivert_does_not_log_every_packet(listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch) -> None:
    """A DEBUG root logger does not make pydivert format each packet."""
    monkeypatch.setattr(logging.getLogger("pydivert"), "level", logging.NOTSET)
    WinDivert().close()
    assert logging.getLogger("pydivert").level == logging.WARNING


def test_no_call_that_sends_or_changes_anything() -> None:
    """Nothing in the module sends, diverts, drops, installs or stops a service, or uses the faulty ways to receive."""
    tree = ast.parse(Path(windivert.__file__).read_text(encoding="utf-8"))
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    words |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    words |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    forbidden = ("send", "inject", "register", "unregister", "drop", "recv_", "service", "checksum")
    found = {word for word in words if word.startswith(forbidden) or "Send" in word or "SEND" in word}
    assert not found
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    receiving = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "recv"]
    assert [(call.args, call.keywords) for call in receiving] == [([], [])], "recv() must block: no timeout"


@pytest.mark.parametrize("text", [windivert.FILTER, "!loopback && ip && tcp"])
def test_filter_compiles(text: str) -> None:
    """pydivert's own compiler takes the filter; that needs no rights."""
    try:
        assert pydivert.Divert.check_filter(text)[0]
    except (ImportError, NotImplementedError) as error:
        pytest.skip(f"no filter compiler here: {error}")


def test_bad_filter_is_told_before_opening() -> None:
    """A wrong filter is named with the place of the mistake."""
    with pytest.raises(CaptureError, match="tcp and nonsense") as caught:
        WinDivert("tcp and nonsense")
    assert "position" in caught.value.reason


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing pydivert is a sentence for the user."""
    monkeypatch.setitem(sys.modules, "pydivert", None)
    with pytest.raises(CaptureError, match="could not be loaded"):
        WinDivert()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (TypeError("'str' object cannot be interpreted as an integer"), "WinDivert64.dll is missing"),
        (ImportError("libebpfdivert not found"), "libebpfdivert not found"),
    ],
)
def test_driver_library_that_cannot_be_loaded(
    failure: Exception, said: str, listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing DLL makes pydivert fail in its own error message; the user still reads what to do."""

    def fail(_text: str) -> None:
        raise failure

    monkeypatch.setattr(listening, "check_filter", staticmethod(fail))
    with pytest.raises(CaptureError, match="could not be loaded") as caught:
        WinDivert()
    assert said in caught.value.reason
    assert "Antivirus" in caught.value.advice


def test_driver_library_that_gives_no_verdict(listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error swallowed while the filter is checked is not taken for a bad filter."""
    monkeypatch.setattr(listening, "check_filter", staticmethod(lambda _text: (False, 0, "")))
    with pytest.raises(CaptureError, match="could not be loaded"):
        WinDivert()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (PermissionError(1, "Operation not permitted"), "sudo"),
        (OSError(95, "Operation not supported"), "raw socket"),
        (NotImplementedError("Layer NETWORK is not supported on this system."), "raw socket"),
    ],
)
def test_linux_backend_that_cannot_be_opened(
    failure: Exception, said: str, listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of Linux are not read as those of Windows."""

    def fail(_self: OnlyListening) -> None:
        raise failure

    monkeypatch.setattr(listening, "open", fail)
    with pytest.raises(CaptureError) as caught:
        WinDivert()
    assert said in caught.value.advice


# --- pydivert's Windows code over a stand-in driver ------------------------------------------------------------------


class Driver:
    """Stands in for WinDivert64.dll under pydivert's real Windows code: same functions, arguments and error codes."""

    def __init__(self) -> None:
        self.handle = 4242
        self.last_error = 0
        self.calls: list[str] = []
        self.records: queue.SimpleQueue[bytes | int] = (
            queue.SimpleQueue()
        )  # a packet; or an error code of a failed recv
        self.shut_down = threading.Event()
        self.receiving = threading.Event()
        self.closed_while_receiving = False
        self.parameter_result = 1

    def fail(self, code: int) -> int:
        self.last_error = code
        return 0

    def WinDivertOpen(self, filter_text: bytes, layer: int, priority: int, flags: int) -> int:
        self.calls.append(f"open {filter_text.decode()} {int(layer)} {priority} {int(flags)}")
        return self.handle

    def WinDivertRecv(self, _handle: int, buffer: Any, size: int, received: Any, address: Any) -> int:
        self.receiving.set()
        try:
            record = self.records.get(timeout=WAIT_S)
        except queue.Empty:
            record = 1460  # a timeout, so that a fault cannot hang the test
        self.receiving.clear()
        if isinstance(record, int):
            return self.fail(record)
        assert len(record) <= size
        ctypes.memmove(buffer, record, len(record))
        received._obj.value = len(record)
        address._obj.Timestamp = driver_clock.performance_counter()[0]
        return 1

    def WinDivertShutdown(self, _handle: int, how: int) -> int:
        self.calls.append(f"shutdown {how}")
        self.records.put(ERROR_NO_DATA)
        return 1

    def WinDivertClose(self, handle: int) -> int:
        self.calls.append("close")
        self.closed_while_receiving |= self.receiving.is_set()
        return 1 if handle == 4242 else self.fail(6)

    def WinDivertSetParam(self, _handle: int, _name: int, _value: int) -> int:
        return self.parameter_result or self.fail(87)

    def WinDivertHelperCompileFilter(self, *_arguments: Any) -> int:
        return 1


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    """pydivert believes to be on Windows, and its calls of the DLL end in the stand-in."""
    import pydivert.windivert  # noqa: F401
    from pydivert import windivert_dll

    fake = Driver()
    for name in (name for name in dir(Driver) if name.startswith("WinDivert")):
        monkeypatch.setattr(windivert_dll, name, windivert_dll.raise_on_error(getattr(fake, name)))
    monkeypatch.setattr(windivert_dll, "GetLastError", lambda: fake.last_error)
    monkeypatch.setattr(windivert_dll, "SetLastError", lambda code: setattr(fake, "last_error", code))
    monkeypatch.setattr(windivert_dll, "CreateEventW", lambda *_: 1)
    monkeypatch.setattr(windivert_dll, "CloseHandle", lambda _: 1)
    monkeypatch.setattr(sys.modules["pydivert.windivert"], "os", SimpleNamespace(name="nt"))
    monkeypatch.setattr(sys.modules["pydivert.core"], "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(windivert, "ON_WINDOWS", True)
    monkeypatch.setattr(windivert.driver_files, "use", lambda: None)
    monkeypatch.setattr(windivert.driver_service, "remove_stale", lambda: False)
    return fake


def test_windows_open_asks_the_driver_to_sniff(driver: Driver) -> None:
    """What arrives at the DLL: network layer, priority 0, sniff and receive-only."""
    source = WinDivert()
    source.close()
    assert driver.calls == ["open tcp and not loopback 0 0 5", "shutdown 1", "close"]


def test_windows_packets_come_with_ip_header_and_time(driver: Driver) -> None:
    """The bytes are the driver's, and the time stamp has become Unix time."""
    source = WinDivert()
    before_us = time.time_ns() // 1000
    driver.records.put(PACKET)
    packet = source.read()
    after_us = time.time_ns() // 1000
    assert packet is not None
    assert (packet.link, packet.data) == (LinkType.RAW, PACKET)
    assert before_us - 1_000_000 <= packet.at_us <= after_us + 1_000_000
    source.close()


@pytest.mark.parametrize("code", sorted(OPEN_ERRORS))
def test_windows_error_codes_have_their_own_words(code: int, driver: Driver) -> None:
    """Each known failure to open says what happened and what to do."""
    driver.handle, driver.last_error = INVALID_HANDLE, code
    with pytest.raises(CaptureError) as caught:
        WinDivert()
    assert caught.value.reason.startswith(OPEN_ERRORS[code][0])
    assert str(code) in caught.value.reason
    assert caught.value.advice == OPEN_ERRORS[code][1] != ""


def test_windows_without_administrator_rights(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is touched, neither files nor library; the user reads what is missing."""
    monkeypatch.setattr(windivert.elevation, "is_missing", lambda: True)
    monkeypatch.setattr(windivert.driver_files, "use", lambda: pytest.fail("the files were touched"))
    with pytest.raises(CaptureError, match="must run as administrator"):
        WinDivert()
    assert driver.calls == []


@pytest.mark.parametrize("code", windivert.FILE_IS_GONE)
def test_windows_entry_of_an_earlier_start(code: int, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows looks for the driver in a folder that is gone: with that entry removed it is found, and opened."""

    def remove() -> bool:
        driver.handle = 4242
        return True

    driver.handle, driver.last_error = INVALID_HANDLE, code
    monkeypatch.setattr(windivert.driver_service, "remove_stale", remove)
    WinDivert().close()
    assert driver.calls == ["open tcp and not loopback 0 0 5"] * 2 + ["shutdown 1", "close"]


def test_windows_error_code_in_another_language(driver: Driver) -> None:
    """What happened and what to do are words of the language that is spoken when it happens."""
    driver.handle, driver.last_error = INVALID_HANDLE, 5
    texts.use("ja")
    try:
        with pytest.raises(CaptureError) as caught:
            WinDivert()
        assert caught.value.reason.startswith(texts.say(OPEN_ERRORS[5][0]))
        assert caught.value.advice == texts.say(OPEN_ERRORS[5][1]) != OPEN_ERRORS[5][1]
    finally:
        texts.use("en")


def test_windows_error_codes_are_all_told_apart() -> None:
    """No two failures read alike, and the one that matters most says what to do."""
    assert len({reason for reason, _ in OPEN_ERRORS.values()}) == len(OPEN_ERRORS)
    assert {2, 3, 5, 87, 577, 654, 1058, 1060, 1275, 1753} <= OPEN_ERRORS.keys()
    assert "Run as administrator" in OPEN_ERRORS[5][1]


def test_windows_error_code_nobody_knows(driver: Driver) -> None:
    """An unknown code is shown, to be reported."""
    driver.handle, driver.last_error = INVALID_HANDLE, 1114
    with pytest.raises(CaptureError, match="1114"):
        WinDivert()


@pytest.mark.parametrize("handle", [INVALID_HANDLE, -1, None])
def test_windows_open_that_failed_without_a_code(handle: int, driver: Driver) -> None:
    """A failed open that pydivert takes for an open one is found by its handle."""
    driver.handle = handle
    with pytest.raises(CaptureError, match="gave no reason"):
        WinDivert()


def test_windows_parameter_that_is_refused(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    """Capture works with the driver's own queue, too; the log tells."""
    driver.parameter_result = 0
    WinDivert().close()
    assert "QUEUE_LEN" in caplog.text


def test_windows_empty_packets_end_the_reading(driver: Driver) -> None:
    """recv() that fails without an error code, again and again, is not taken for silence."""
    source = WinDivert()
    for _ in range(windivert._EMPTY_IN_A_ROW):
        driver.records.put(0)
    with pytest.raises(CaptureError, match="empty packets"):
        source.read()
    source.close()


def test_windows_empty_packets_now_and_then(driver: Driver) -> None:
    """Some empty packets are passed over, as long as real ones come."""
    source = WinDivert()
    for _ in range(3):
        for _ in range(windivert._EMPTY_IN_A_ROW - 1):
            driver.records.put(0)
        driver.records.put(PACKET)
    assert [source.read() is not None for _ in range(3)] == [True] * 3
    source.close()


def test_windows_driver_that_fails_while_reading(driver: Driver) -> None:
    """An error of recv() reaches the capture thread, with its code."""
    source = WinDivert()
    driver.records.put(995)
    with pytest.raises(CaptureError, match="995"):
        source.read()
    source.close()


def test_windows_close_ends_a_blocked_read(driver: Driver) -> None:
    """Shutdown first, and the handle is closed only when recv() has returned; read() gives None, for good."""
    source = WinDivert()
    reader = Reader(source)
    wait_until(driver.receiving.is_set)
    source.close()
    source.close()
    reader.join()
    assert reader.error is None
    assert driver.calls[1:] == ["shutdown 1", "close"]
    assert not driver.closed_while_receiving
    assert source.read() is None
    assert source.dropped() == 0


def test_windows_close_while_packets_keep_coming(driver: Driver) -> None:
    """A full queue does not keep read() from ending."""
    source = WinDivert()
    for _ in range(1000):
        driver.records.put(PACKET)
    reader = Reader(source)
    wait_until(lambda: bool(reader.packets))
    source.close()
    reader.join()
    assert reader.error is None


def test_windows_close_of_a_read_that_does_not_end(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """close() gives up after a while rather than free a buffer the driver writes to; a later close() succeeds."""
    monkeypatch.setattr(windivert, "_CLOSE_PATIENCE_S", 0.01)
    shut_down = sys.modules["pydivert.windivert_dll"].WinDivertShutdown
    monkeypatch.setattr(sys.modules["pydivert.windivert_dll"], "WinDivertShutdown", lambda *_: 1)
    source = WinDivert()
    reader = Reader(source)
    wait_until(driver.receiving.is_set)
    source.close()
    assert "close" not in driver.calls
    assert "left open" in caplog.text
    monkeypatch.setattr(sys.modules["pydivert.windivert_dll"], "WinDivertShutdown", shut_down)
    monkeypatch.setattr(windivert, "_CLOSE_PATIENCE_S", WAIT_S)
    source.close()
    reader.join()
    assert driver.calls[-1] == "close"


def test_windows_close_that_fails(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    """A handle that cannot be closed is logged, and no error leaves close()."""
    source = WinDivert()
    source._divert._impl._handle = 1
    source.close()
    assert "closing WinDivert failed" in caplog.text


# --- the real thing, on Linux ----------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening_socket:
        listening_socket.settimeout(WAIT_S)
        yield listening_socket


@pytest.fixture
def on_loopback() -> Iterator[Callable[[str], Reader]]:
    """Opens the source on the loopback interface; skips where eBPF is not to be had."""
    if sys.platform != "linux":
        pytest.skip("on Windows this needs the driver and administrator rights: not in a test")
    readers: list[Reader] = []

    def start(filter_text: str) -> Reader:
        try:
            source = WinDivert(filter_text, interface="lo")
        except CaptureError as error:
            pytest.skip(f"no eBPF capture here: {error.reason}")
        readers.append(Reader(source))
        return readers[-1]

    yield start
    for reader in readers:
        reader.source.close()
        reader.join()


def received_by_client(server: socket.socket, blob: bytes) -> bytes:
    """Send `blob` through a real connection and give back what arrived."""
    with socket.create_connection(server.getsockname(), WAIT_S) as client:
        connection, _ = server.accept()
        with connection:
            sender = threading.Thread(target=connection.sendall, args=(blob,), daemon=True)
            sender.start()
            arrived = bytearray()
            while len(arrived) < len(blob):
                arrived += client.recv(65536)
            sender.join(WAIT_S)
    return bytes(arrived)


def stream(packets: list[RawPacket]) -> bytes:
    """The payloads of IPv4 packets of one direction of one connection, in order of the stream."""
    pieces: dict[int, bytes] = {}
    for packet in packets:
        tcp = packet.data[(packet.data[0] & 15) * 4 :]
        payload = tcp[(tcp[12] >> 4) * 4 :]
        if payload:
            pieces[struct.unpack_from("!I", tcp, 4)[0]] = payload
    first = next(iter(pieces), 0)
    ordered = sorted(pieces.items(), key=lambda piece: (piece[0] - first) % 2**32)
    return b"".join(payload for _, payload in ordered)


def test_linux_backend_captures_byte_for_byte(on_loopback: Callable[[str], Reader], server: socket.socket) -> None:
    """The same code on a real kernel: a real transfer, every byte once, with the time it passed."""
    reader = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    blob = bytes(range(256)) * 256
    before_us = time.time_ns() // 1000
    assert received_by_client(server, blob) == blob
    wait_until(lambda: stream(list(reader.packets)) == blob)
    after_us = time.time_ns() // 1000
    assert {packet.link for packet in reader.packets} == {LinkType.RAW}
    assert all(before_us - 1_000_000 <= packet.at_us <= after_us + 1_000_000 for packet in reader.packets)
    assert reader.source.dropped() == 0


def test_linux_backend_close_ends_a_blocked_read(on_loopback: Callable[[str], Reader], server: socket.socket) -> None:
    """A filter that nothing passes: read() blocks in the kernel until close() is called elsewhere."""
    reader = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    reader.source.close()
    reader.join()
    assert (reader.error, reader.packets) == (None, [])


def test_linux_backend_default_filter_leaves_loopback_out(
    on_loopback: Callable[[str], Reader], server: socket.socket
) -> None:
    """What programs on this computer say to each other is none of our business."""
    reader = on_loopback(windivert.FILTER)
    witness = on_loopback(f"tcp and tcp.SrcPort == {server.getsockname()[1]}")
    received_by_client(server, b"private")
    wait_until(lambda: stream(list(witness.packets)) == b"private")
    assert reader.packets == []
