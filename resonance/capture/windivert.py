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

The service of the driver is never stopped from here: other programs may be using it.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket
from resonance.texts import later, say

logger = logging.getLogger(__name__)

ON_WINDOWS = sys.platform == "win32"

FILTER = "tcp and not loopback"

# The driver's queue, at the greatest values WinDivert 2.2 takes where more costs nothing but memory.
_QUEUE_PACKETS = 16_384
_QUEUE_BYTES = 33_554_432
_QUEUE_MS = 4_000  # how long a packet may wait for us before the driver drops it; default 2 s

_NO_HANDLE = (None, 0, -1, 2**32 - 1, 2**64 - 1)  # NULL and INVALID_HANDLE_VALUE, as ctypes may show them
_SHUTDOWN_RECV = 1
_EMPTY_IN_A_ROW = 100  # then it is not a hiccup: the handle is dead
_CLOSE_PATIENCE_S = 2.0  # a woken recv() comes out at once; this only bounds a bug
_LOST_ON_LINUX = ("ringbuf_full", "queue_full", "too_big")

_AHEAD_US = 1_000_000
_BEHIND_US = (_QUEUE_MS + 1_000) * 1_000

OPEN_ERRORS: dict[int, tuple[str, str]] = {
    2: (
        later("WinDivert64.sys, the capture driver, was not found."),
        later(
            "Antivirus software may have removed it: restore it and allow it there. In a console run as administrator "
            "type: sc stop windivert, then: sc delete windivert, and restart the computer."
        ),
    ),
    3: (
        later("Windows looks for the capture driver in a folder that is gone."),
        later(
            "In a console run as administrator type: sc stop windivert, then: sc delete windivert, and restart the "
            "computer."
        ),
    ),
    5: (
        later("Windows did not allow the capture driver to be used."),
        later(
            'Start the program with "Run as administrator". If it was, security software or an anti-cheat is in the '
            "way: allow WinDivert64.sys there."
        ),
    ),
    87: (
        later("The capture driver did not understand the filter."),
        later("This is a fault of this program: please report it with the log."),
    ),
    577: (
        later("Windows refused the signature of the capture driver."),
        later(
            "Install the Windows updates, and look whether Secure Boot policy or antivirus software forbids "
            "WinDivert64.sys."
        ),
    ),
    654: (
        later("Another program has loaded a different version of WinDivert."),
        later("Close the other tool (filters, VPN tools and other meters use it too), then restart the computer."),
    ),
    1058: (
        later("The service of the capture driver is disabled: it was stopped while a program still used it."),
        later(
            "In a console run as administrator type: sc stop windivert. If that does not help, restart the computer."
        ),
    ),
    1060: (
        later("The service of the capture driver is not installed."),
        later("Restart the computer and start this program again."),
    ),
    1275: (
        later("Windows or security software blocks the capture driver."),
        later("Allow WinDivert64.sys in the antivirus software, and look at Memory integrity in Windows Security."),
    ),
    1753: (
        later("The Base Filtering Engine of Windows is off, and the capture driver needs it."),
        later('Start the service "Base Filtering Engine" (BFE) and set it to start automatically.'),
    ),
}
"""Windows error code of WinDivertOpen -> (reason, advice), to be said."""


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
                say("WinDivert stopped giving packets ({reason}).", reason=_words(error)),
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


class DriverClock:
    """Time stamps of the driver -> Unix time.

    WinDivert stamps packets with the ticks of QueryPerformanceCounter, the Linux backend with CLOCK_MONOTONIC in
    nanoseconds. One look at both clocks, when the source is opened, anchors these ticks to the wall clock; from then on
    the distances between packets are the driver's own. (Stamping at reading would be worse: until Python 3.13
    time.time() moves in steps of 15.6 ms on Windows, and a packet may have waited in the queue.) When the result is in
    the future, or older than the driver lets a packet wait, the clocks no longer agree (the wall clock was set, the
    computer slept, hours of drift), and the anchor is cast anew.
    """

    def __init__(self) -> None:
        self._cast_anchor()

    def _cast_anchor(self) -> None:
        self._anchor_ticks, self._ticks_per_s = performance_counter()
        self._anchor_us = time.time_ns() // 1_000

    def unix_us(self, ticks: int) -> int:
        """Unix microseconds of a driver's time stamp; the time of reading if the stamp makes no sense."""
        now_us = time.time_ns() // 1_000
        at_us = self._convert(ticks)
        if not now_us - _BEHIND_US <= at_us <= now_us + _AHEAD_US:
            self._cast_anchor()
            at_us = self._convert(ticks)
            if not now_us - _BEHIND_US <= at_us <= now_us + _AHEAD_US:
                return now_us
        return at_us

    def _convert(self, ticks: int) -> int:
        return self._anchor_us + (ticks - self._anchor_ticks) * 1_000_000 // self._ticks_per_s


def performance_counter() -> tuple[int, int]:
    """(ticks now, ticks a second) of the clock that stamps packets."""
    if sys.platform == "win32":
        ticks, per_second = ctypes.c_int64(), ctypes.c_int64()
        ctypes.windll.kernel32.QueryPerformanceCounter(ctypes.byref(ticks))
        ctypes.windll.kernel32.QueryPerformanceFrequency(ctypes.byref(per_second))
        now = (ticks.value, per_second.value)
    else:
        now = (time.monotonic_ns(), 1_000_000_000)
    return now


def _open(filter_text: str, interface: str) -> Any:
    """An open `pydivert.Divert`, which has no types."""
    try:
        import pydivert
    except ImportError as error:
        raise _library_missing(error) from error
    logging.getLogger("pydivert").setLevel(logging.WARNING)
    _check_filter(pydivert.Divert, filter_text)
    options = {"interfaces": [interface]} if interface else {}
    divert = pydivert.Divert(filter_text, flags=pydivert.Flag.SNIFF | pydivert.Flag.RECV_ONLY, **options)
    try:
        divert.open()
    except (OSError, NotImplementedError) as error:
        raise _open_failed(error) from error
    if divert._impl._handle in _NO_HANDLE:
        _disown(divert)
        raise CaptureError(
            say("WinDivert could not be opened, and Windows gave no reason."),
            say("Start the program as administrator; if it was, restart the computer."),
        )
    _widen_queue(divert, pydivert.Param)
    return divert


def _check_filter(divert_class: Any, filter_text: str) -> None:
    try:
        is_valid, position, message = divert_class.check_filter(filter_text)
    except NotImplementedError as error:
        raise CaptureError(
            say("WinDivert exists for Windows and Linux only."), say("Replay a recording instead.")
        ) from error
    except TypeError as error:  # pydivert fails while it makes its own message about a DLL that it cannot load
        raise _library_missing(say("WinDivert64.dll is missing or blocked")) from error
    except (ImportError, OSError) as error:
        raise _library_missing(error) from error
    if not is_valid and not message:  # it never came to a verdict: the library swallowed an error of loading
        raise _library_missing(say("it does not answer"))
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
        parameters.QUEUE_TIME: _QUEUE_MS,
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


def _library_missing(error: Exception | str) -> CaptureError:
    return CaptureError(
        say("The WinDivert library could not be loaded ({reason}).", reason=error),
        say("Antivirus software may have removed a file: restore it and allow it there, or install the program again."),
    )


def _open_failed(error: OSError | NotImplementedError) -> CaptureError:
    code = getattr(error, "winerror", None)
    if code in OPEN_ERRORS:
        reason, advice = OPEN_ERRORS[code]
        return CaptureError(say("{reason} (Windows error {code})", reason=say(reason), code=code), say(advice))
    if code is not None:
        return CaptureError(
            say("WinDivert could not be opened ({reason}).", reason=_words(error)),
            say(
                "Restart the computer. If that does not help, report this with the log, or choose another capture "
                "source."
            ),
        )
    if getattr(error, "errno", None) in (errno.EPERM, errno.EACCES):
        return CaptureError(say("Linux does not let this program load the capture filter."), say("Start it with sudo."))
    return CaptureError(
        say("This Linux cannot run the WinDivert source ({reason}).", reason=error),
        say("Choose the raw socket source."),
    )


def _words(error: Exception) -> str:
    """The error in the system's words, with its number where there is one."""
    code = getattr(error, "winerror", None)
    text = str(getattr(error, "strerror", None) or error).rstrip(".")
    return say("Windows error {code}: {text}", code=code, text=text) if code is not None else text
