"""What the long runs are made of: scripts, the corpus, the choice of inputs, and the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz import __main__ as command
from fuzz import corpus
from fuzz.script import FAR_SEQ, PLAIN, SYN, Sent, as_packet, packet_script, packets_of, segment_script, segments_of
from fuzz.smallest import smallest_set
from fuzz.targets import TARGETS
from resonance.protocol.frames import FrameOpener
from resonance.protocol.packet import LinkType, PacketReader, RawPacket


def test_packets_of_a_script() -> None:
    """What was written is read again."""
    [first] = packets_of(packet_script([]) + bytes(5))
    sent = [RawPacket(first.at_us + 1000, LinkType.RAW, b"abc"), RawPacket(first.at_us + 500_000, LinkType.NULL, b"")]
    assert list(packets_of(packet_script(sent))) == sent


def test_segments_of_a_script() -> None:
    """Each continues its own flow, unless it says otherwise; a packet of it is read as the segment it is."""
    steps = [Sent(1, SYN, 0, 0, b""), Sent(1, 0, 0, 5, b"abc"), Sent(2, 0, 0, 5, b"x"), Sent(1, 0, 0, 5, b"d")]
    steps += [Sent(1, 0, -3, 5, b"cd"), Sent(1, FAR_SEQ, 1, 5, b"e"), Sent(0, PLAIN, 0, 2_000, b"")]
    *segments, passed_us = segments_of(segment_script(steps))
    seqs = [segment.seq for segment in segments if not isinstance(segment, int)]
    assert seqs == [1000, 1001, 1000, 1004, 1002, 1005 + 65_536]
    assert isinstance(passed_us, int)
    assert [PacketReader().read(as_packet(each)) for each in segments if not isinstance(each, int)] == segments


def test_cut_scripts_mean_something() -> None:
    """A fuzzer cuts where it likes."""
    whole = segment_script([Sent(1, SYN, 0, 0, b"abcdef")] * 3)
    assert all(len(list(segments_of(whole[:size]))) in (1, 2, 3) for size in range(1, len(whole)))


def test_corpus_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each input once; and the same inputs give the same file, so that nothing changes in the repository."""
    monkeypatch.setattr(corpus, "FOLDER", tmp_path / "corpus")
    assert corpus.load("some") == []
    path = corpus.save("some", [b"two", b"one", b"two"])
    content = path.read_bytes()
    assert sorted(corpus.load("some")) == [b"one", b"two"]
    corpus.save("some", [b"one", b"two"])
    assert path.read_bytes() == content


def test_inputs_that_add_nothing_are_left_out() -> None:
    """Shortest first."""

    def run(data: bytes) -> None:
        FrameOpener().open(int.from_bytes(data[:2], "big"), data[2:])

    notify = b"\0\2" + bytes(16)
    assert smallest_set(run, [notify + b"longer", notify, b"", b"\0\0", b"\0\1"]) == [b"", b"\0\2" + bytes(16)]


def test_single_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found can be tried again with the traceback of the program itself."""
    tried: list[bytes] = []
    monkeypatch.setitem(TARGETS, "dirty", TARGETS["dirty"]._replace(run=tried.append))
    path = tmp_path / "found"
    path.write_bytes(b"bad")
    assert command.main(["dirty", "--input", str(path)]) == 0
    assert tried == [b"bad"]


def test_unknown_target(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is run, and the names there are are told."""
    with pytest.raises(SystemExit):
        command.main(["nonsense"])
    assert "reassembly" in capsys.readouterr().err
