"""What is stored is what its journal gives: simulated fights and real recordings, whole, maltreated and corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from engines import engine_with
from helpers import PATIENCE_S, shared_capture, wait_until
from resonance import names
from resonance.capture.pcapfile import open_capture
from resonance.combat.record import EncounterRecord
from resonance.combat.recount import tallies_between
from resonance.engine_commands import Command, Configure, MarkWipe, Merge, Pause, Reset, Split, Train
from resonance.health import Health
from resonance.pipeline import Pipeline
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate import faults
from resonance.simulate.recording import generate
from resonance.simulate.source import SimulatedSource
from resonance.store.history import History
from resonance.store.rebuild import rebuild
from resonance.store.writer import Writer

NAMES = names.load()
TICK_EVERY = 7  # packets, so that ticks fall between them


def records_of(
    path: Path, packets: Sequence[RawPacket], commands: Mapping[float, Command] | None = None
) -> list[EncounterRecord]:
    """Play packets into a database; every encounter in it, after it was counted again and found equal.

    `commands`: given at these parts of the packets, 0..1.
    """
    due = {int(part * len(packets)): command for part, command in (commands or {}).items()}
    writer = Writer(path, Health())
    writer.start()
    engine = engine_with(writer.offer, save_every_s=5)
    for index, packet in enumerate(packets):
        if index in due:
            engine.command(due[index])
        engine.receive(packet)
        if index % TICK_EVERY == 0:
            engine.tick(packet.at_us // 1000)
        if index % 200 == 0:
            engine.snapshot()
        if index % 1_000 == 500:
            engine.health.packets_dropped += 1
    engine.finish()
    assert engine.unsaved == 0
    assert writer.stop(PATIENCE_S)
    return recounted(path)


def recounted(path: Path) -> list[EncounterRecord]:
    with closing(History(path)) as history:
        found = []
        for line in history.list_encounters(-1):
            rebuilt = rebuild(history, line.encounter_id, NAMES)
            assert rebuilt.differences == []
            assert rebuilt.record == history.open_record(line.encounter_id)
            found.append(rebuilt.record)
    return found


@pytest.mark.parametrize("scenario", ["dungeon", "raid", "dummy", "demo"])
def test_simulated_fight(scenario: str, tmp_path: Path) -> None:
    """Every field of every encounter, with saves, pictures and dropped packets in between."""
    packets = list(generate(scenario, seed=9).packets)
    assert records_of(tmp_path / "h.db", packets)


@pytest.mark.parametrize("name", ["boss-fight.pcap", "town.pcap"])
def test_recording(name: str, tmp_path: Path) -> None:
    """Real traffic; nothing to store where nobody fought."""
    with open_capture(shared_capture(name)) as opened:
        packets = list(opened)
    assert len(records_of(tmp_path / "h.db", packets)) == (name == "boss-fight.pcap")


def lose_segments(packets: list[RawPacket]) -> list[RawPacket]:
    for seed in range(4):
        packets, _gone = faults.drop(packets, seed=seed)
    return packets


FAULTS: dict[str, Callable[[list[RawPacket]], list[RawPacket]]] = {
    "segments lost": lose_segments,
    "shuffled": lambda packets: faults.shuffle(packets, 250),
    "duplicated and cut": lambda packets: faults.duplicate(faults.recut(packets, largest=200)),
    "joined in the middle": lambda packets: packets[len(packets) // 3 :],
    "damaged": lambda packets: [
        packet._replace(data=packet.data[:-9] + bytes(9)) if index % 400 == 399 else packet
        for index, packet in enumerate(packets)
    ],
    "clock set back": lambda packets: [
        packet._replace(at_us=packet.at_us - (3_600_000_000 if index > len(packets) // 2 else 0))
        for index, packet in enumerate(packets)
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_maltreated_fight(fault: str, tmp_path: Path) -> None:
    """What was lost or came late is in the journal as it was counted."""
    assert records_of(tmp_path / "h.db", FAULTS[fault](list(generate("dungeon", seed=3).packets)))


STORIES: dict[str, dict[float, Command]] = {
    "pauses": {0.2: Pause(True), 0.3: Pause(False), 0.6: Pause(True), 0.7: Pause(False)},
    "corrections": {0.3: Split(), 0.4: MarkWipe(True), 0.5: Merge(), 0.8: Split(), 0.9: Merge(), 0.95: MarkWipe(False)},
    "resets": {0.3: Reset(), 0.31: Reset(), 0.6: Reset()},
    "corrected after a reset of the rules": {0.2: Configure(Settings(silence_s=2, instance_silence_s=3)), 0.9: Merge()},
}


@pytest.mark.parametrize("story", STORIES)
def test_commands_of_the_user(story: str, tmp_path: Path) -> None:
    """They are part of what is counted."""
    scenario = "raid" if story == "corrections" else "dungeon"
    assert records_of(tmp_path / "h.db", list(generate(scenario, seed=3).packets), STORIES[story])


def test_training(tmp_path: Path) -> None:
    """Two runs and what was fought before: each is an encounter with a journal of its own."""
    packets = list(generate("dummy", seed=3).packets)
    commands: dict[float, Command] = {0.2: Train(True, 5_000), 0.6: Train(True, 5_000), 0.95: Train(False)}
    assert len(records_of(tmp_path / "h.db", packets, commands)) >= 3


def test_parts_of_a_stored_fight(tmp_path: Path) -> None:
    """Cut anywhere, what was dealt, healed and taken in the parts is what the whole fight was."""
    (record,) = records_of(tmp_path / "h.db", list(generate("dungeon", seed=4).packets))
    with closing(History(tmp_path / "h.db")) as history:
        journal = history.open_journal(1)
    assert tallies_between(journal, NAMES, record.started_at_ms, 2**60) == record
    for cut_ms in range(record.started_at_ms + 1, record.started_at_ms + 60_000, 23_000):
        parts = [tallies_between(journal, NAMES, 0, cut_ms), tallies_between(journal, NAMES, cut_ms, 2**60)]
        for field in ("hits", "amount", "effective", "crits"):
            totals = [sum(getattr(tally, field) for tally in each.tallies.values()) for each in (record, *parts)]
            assert totals[0] == totals[1] + totals[2]


def test_program_that_starts_after_one_that_died(tmp_path: Path) -> None:
    """What the first could not end, the second does, before it counts anything itself."""
    path = tmp_path / "h.db"
    packets = list(generate("dummy", seed=3).packets)
    writer = Writer(path, Health())
    writer.start()
    engine = engine_with(writer.offer, save_every_s=5)
    for packet in packets[: len(packets) // 2]:
        engine.receive(packet)
        engine.tick(packet.at_us // 1000)
    assert writer.stop(PATIENCE_S)  # and the engine is never finished
    with closing(History(path)) as history:
        assert not history.open_record(1).ended
    source = SimulatedSource("dummy", started_at_ms=1_787_022_000_000, speed=None, loop=False)
    pipeline = Pipeline(lambda: source, recorded=True, names=NAMES, settings=Settings(), database=path)
    pipeline.start()
    wait_until(lambda: pipeline.health.all_read)
    assert pipeline.stop()
    assert len(recounted(path)) == 2
