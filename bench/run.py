"""What the engine costs: one run, one table, medians of several passes, ratios within the run.

    python bench/run.py [--passes N] [--seconds S] [RECORDING.pcap ...]

Besides the recordings it measures a simulated twenty-player raid of about 60,000 hits. "by floor" compares with
bench/floor.py, the least work that gets damage records out of the same bytes; "messages" is the way from packets to
unparsed messages, most of which the floor is spared. "growth" compares a hit in the last fifth of the fight with one in
the first: near 1 means that a long fight costs no more a hit than a short one. "saving" is the engine's extra time for
a record when the history is on. Times are CPU seconds of this process, but for whole programs.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from google.protobuf.internal import api_implementation

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import engine_parts as parts  # noqa: E402
import floor  # noqa: E402

from resonance.capture.pcapfile import open_capture, write_pcap  # noqa: E402
from resonance.events import Heal, Hit  # noqa: E402
from resonance.protocol.packet import LinkType, RawPacket  # noqa: E402
from resonance.simulate.recording import generate  # noqa: E402

RAID_HITS_PER_S = 200.0
BUSY_RAID_HITS_PER_S = 2_000.0

Inputs = dict[str, list[RawPacket]]


def title(words: str, *columns: str) -> None:
    print(f"\n{words:40}" + "".join(f"{column:>13}" for column in columns))


def line(words: str, *numbers: float | str) -> None:
    cells = (f"{each:>13}" if isinstance(each, str) else f"{each:13,.2f}" for each in numbers)
    print(f"  {words:38}" + "".join(cells))


def decoding(inputs: Inputs, passes: int) -> None:
    columns = ("MB", "records", "floor ms", "messages ms", "decode ms", "by floor", "engine ms", "by floor", "MB/s")
    title("Offline, a pass over the whole recording", *columns)
    for name, packets in inputs.items():
        streams = floor.streams_of(packets)
        records = sum(map(floor.read_damage, streams))
        least, messages, decode, engine = parts.medians(
            passes,
            lambda streams=streams: [floor.read_damage(stream) for stream in streams],
            partial(parts.read_messages, packets),
            partial(parts.decode, packets),
            partial(parts.run_engine, packets),
        )
        size_mb = sum(len(packet.data) for packet in packets) / 1e6
        ratios = (decode * 1e3, decode / least, engine * 1e3, engine / least, size_mb / engine)
        line(name, size_mb, f"{records:,}", least * 1e3, messages * 1e3, *ratios)


def records(inputs: Inputs, passes: int) -> None:
    title("A record; a packet where there is none", "decode us", "combat us", "engine us", "saving us", "growth")
    for name, packets in inputs.items():
        events = parts.decode(packets)
        count = sum(isinstance(event, Hit | Heal) for event in events) or len(packets)
        decode, combat, engine, saving = parts.medians(
            passes,
            partial(parts.decode, packets),
            partial(parts.count, events),
            partial(parts.run_engine, packets),
            partial(parts.run_engine, packets, parts.take),
        )
        growths = sorted(parts.growth(events) for _ in range(passes))
        us = (each * 1e6 / count for each in (decode, combat, engine, saving - engine))
        line(name, *us, growths[len(growths) // 2])


def saving(inputs: Inputs, passes: int) -> None:
    columns = ("parts", "rows", "journal kB", "file MB", "journal s", "records s")
    title("The writer, all there is to save", *columns)
    for name, packets in inputs.items():
        done = parts.write(packets, passes)
        line(name, f"{done.parts:,}", f"{done.rows:,}", *done[2:])


def snapshots(passes: int) -> None:
    title("A snapshot", "ms")
    for players, skills in ((5, 10), (20, 40)):
        record = parts.crowded(players, skills, 300)
        (cost,) = parts.medians(passes * 5, parts.snapshot_of(record))
        line(f"{players} players x {skills} skills", cost * 1e3)


def live(seconds: float) -> None:
    title(f"The pipeline at the game's speed, {seconds:.0f} s", "hits/s", "% of a core", "its engine %")
    for rate in (RAID_HITS_PER_S, BUSY_RAID_HITS_PER_S):
        packets = list(generate("load", seed=1, players=20, hits_per_second=rate, seconds=seconds).packets)
        whole, engine = parts.real_time(packets)
        line("capture, engine, writer with a database", f"{rate:,.0f}", whole * 100, engine * 100)


def starts(paths: dict[str, Path], passes: int) -> None:
    commands: dict[str, Sequence[str]] = {"floor: Python alone": ("-c", "pass")}
    for name, path in paths.items():
        commands[f"analyze {name}"] = ("-m", "resonance", "analyze", str(path))
        commands[f"to the first hit of {name}"] = tuple(parts.first_event(path))
    times = parts.cold_starts(passes, commands)
    title("Cold start, wall clock", "ms", "by floor")
    for name, taken in times.items():
        line(name, taken * 1e3, taken / times["floor: Python alone"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", nargs="*", type=Path)
    parser.add_argument("--passes", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=20.0, help="that the pipeline is watched at each rate (20)")
    parser.add_argument("--raid-seconds", type=float, default=300.0, help="length of the simulated raid (300)")
    chosen = parser.parse_args()
    inputs: Inputs = {}
    for path in chosen.recordings:
        with open_capture(path) as packets:
            inputs[path.name] = list(packets)
    scenario = generate("load", seed=1, players=20, hits_per_second=RAID_HITS_PER_S, seconds=chosen.raid_seconds)
    raid = list(scenario.packets)
    wires = {path.name: path for path in chosen.recordings}
    runtime = f"protobuf {version('protobuf')} ({api_implementation.Type()})"
    print(
        f"Python {platform.python_version()}, {runtime}, zstandard {version('zstandard')}, SQLite "
        f"{sqlite3.sqlite_version}, {platform.system()} {platform.machine()}, medians of {chosen.passes} passes"
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RESONANCE_HOME"] = folder  # the user's own settings and history stay as they are
        os.environ["PYTHONPATH"] = str(HERE.parent)
        simulated = Path(folder) / "raid.pcap"
        write_pcap(simulated, raid[: len(raid) // 10], LinkType.ETHERNET)
        inputs["simulated raid"] = raid
        wires["a tenth of the raid"] = simulated
        decoding(inputs, chosen.passes)
        records(inputs, chosen.passes)
        saving(inputs, chosen.passes)
        snapshots(chosen.passes)
        live(chosen.seconds)
        starts(wires, chosen.passes)


if __name__ == "__main__":
    main()
