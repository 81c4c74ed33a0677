"""The AF_PACKET source: its filter as a table, and real traffic where the right to capture is there."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from reading import WAIT_S, Reader

from helpers import wait_until
from resonance.capture import linux
from resonance.capture.rights import linux_right_missing
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, RawPacket

IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
ETHER, LOOPBACK, NO_HEADER = 1, 772, 65534  # hardware types (ARPHRD)


def ipv4(protocol: int, fragment: int = 0) -> bytes:
    """An IPv4 header of 20 bytes; `fragment` = flags and offset."""
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 60, 7, fragment, 64, protocol, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")


def ipv6(next_header: int) -> bytes:
    return struct.pack("!IHBB16s16s", 0x6000_0000, 40, next_header, 64, b"\0" * 15 + b"\1", b"\0" * 15 + b"\1")


def ethernet(ether_type: int, body: bytes, tags: tuple[int, ...] = ()) -> bytes:
    vlans = b"".join(struct.pack("!HH", tag, 5) for tag in tags)
    return b"\0" * 12 + vlans + struct.pack("!H", ether_type) + body


# (story, an Ethernet frame, whether the filter lets it pass)
FRAMES = [
    ("IPv4 TCP", ethernet(IPV4, ipv4(6)), True),
    ("IPv4 UDP", ethernet(IPV4, ipv4(17)), False),
    ("first fragment of IPv4 TCP", ethernet(IPV4, ipv4(6, fragment=0x2000)), True),
    ("later fragment of IPv4 TCP", ethernet(IPV4, ipv4(6, fragment=0x00B9)), True),
    ("IPv6 TCP", ethernet(IPV6, ipv6(6)), True),
    ("IPv6 UDP", ethernet(IPV6, ipv6(17)), False),
    ("IPv6 ICMP", ethernet(IPV6, ipv6(58)), False),
    ("IPv6 hop-by-hop options", ethernet(IPV6, ipv6(0)), True),
    ("IPv6 routing", ethernet(IPV6, ipv6(43)), True),
    ("IPv6 fragment", ethernet(IPV6, ipv6(44)), True),
    ("IPv6 authentication", ethernet(IPV6, ipv6(51)), True),
    ("IPv6 destination options", ethernet(IPV6, ipv6(60)), True),
    ("ARP", ethernet(ARP, b"\0" * 28), False),
    ("802.1Q and TCP", ethernet(IPV4, ipv4(6), tags=(0x8100,)), True),
    ("802.1Q and UDP", ethernet(IPV4, ipv4(17), tags=(0x8100,)), False),
    ("QinQ and TCP", ethernet(IPV4, ipv4(6), tags=(0x88A8, 0x8100)), True),
    ("QinQ and IPv6 TCP", ethernet(IPV6, ipv6(6), tags=(0x88A8, 0x8100)), True),
    ("two 802.1Q tags and UDP", ethernet(IPV4, ipv4(17), tags=(0x8100, 0x8100)), False),
]
BARE = [
    ("bare IPv4 TCP", ipv4(6), True),
    ("bare IPv4 UDP", ipv4(17), False),
    ("bare IPv6 TCP", ipv6(6), True),
    ("bare IPv6 UDP", ipv6(17), False),
    ("neither IPv4 nor IPv6", b"\x90" + b"\0" * 40, False),
    ("no bytes at all", b"", False),
]


def run_filter(packet: bytes, hardware_type: int) -> int:
    """What the kernel's interpreter of classic BPF answers: how many bytes to hand over, 0 = drop."""
    accumulator = x = row = 0
    code = list(struct.iter_unpack("=HBBI", linux.assemble(linux.TCP_ONLY)))
    sizes = {0x20: 4, 0x28: 2, 0x30: 1, 0x50: 1}
    for _ in range(len(code)):
        operation, if_equal, if_not, operand = code[row]
        row += 1
        if operation == 0x20 and operand == 0xFFFFF000 + 28:
            accumulator = hardware_type
        elif operation in sizes:
            start = operand + (x if operation == 0x50 else 0)
            field = packet[start : start + sizes[operation]]
            if len(field) < sizes[operation]:
                return 0  # the kernel drops what is too short to be looked at
            accumulator = int.from_bytes(field, "big")
        elif operation == 0x01:
            x = operand
        elif operation == 0x74:
            accumulator >>= operand
        elif operation == 0x15:
            row += if_equal if accumulator == operand else if_not
        elif operation == 0x06:
            return int(operand)
    raise AssertionError("the program does not end")


@pytest.mark.parametrize(("story", "frame", "passes"), FRAMES, ids=[story for story, _, _ in FRAMES])
@pytest.mark.parametrize("hardware_type", [ETHER, LOOPBACK])
def test_filter_on_ethernet_frames(story: str, frame: bytes, passes: bool, hardware_type: int) -> None:
    """TCP passes whatever it is wrapped in, whole or in fragments; other traffic does not wake the program."""
    assert bool(run_filter(frame, hardware_type)) is passes, story


@pytest.mark.parametrize(("story", "packet", "passes"), BARE, ids=[story for story, _, _ in BARE])
def test_filter_on_packets_without_link_header(story: str, packet: bytes, passes: bool) -> None:
    """A tunnel's packets are told by the IP version in their first byte."""
    assert bool(run_filter(packet, NO_HEADER)) is passes, story


@pytest.mark.parametrize("cut_at", range(0, 63))
def test_filter_on_cut_frames(cut_at: int) -> None:
    """A frame cut anywhere is dropped or passed, and the program ends."""
    for _, frame, passes in FRAMES:
        assert not run_filter(frame[:cut_at], ETHER) or passes


def test_filter_hands_over_whole_frames() -> None:
    """Merged frames are longer than 64 KiB, and nothing of them is cut off."""
    assert run_filter(FRAMES[0][1], ETHER) > 70_000


def test_every_jump_goes_forward_within_the_program() -> None:
    """The kernel refuses a program with any other jump."""
    for number, row in enumerate(linux.TCP_ONLY):
        assert all(number < target < len(linux.TCP_ONLY) for target in row[2:])
    assert struct.calcsize("=HBBI") * len(linux.TCP_ONLY) == len(linux.assemble(linux.TCP_ONLY))


# --- real sockets from here on ---------------------------------------------------------------------------------------


@pytest.fixture
def capture() -> Iterator[Callable[..., Reader]]:
    """Opens the source and reads it; skips the test where the right is missing."""
    if sys.platform != "linux":
        pytest.skip("AF_PACKET is Linux's")
    readers: list[Reader] = []

    def start(interface: str = "") -> Reader:
        try:
            source = linux.AfPacket(interface)
        except CaptureError as error:
            pytest.skip(f"no live capture here: {error.reason}")
        readers.append(Reader(source))
        return readers[-1]

    yield start
    for reader in readers:
        reader.end()


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


def send_over_loopback(blob: bytes) -> int:
    """Send `blob` from a server to its client; returns the server's port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        with socket.create_connection(("127.0.0.1", port), WAIT_S) as client:
            connection, _ = server.accept()
            connection.settimeout(WAIT_S)
            with connection:
                sender = threading.Thread(target=connection.sendall, args=(blob,), daemon=True)
                sender.start()
                left = len(blob)
                while left:
                    left -= len(client.recv(min(left, 65536)))
                sender.join(WAIT_S)
    return port


def test_loopback_transfer_is_captured_byte_for_byte(capture: Callable[..., Reader]) -> None:
    """A megabyte through a real connection: every byte once, in Ethernet frames stamped with the time they passed."""
    reader = capture("lo")
    blob = bytes(range(256)) * 4096
    before_us = time.time_ns() // 1000
    port = send_over_loopback(blob)
    wait_until(lambda: joined(reader.packets, port) == blob)
    after_us = time.time_ns() // 1000
    ours = [packet for packet in list(reader.packets) if port in tcp_payload(packet)[:2]]
    assert {packet.link for packet in ours} == {LinkType.ETHERNET}
    assert all(before_us - 1_000_000 < packet.at_us <= after_us + 1_000_000 for packet in ours)
    assert reader.source.dropped() == 0


def test_loopback_packets_come_once(capture: Callable[..., Reader]) -> None:
    """The kernel shows each loopback packet leaving and arriving; only one of the two is kept."""
    reader = capture("lo")
    port = send_over_loopback(b"x" * 10)
    wait_until(lambda: joined(reader.packets, port) == b"x" * 10)
    assert len([packet for packet in list(reader.packets) if tcp_payload(packet)[3] == b"x" * 10]) == 1


def test_all_interfaces_include_loopback(capture: Callable[..., Reader]) -> None:
    """Without a name every interface is listened to."""
    reader = capture()
    port = send_over_loopback(b"over all")
    wait_until(lambda: joined(reader.packets, port) == b"over all")
    assert "all interfaces" in reader.source.name


def test_filter_in_the_kernel(capture: Callable[..., Reader]) -> None:
    """The kernel takes the program and decides as the table says."""
    reader = capture("lo")
    last = b"-last-"
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sender:
        sender.bind(("lo", 0))
        for number, (_, frame, _) in enumerate(FRAMES):
            sender.send(frame + b"-frame%03d-" % number)
        sender.send(FRAMES[0][1] + last)
    wait_until(lambda: any(packet.data.endswith(last) for packet in list(reader.packets)))
    for number, (story, _, passes) in enumerate(FRAMES):
        mark = b"-frame%03d-" % number
        assert any(packet.data.endswith(mark) for packet in reader.packets) is passes, story


def test_close_ends_a_blocked_read(capture: Callable[..., Reader]) -> None:
    """close() from another thread ends read() with None, may be called twice, and nothing can be read afterwards."""
    reader = capture("lo")
    reader.end()
    reader.source.close()
    assert reader.error is None
    assert reader.source.read() is None
    assert reader.source.dropped() == 0


def test_close_before_any_read(capture: Callable[..., Reader]) -> None:
    """A source nobody reads frees its file descriptors too."""
    capture("lo")  # skips where there is no right to capture
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        source = linux.AfPacket("lo")
        source.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_packets_that_do_not_fit_are_counted(capture: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel throws away because nobody read is known, as a running total."""
    capture("lo").end()
    monkeypatch.setattr(linux, "_RECEIVE_BUFFER_BYTES", 4096)
    source = linux.AfPacket("lo")
    try:
        send_over_loopback(bytes(1_000_000))
        first = source.dropped()
        assert first > 0
        send_over_loopback(bytes(1_000_000))
        assert source.dropped() > first
    finally:
        source.close()


def test_unknown_interface_names_those_there_are(capture: Callable[..., Reader]) -> None:
    """The advice lists what can be chosen instead."""
    capture("lo")
    with pytest.raises(CaptureError) as caught:
        linux.AfPacket("no-such-card")
    assert '"no-such-card"' in caught.value.reason
    assert "lo" in caught.value.advice


@pytest.mark.skipif(sys.platform != "linux", reason="AF_PACKET is Linux's")
def test_missing_right_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without CAP_NET_RAW the user reads what to type."""

    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(CaptureError) as caught:
        linux.AfPacket()
    assert "sudo" in caught.value.advice
    assert f"setcap cap_net_raw+ep {os.path.realpath(sys.executable)}" in caught.value.advice


@pytest.mark.skipif(sys.platform != "linux", reason="AF_PACKET is Linux's")
@pytest.mark.parametrize(("parts", "names_it"), [("/tmp/_MEIab12cd", False), ("/opt/meter/_internal", True)])
def test_right_is_given_to_a_program_that_starts_with_it(
    monkeypatch: pytest.MonkeyPatch, parts: str, names_it: bool
) -> None:
    """The build of one file refuses to start with a right of its own, so nobody is told to give it one."""
    monkeypatch.setattr(sys, "executable", "/opt/meter/ResonanceLogs")
    monkeypatch.setattr(sys, "_MEIPASS", parts, raising=False)
    advice = linux_right_missing().advice
    assert "sudo" in advice
    assert ("setcap cap_net_raw+ep /opt/meter/ResonanceLogs" in advice) is names_it


# --- interfaces made for the test ------------------------------------------------------------------------------------

OTHER_END = "10.213.77.2"


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, timeout=WAIT_S, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")


@pytest.fixture
def veth() -> Iterator[tuple[str, str]]:
    """A virtual cable from here into another network namespace: the interface here, and the name of the namespace."""
    name, space = f"rv{os.getpid() % 100_000}", f"resonance-{os.getpid()}"
    if sys.platform != "linux" or shutil.which("ip") is None:
        pytest.skip("needs Linux and iproute2")
    try:
        ip("netns", "add", space)
    except OSError as error:
        pytest.skip(f"network namespaces cannot be made here: {error}")
    try:
        ip("link", "add", name, "type", "veth", "peer", "name", "far", "netns", space)
        ip("address", "add", "10.213.77.1/24", "dev", name)
        ip("-n", space, "address", "add", f"{OTHER_END}/24", "dev", "far")
        ip("-n", space, "link", "set", "far", "up")
        ip("link", "set", name, "up")
    except OSError as error:
        ip("netns", "delete", space)
        pytest.skip(f"a virtual cable cannot be made here: {error}")
    yield name, space
    ip("link", "delete", name)  # by itself it would go only some time after the namespace
    ip("netns", "delete", space)


SERVER = """
import socket
server = socket.create_server(("", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
connection.sendall(bytes(range(256)) * 1024)
connection.recv(1)
"""


def test_traffic_over_a_cable(capture: Callable[..., Reader], veth: tuple[str, str]) -> None:
    """Real traffic of an Ethernet interface: the server's bytes, and the client's packets that leave here."""
    interface, space = veth
    reader = capture(interface)
    command = ["ip", "netns", "exec", space, sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        expected = bytes(range(256)) * 1024
        with socket.create_connection((OTHER_END, port), WAIT_S) as client:
            left = len(expected)
            while left:
                left -= len(client.recv(65536))
            client.sendall(b"!")
        server.wait(WAIT_S)
    wait_until(lambda: joined(reader.packets, port) == expected)
    assert any(tcp_payload(packet)[1] == port and tcp_payload(packet)[3] == b"!" for packet in list(reader.packets))
    assert {packet.link for packet in reader.packets} == {LinkType.ETHERNET}


def test_interface_that_goes_down(capture: Callable[..., Reader], veth: tuple[str, str]) -> None:
    """A card that is switched off is an error with the card's name, so that the capture thread opens it again."""
    interface, _ = veth
    reader = capture(interface)
    ip("link", "set", interface, "down")
    reader.join()
    assert reader.error is not None
    assert interface in reader.error.reason


@pytest.fixture
def tunnel() -> Iterator[tuple[str, Callable[[bytes], int]]]:
    """A tun interface, whose packets have no link header: its name, and what lets a packet arrive on it."""
    if sys.platform != "linux" or shutil.which("ip") is None or not os.path.exists("/dev/net/tun"):
        pytest.skip("needs Linux, iproute2 and /dev/net/tun")
    import fcntl  # not on Windows

    name = f"rt{os.getpid() % 100_000}"
    try:
        device = os.open("/dev/net/tun", os.O_RDWR)
    except OSError as error:
        pytest.skip(f"a tunnel cannot be made here: {error}")
    try:
        set_interface, tun_without_header = 0x400454CA, 0x1001
        fcntl.ioctl(device, set_interface, struct.pack("16sH22x", name.encode(), tun_without_header))
        ip("link", "set", name, "up")
        yield name, lambda packet: os.write(device, packet)
    except OSError as error:
        pytest.skip(f"a tunnel cannot be made here: {error}")
    finally:
        os.close(device)


def test_tunnel_packets_have_no_link_header(
    capture: Callable[..., Reader], tunnel: tuple[str, Callable[[bytes], int]]
) -> None:
    """What a VPN's interface carries begins with the IP header and says so; other traffic stays out here too."""
    name, arrive = tunnel
    reader = capture(name)
    packet = ipv4(6) + b"\x13\x8b\x9c\x40" + b"\0" * 8 + b"\x50\x18" + b"\0" * 6 + b"in the tunnel, byte "
    arrive(ipv4(17) + b"\0" * 40)
    arrive(packet)
    wait_until(lambda: bool(reader.packets))
    assert (reader.packets[0].link, reader.packets[0].data) == (LinkType.RAW, packet)
