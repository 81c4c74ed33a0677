"""pydivert's own Windows code over a stand-in driver, as the WinDivert source uses it."""

from __future__ import annotations

import ctypes
import queue
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from reading import Reader

from helpers import PATIENCE_S, wait_until
from resonance import texts
from resonance.capture import driver_clock, windivert
from resonance.capture.source import CaptureError
from resonance.capture.windivert import WinDivert
from resonance.capture.windivert_errors import OPEN_ERRORS
from resonance.protocol.packet import LinkType

pydivert = pytest.importorskip("pydivert", reason="pydivert is not installed")

ERROR_NO_DATA = 232
INVALID_HANDLE = 2**64 - 1
PACKET = b"\x45\0\0\x2c" + b"\0" * 36 + b"game"


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
            record = self.records.get(timeout=PATIENCE_S)
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
    with pytest.raises(CaptureError) as caught:
        WinDivert()
    assert caught.value.reason.startswith(texts.say(OPEN_ERRORS[5][0]))
    assert caught.value.advice == texts.say(OPEN_ERRORS[5][1]) != OPEN_ERRORS[5][1]


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
    monkeypatch.setattr(windivert, "_CLOSE_PATIENCE_S", PATIENCE_S)
    source.close()
    reader.join()
    assert driver.calls[-1] == "close"


def test_windows_close_that_fails(driver: Driver, caplog: pytest.LogCaptureFixture) -> None:
    """A handle that cannot be closed is logged, and no error leaves close()."""
    source = WinDivert()
    source._divert._impl._handle = 1
    source.close()
    assert "closing WinDivert failed" in caplog.text
