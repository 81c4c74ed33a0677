"""Saved encounters of simulated fights, and files of them that nobody could have written."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.entries import Entry
from resonance.combat.recount import tallies_between
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.encounter_file import container, reading, tables
from resonance.encounter_file.tables import Tables
from resonance.encounter_file.writing import file_bytes
from resonance.engine import Engine
from resonance.export.export_format import ExportOptions
from resonance.export.format_table import FORMATS
from resonance.health import Health
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store import StoreError, journal
from resonance.store.found import Imported
from resonance.store.journal import Journal
from resonance.store.migrations import open_newest
from resonance.store.orders import AppendJournal, Order, SaveEncounter
from resonance.store.saved import SavedEncounter
from resonance.store.saver import Saver

NAMES = names.load()
SECONDS = 8
RICH = ("raid", 40)


@cache
def saved_fight(scenario: str = "dummy", seconds: float | None = None) -> SavedEncounter:
    """The first encounter of a scenario."""
    return saved_of(list(generate(scenario, seed=3, seconds=seconds).packets))


def saved_of(packets: Sequence[RawPacket]) -> SavedEncounter:
    """The first encounter in these packets, with its whole journal."""
    given: list[Order] = []
    engine = Engine(NAMES, Settings(save_every_s=5), Health(), lambda order: given.append(order) or True)  # type: ignore[func-returns-value]
    for packet in packets:
        engine.receive(packet)
        engine.tick(packet.at_us // 1000)
    engine.finish()
    saves = [order for order in given if isinstance(order, SaveEncounter)]
    key = saves[0].key
    record = [order.record for order in saves if order.key == key][-1]
    parts = [order for order in given if isinstance(order, AppendJournal) and order.key == key]
    entries: list[Any] = [entry for order in parts for entry in order.entries]
    return SavedEncounter(key, record, journal_of(entries))


def journal_of(entries: Sequence[Entry]) -> Journal:
    return Journal((journal.pack(entries).blob,))


def import_of(path: Path, content: bytes) -> Imported:
    """What comes out of a file with this content. StoreError."""
    path.write_bytes(content)
    (found,) = reading.read(path, ())
    assert isinstance(found, Imported)
    return found


def with_hash(content: bytes) -> bytes:
    """The same with a hash that is right, as who forges a file would have it."""
    digest = hashlib.sha256(content[container.HASHED_FROM :]).digest()
    return content[: container.HASHED_FROM - 32] + digest + content[container.HASHED_FROM :]


def forged(record_frame: bytes, chunks: Sequence[bytes], *, count: int | None = None) -> bytes:
    """A file of these pieces, taken as they are. `count`: of the chunks, as the file says."""
    body = struct.pack("<I", len(record_frame)) + record_frame
    body += struct.pack("<I", len(chunks) if count is None else count)
    body += b"".join(struct.pack("<I", len(chunk)) + chunk for chunk in chunks)
    return with_hash(struct.pack("<8sH32s", container.MAGIC, container.VERSION, bytes(32)) + body)


def small_file() -> bytes:
    return file_bytes(saved_fight(seconds=SECONDS), anonymise=False)


def rich_file() -> bytes:
    """With deaths, bosses, buffs and attempts in it."""
    return file_bytes(saved_fight(*RICH), anonymise=False)


def small_tables() -> Tables:
    return tables.unpack(container.unpack(small_file()).record)


def compressed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True, write_content_size=True).compress(content)


def try_out(path: Path, content: bytes) -> Imported | None:
    """Import it; None if there is a sentence instead. What comes can be saved, shown, exported and counted."""
    found: Imported | StoreError
    try:
        found = import_of(path / "x.rlog", content)
    except StoreError as error:
        found = error
    if isinstance(found, StoreError):
        assert found.reason
        assert found.advice
        return None
    for clock in ClockChoice:
        snapshot = build(found.record, clock)
    for kind in FORMATS:
        if kind.kind == "text":
            kind.render(snapshot, View.DAMAGE, NAMES, ExportOptions())
    for segment in range(len(found.record.segments)):
        build(found.record, ClockChoice.BOSS, segment=segment)
    (path / "own.db").unlink(missing_ok=True)
    with closing(open_newest(path / "own.db")) as connection:
        Saver(connection).write([SaveEncounter(found.key, found.record, imported="x", chunks=found.chunks)])
    if found.chunks:
        middle_ms = found.record.started_at_ms + 3_000
        tallies_between(Journal(tuple(chunk.blob for chunk in found.chunks)), NAMES, middle_ms, middle_ms + 2_000)
    return found
