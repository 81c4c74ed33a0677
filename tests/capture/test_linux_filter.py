"""The filter of the AF_PACKET source, as a table and in the kernel."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import pytest
from reading import Reader
from traffic import ethernet, ipv4, ipv6

from helpers import wait_until
from resonance.capture import linux

IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
ETHER, LOOPBACK, NO_HEADER = 1, 772, 65534  # hardware types (ARPHRD)


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
