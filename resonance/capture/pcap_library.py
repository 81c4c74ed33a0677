"""libpcap on Linux and Npcap on Windows, by ctypes: one adapter -> RawPackets.

Both have the same functions. Npcap's licence forbids bundling, so it is found where the user has installed it, and
nothing is downloaded. No call below sends.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from ctypes.util import find_library
from typing import Any, NamedTuple

from resonance.capture import windows_calls
from resonance.capture.rights import linux_right_missing
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket
from resonance.texts import say

ON_WINDOWS = sys.platform == "win32"

OFFICIAL_SITE = "https://npcap.com"

FILTER = b"tcp or (vlan and tcp)"
_SNAP_BYTES = 262_144  # merged frames are longer than any cable carries
_BUFFER_BYTES = 16 * 1024 * 1024
_WAIT_MS = 50  # how long Windows gathers packets before it hands them over; how soon a read hears that it is to end

_UP, _LOOPBACK = 2, 1  # PCAP_IF_UP, PCAP_IF_LOOPBACK
_PERMISSION_ERRORS = (-8, -11)  # PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED
_ONE, _NONE_YET, _BROKEN = 1, 0, -2  # what pcap_next_ex gives; -1 = an error
_DLT = {0: LinkType.NULL, 1: LinkType.ETHERNET, 12: LinkType.RAW, 14: LinkType.RAW, 108: LinkType.LOOP}
"""libpcap's own numbers of link types where they are others than those in files, and the plain ones."""

_SYSTEM_FOLDER_ONLY = 0x800  # LOAD_LIBRARY_SEARCH_SYSTEM32: where WinPcap lay, and nobody else may write

_KNOWN_LINKS = frozenset({*_DLT, *map(int, LinkType)})


class Adapter(NamedTuple):
    name: str  # as the library wants it
    title: str  # for people
    is_loopback: bool


class _TimeValue(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("microseconds", ctypes.c_long))  # 32 bits on Windows, 64 on Linux


class _Header(ctypes.Structure):
    _fields_ = (("at", _TimeValue), ("captured", ctypes.c_uint32), ("length", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint), ("rows", ctypes.c_void_p))


class _Interface(ctypes.Structure):
    pass


_Interface._fields_ = (
    ("next", ctypes.POINTER(_Interface)),
    ("name", ctypes.c_char_p),
    ("description", ctypes.c_char_p),
    ("addresses", ctypes.c_void_p),
    ("flags", ctypes.c_uint32),
)


class _Counts(ctypes.Structure):
    """pcap_stat, with the fields that only Windows fills."""

    _fields_ = tuple((name, ctypes.c_uint) for name in ("received", "dropped", "by_interface", "w1", "w2", "w3"))


_Handle, _Text = ctypes.c_void_p, ctypes.c_char_p
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "pcap_activate": (ctypes.c_int, _Handle),
    "pcap_breakloop": (None, _Handle),
    "pcap_close": (None, _Handle),
    "pcap_compile": (ctypes.c_int, _Handle, ctypes.POINTER(_Program), _Text, ctypes.c_int, ctypes.c_uint32),
    "pcap_create": (_Handle, _Text, _Text),
    "pcap_datalink": (ctypes.c_int, _Handle),
    "pcap_findalldevs": (ctypes.c_int, ctypes.POINTER(ctypes.POINTER(_Interface)), _Text),
    "pcap_freealldevs": (None, ctypes.POINTER(_Interface)),
    "pcap_freecode": (None, ctypes.POINTER(_Program)),
    "pcap_geterr": (_Text, _Handle),
    "pcap_lib_version": (_Text,),
    "pcap_next_ex": (
        *(ctypes.c_int, _Handle),
        *(ctypes.POINTER(ctypes.POINTER(_Header)), ctypes.POINTER(ctypes.POINTER(ctypes.c_ubyte))),
    ),
    "pcap_set_buffer_size": (ctypes.c_int, _Handle, ctypes.c_int),
    "pcap_set_promisc": (ctypes.c_int, _Handle, ctypes.c_int),
    "pcap_set_snaplen": (ctypes.c_int, _Handle, ctypes.c_int),
    "pcap_set_timeout": (ctypes.c_int, _Handle, ctypes.c_int),
    "pcap_setfilter": (ctypes.c_int, _Handle, ctypes.POINTER(_Program)),
    "pcap_stats": (ctypes.c_int, _Handle, ctypes.POINTER(_Counts)),
}


class PcapLibrary:
    """The library of this computer. CaptureError, with where to get it, if there is none."""

    def __init__(self) -> None:
        try:
            self.calls = _declare(_load())
        except (OSError, AttributeError) as error:
            raise _missing(error) from error
        self.version = _words(self.calls.pcap_lib_version())

    def adapters(self) -> list[Adapter]:
        """Those that are up. CaptureError."""
        first = ctypes.POINTER(_Interface)()
        problem = ctypes.create_string_buffer(256)
        if self.calls.pcap_findalldevs(ctypes.byref(first), problem):
            raise _no_adapters(_words(problem.value))
        found, at = [], first
        while at:
            each = at.contents
            name = _words(each.name)
            if each.flags & _UP and name != "any":
                found.append(Adapter(name, _words(each.description) or name, bool(each.flags & _LOOPBACK)))
            at = each.next
        self.calls.pcap_freealldevs(first)
        return found

    def open(self, adapter: Adapter) -> PcapHandle:
        """CaptureError."""
        return PcapHandle(self.calls, adapter)


class PcapHandle:
    """One adapter, being listened to. `read` and `stop` may be called from different threads, `close` after read."""

    def __init__(self, calls: Any, adapter: Adapter) -> None:
        self.adapter = adapter
        self._calls = calls
        self._lock = threading.Lock()  # while the handle is used from outside of read()
        problem = ctypes.create_string_buffer(256)
        self._handle: int | None = calls.pcap_create(adapter.name.encode(), problem)
        if not self._handle:
            raise _unusable(adapter, _words(problem.value))
        try:
            self._set_up()
        except CaptureError:
            self.close()
            raise
        self._header = ctypes.POINTER(_Header)()
        self._data = ctypes.POINTER(ctypes.c_ubyte)()

    def _set_up(self) -> None:
        calls, handle = self._calls, self._handle
        calls.pcap_set_snaplen(handle, _SNAP_BYTES)
        calls.pcap_set_promisc(handle, 0)  # only what is for this computer, or from it
        calls.pcap_set_timeout(handle, _WAIT_MS)
        calls.pcap_set_buffer_size(handle, _BUFFER_BYTES)
        result = calls.pcap_activate(handle)
        if result in _PERMISSION_ERRORS:
            raise _not_allowed()
        if result < 0:
            raise _unusable(self.adapter, self._problem())
        link = calls.pcap_datalink(handle)
        if link not in _KNOWN_LINKS:
            raise _unusable(self.adapter, say("link type {number} is unknown", number=link))
        self._link = _DLT.get(link, link)
        self._filter()

    def _filter(self) -> None:
        program = _Program()
        for text in (FILTER, b"tcp"):  # not every link type knows VLAN tags
            if self._calls.pcap_compile(self._handle, ctypes.byref(program), text, 1, 0xFFFF_FFFF) == 0:
                result = self._calls.pcap_setfilter(self._handle, ctypes.byref(program))
                self._calls.pcap_freecode(ctypes.byref(program))
                if result == 0:
                    return
        raise _unusable(self.adapter, self._problem())

    def read(self) -> RawPacket | None:
        """The next packet; None = none has come for a while, or stop() was called. CaptureError."""
        result = self._calls.pcap_next_ex(self._handle, ctypes.byref(self._header), ctypes.byref(self._data))
        if result == _ONE:
            header = self._header.contents
            at_us = header.at.seconds * 1_000_000 + header.at.microseconds
            return RawPacket(at_us, self._link, ctypes.string_at(self._data, header.captured))
        if result in (_NONE_YET, _BROKEN):
            return None
        raise CaptureError(
            say("{adapter} stopped giving packets ({reason}).", adapter=self.adapter.title, reason=self._problem()),
            say("Capture is started again by itself."),
        )

    def stop(self) -> None:
        """Let a blocked read() come back."""
        with self._lock:
            if self._handle:
                self._calls.pcap_breakloop(self._handle)

    def dropped(self) -> int | None:
        """Packets lost since it was opened; None = it cannot tell (any more)."""
        counts = _Counts()
        with self._lock:
            if not self._handle or self._calls.pcap_stats(self._handle, ctypes.byref(counts)):
                return None
        return int(counts.dropped)  # what the interface drops includes packets that nobody wanted

    def close(self) -> None:
        with self._lock:
            handle, self._handle = self._handle, None
            if handle:
                self._calls.pcap_close(handle)

    def _problem(self) -> str:
        return _words(self._calls.pcap_geterr(self._handle))


def _load() -> Any:
    if not ON_WINDOWS:
        return ctypes.CDLL(find_library("pcap") or "libpcap.so.0.8")
    npcap = windows_calls.system_folder() / "Npcap" / "wpcap.dll"
    if npcap.exists():
        return ctypes.CDLL(str(npcap))
    return ctypes.CDLL("wpcap.dll", winmode=_SYSTEM_FOLDER_ONLY)


def _declare(library: Any) -> Any:
    for call, (result, *arguments) in _SIGNATURES.items():
        function = getattr(library, call)
        function.restype, function.argtypes = result, arguments
    return library


def _words(text: bytes | None) -> str:
    return (text or b"").decode("utf-8", "replace").strip()


def _missing(error: Exception) -> CaptureError:
    if ON_WINDOWS:
        return CaptureError(
            say("Npcap is not installed on this computer."),
            say(
                "Install it from its official site, {site}, and choose it again. Its licence does not allow this "
                "program to bring it along.",
                site=OFFICIAL_SITE,
            ),
        )
    return CaptureError(
        say("The library libpcap could not be loaded ({reason}).", reason=error),
        say("Install the package libpcap0.8 or libpcap, or choose another capture source."),
    )


def _not_allowed() -> CaptureError:
    if ON_WINDOWS:
        return CaptureError(
            say("Npcap does not let this program read network packets."),
            say('Start the program with "Run as administrator".'),
        )
    return linux_right_missing()


def _no_adapters(reason: str) -> CaptureError:
    return CaptureError(
        say("The network adapters could not be listed ({reason}).", reason=reason),
        say("Start the program as administrator; if it was, install Npcap again."),
    )


def _unusable(adapter: Adapter, reason: str) -> CaptureError:
    return CaptureError(
        say("The network adapter {adapter} cannot be listened to ({reason}).", adapter=adapter.title, reason=reason),
        say("Choose another adapter or another capture source."),
    )
