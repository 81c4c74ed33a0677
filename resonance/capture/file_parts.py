"""What the formats of capture files share: limits, byte orders, and reading what must be there."""

from __future__ import annotations

import io
from typing import Literal

from resonance.texts import later, say

MAX_PACKET_BYTES = 256 * 1024  # Wireshark's own limit; a longer record is a damaged one
MAX_AT_US = 253_402_300_799_999_999  # the end of the year 9999, the last a date can show
US_PER_S = 1_000_000
CUT = later("the file is cut off there")

ByteOrder = Literal["<", ">"]  # as struct writes it
ORDERS: dict[Literal["little", "big"], ByteOrder] = {"little": "<", "big": ">"}


class Damaged(Exception):
    """What is wrong with the rest of the file, as the end of a sentence. Only the modules of the formats know it."""


def read(stream: io.BufferedIOBase, size: int) -> bytes:
    """So many bytes; Damaged when the file ends before."""
    data = stream.read(size)
    if len(data) < size:
        raise Damaged(say(CUT))
    return data


def check_packet_size(size: int) -> None:
    """Damaged for more bytes than any packet has."""
    if size > MAX_PACKET_BYTES:
        raise Damaged(say("the next packet says that it is {size} bytes long, so the file is damaged there", size=size))
