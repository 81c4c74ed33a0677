"""What a hit costs: one run, one table, medians of several passes, ratios within the run.

    python bench/run.py [--passes N] [RECORDING.pcap ...]

Without recordings it measures a simulated twenty-player raid of about 60,000 hits. "growth" compares a hit in the last
fifth of the fight with one in the first: near 1 means that a long fight costs no more a hit than a short one. "saving"
is the engine's extra time for a record when the history is on. A second table is about that history: the bytes of the
journal in the file, and the time of the writer for the journal and for the records, over all that there is.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from resonance import names  # noqa: E402
from resonance.capture.pcapfile import open_capture  # noqa: E402
from resonance.combat.clock import ClockChoice  # noqa: E402
from resonance.combat.snapshot import build  # noqa: E402
from resonance.combat.tracker import Tracker  # noqa: E402
from resonance.engine import Engine  # noqa: E402
from resonance.events import Event, Heal, Hit  # noqa: E402
from resonance.health import Health  # noqa: E402
from resonance.protocol.decoder import Decoder  # noqa: E402
from resonance.protocol.packet import RawPacket  # noqa: E402
from resonance.settings import Settings  # noqa: E402
from resonance.simulate.recording import generate  # noqa: E402
from resonance.store.migrations import open_newest  # noqa: E402
from resonance.store.orders import AppendJournal, Order  # noqa: E402
from resonance.store.saver import Saver  # noqa: E402

TICK_EVERY = 20  # packets; the engine's thread looks at the clock about as often
RAID = {"players": 20, "hits_per_second": 200.0, "seconds": 300.0}


class Measured(NamedTuple):
    name: str
    packets: int
    records: int
    decode_us: float  # a record, or a packet where there are no records; packets to events
    combat_us: float  # likewise, events to numbers
    engine_us: float  # likewise, the whole engine
    saving_us: float  # likewise, what it takes longer when it hands over records and journal
    growth: float
    snapshot_ms: float


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def median(passes: int, work: Callable[[], object]) -> float:
    return statistics.median(seconds(work) for _ in range(passes))


def decode(packets: Sequence[RawPacket]) -> list[Event]:
    decoder = Decoder()
    events = [event for packet in packets for event in decoder.receive(packet)]
    return events + decoder.finish()


def count(events: Sequence[Event]) -> None:
    tracker = Tracker(names.load())
    for event in events:
        tracker.apply(event)


def run_engine(packets: Sequence[RawPacket]) -> Engine:
    engine = Engine(names.load(), Settings(), Health(), keep=True)
    for packet in packets:
        engine.receive(packet)
    engine.finish()
    return engine


def run_saving(packets: Sequence[RawPacket], offer: Callable[[Order], bool] | None) -> None:
    """The engine as it runs in the program; `offer` None = nothing is saved."""
    engine = Engine(names.load(), Settings(), Health(), offer)
    for number, packet in enumerate(packets):
        engine.receive(packet)
        if number % TICK_EVERY == 0:
            engine.tick(packet.at_us // 1000)
    engine.finish()


class Written(NamedTuple):
    name: str
    parts: int  # of journals, as they were handed over
    kilobytes: float  # of journals, in the file
    journal_s: float  # CPU time of the writer
    records_s: float


def write(name: str, packets: Sequence[RawPacket], passes: int) -> Written:
    """Writes what an engine hands over into a database, order by order."""
    orders: list[Order] = []

    def take(order: Order) -> bool:
        orders.append(order)
        return True

    run_saving(packets, take)
    times: list[Counter[bool]] = []
    for _ in range(passes):
        with tempfile.TemporaryDirectory() as folder, closing(open_newest(Path(folder) / "bench.db")) as connection:
            saver, taken = Saver(connection), Counter[bool]()
            for order in orders:
                taken[isinstance(order, AppendJournal)] += seconds(partial(saver.write, [order]))
            size = connection.execute("SELECT total(length(blob)) FROM journal_chunks").fetchone()[0]
            times.append(taken)
    parts = sum(isinstance(order, AppendJournal) for order in orders)
    journal_s, records_s = (statistics.median(taken[is_journal] for taken in times) for is_journal in (True, False))
    return Written(name, parts, size / 1000, journal_s, records_s)


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


def _take(order: Order) -> bool:
    """A writer that costs nothing."""
    return True


def measure(name: str, packets: Sequence[RawPacket], passes: int) -> Measured:
    events = decode(packets)
    records = sum(isinstance(event, Hit | Heal) for event in events)
    engine = run_engine(packets)
    longest = max(engine.encounters, key=lambda each: len(each.record.tallies), default=None)
    picture = median(passes, lambda: build(longest.record, ClockChoice.ACTIVE)) if longest else 0.0
    microseconds = 1e6 / (records or len(packets))
    return Measured(
        name,
        len(packets),
        records,
        median(passes, lambda: decode(packets)) * microseconds,
        median(passes, lambda: count(events)) * microseconds,
        median(passes, lambda: run_engine(packets)) * microseconds,
        (median(passes, lambda: run_saving(packets, _take)) - median(passes, lambda: run_saving(packets, None)))
        * microseconds,
        statistics.median(growth(events) for _ in range(passes)),
        picture * 1000,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", nargs="*", type=Path)
    parser.add_argument("--passes", type=int, default=5)
    chosen = parser.parse_args()
    inputs = []
    for path in chosen.recordings:
        with open_capture(path) as packets:
            inputs.append((path.name, list(packets)))
    inputs.append(("simulated raid", list(generate("load", seed=1, **RAID).packets)))
    print(f"Python {platform.python_version()}, {platform.machine()}, median of {chosen.passes} passes, CPU time")
    print(
        f"{'':20}{'packets':>9}{'records':>9}{'decode':>9}{'combat':>9}{'engine':>9}{'saving':>9}{'growth':>8}{'snapshot':>10}"
    )
    print(f"{'':38}{'us':>9}{'us':>9}{'us':>9}{'us':>9}{'':8}{'ms':>10}   by record; by packet where there is none")
    for name, packets in inputs:
        m = measure(name, packets, chosen.passes)
        print(
            f"{m.name:20}{m.packets:9,}{m.records:9,}{m.decode_us:9.1f}{m.combat_us:9.1f}{m.engine_us:9.1f}"
            f"{m.saving_us:9.1f}{m.growth:8.2f}{m.snapshot_ms:10.1f}"
        )
    print(f"\n{'history':20}{'parts':>9}{'journal':>9}{'writer, journal':>18}{'writer, records':>18}")
    print(f"{'':29}{'kB':>9}{'s':>18}{'s':>18}")
    for name, packets in inputs:
        w = write(name, packets, chosen.passes)
        print(f"{w.name:20}{w.parts:9}{w.kilobytes:9.1f}{w.journal_s:18.2f}{w.records_s:18.2f}")


if __name__ == "__main__":
    main()
