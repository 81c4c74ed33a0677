"""Packets made by hand, real transfers on this computer, and what captured packets carried."""

from __future__ import annotations

import socket
import struct
import threading

from helpers import PATIENCE_S
from resonance.protocol.packet import LinkType, RawPacket


def ipv4(protocol: int, fragment: int = 0) -> bytes:
    """An IPv4 header of 20 bytes; `fragment` = flags and offset."""
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 60, 7, fragment, 64, protocol, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")


def ipv6(next_header: int) -> bytes:
    return struct.pack("!IHBB16s16s", 0x6000_0000, 40, next_header, 64, b"\0" * 15 + b"\1", b"\0" * 15 + b"\1")


def ethernet(ether_type: int, body: bytes, tags: tuple[int, ...] = ()) -> bytes:
    vlans = b"".join(struct.pack("!HH", tag, 5) for tag in tags)
    return b"\0" * 12 + vlans + struct.pack("!H", ether_type) + body


def transfer(server: socket.socket, blob: bytes) -> bytes:
    """Send `blob` from this server to a client of its own, and give back what arrived."""
    with socket.create_connection(server.getsockname(), PATIENCE_S) as client:
        connection, _ = server.accept()
        connection.settimeout(PATIENCE_S)
        with connection:
            sender = threading.Thread(target=connection.sendall, args=(blob,), daemon=True)
            sender.start()
            arrived = bytearray()
            while len(arrived) < len(blob) and (piece := client.recv(65536)):
                arrived += piece
            sender.join(PATIENCE_S)
    return bytes(arrived)


def send_over_loopback(blob: bytes) -> int:
    """Send `blob` from a server to its client; returns the server's port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert transfer(server, blob) == blob
        return int(server.getsockname()[1])


def tcp_payload(packet: RawPacket) -> tuple[int, int, int, bytes]:
    """Source port, destination port, sequence number and payload of an IPv4 TCP packet; ports 0 for all others."""
    start = 14 if packet.link == LinkType.ETHERNET else 0
    data = packet.data[start:]
    if len(data) < 40 or data[0] >> 4 != 4:
        return 0, 0, 0, b""
    total = int.from_bytes(data[2:4], "big") or len(data)
    tcp = data[(data[0] & 15) * 4 : total]
    source, destination, sequence = struct.unpack_from("!HHI", tcp)
    return source, destination, sequence, tcp[(tcp[12] >> 4) * 4 :]


def joined(packets: list[RawPacket], server_port: int) -> bytes:
    """What the clients of this port received, in order of the stream (shorter than 2 GiB)."""
    pieces: dict[int, bytes] = {}
    for packet in packets:
        source, _, sequence, payload = tcp_payload(packet)
        if source == server_port and payload:
            pieces[sequence] = max(payload, pieces.get(sequence, b""), key=len)
    first = next(iter(pieces), 0)
    stream = bytearray()
    for sequence, payload in sorted(pieces.items(), key=lambda piece: (piece[0] - first) % 2**32):
        at = (sequence - first) % 2**32
        stream[at : at + len(payload)] = payload
    return bytes(stream)
