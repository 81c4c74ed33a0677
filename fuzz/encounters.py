"""The target for encounter files. Their hash and their compression are put right, or no damage would reach further."""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path

import zstandard

from resonance import names
from resonance.combat.entries import Entry
from resonance.combat.recount import recount
from resonance.encounter_file import container, reading, writing
from resonance.engine import Engine
from resonance.health import Health
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store import StoreError, journal
from resonance.store.found import Imported
from resonance.store.orders import AppendJournal, Order
from resonance.store.saved import SavedEncounter

AS_IT_IS, SEALED, RECORD, CHUNK = range(4)
"""What the input is: a file, one without its head, the unpacked tables, or an unpacked chunk of the journal."""


def encounter_file(data: bytes) -> None:
    """A file of somebody else -> one encounter that can be counted and saved, or StoreError."""
    if not data:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "theirs.rlog")
        path.write_bytes(file_of(data[0] % 4, data[1:]))
        try:
            found = list(reading.read(path, ()))
        except StoreError as error:
            str(error).encode()
            return
    assert len(found) == 1
    assert isinstance(found[0], Imported)
    assert found[0].record.local_player is None


def file_of(kind: int, content: bytes) -> bytes:
    if kind == AS_IT_IS:
        return content
    if kind == SEALED:
        return container._HEAD.pack(container.MAGIC, container.VERSION, hashlib.sha256(content).digest()) + content
    sound = pieces()
    if kind == RECORD:
        return container.pack(sound._replace(record=content))
    blob = journal.MAGIC + bytes((journal.VERSION,)) + _compressed(content)
    return container.pack(sound._replace(chunks=(blob,)))


def _compressed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True, write_content_size=True).compress(content)


@cache
def pieces() -> container.Pieces:
    """Of a short simulated fight."""
    return container.unpack(writing.file_bytes(_saved(), anonymise=False))


def unpacked_chunk() -> bytes:
    blob = pieces().chunks[0]
    content: bytes = zstandard.ZstdDecompressor().decompress(blob[len(journal.MAGIC) + 1 :])
    return content


def _saved() -> SavedEncounter:
    entries: list[Entry] = []

    def take(order: Order) -> bool:
        if isinstance(order, AppendJournal) and not isinstance(order.entries, journal.Chunk):
            entries.extend(order.entries)
        return True

    engine = Engine(names.load(), Settings(), Health(), take)
    for packet in generate("dungeon", seconds=20, players=2, hits_per_second=2).packets:
        engine.receive(packet)
    engine.finish()
    whole = journal.Journal((journal.pack(entries).blob,))
    return SavedEncounter("simulated", recount(whole, names.load()), whole)
