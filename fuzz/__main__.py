"""Fuzz the parts that read bytes from outside.

    python dev.py fuzz [TARGET ...] [--seconds N]   run each target so long; without a name all of them
    python dev.py fuzz [TARGET ...] --grow          and keep a small set of the best inputs in fuzz/corpus
    python dev.py fuzz TARGET --input FILE          try one input, for example one that was found

What was found, and the inputs to go on with, are put into build/fuzz. The exit code is 1 when something
was found.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from fuzz import corpus
from fuzz.seeds import SEEDS
from fuzz.smallest import smallest_set
from fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "fuzz"
LONGEST_CALL_S = 10  # of one input; the tool slows the program down some ten times
MOST_MEMORY_MB = 600  # of the process with everything the tool keeps

_RUNS = re.compile(rb"stat::number_of_executed_units: (\d+)")
_PEAK = re.compile(rb"stat::peak_rss_mb: +(\d+)")
_BRANCHES = re.compile(rb"cov: (\d+)")
_FEATURES = re.compile(rb"ft: (\d+)")


class Result(NamedTuple):
    """Of one target. None = the run ended before it said so."""

    name: str
    code: int  # exit code; 0 = nothing broke
    runs: int | None
    branches: int | None
    features: int | None  # what libFuzzer tells apart: branches, and how often they were taken
    peak_mb: int | None
    found: list[Path]  # inputs that broke a promise


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "dev.py fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument("--grow", action="store_true", help="renew fuzz/corpus from what was learnt")
    parser.add_argument("--input", type=Path, metavar="FILE", help="try this file only")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no target is called {unknown[0]}; there are {', '.join(TARGETS)}")
    if options.input:
        for name in options.targets:
            TARGETS[name].run(options.input.read_bytes())
        return 0
    results = []
    for name in options.targets or TARGETS:
        results.append(hunt(name, options.seconds))
        print(_line(results[-1]), flush=True)
        if options.grow:
            path = grow(name)
            print(f"{'':13} {path.name}: {len(corpus.load(name))} inputs, {path.stat().st_size:,} bytes", flush=True)
    return 1 if any(result.code for result in results) else 0


def hunt(name: str, seconds: int) -> Result:
    """Run a target under atheris, from the seeds, the corpus and what earlier runs have left."""
    inputs, found = WORK / name, WORK / "found"
    for folder in (inputs, found):
        folder.mkdir(parents=True, exist_ok=True)
    for data in [*SEEDS[name](), *corpus.load(name)]:
        (inputs / corpus.name_of(data)).write_bytes(data)
    before = set(found.iterdir())
    options = {
        "max_total_time": seconds,
        "max_len": TARGETS[name].longest_bytes,
        "timeout": LONGEST_CALL_S,
        "rss_limit_mb": MOST_MEMORY_MB,
        "print_final_stats": 1,
        "artifact_prefix": found / f"{name}-",
    }
    command = [sys.executable, "-m", "fuzz.hunt", name, *(f"-{key}={value}" for key, value in options.items())]
    done = subprocess.run(
        [*command, str(inputs)], check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.stdout.buffer.write(done.stdout[-4_000:])
    said = done.stdout
    new = sorted(set(found.iterdir()) - before)
    return Result(
        name,
        done.returncode,
        _last(_RUNS, said),
        _last(_BRANCHES, said),
        _last(_FEATURES, said),
        _last(_PEAK, said),
        new,
    )


def _last(pattern: re.Pattern[bytes], said: bytes) -> int | None:
    counts = pattern.findall(said)
    return int(counts[-1]) if counts else None


def _line(result: Result) -> str:
    found = ", ".join(str(path) for path in result.found) or ("nothing found" if result.code == 0 else "it broke off")
    return (
        f"{result.name:13} {result.runs or 0:>12,} runs, {result.branches} branches, {result.features} features, "
        f"{result.peak_mb} MB: {found}"
    )


def grow(name: str) -> Path:
    """Keep the shortest inputs that reach together all that is known to be reached."""
    known = [*corpus.load(name), *(path.read_bytes() for path in (WORK / name).iterdir())]
    short = (data for data in known if len(data) <= TARGETS[name].longest_bytes)
    return corpus.save(name, smallest_set(TARGETS[name].run, short))


if __name__ == "__main__":
    sys.exit(main())
