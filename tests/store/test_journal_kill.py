"""kill -9 in the middle of a fight: the next start has all of it but the last two seconds."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from store_records import running_writer

from helpers import PATIENCE_S, ROOT
from resonance import names
from resonance.combat.entries import Entry
from resonance.combat.recount import recount
from resonance.engine import JOURNAL_EVERY_MS, Engine
from resonance.health import Health
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store.history import History
from resonance.store.orders import AppendJournal, CloseInterrupted, Order

ROUNDS = int(os.environ.get("RESONANCE_KILLS", "10"))

# Plays a fight as fast as it can be written, and says which time it is in it. The pipeline's own order comes first.
CHILD = """
import sys, time
from pathlib import Path
from resonance import names
from resonance.engine import Engine
from resonance.health import Health
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store import writer as settings
from resonance.store.orders import CloseInterrupted
from resonance.store.writer import Writer

settings.BATCH_S = 0.0
writer = Writer(Path(sys.argv[1]), Health())
writer.offer(CloseInterrupted())
writer.start()
engine = Engine(names.load(), Settings(save_every_s=5), Health(), writer.offer)
for packet in generate("dungeon", seed=int(sys.argv[2])).packets:
    engine.receive(packet)
    engine.tick(packet.at_us // 1000)
    while writer.waiting():
        time.sleep(0.0005)
    current = engine.tracker.running
    print(packet.at_us // 1000 if current is not None else 0, flush=True)
"""


def fight_until_killed(path: Path, seed: int, packets: int) -> int:
    """Let a process fight, kill it after so many packets of the fight; the time it had come to in it."""
    folders = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": folders},
    ) as process:
        assert process.stdout is not None
        newest = 0
        while packets:
            newest = int(process.stdout.readline())
            packets -= newest > 0
        process.kill()
        rest = process.stdout.read().splitlines(keepends=True)
    return max([newest, *(int(line) for line in rest if line.endswith("\n"))])


def events_until(seed: int, at_ms: int) -> list[Entry]:
    """What happens in the fight up to then."""
    orders: list[Order] = []

    def take(order: Order) -> bool:
        orders.append(order)
        return True

    engine = Engine(names.load(), Settings(), Health(), take)
    for packet in generate("dungeon", seed=seed).packets:
        if packet.at_us // 1000 > at_ms:
            break
        engine.receive(packet)
        engine.tick(packet.at_us // 1000)
    engine.finish()
    chunks = [order.entries for order in orders if isinstance(order, AppendJournal)]
    return through([entry for chunk in chunks if isinstance(chunk, tuple) for entry in chunk], at_ms)


def through(entries: Iterable[Entry], at_ms: int) -> list[Entry]:
    return [entry for entry in entries if getattr(entry, "at_ms", at_ms + 1) <= at_ms]


def test_killed_in_a_fight(tmp_path: Path) -> None:
    """Every encounter that was cut off has ended, holds the events up to two seconds before, and is their sum."""
    path, chance = tmp_path / "history.db", random.Random(2)
    for number in range(ROUNDS):
        killed_ms = fight_until_killed(path, number, chance.randrange(150, 1_400))
        with running_writer(path) as writer:
            assert writer.offer(CloseInterrupted())
            assert writer.stop(PATIENCE_S)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("SELECT count(*) FROM encounters WHERE ended = 0").fetchone() == (0,)
        with closing(History(path)) as history:
            assert history.count() == number + 1
            newest = history.key_of(number + 1)
            journal = list(history.open_journal(newest))
            sure_ms = killed_ms - JOURNAL_EVERY_MS
            assert through(journal, sure_ms) == events_until(number, sure_ms) != []
            assert recount(journal, names.load()) == history.open_record(newest)
