"""A raid whose packets suffer on their way, through the whole program."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from raids import Session, check, raid, saved

from resonance.protocol.packet import RawPacket
from resonance.simulate import faults, headers
from resonance.simulate.headers import FIN, RST, SYN, TcpPacket
from resonance.simulate.session import CLIENT_IP

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
    """What is counted is at most what was played, the rest is there, and the encounter says that something is not."""
    played = raid()
    port = Counter(tcp.source_port for tcp in map(headers.parse, played.packets) if tcp and tcp.payload).most_common()
    kept, _missing = faults.drop(played.packets, count, seed=count, server_port=port[0][0])
    session = Session(kept, tmp_path / "history.db")
    session.play()
    counted = check(session, played.amounts)
    assert session.health.gaps
    assert counted.total() > played.amounts.total() / 2, "a hole costs what was in it, not the rest of the evening"
    assert any(record.quality.gaps for record in saved(tmp_path / "history.db"))


def test_half_of_all_packets_is_lost(tmp_path: Path) -> None:
    """Of such a line little can be read, and that little is not more than was played."""
    played = raid()
    session = Session(random.Random(1).sample(played.packets, len(played.packets) // 2), tmp_path / "history.db")
    session.play()
    check(session, played.amounts)


# Connections


def test_server_restarts_without_a_word(tmp_path: Path) -> None:
    """No goodbye of the old connection is needed to read the new one."""
    played = raid()
    session = Session([packet for packet in played.packets if not flags_of(packet) & FIN], tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts


def test_connection_is_reset_in_mid_fight(tmp_path: Path) -> None:
    """A reset is a goodbye too; the same fight goes on over the next connection."""
    played = raid(logins=3)
    session = Session([with_reset(packet) for packet in played.packets], tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts
    assert len(saved(tmp_path / "history.db")) == 1


def test_next_login_comes_over_the_same_addresses(tmp_path: Path) -> None:
    """Ports are used again at once, with other sequence numbers: the new stream is read from its beginning."""
    played = raid(logins=3)
    session = Session(same_addresses(played.packets), tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) == played.amounts


def test_last_words_of_a_connection_are_lost(tmp_path: Path) -> None:
    """Nothing comes behind that hole, but the goodbye tells that there is one."""
    played = raid()
    goodbye = next(index for index, packet in enumerate(played.packets) if flags_of(packet) & FIN)
    session = Session([*played.packets[: goodbye - 25], *played.packets[goodbye:]], tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) != played.amounts
    assert saved(tmp_path / "history.db")[0].quality.missing_bytes


def test_first_words_of_a_connection_are_lost(tmp_path: Path) -> None:
    """A login that was missed is a hole in the fight that it goes on with."""
    played = raid()
    login = max(index for index, packet in enumerate(played.packets) if flags_of(packet) == SYN)
    session = Session([*played.packets[:login], *played.packets[login + 40 :]], tmp_path / "history.db")
    session.play()
    assert check(session, played.amounts) != played.amounts
    assert saved(tmp_path / "history.db")[0].quality.gaps


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_meter_is_started_in_mid_fight(share: float, tmp_path: Path) -> None:
    """What came before is missing, the rest is counted, and the encounter says that it was joined late."""
    played = raid(logins=1)
    session = Session(played.packets[int(len(played.packets) * share) :], tmp_path / "history.db")
    session.play()
    counted = check(session, played.amounts)
    assert 0 < counted.total() < played.amounts.total()
    assert saved(tmp_path / "history.db")[0].quality.started_late


def flags_of(packet: RawPacket) -> int:
    tcp = headers.parse(packet)
    assert tcp is not None
    return tcp.flags


def with_reset(packet: RawPacket) -> RawPacket:
    """A reset in the place of a goodbye."""
    tcp = headers.parse(packet)
    return headers.build(tcp._replace(flags=RST)) if tcp is not None and tcp.flags & FIN else packet


def same_addresses(packets: Packets) -> list[RawPacket]:
    """Every connection has the addresses and ports of the first one."""
    changed = []
    first: TcpPacket | None = None  # from the client
    for packet in packets:
        tcp = headers.parse(packet)
        assert tcp is not None
        first = first or tcp
        client, server = (first.source, first.source_port), (first.target, first.target_port)
        (source, source_port), (target, target_port) = (client, server) if tcp.source == CLIENT_IP else (server, client)
        tcp = tcp._replace(source=source, source_port=source_port, target=target, target_port=target_port)
        changed.append(headers.build(tcp))
    return changed
