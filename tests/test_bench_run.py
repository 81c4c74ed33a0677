"""The engine's benchmark: its floor does the work it is said to do, and a small run of it prints its whole table."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT
from resonance.capture.pcapfile import write_pcap
from resonance.protocol.packet import LinkType
from resonance.simulate.recording import generate

LINES = (
    "dungeon.pcap",
    "simulated raid",
    "5 players x 10 skills",
    "20 players x 40 skills",
    "capture, engine, writer with a database",
    "floor: Python alone",
    "analyze dungeon.pcap",
    "to the first hit of dungeon.pcap",
    "to the first hit of a tenth of the raid",
)


def test_floor_reads_every_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """A floor that skips records would make every ratio look worse than it is, one that reads too many better."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import floor  # type: ignore[import-not-found]

    recording = generate("dungeon", seed=3)
    read = sum(map(floor.read_damage, floor.streams_of(list(recording.packets))))
    assert read == recording.truth.records > 100


def test_table_has_a_number_in_every_line(tmp_path: Path) -> None:
    recording = tmp_path / "dungeon.pcap"
    write_pcap(recording, generate("dungeon", seed=3).packets, LinkType.ETHERNET)
    command = [sys.executable, "bench/run.py", "--passes", "1", "--seconds", "1", "--raid-seconds", "3", str(recording)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr
    for words in LINES:
        assert re.search(rf"^  {re.escape(words)} .*\d$", done.stdout, re.MULTILINE), words
