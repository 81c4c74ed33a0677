"""A raid whose packets suffer on their way, through the whole program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from raids import Session, check, raid

from resonance.protocol.packet import RawPacket
from resonance.simulate import faults, headers
from resonance.simulate.headers import FIN, RST

Packets = Sequence[RawPacket]

HARMLESS: dict[str, Callable[[Packets], Packets]] = {
    "nothing": lambda packets: packets,
    "reordered": lambda packets: faults.shuffle(packets, 200),
    "every fifth twice": faults.duplicate,
    "every packet twice": lambda packets: faults.duplicate(packets, 1.0),
    "sent again, cut differently": lambda packets: faults.retransmit(packets, 0.3),
    "cut small": lambda packets: faults.recut(packets, 90),
    "sequence numbers wrap": faults.shift_sequence,
    "fragments": faults.fragment,
    "all at once": lambda packets: faults.shuffle(faults.duplicate(faults.recut(faults.shift_sequence(packets))), 60),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_nothing_is_lost_on_the_way(name: str, tmp_path: Path) -> None:
    """Whatever order, cut and number the packets come in: every player has exactly what was played."""
    played = raid()
    session = Session(list(HARMLESS[name](played.packets)), tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
    assert session.health.gaps == 0


@pytest.mark.parametrize("count", [1, 5, 60])
def test_packets_that_never_come(count: int, tmp_path: Path) -> None:
    """What is counted is at most what was played, and the encounter says that something is missing."""
    played = raid()
    port = server_port(played.packets)
    kept, _missing = faults.drop(played.packets, count, seed=count, server_port=port)
    session = Session(kept, tmp_path / "history.db")
    session.play()
    counted = check(session, played.amounts)
    assert session.health.gaps
    assert counted.total() > played.amounts.total() / 2, "one hole costs what is in it, not the rest of the evening"


def server_port(packets: Packets) -> int:
    """The one of the first login."""
    return max((found.source_port for packet in packets if (found := headers.parse(packet)) and found.payload), key=ports(packets).__getitem__)
