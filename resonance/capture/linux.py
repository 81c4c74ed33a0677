"""Linux: the TCP packets of this machine from an AF_PACKET raw socket. No driver, only the right CAP_NET_RAW.

The socket hands out whole link-layer frames of one network interface or of all of them, together with the interface's
hardware type, so the link type is told packet by packet. Merged frames (receive offload) of up to 64 KiB come as one,
sometimes with an IP total length of 0.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import socket
import struct
import threading
import time
from contextlib import suppress

from resonance.capture.rights import linux_right_missing
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket
from resonance.texts import say

# The kernel's numbers that Python's socket module does not name on every version (linux/if_packet.h, if_arp.h, ...).
_ETH_P_ALL = 0x0003
_SOL_PACKET = 263
_PACKET_STATISTICS = 6
_PACKET_OUTGOING = 4
_SO_ATTACH_FILTER = 26
_SO_RCVBUFFORCE = 33
_SO_TIMESTAMPNS = 35
_ARPHRD_ETHER = 1
_ARPHRD_LOOPBACK = 772

_FRAME_BYTES = 70_000  # the largest frame seen is 65,549 bytes: a merged IP packet and its Ethernet header
_RECEIVE_BUFFER_BYTES = 32 * 1024 * 1024  # a second of a full 250 Mbit/s line while Python is busy elsewhere
_CLOSE_PATIENCE_S = 2.0  # a woken read() comes out at once; this only bounds a bug
_TIMESPEC = struct.Struct("@ll")

# Classic BPF, in the manner of `tcpdump -d`: (operation, operand) or (JUMP_EQUAL, operand, row if equal, row if not).
_LOAD_WORD, _LOAD_HALF, _LOAD_BYTE, _LOAD_BYTE_FROM_X = 0x20, 0x28, 0x30, 0x50
_SET_X, _SHIFT_RIGHT, _JUMP_EQUAL, _RETURN = 0x01, 0x74, 0x15, 0x06
_HARDWARE_TYPE = 0xFFFFF000 + 28  # SKF_AD_OFF + SKF_AD_HATYPE: no packet byte, but the interface's ARPHRD number
_DROP, _ACCEPT = 28, 29
TCP_ONLY: tuple[tuple[int, ...], ...] = (
    # 0: does the packet begin with an Ethernet header or with the IP header?
    (_LOAD_WORD, _HARDWARE_TYPE),
    (_JUMP_EQUAL, _ARPHRD_ETHER, 7, 2),
    (_JUMP_EQUAL, _ARPHRD_LOOPBACK, 7, 3),
    # 3: IP header at once (X, the offset of the IP header, is still 0): the version is the upper half of its first byte
    (_LOAD_BYTE, 0),
    (_SHIFT_RIGHT, 4),
    (_JUMP_EQUAL, 4, 19, 6),
    (_JUMP_EQUAL, 6, 21, _DROP),
    # 7: Ethernet, and up to two VLAN tags (802.1Q, QinQ) that the kernel has not taken off already
    (_SET_X, 14),
    (_LOAD_HALF, 12),
    (_JUMP_EQUAL, 0x8100, 11, 10),
    (_JUMP_EQUAL, 0x88A8, 11, 17),
    (_SET_X, 18),
    (_LOAD_HALF, 16),
    (_JUMP_EQUAL, 0x8100, 15, 14),
    (_JUMP_EQUAL, 0x88A8, 15, 17),
    (_SET_X, 22),
    (_LOAD_HALF, 20),
    # 17: the Ethernet type
    (_JUMP_EQUAL, 0x0800, 19, 18),
    (_JUMP_EQUAL, 0x86DD, 21, _DROP),
    # 19: IPv4: the protocol stands in every fragment, so fragments of TCP pass
    (_LOAD_BYTE_FROM_X, 9),
    (_JUMP_EQUAL, 6, _ACCEPT, _DROP),
    # 21: IPv6: TCP, or an extension header behind which TCP may stand (hop-by-hop, routing, fragment, AH, destination)
    (_LOAD_BYTE_FROM_X, 6),
    (_JUMP_EQUAL, 6, _ACCEPT, 23),
    (_JUMP_EQUAL, 0, _ACCEPT, 24),
    (_JUMP_EQUAL, 43, _ACCEPT, 25),
    (_JUMP_EQUAL, 44, _ACCEPT, 26),
    (_JUMP_EQUAL, 51, _ACCEPT, 27),
    (_JUMP_EQUAL, 60, _ACCEPT, _DROP),
    # 28, 29: how many bytes of the frame to hand over
    (_RETURN, 0),
    (_RETURN, 0xFFFF_FFFF),
)


def assemble(program: tuple[tuple[int, ...], ...]) -> bytes:
    """The program as the kernel's array of `struct sock_filter`, whose jumps count from the following row."""
    rows = []
    for number, (operation, operand, *targets) in enumerate(program):
        if_equal, if_not = (target - number - 1 for target in targets) if targets else (0, 0)
        rows.append(struct.pack("=HBBI", operation, if_equal, if_not, operand))
    return b"".join(rows)


class AfPacket:
    """A Source (source.py) that reads Ethernet frames or bare IP packets, stamped by the kernel's wall clock.

    `interface`: the name of one network interface; empty = all of them. Raises CaptureError.
    """

    is_live = True
    problem = ""

    def __init__(self, interface: str = "") -> None:
        self.name = say("Linux raw socket ({interface})", interface=interface or say("all interfaces"))
        self._interface = interface
        self._socket = _open_socket(interface)
        self._buffer = bytearray(_FRAME_BYTES)
        self._view = memoryview(self._buffer)
        self._dropped = 0
        self._ancillary_bytes = socket.CMSG_SPACE(_TIMESPEC.size)
        self._closing = False
        self._closed = False
        self._close_lock = threading.Lock()
        self._reading = threading.Lock()  # its holder alone may use or close the file descriptors
        self._wake_up = os.eventfd(0, os.EFD_CLOEXEC)
        self._poller = select.poll()
        self._poller.register(self._socket, select.POLLIN)
        self._poller.register(self._wake_up, select.POLLIN)

    def read(self) -> RawPacket | None:
        with self._reading:
            while not self._closing:
                packet = self._receive()
                if packet is not None:
                    return packet
        return None

    def _receive(self) -> RawPacket | None:
        """One packet; None = none worth having yet, ask again."""
        try:
            size, ancillary, flags, address = self._socket.recvmsg_into([self._buffer], self._ancillary_bytes)
        except BlockingIOError:
            self._poller.poll()
            return None
        except OSError as error:
            raise _reading_failed(error, self._interface) from error
        hardware_type = address[3]
        # On loopback every packet comes twice, leaving and arriving; elsewhere what leaves comes once and is wanted.
        if hardware_type == _ARPHRD_LOOPBACK and address[2] == _PACKET_OUTGOING:
            return None
        if flags & socket.MSG_TRUNC:
            self._dropped += 1
            return None
        link = LinkType.ETHERNET if hardware_type in (_ARPHRD_ETHER, _ARPHRD_LOOPBACK) else LinkType.RAW
        return RawPacket(_stamp_us(ancillary), link, bytes(self._view[:size]))

    def dropped(self) -> int:
        """Packets that did not fit into the receive buffer, and frames longer than any IP packet can be."""
        with suppress(OSError):  # closed: the last count stands
            # Reading the kernel's counters (packets, drops) sets them back to 0.
            counters = self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8)
            self._dropped += struct.unpack("@II", counters)[1]
        return self._dropped

    def close(self) -> None:
        with self._close_lock:
            if self._closed:
                return
            self._closing = True
            os.eventfd_write(self._wake_up, 1)
            if not self._reading.acquire(timeout=_CLOSE_PATIENCE_S):
                return  # never under a running read(): its file descriptors could by then be somebody else's
            with suppress(OSError):
                self._socket.close()
                os.close(self._wake_up)
            self._closed = True
            self._reading.release()


def _open_socket(interface: str) -> socket.socket:
    # Protocol 0 receives nothing until bind() says where from; without a bind the protocol must be given at once. The
    # few unfiltered packets of the moment before the filter is in place do no harm: the decoder passes over them.
    protocol = 0 if interface else socket.htons(_ETH_P_ALL)
    try:
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, protocol)
    except PermissionError as error:
        raise linux_right_missing() from error
    except OSError as error:
        raise CaptureError(
            say("Linux offers no raw socket here ({reason}).", reason=error.strerror),
            say("Capture on another machine, or replay a recording."),
        ) from error
    try:
        _configure(raw)
        if interface:
            raw.bind((interface, _ETH_P_ALL))
    except OSError as error:
        raw.close()
        raise _bind_failed(error, interface) from error
    return raw


def _configure(raw: socket.socket) -> None:
    raw.setblocking(False)
    program = ctypes.create_string_buffer(assemble(TCP_ONLY))
    sock_fprog = struct.pack("@HP", len(TCP_ONLY), ctypes.addressof(program))
    raw.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, sock_fprog)
    raw.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    try:
        raw.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _RECEIVE_BUFFER_BYTES)
    except PermissionError:  # needs CAP_NET_ADMIN; without it the kernel gives what net.core.rmem_max allows
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)


def _stamp_us(ancillary: list[tuple[int, int, bytes]]) -> int:
    """When the kernel saw the packet, Unix microseconds; the time of reading if it did not say."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(data) == _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            return int(seconds) * 1_000_000 + int(nanoseconds) // 1_000
    return time.time_ns() // 1_000


def _bind_failed(error: OSError, interface: str) -> CaptureError:
    if error.errno == errno.ENODEV:
        known = ", ".join(name for _, name in socket.if_nameindex())
        return CaptureError(
            say('There is no network interface "{name}".', name=interface),
            say("Choose one of these: {names}.", names=known),
        )
    return CaptureError(
        say("The raw socket could not be set up ({reason}).", reason=error.strerror),
        say("Try again with all interfaces."),
    )


def _reading_failed(error: OSError, interface: str) -> CaptureError:
    if error.errno == errno.ENETDOWN:
        return CaptureError(
            say('The network interface "{name}" is down.', name=interface), say("Capture goes on when it is up again.")
        )
    return CaptureError(
        say("Reading network packets failed ({reason}).", reason=error.strerror),
        say("Capture is started again by itself."),
    )
