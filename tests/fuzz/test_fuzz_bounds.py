"""The table of bounds in docs/fuzzing.md is what the program holds to: its numbers, written here once more.

Tests of what lies at and beyond a bound import the program's own numbers in places; so these must not move unnoticed.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from helpers import ROOT
from resonance import settings_file
from resonance.capture import file_parts, pcapng
from resonance.encounter_file import container, journal_chunks
from resonance.protocol import decoder, dirty, flow, frames, packet, tcp, watched

KIB, MIB, S = 1 << 10, 1 << 20, 1_000_000
TABLE = (ROOT / "docs" / "fuzzing.md").read_text("utf-8").split("## Bounds")[1].split("## The quick run")[0]
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ") and not line.startswith("| Held")]


class Bound(NamedTuple):
    row: str  # of the table
    program: tuple[int, ...]
    numbers: tuple[int, ...]


BOUNDS = (
    Bound(
        "| IP fragments | 64 datagrams, each of 128 pieces and 128 KiB, for 30 s |",
        (packet.MAX_DATAGRAMS, packet.MAX_FRAGMENTS, packet.MAX_HELD_BYTES, packet.MAX_FRAGMENT_AGE_US),
        (64, 128, 128 * KIB - 2, 30 * S),
    ),
    Bound(
        "| waiting behind a hole of a stream | 1 MiB in 4,096 pieces, for 2 s |",
        (tcp.MAX_WAITING_BYTES, tcp.MAX_WAITING_PIECES, tcp.MAX_WAIT_US),
        (MIB, 4_096, 2 * S),
    ),
    Bound("| a frame that is not whole yet | 1 MiB, for 5 s |", (frames.MAX_FRAME, frames.MAX_FRAME_US), (MIB, 5 * S)),
    Bound(
        "| flows that may be the game's | 32, each with 256 KiB or 5 s; 64 more by their addresses alone |",
        (watched.MAX_WATCHED, watched.KEEP_BYTES, watched.KEEP_US, flow.MAX_OTHERS),
        (32, 256 * KIB, 5 * S, 64),
    ),
    Bound("| connections read at the same time | 4 |", (flow.MAX_STREAMS,), (4,)),
    Bound(
        "| kinds of messages that are counted one by one | 1,024, and as many of other services |",
        (decoder.MAX_KINDS,),
        (1_024,),
    ),
    Bound(
        "| a frame when unpacked, with all frames in it | 1 MiB; damaged zstd counts as 128 KiB |",
        (frames.MAX_INFLATED, frames.USUAL_INFLATED),
        (MIB, 128 * KIB),
    ),
    Bound("| containers within containers | 4 |", (frames.MAX_DEPTH,), (4,)),
    Bound(
        "| events of one packet | 200,000, and then those of the message it is at |", (decoder.MAX_EVENTS,), (200_000,)
    ),
    Bound(
        "| a dirty blob | 10,000 entries in a map, and 16 containers in one another |",
        (dirty.MAX_ENTRIES, dirty.MAX_DEPTH),
        (10_000, 16),
    ),
    Bound(
        "| a packet, and a block, of a recording | 256 KiB, and 16 MiB |",
        (file_parts.MAX_PACKET_BYTES, pcapng.MAX_BLOCK_BYTES),
        (256 * KIB, 16 * MIB),
    ),
    Bound("| a settings file | 8 MB |", (settings_file.LARGEST_BYTES,), (8_000_000,)),
    Bound(
        "| an encounter file | 64 MiB; unpacked 32 MiB of tables, and a million events |",
        (container.LARGEST_FILE, container.LARGEST_RECORD, journal_chunks.MOST_ENTRIES),
        (64 * MIB, 32 * MIB, 1_000_000),
    ),
)


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.row.split("|")[1].strip())
def test_bound_is_the_one_that_is_promised(bound: Bound) -> None:
    """Whoever moves it says so in the table, and here."""
    assert bound.row in ROWS
    assert bound.program == bound.numbers


def test_every_row_of_the_table_is_here() -> None:
    """No bound is promised that nothing checks."""
    assert [bound.row for bound in BOUNDS] == ROWS
