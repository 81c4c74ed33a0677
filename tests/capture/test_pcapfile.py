"""Capture files as a whole: the classic format, damage, files that are none, writing, and independent readers."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest
from captures import THREE, block, enhanced, interface, packet, pcap, pcapng, read_bytes, section
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import shared_capture
from resonance.capture.pcapfile import open_capture, write_pcap
from resonance.capture.source import CaptureError
from resonance.protocol.packet import LinkType, PacketReader, RawPacket

# .pcap


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("magic", "ticks_per_us", "tail"), [(0xA1B2C3D4, 1, 0), (0xA1B23C4D, 1000, 0), (0xA1B2CD34, 1, 8)]
)
def test_pcap_in_either_byte_order_and_every_unit(
    tmp_path: Path, order: str, magic: int, ticks_per_us: int, tail: int
) -> None:
    """The same packets with the same microseconds come out of every variation of the format."""
    content = pcap(THREE, order=order, magic=magic, ticks_per_us=ticks_per_us, record_tail=bytes(tail))
    assert read_bytes(tmp_path, content)[0] == THREE


def test_nanoseconds_that_are_no_whole_microsecond(tmp_path: Path) -> None:
    """Times are cut to microseconds exactly; a float would round them."""
    content = pcap([], magic=0xA1B23C4D) + pack("<IIII", 1_767_225_600, 999_999_999, 1, 1) + b"x"
    assert read_bytes(tmp_path, content)[0] == [RawPacket(1_767_225_600_999_999, LinkType.ETHERNET, b"x")]


def test_check_sequence_bits_above_the_link_type(tmp_path: Path) -> None:
    """The upper bits of the header's link field say how long the check sequence is, not which link it was."""
    assert read_bytes(tmp_path, pcap(THREE, network=0x5400_0000 | LinkType.ETHERNET))[0] == THREE


def test_unknown_link_type_is_passed_on(tmp_path: Path) -> None:
    """The reader of headers counts packets of unknown links; the file reader only names them."""
    assert read_bytes(tmp_path, pcap(THREE, network=147))[0][0].link == 147


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
@pytest.mark.parametrize("build", [pcap, pcapng])
def test_file_cut_at_every_byte(
    tmp_path: Path, build: Callable[..., bytes], compress: Callable[[bytes], bytes]
) -> None:
    """What stands before the cut is read, and unless the cut falls between two packets the file says that it is cut."""
    packets = [packet(0, size=5), packet(1, size=8)]
    whole = build(packets)
    bounds = [len(build(packets[:count])) for count in range(3)]
    for cut in range(4, len(whole)):
        got, file = read_bytes(tmp_path, compress(whole[:cut]))
        assert got == packets[: len([bound for bound in bounds[1:] if bound <= cut])]
        if cut not in (28, *bounds):  # 28: the end of pcapng's section block
            assert "cut off" in file.problem


def test_gzip_file_cut_off(tmp_path: Path) -> None:
    """A cut packed file gives packets and says that there were more."""
    many = [packet(number, size=1000) for number in range(300)]
    packed = gzip.compress(pcap(many), compresslevel=0)
    got, file = read_bytes(tmp_path, packed[: len(packed) // 2])
    assert got == many[: len(got)]
    assert len(got) > 50
    assert "fight.pcap could be read up to packet" in file.problem


def test_gzip_data_damaged_in_the_middle(tmp_path: Path) -> None:
    """Damage inside the packed data ends reading like a cut."""
    packed = bytearray(gzip.compress(pcap(THREE)))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    assert read_bytes(tmp_path, bytes(packed))[1].problem


def test_whole_file_has_no_problem(tmp_path: Path) -> None:
    """A file that was read to its end is not called cut."""
    for content in (pcap(THREE), pcapng(THREE), gzip.compress(pcap(THREE)), pcap([]), pcapng([])):
        file = read_bytes(tmp_path, content)[1]
        assert file.problem == ""


def test_absurd_packet_length(tmp_path: Path) -> None:
    """A damaged length ends reading; the packets before it are kept and the sentence names the damage."""
    got, file = read_bytes(tmp_path, pcap(THREE) + pack("<IIII", 1, 1, 0x7FFF_FFFF, 60) + bytes(1000))
    assert got == THREE
    assert file.problem == (
        "fight.pcap could be read up to packet 3 only: "
        "the next packet says that it is 2147483647 bytes long, so the file is damaged there."
    )


def test_zeros_at_the_end_after_a_power_cut(tmp_path: Path) -> None:
    """Zeros are not read as empty packets of the year 1970."""
    got, file = read_bytes(tmp_path, pcap(THREE) + bytes(4096))
    assert got == THREE
    assert "zeros" in file.problem


# Files that are none


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "fight.pcap is empty."),
        (b"\xd4\xc3", "fight.pcap is no capture file."),
        (b"PK\x03\x04 a zip", "fight.pcap is no capture file."),
        (gzip.compress(b"", mtime=0), "fight.pcap is empty."),
        (gzip.compress(b"hello", mtime=0), "fight.pcap is no capture file."),
        (b"\x1f\x8b", "fight.pcap is a damaged gzip file."),
        (b"\x1f\x8b and something else", "fight.pcap is a damaged gzip file."),
    ],
)
def test_file_that_is_no_capture(tmp_path: Path, content: bytes, words: str) -> None:
    """One clear sentence, and advice."""
    with pytest.raises(CaptureError) as caught:
        read_bytes(tmp_path, content)
    assert caught.value.reason == words
    assert caught.value.advice


def test_missing_file_and_folder(tmp_path: Path) -> None:
    """One clear sentence, and advice."""
    with pytest.raises(CaptureError, match="There is no file"):
        open_capture(tmp_path / "none.pcap")
    with pytest.raises(CaptureError, match="is a folder"):
        open_capture(tmp_path)
    with pytest.raises(CaptureError, match="cannot be read"):
        open_capture(str(tmp_path / "a\0b"))


@pytest.mark.skipif(
    sys.platform == "win32" or getattr(os, "geteuid", lambda: 0)() == 0,
    reason="needs a user whom the system can refuse a file",
)
def test_file_without_the_right_to_read(tmp_path: Path) -> None:
    """One clear sentence, and advice."""
    path = tmp_path / "fight.pcap"
    path.write_bytes(pcap(THREE))
    path.chmod(0)
    with pytest.raises(CaptureError, match="cannot be read"):
        open_capture(path)


def test_closed_before_the_end(tmp_path: Path) -> None:
    """After close() no packet comes, and closing again does nothing."""
    path = tmp_path / "fight.pcap"
    path.write_bytes(pcap(THREE))
    file = open_capture(path)
    assert next(file) == THREE[0]
    file.close()
    file.close()
    assert list(file) == []
    assert not file.problem


def test_big_file_is_never_in_memory(tmp_path: Path) -> None:
    """Memory stays small whatever the file's size, blocks that are skipped included."""
    path = tmp_path / "big.pcapng"
    path.write_bytes(section() + interface() + block(0x0BAD, bytes(8_000_000)) + enhanced(bytes(1400)) * 4_000)
    with open_capture(path) as file:
        tracemalloc.start()
        count = sum(1 for _ in file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 4_000
    assert peak < 1_000_000


# Writing


def test_written_file_is_read_again(tmp_path: Path) -> None:
    """write_pcap gives exactly the file the format asks for, and its packets come back."""
    path = tmp_path / "written.pcap"
    assert write_pcap(path, iter(THREE), LinkType.ETHERNET) == 3
    assert path.read_bytes() == pcap(THREE)


def test_packet_of_another_link_type_is_not_written_as_if_it_fitted(tmp_path: Path) -> None:
    """A classic file has one link type for all its packets."""
    with pytest.raises(ValueError, match="link type 101"):
        write_pcap(tmp_path / "written.pcap", [packet(link=LinkType.RAW)], LinkType.ETHERNET)


def test_file_cannot_be_written(tmp_path: Path) -> None:
    """The user gets a sentence, not a traceback."""
    with pytest.raises(CaptureError, match="cannot be written"):
        write_pcap(tmp_path, THREE, LinkType.ETHERNET)


# Any garbage

_STARTS = [b"", pcap([]), pcap([], order=">"), pcapng([]), pcapng([], ">"), pcapng(THREE[:1])]


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.sampled_from(_STARTS), st.binary(max_size=200), st.booleans())
def test_garbage_behind_a_valid_start(tmp_path: Path, start: bytes, garbage: bytes, is_packed: bool) -> None:
    """Any bytes: CaptureError, or packets and an end."""
    content = start + garbage
    try:
        read_bytes(tmp_path, gzip.compress(content) if is_packed else content)
    except CaptureError:
        assert not start


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_some_bytes_of_a_valid_file_changed(tmp_path: Path, data: st.DataObject) -> None:
    """Damage anywhere: CaptureError, or packets of sane size and time, and an end."""
    content = bytearray(pcapng(THREE[:2]) if data.draw(st.booleans()) else pcap(THREE[:2]))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        packets, _ = read_bytes(tmp_path, bytes(content))
    except CaptureError:
        return
    assert all(0 <= got.at_us < 2**58 and len(got.data) <= len(content) for got in packets)


# Independent readers


@pytest.mark.parametrize("name", ["boss-fight", "town"])
def test_recorded_traffic_against_dpkt(name: str) -> None:
    """Times, bytes, ports, sequence numbers, flags and payloads agree with another implementation, packet by packet."""
    dpkt = pytest.importorskip("dpkt")
    path = shared_capture(f"{name}.pcap")
    reader = PacketReader()
    with open_capture(path) as ours, path.open("rb") as file:
        for (at_s, data), got in zip(dpkt.pcap.Reader(file), ours, strict=True):
            assert (got.link, got.data, got.at_us) == (LinkType.ETHERNET, data, round(at_s * 1_000_000))
            tcp, segment = dpkt.ethernet.Ethernet(data).data.data, reader.read(got)
            assert segment is not None
            assert (segment.seq, segment.payload) == (tcp.seq, tcp.data)
            assert segment.flow[-4:] == pack("!HH", tcp.sport, tcp.dport)
            flags = segment.syn * dpkt.tcp.TH_SYN | segment.fin * dpkt.tcp.TH_FIN | segment.rst * dpkt.tcp.TH_RST
            assert flags == tcp.flags & (dpkt.tcp.TH_SYN | dpkt.tcp.TH_FIN | dpkt.tcp.TH_RST)
    assert ours.packets_read > 1000
    assert not ours.problem
    assert reader.malformed == 0


@pytest.mark.parametrize("variant", ["pcap", "nsecpcap", "modpcap", "pcapng"])
def test_file_written_by_wireshark(tmp_path: Path, variant: str) -> None:
    """Wireshark's editcap turns our file into each format it knows; the same packets come back."""
    editcap = shutil.which("editcap")
    if editcap is None:
        pytest.skip("needs editcap of Wireshark")
    write_pcap(tmp_path / "ours.pcap", THREE, LinkType.ETHERNET)
    theirs = tmp_path / "theirs"
    subprocess.run([editcap, "-F", variant, tmp_path / "ours.pcap", theirs], check=True, capture_output=True)
    with open_capture(theirs) as file:
        assert list(file) == THREE
        assert not file.problem
