"""`python -m resonance record` and `simulate`: recordings, of the network card or made up."""

from __future__ import annotations

import argparse
import contextlib
import queue
import sys
import time
from pathlib import Path
from typing import Any

from resonance.capture import open_source
from resonance.capture.pcapfile import write_pcap
from resonance.capture.recorder import Recorder
from resonance.capture.source import CaptureError
from resonance.capture.thread import Captured, CaptureThread
from resonance.command_arguments import add_source, seconds
from resonance.health import Health
from resonance.home import open_home
from resonance.pipeline import PACKETS
from resonance.protocol.packet import LinkType
from resonance.simulate.recording import generate
from resonance.simulate.scenarios import SCENARIOS

LOOK_S = 0.2  # how often a waiting command looks whether it is over


def add_parsers(commands: argparse._SubParsersAction[Any]) -> None:
    record = commands.add_parser("record", help="write the traffic of this computer to a file, for bug reports")
    record.set_defaults(run=_record)
    record.add_argument("out", type=Path, help="a .pcapng to make")
    record.add_argument("--force", action="store_true", help="replace the file if there is one")
    record.add_argument("--seconds", type=seconds, help="stop after so long; otherwise Ctrl-C does")
    add_source(record)

    simulate = commands.add_parser("simulate", help="write a made-up fight as a recording")
    simulate.set_defaults(run=_simulate)
    simulate.add_argument("scenario", choices=sorted(SCENARIOS), metavar="SCENARIO", help=", ".join(sorted(SCENARIOS)))
    simulate.add_argument("--out", type=Path, required=True, help="a .pcap to make")
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--force", action="store_true", help="replace the file if there is one")


def _record(chosen: argparse.Namespace) -> int:
    """Everything that is captured, whether the game's or not: the file is the user's to keep or to send."""
    out = _new_file(chosen)
    choice = chosen.source or open_home().settings.capture_source
    opened = [open_source(choice, chosen.interface)]  # here, so that a source that cannot be had ends the command
    recorder = Recorder(out)
    packets: queue.Queue[Captured] = queue.Queue(PACKETS)
    health = Health()
    # On a thread of its own, because a blocked driver does not hear Ctrl-C.
    capture = CaptureThread(
        lambda: opened.pop() if opened else open_source(choice, chosen.interface), packets, health, recorder
    )
    print(f"Recording {opened[0].name} to {out}. Ctrl-C ends it.", flush=True)
    print("It holds all TCP traffic of this computer, other programs' too: mind whom you give it to.", flush=True)
    end = time.monotonic() + chosen.seconds if chosen.seconds is not None else float("inf")
    capture.start()
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < end and not recorder.problem:
            with contextlib.suppress(queue.Empty):
                packets.get(timeout=LOOK_S)
    capture.stop()
    for problem in filter(None, (recorder.problem, health.capture_problem)):
        print(problem, file=sys.stderr)
    print(f"{recorder.packets} packets, {health.packets_dropped} lost.")
    return 0


def _simulate(chosen: argparse.Namespace) -> int:
    out = _new_file(chosen)
    recording = generate(chosen.scenario, seed=chosen.seed)
    count = write_pcap(out, recording.packets, LinkType.ETHERNET)
    print(f"{count} packets in {out}.")
    return 0


def _new_file(chosen: argparse.Namespace) -> Path:
    """The file to make; one that is there is somebody's, and stays unless it may be replaced."""
    out: Path = chosen.out
    if out.exists() and not chosen.force:
        raise CaptureError(f"{out} is there already.", "Choose another name, or add --force to replace it.")
    return out
