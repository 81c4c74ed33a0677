"""What the engine's benchmark measures: each function does one thing once, and is told what to do it with."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

from resonance import names
from resonance.capture.pcapfile import write_pcap
from resonance.capture.replay import Replay
from resonance.combat.clock import ClockChoice
from resonance.combat.record import EncounterRecord
from resonance.combat.snapshot import build
from resonance.combat.tracker import Tracker
from resonance.engine import Engine
from resonance.events import Event, Heal, Hit, Origin, Outcome, SceneEntered, monster_actor_id, player_id
from resonance.health import Health
from resonance.pipeline import Pipeline
from resonance.protocol.decoder import Decoder
from resonance.protocol.flow import FlowFinder
from resonance.protocol.frames import FrameOpener
from resonance.protocol.packet import LinkType, PacketReader, RawPacket
from resonance.protocol.tcp import Piece
from resonance.settings import Settings
from resonance.store.migrations import open_newest
from resonance.store.orders import AppendJournal, Order
from resonance.store.saver import Saver

TICK_EVERY = 20  # packets; the engine's thread looks at the clock about as often


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def medians(passes: int, *works: Callable[[], object]) -> list[float]:
    """CPU seconds of each, done in turns, so that whatever else the machine does meets all of them."""
    times = [[seconds(work) for work in works] for _ in range(passes)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def decode(packets: Sequence[RawPacket]) -> list[Event]:
    decoder = Decoder()
    events = [event for packet in packets for event in decoder.receive(packet)]
    return events + decoder.finish()


def read_messages(packets: Sequence[RawPacket]) -> int:
    """From packets to unparsed messages; gives their number."""
    reader, finder, opener = PacketReader(), FlowFinder(), FrameOpener()
    for packet in packets:
        segment = reader.read(packet)
        for splitter, item in finder.receive(segment) if segment is not None else finder.advance(packet.at_us):
            if isinstance(item, Piece):
                for frame in splitter.receive(item):
                    opener.open(frame.type, frame.body)
    return opener.notifies


def count(events: Sequence[Event]) -> None:
    tracker = Tracker(names.load())
    for event in events:
        tracker.apply(event)


def run_engine(packets: Sequence[RawPacket], offer: Callable[[Order], bool] | None = None) -> None:
    """The engine as it runs in the program; `offer` None = nothing is saved."""
    engine = Engine(names.load(), Settings(), Health(), offer)
    for number, packet in enumerate(packets):
        engine.receive(packet)
        if number % TICK_EVERY == 0:
            engine.tick(packet.at_us // 1000)
    engine.finish()


def take(order: Order) -> bool:
    """A writer that costs nothing."""
    return True


def growth(events: Sequence[Event]) -> float:
    """Time of a record in the last fifth of the events by one in the first fifth."""
    tracker = Tracker(names.load())
    fifth = len(events) // 5
    costs = []
    for begin in range(0, 5 * fifth, fifth):
        part = events[begin : begin + fifth]
        records = sum(isinstance(event, Hit | Heal) for event in part) or 1
        costs.append(seconds(lambda part=part: [tracker.apply(event) for event in part]) / records)
    return costs[-1] / costs[0]


class Written(NamedTuple):
    parts: int  # of journals, as they were handed over
    rows: int
    journal_kb: float  # in the file
    file_mb: float
    journal_s: float  # CPU time of the writer
    records_s: float


def write(packets: Sequence[RawPacket], passes: int) -> Written:
    """Writes what an engine hands over into a database, order by order."""
    orders: list[Order] = []

    def keep(order: Order) -> bool:
        orders.append(order)
        return True

    run_engine(packets, keep)
    times: list[Counter[bool]] = []
    for _ in range(passes):
        with tempfile.TemporaryDirectory() as folder:
            path, taken = Path(folder) / "bench.db", Counter[bool]()
            with closing(open_newest(path)) as connection:
                saver = Saver(connection)
                for order in orders:
                    taken[isinstance(order, AppendJournal)] += seconds(partial(saver.write, [order]))
                size = connection.execute("SELECT total(length(blob)) FROM journal_chunks").fetchone()[0]
                tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
                rows = sum(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)
            times.append(taken)
            file_mb = path.stat().st_size / 1e6
    parts = sum(isinstance(order, AppendJournal) for order in orders)
    journal_s, records_s = (statistics.median(taken[is_journal] for taken in times) for is_journal in (True, False))
    return Written(parts, rows, size / 1000, file_mb, journal_s, records_s)


def crowded(players: int, skills: int, seconds_long: int) -> EncounterRecord:
    """An encounter in which every player has used as many skills, once a second in turn."""
    tracker, boss, at_ms = Tracker(names.load()), monster_actor_id(1), 1_800_000_000_000
    tracker.apply(SceneEntered(at_ms, 1, None, None))
    for second in range(max(seconds_long, skills)):
        for player in range(1, players + 1):
            hit = Hit(
                at_ms + second * 1000,
                player_id(player),
                boss,
                Origin.SKILL,
                1_000 + (second + player) % skills,
                1_000 + second,
                second % 3 == 0,
                False,
                False,
                False,
                Outcome.NORMAL,
                900,
                0,
                False,
                player_id(player),
                1,
                0,
                0,
                0,
                0,
                False,
            )
            tracker.apply(hit)
    assert tracker.current is not None
    assert len(tracker.current.record.tallies) == players * skills
    return tracker.current.record


def snapshot_of(record: EncounterRecord) -> Callable[[], object]:
    return lambda: build(record, ClockChoice.ACTIVE)


def real_time(packets: Sequence[RawPacket]) -> tuple[float, float]:
    """The pipeline at the speed of the game, with a database: (CPU by time, that of the engine's thread alone)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.pcap"
        write_pcap(path, packets, LinkType.ETHERNET)
        pipeline = Pipeline(
            lambda: Replay(path, 1.0),
            recorded=True,
            names=names.load(),
            settings=Settings(),
            database=Path(folder) / "bench.db",
        )
        began, cpu = time.monotonic(), time.process_time()
        pipeline.start()
        while not pipeline.health.all_read:
            time.sleep(0.05)
        engine_s = _thread_cpu("engine")
        elapsed, cpu = time.monotonic() - began, time.process_time() - cpu
        pipeline.stop()
    return cpu / elapsed, engine_s / elapsed


def _thread_cpu(name: str) -> float:
    """CPU seconds of a thread of this process that still runs."""
    thread = next(each for each in threading.enumerate() if each.name == name)
    assert thread.ident is not None
    return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))


def cold_starts(passes: int, commands: dict[str, Sequence[str]]) -> dict[str, float]:
    """Wall seconds of whole processes, in turns; the first of each is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(passes + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True)
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(each[1:]) for name, each in times.items()}


def first_event(path: Path) -> Iterator[str]:
    """A program that ends at the first hit of a recording."""
    yield "-c"
    yield (
        "from resonance import names\n"
        "from resonance.app import run_session\n"  # what the window's program loads before it captures
        "from resonance.capture.pcapfile import open_capture\n"
        "from resonance.engine import Engine\n"
        "from resonance.health import Health\n"
        "from resonance.settings import Settings\n"
        "engine = Engine(names.load(), Settings(), Health())\n"
        f"with open_capture({json.dumps(str(path))}) as packets:\n"
        "    for packet in packets:\n"
        "        engine.receive(packet)\n"
        "        if engine.tracker.current is not None:\n"
        "            break\n"
    )
