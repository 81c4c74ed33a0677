"""The AF_PACKET source on interfaces made for the test: a cable and a tunnel."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from reading import Reader
from traffic import ipv4, joined, tcp_payload

from helpers import PATIENCE_S, wait_until
from resonance.protocol.packet import LinkType

OTHER_END = "10.213.77.2"


SERVER = """
import socket
server = socket.create_server(("", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
connection.sendall(bytes(range(256)) * 1024)
connection.recv(1)
"""


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
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


def test_traffic_over_a_cable(capture: Callable[..., Reader], veth: tuple[str, str]) -> None:
    """Real traffic of an Ethernet interface: the server's bytes, and the client's packets that leave here."""
    interface, space = veth
    reader = capture(interface)
    command = ["ip", "netns", "exec", space, sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        expected = bytes(range(256)) * 1024
        with socket.create_connection((OTHER_END, port), PATIENCE_S) as client:
            left = len(expected)
            while left:
                left -= len(client.recv(65536))
            client.sendall(b"!")
        server.wait(PATIENCE_S)
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
