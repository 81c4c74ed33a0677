"""No player in the logs, whatever happens."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from helpers import wait_until
from resonance import logs, names
from resonance.doctor.masking import Private, mask
from resonance.engine_commands import Configure
from resonance.pipeline import Pipeline
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate import faults
from resonance.simulate.recording import generate
from resonance.simulate.truth import Truth

LOST = 40  # packets
STEPS = (
    *("reading a connection of the game", "in scene ", "an encounter begins", "the encounter is over"),
    *("orders saved in", "asked for: Configure"),
)
"""What is told of a fight for those who look for a fault."""


class Played:
    """A recording as a source of packets."""

    name = "raid"
    is_live = False
    problem = ""

    def __init__(self, packets: Iterable[RawPacket]) -> None:
        self._packets = iter(packets)
        self.is_over = False

    def read(self) -> RawPacket | None:
        packet = next(self._packets, None)
        self.is_over = packet is None
        return packet

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        self._packets = iter(())


def bent(packets: list[RawPacket]) -> list[RawPacket]:
    """Bytes of some are wrong, some are lost: much of it cannot be read."""
    dice = random.Random(5)
    kept, _ = faults.drop(packets, LOST)
    found = []
    for packet in kept:
        data = bytearray(packet.data)
        if dice.random() < 0.05 and len(data) > 120:
            data[dice.randrange(80, len(data))] = dice.randrange(256)
        found.append(packet._replace(data=bytes(data)))
    return found


@pytest.fixture
def log(tmp_path: Path) -> Iterator[logs.Log]:
    log = logs.start(tmp_path / "logs", "1.2.3", environ={logs.LEVEL_VARIABLE: "debug"})
    yield log
    log.close()


@pytest.fixture
def usual_log(tmp_path: Path) -> Iterator[logs.Log]:
    log = logs.start(tmp_path / "logs", "1.2.3", environ={})
    yield log
    log.close()


def logged(log: logs.Log, packets: Iterable[RawPacket], database: Path) -> str:
    """What is in the log once a pipeline has played and saved it all."""
    settings = Settings()
    source = Played(packets)
    pipeline = Pipeline(lambda: source, recorded=True, names=names.load(), settings=settings, database=database)
    pipeline.start()
    pipeline.command(Configure(settings))
    wait_until(lambda: pipeline.health.all_read)
    assert pipeline.stop()
    assert log.path is not None
    return "".join(each.read_text(encoding="utf-8") for each in logs.files(log.path.parent))


def players_in(text: str, truth: Truth) -> list[str]:
    """Names and ids of players that the text holds."""
    people = [word for player in truth.players.values() for word in (player.name, str(player.uid))]
    return [word for word in people if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


@pytest.mark.parametrize("scenario", ["raid", "dungeon"])
def test_whole_fight_at_the_highest_verbosity(scenario: str, log: logs.Log, tmp_path: Path) -> None:
    """Neither the name nor the id of anybody who took part is in the log, nor an address: each step of it is."""
    recording = generate(scenario)
    text = logged(log, recording.packets, tmp_path / "history.db")
    assert [step for step in STEPS if not re.search(rf"DEBUG .*{step}", text)] == []
    assert "stopped in" in text
    assert len(recording.truth.players) > 4
    assert players_in(text, recording.truth) == []
    assert mask(text, Private()) == text


def test_whole_fight_at_the_usual_verbosity(usual_log: logs.Log, tmp_path: Path) -> None:
    """No step of it is in the log: it stays short."""
    text = logged(usual_log, generate("dungeon").packets, tmp_path / "history.db")
    assert "stopped in" in text
    assert "DEBUG" not in text


def test_messages_that_cannot_be_read(log: logs.Log, tmp_path: Path) -> None:
    """What is told of damaged messages is too little to hold a name."""
    recording = generate("raid")
    text = logged(log, bent(list(recording.packets)), tmp_path / "history.db")
    assert "could not read" in text
    assert players_in(text, recording.truth) == []


def test_name_in_a_log_is_found() -> None:
    """The tests above can fail."""
    recording = generate("dungeon")
    assert list(recording.packets)  # the truth is told while they are made
    player = next(iter(recording.truth.players.values()))
    assert players_in(f"saved {player.name} ({player.uid})", recording.truth) == [player.name, str(player.uid)]
