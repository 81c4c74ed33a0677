"""What readers of the event stream cost: CPU, and how much later a hit is on the screen.

    python bench/api.py [--seconds S] [--passes N] [--readers N]

A twenty-player raid runs through the whole pipeline at the game's speed. The readers are a process of their own, as
browsers are, and take every state. "hit to screen" is the time from a packet's arrival to the first snapshot that has
it, for the newest packet of each, taken by a loop that looks for it as the window does; "to reader" is the time until a
reader has read that snapshot.
Runs with and without readers take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import argparse
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from resonance import names  # noqa: E402
from resonance.api.control import LocalApi  # noqa: E402
from resonance.api.site import Actions  # noqa: E402
from resonance.pipeline import Pipeline  # noqa: E402
from resonance.protocol.packet import RawPacket  # noqa: E402
from resonance.settings import Settings  # noqa: E402
from resonance.simulate.source import SimulatedSource  # noqa: E402

HITS_PER_S = 200.0
LOOK_S = 0.005

READER = """
import socket, sys, time
count, port = int(sys.argv[1]), int(sys.argv[2])
import threading
def read(first):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET /api/v1/events HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n".encode())
    if first:
        print("reading", flush=True)
    for line in connection.makefile("rb"):
        if first and line.startswith(b"data: {\\"encounter\\""):
            at = line.find(b'"elapsed_ms":')
            if at >= 0:  # there is a fight
                print(time.time(), line[at + 13 : line.find(b",", at)].decode(), len(line), flush=True)
for number in range(count):
    threading.Thread(target=read, args=(number == 0,), daemon=True).start()
sys.stdin.read()
"""


@dataclass
class Run:
    cpu: float = 0.0  # share of one core
    to_screen_ms: list[float] = field(default_factory=list)
    to_reader_ms: list[float] = field(default_factory=list)  # after the screen
    bytes: list[int] = field(default_factory=list)  # of a state


class Stamped(SimulatedSource):
    """Remembers when each packet was given out."""

    def __init__(self, seconds: float) -> None:
        now_ms = time.time_ns() // 1_000_000
        super().__init__("load", started_at_ms=now_ms, players=20, hits_per_second=HITS_PER_S, seconds=seconds)
        self.given_s: dict[int, float] = {}  # by Unix ms of the packet

    def read(self) -> RawPacket | None:
        packet = super().read()
        if packet is not None:
            self.given_s[packet.at_us // 1000] = time.time()
        return packet


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(readers: int | None, seconds: float, warm_up_s: float, folder: Path) -> Run:
    """`readers` None: the local API is off. `folder`: for its token."""
    run = Run()
    settings = Settings(api_enabled=readers is not None, api_port=free_port())
    source = Stamped(seconds + warm_up_s + 5)
    pipeline = Pipeline(lambda: source, recorded=False, names=names.load(), settings=settings, database=None)
    actions = Actions(lambda: None, lambda on: None, lambda: False)
    api = LocalApi(pipeline.snapshot, pipeline.shown, pipeline.health, settings, folder, None, actions)
    while readers is not None and not api.status.addresses:
        time.sleep(LOOK_S)
    pipeline.start()
    crowd = None
    if readers:
        command = [sys.executable, "-c", READER, str(readers), str(settings.api_port)]
        crowd = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert crowd.stdout is not None
        crowd.stdout.readline()  # on a busy machine it may take longer to start than it is to read
    time.sleep(warm_up_s)
    seen = watch(pipeline, source, run, seconds)
    if crowd is not None:
        assert crowd.stdin is not None
        words, _ = crowd.communicate("")
        read_back(words, seen, run)
    api.stop()
    pipeline.stop()
    return run


def watch(pipeline: Pipeline, source: Stamped, run: Run, seconds: float) -> dict[int, float]:
    """When each snapshot was seen first, by its elapsed time in ms."""
    seen: dict[int, float] = {}
    newest = pipeline.snapshot()
    began, cpu = time.monotonic(), time.process_time()
    while time.monotonic() - began < seconds or not run.to_screen_ms:
        time.sleep(LOOK_S)
        snapshot = pipeline.snapshot()
        if snapshot is None or snapshot is newest:
            continue
        newest, now_s = snapshot, time.time()
        seen[snapshot.elapsed_ms] = now_s
        given_s = source.given_s.get(snapshot.started_at_ms + snapshot.elapsed_ms)
        if given_s is not None:
            run.to_screen_ms.append((now_s - given_s) * 1000)
    run.cpu = (time.process_time() - cpu) / (time.monotonic() - began)
    return seen


def read_back(words: str, seen: dict[int, float], run: Run) -> None:
    for line in words.splitlines():
        at_s, elapsed_ms, size = line.split()
        if (first_s := seen.get(int(elapsed_ms))) is not None:
            run.to_reader_ms.append((float(at_s) - first_s) * 1000)
            run.bytes.append(int(size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--readers", type=int, default=5)
    parser.add_argument("--warm-up", type=float, default=3.0, help="seconds before each measurement")
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()}, {chosen.passes} passes of {chosen.seconds:g} s")
    print(
        f"{'':28}{'CPU %':>8}{'hit to screen ms, median':>26}{'p95':>8}{'to reader ms, median':>22}{'p95':>8}{'kB':>6}"
    )
    kinds: dict[str, int | None] = {"off": None, "on, nobody reads": 0, f"{chosen.readers} readers": chosen.readers}
    runs: dict[str, list[Run]] = {name: [] for name in kinds}
    for _ in range(chosen.passes):
        for name, readers in kinds.items():
            with tempfile.TemporaryDirectory() as folder:
                runs[name].append(measure(readers, chosen.seconds, chosen.warm_up, Path(folder)))
    for name, found in runs.items():
        show(name, found)


def show(name: str, found: list[Run]) -> None:
    cpu = statistics.median(run.cpu for run in found) * 100
    screen = sorted(each for run in found for each in run.to_screen_ms)
    reader = sorted(each for run in found for each in run.to_reader_ms)
    sizes = [each for run in found for each in run.bytes]
    words = f"{name:28}{cpu:8.1f}{statistics.median(screen):26.1f}{screen[len(screen) * 95 // 100]:8.1f}"
    if reader:
        words += f"{statistics.median(reader):22.1f}{reader[len(reader) * 95 // 100]:8.1f}"
        words += f"{statistics.median(sizes) / 1000:6.1f}"
    print(words)


if __name__ == "__main__":
    main()
