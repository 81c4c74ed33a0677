"""Long runs of the whole program without its windows, over a bad line: does the memory stay flat, are the sums right?

    python bench/chaos.py ["ten minutes"] ["two hours"] [--scale X]

"ten minutes" is one fight with ten times the hits of a busy raid of 20 players, "two hours" an evening of busy raids,
each with its wipe, reset and kill, and a login before each. `--scale 0.1` makes a tenth of both times. They run as
fast as they can, each in a process of its own, simulator included, with a database. On the way packets overtake each
other, come twice, and some get lost.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from resonance import heap, names
from resonance import pipeline as parts
from resonance.combat.sums import group_totals
from resonance.diagnostics_process import resident_bytes
from resonance.pipeline import Pipeline
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.simulate import faults
from resonance.simulate.recording import STARTED_AT_MS, Recording, generate
from resonance.store.history import History

BLOCK = 5_000  # packets that suffer together
DUPLICATES = 0.02  # of the packets
OVERTAKEN_MS = 30
LOST_A_BLOCK = 1
ROOM = 200  # packets that may wait for the engine; so its clock and that of the recording are nearly the same
PAUSE_MS = 3_000  # between two raids
LINES = 12  # of the table
PATIENCE = 100  # times the usual: what is asked is what is saved, not how soon a busy machine has done it


class Part(NamedTuple):
    scenario: str
    hits_per_second: float
    minutes: float


PARTS = {"ten minutes": Part("load", 20_000.0, 10.0), "two hours": Part("raid", 2_000.0, 120.0)}


class BadLine:
    """Recordings as a capture source that waits for the engine, so all that is lost is lost here."""

    name = "bad line"
    problem = ""
    is_live = False

    def __init__(self, part: Part, waiting: Callable[[], int]) -> None:
        """`waiting`: how many packets the engine has not read yet."""
        self.played: list[Recording] = []
        self.lost = 0
        self.now_ms = STARTED_AT_MS
        self._part = part
        self._waiting = waiting
        self._closed = threading.Event()
        self._packets = self._damaged()

    def read(self) -> RawPacket | None:
        while self._waiting() > ROOM:
            if self._closed.wait(0.001):
                return None
        packet = next(self._packets, None)
        if packet is not None:
            self.now_ms = packet.at_us // 1000
        return packet

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        self._closed.set()

    def _damaged(self) -> Iterator[RawPacket]:
        rounds = self._rounds()
        for seed in itertools.count(1):
            kept = list(itertools.islice(rounds, BLOCK))
            if len(kept) == BLOCK:
                kept, missing = faults.drop(kept, LOST_A_BLOCK, seed)
                self.lost += len(missing)
            elif not kept:
                return
            yield from faults.shuffle(faults.duplicate(kept, DUPLICATES, seed=seed), OVERTAKEN_MS, seed)

    def _rounds(self) -> Iterator[RawPacket]:
        part, at_ms = self._part, STARTED_AT_MS
        end_ms = at_ms + part.minutes * 60_000
        for seed in itertools.count(1):
            seconds = part.minutes * 60 if part.scenario == "load" else None
            recording = generate(part.scenario, seed, at_ms, hits_per_second=part.hits_per_second, seconds=seconds)
            self.played.append(recording)
            for packet in recording.packets:
                at_ms = packet.at_us // 1000
                if at_ms >= end_ms:
                    return
                yield packet
            at_ms += PAUSE_MS


def rss_mb() -> float:
    """Of this process; 0 where the system does not tell."""
    return (resident_bytes() or 0) / 1e6


def run(name: str, scale: float) -> None:
    heap.share_among_threads()  # as the program does
    for limit in ("STOP_CAPTURE_S", "STOP_ENGINE_S", "STOP_S"):
        setattr(parts, limit, PATIENCE * getattr(parts, limit))
    part = PARTS[name]
    source = BadLine(part._replace(minutes=part.minutes * scale), lambda: pipeline.depths()[0])
    print(f"{name}: {part.scenario}, {part.hits_per_second:,.0f} hits/s, for {part.minutes * scale:g} minutes")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "chaos.db"
        pipeline = Pipeline(lambda: source, recorded=True, names=names.load(), settings=Settings(), database=database)
        pipeline.start()
        began_s = time.monotonic()
        watch(pipeline, source, part.minutes * scale / LINES)
        took_s, stopped_s = time.monotonic() - began_s, time.monotonic()
        is_saved = pipeline.stop()
        stopped_s = time.monotonic() - stopped_s
        print(f"{took_s:,.0f} s of this computer; stopped in {stopped_s:.2f} s, {'' if is_saved else 'NOT '}all saved")
        report(pipeline, source, database)


def watch(pipeline: Pipeline, source: BadLine, every_minutes: float) -> None:
    """A line whenever so much of the fight has been read, until all has, and is saved."""
    print(f"{'minute':>8}{'RSS MB':>9}{'packets':>13}{'waiting':>9}{'orders waiting':>16}")
    due = 0.0
    while True:
        is_done = pipeline.health.all_read and not pipeline.depths()[2]
        is_over = is_done or bool(pipeline.health.engine_problem or pipeline.health.store_problem)
        minute = (source.now_ms - STARTED_AT_MS) / 60_000
        if minute >= due or is_over:
            due += every_minutes
            packets, _, orders = pipeline.depths()
            read = pipeline.health.packets_decoded
            print(f"{minute:8.1f}{rss_mb():9.1f}{read:13,}{packets:9,}{orders:16,}", flush=True)
        if is_over:
            return
        time.sleep(0.1)


def report(pipeline: Pipeline, source: BadLine, database: Path) -> None:
    """What was played and what is saved; less of it than was played has to be said by the encounters themselves."""
    health = pipeline.health
    hits = sum(each.truth.records for each in source.played)
    played = [
        sum(getattr(player, what) for each in source.played for player in each.truth.players.values())
        for what in ("damage", "healing", "taken")
    ]
    with closing(History(database)) as history:
        records = [history.open_record(line.encounter_id) for line in history.list_encounters(10_000)]
    counted = [sum(column) for column in list(zip(*map(group_totals, records), strict=True))[1:]]
    flawed = sum(not record.quality.complete for record in records)
    print(f"{hits:,} hits and heals played, {source.lost:,} packets lost on the way, {health.gaps:,} gaps seen")
    print(
        f"{len(records):,} encounters saved, {flawed:,} of them marked as not complete, in {size_mb(database):,.0f} MB"
    )
    for what, truth, found in zip(("damage", "healing", "taken"), played, counted, strict=True):
        share = found / truth if truth else 1.0
        print(f"  {what:8} {share:9.4%} of what was played{', TOO MUCH' if found > truth else ''}")
    for problem in filter(None, (health.engine_problem, health.store_problem)):
        print(f"  {problem}")


def size_mb(database: Path) -> float:
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*")) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args()
    if len(chosen.parts) == 1:
        run(chosen.parts[0], chosen.scale)
        return
    for part in chosen.parts or PARTS:  # each on memory of its own
        subprocess.run([sys.executable, __file__, part, "--scale", str(chosen.scale)], check=True)


if __name__ == "__main__":
    main()
