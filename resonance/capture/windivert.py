"""Windows: copies of the TCP packets of this machine from the WinDivert driver, through pydivert.

WinDivert is opened in sniff mode and for receiving only (protocol.md 1.1): packets go their way untouched, the driver
gives us copies, and this handle could not send if it wanted to.

The filter is `tcp and not loopback` where other meters have `!loopback && ip && tcp`: the same, and IPv6 too, should
the game ever use it. Both directions pass, because behind a VPN or proxy "inbound" is not always what the server sent.
The flag FRAGMENTS is left off on purpose: then the driver gives packets that Windows has already put together.

The library is pydivert 4.0.1, and some lines below stand here because of it:

- A failed call whose error code is already gone does not raise. A failed open then looks open, a failed recv() looks
  like an empty packet. So the handle is looked at, and empty packets are errors that end the reading when they go on.
- `recv(timeout=)` cancels I/O that still owns its buffer, `recv_batch()` swallows every error, `recv_async()` leaks
  operations. Only the blocking recv() is used, and WinDivertShutdown from another thread ends it.
- It logs every packet at DEBUG, formatted.
- On Linux the same calls lead to its eBPF backend, which is called experimental. So this very file runs there.

The service of the driver is never stopped from here: other programs may be using it (driver_service.py).
"""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from typing import Any

from resonance import elevation
from resonance.capture import driver_files, driver_service
from resonance.capture.driver_clock import QUEUE_MS, DriverClock
from resonance.capture.source import CaptureError
from resonance.capture.windivert_errors import OPEN_ERRORS, library_missing, open_failed, rights_missing, words
from resonance.protocol.packet import LinkType, RawPacket
from resonance.texts import say

logger = logging.getLogger(__name__)

ON_WINDOWS = sys.platform == "win32"

FILTER = "tcp and not loopback"

# The driver's queue, at the greatest values WinDivert 2.2 takes where more costs nothing but memory.
_QUEUE_PACKETS = 16_384
_QUEUE_BYTES = 33_554_432

_NO_HANDLE = (None, 0, -1, 2**32 - 1, 2**64 - 1)  # NULL and INVALID_HANDLE_VALUE, as ctypes may show them
_SHUTDOWN_RECV = 1
_EMPTY_IN_A_ROW = 100  # then it is not a hiccup: the handle is dead
_CLOSE_PATIENCE_S = 2.0  # a woken recv() comes out at once; this only bounds a bug
FILE_IS_GONE = (2, 3)  # Windows' codes
_LOST_ON_LINUX = ("ringbuf_full", "queue_full", "too_big")


class WinDivert:
    """A Source (source.py) of packets that begin with the IP header, stamped by the driver.

    `filter_text`: in WinDivert's filter language. `interface`: listen to this one network interface only; Linux only.
    Raises CaptureError.
    """

    name = "WinDivert"
    is_live = True
    problem = ""

    def __init__(self, filter_text: str = FILTER, interface: str = "") -> None:
        self._divert = _open(filter_text, interface)
        self._clock = DriverClock()
        self._empty_in_a_row = 0
        self._dropped = 0
        self._closing = False
        self._closed = False
        self._close_lock = threading.Lock()
        self._reading = threading.Lock()  # its holder alone may use or close the handle

    def read(self) -> RawPacket | None:
        with self._reading:
            while not self._closing:
                packet = self._receive()
                if packet is not None:
                    return packet
        return None

    def _receive(self) -> RawPacket | None:
        """One packet; None = it was empty or the source is being closed."""
        try:
            packet = self._divert.recv()
        except OSError as error:
            if self._closing:
                return None
            raise CaptureError(
                say("WinDivert stopped giving packets ({reason}).", reason=words(error)),
                say("Capture is started again by itself."),
            ) from error
        data = bytes(packet.raw)
        if data:
            self._empty_in_a_row = 0
            return RawPacket(self._clock.unix_us(packet.timestamp), LinkType.RAW, data)
        self._empty_in_a_row += 1
        if self._empty_in_a_row >= _EMPTY_IN_A_ROW and not self._closing:
            raise CaptureError(
                say("WinDivert gives nothing but empty packets."), say("Capture is started again by itself.")
            )
        return None

    def dropped(self) -> int:
        """What the Linux backend counted as lost. On Windows 0: WinDivert does not tell what its queue dropped."""
        if not ON_WINDOWS:
            with self._close_lock:  # so that the handle is not closed meanwhile
                if not self._closed:
                    counts = self._divert.stats()
                    self._dropped = sum(counts.get(key, 0) for key in _LOST_ON_LINUX)
        return self._dropped

    def close(self) -> None:
        with self._close_lock:
            if self._closed:
                return
            self._closing = True
            with suppress(OSError):
                _shut_down(self._divert)
            if not self._reading.acquire(timeout=_CLOSE_PATIENCE_S):
                logger.error("WinDivert did not end its read; the handle is left open for Windows to close")
                return  # never under a running recv(): the driver still writes into its buffer
            try:
                self._divert.close()
            except OSError as error:
                logger.warning("closing WinDivert failed: %s", error)
                _disown(self._divert)
            finally:
                self._closed = True
                self._reading.release()


def _open(filter_text: str, interface: str) -> Any:
    """An open `pydivert.Divert`, which has no types."""
    if elevation.is_missing():
        raise rights_missing()
    if sys.platform == "win32":
        driver_files.use()
    try:
        import pydivert
    except ImportError as error:
        raise library_missing(error) from error
    logging.getLogger("pydivert").setLevel(logging.WARNING)
    _check_filter(pydivert.Divert, filter_text)
    options = {"interfaces": [interface]} if interface else {}
    divert = pydivert.Divert(filter_text, flags=pydivert.Flag.SNIFF | pydivert.Flag.RECV_ONLY, **options)
    try:
        _open_or_mend(divert)
    except (OSError, NotImplementedError) as error:
        raise open_failed(error) from error
    if divert._impl._handle in _NO_HANDLE:
        _disown(divert)
        raise CaptureError(
            say("WinDivert could not be opened, and Windows gave no reason."),
            say("Start the program as administrator; if it was, restart the computer."),
        )
    _widen_queue(divert, pydivert.Param)
    return divert


def _open_or_mend(divert: Any) -> None:
    """Open; when Windows looks for the driver where it is gone, take that entry away and try once more."""
    try:
        divert.open()
    except OSError as error:
        if getattr(error, "winerror", None) not in FILE_IS_GONE or not driver_service.remove_stale():
            raise
        divert.open()


def _check_filter(divert_class: Any, filter_text: str) -> None:
    try:
        is_valid, position, message = divert_class.check_filter(filter_text)
    except NotImplementedError as error:
        raise CaptureError(
            say("WinDivert exists for Windows and Linux only."), say("Replay a recording instead.")
        ) from error
    except TypeError as error:  # pydivert fails while it makes its own message about a DLL that it cannot load
        raise library_missing(say("WinDivert64.dll is missing or blocked")) from error
    except (ImportError, OSError) as error:
        raise library_missing(error) from error
    if not is_valid and not message:  # it never came to a verdict: the library swallowed an error of loading
        raise library_missing(say("it does not answer"))
    if not is_valid:
        reason = say(
            'The filter "{filter}" is wrong at position {position}: {reason}.',
            filter=filter_text,
            position=position,
            reason=message,
        )
        raise CaptureError(reason, say(OPEN_ERRORS[87][1]))


def _widen_queue(divert: Any, parameters: Any) -> None:
    wanted = {
        parameters.QUEUE_LEN: _QUEUE_PACKETS,
        parameters.QUEUE_SIZE: _QUEUE_BYTES,
        parameters.QUEUE_TIME: QUEUE_MS,
    }
    for parameter, value in wanted.items():
        try:
            divert.set_param(parameter, value)
        except OSError as error:  # a smaller queue is no reason not to capture
            logger.warning("WinDivert keeps its own %s: %s", parameter.name, error)


def _shut_down(divert: Any) -> None:
    """Let the recv() of another thread, and every later one, fail."""
    if ON_WINDOWS:
        from pydivert import windivert_dll

        windivert_dll.WinDivertShutdown(divert._impl._handle, _SHUTDOWN_RECV)
    else:
        divert._impl.shutdown(_SHUTDOWN_RECV)


def _disown(divert: Any) -> None:
    """Keep pydivert from closing, and warning about, a handle that is none when the object is collected."""
    divert._is_open = False
    divert._impl._is_open = False
