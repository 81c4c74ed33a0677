"""The program is killed while it writes, again and again, over the same file."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from store_records import make_record

from helpers import ROOT
from resonance.store.history import History

ROUNDS = int(os.environ.get("RESONANCE_KILLS", "24"))
MOST_SAVED = 6  # encounters before a kill
LONGEST_S = 0.02

# Saves encounters without end, each of them twice and every fifth deleted again, and says which are in the file.
CHILD = """
import sys
import time
from pathlib import Path
from resonance.health import Health
from resonance.store.orders import Delete, SaveEncounter
from resonance.store.writer import Writer
from resonance.store import writer as settings
from store_records import make_record

settings.BATCH_S = 0.0  # a transaction for every order or two: as many moments as possible to be killed in
first = number = int(sys.argv[2])
writer = Writer(Path(sys.argv[1]), Health())
writer.start()
print("started", flush=True)
while True:
    key = f"key{number}"
    orders = [SaveEncounter(key, make_record(number, players=2)), SaveEncounter(key, make_record(number, players=20))]
    if number % 5 == 0:
        orders.append(Delete((key,), 1))
    for order in orders:
        assert writer.offer(order)
    while writer.waiting():
        time.sleep(0.0005)
    print(number, flush=True)
    number += 1
"""


def kill_while_writing(path: Path, first: int, after: int, after_s: float) -> list[int]:
    """Let a process write, and give the numbers that it said were in the file.

    It is killed this long after so many of them.
    """
    command = [sys.executable, "-c", CHILD, str(path), str(first)]
    folders = os.pathsep.join(map(str, (ROOT, ROOT / "tests", Path(__file__).parent)))
    environment = {**os.environ, "PYTHONPATH": folders}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        head = [process.stdout.readline() for _ in range(after)]
        time.sleep(after_s)  # the moment of the kill: any will do, so there is nothing to wait for
        process.kill()
        output = process.stdout.read()
    # A last line without its end may have lost digits.
    return [int(line) for line in [*head, *output.splitlines(keepends=True)] if line.endswith("\n")]


def test_killed_while_writing(tmp_path: Path) -> None:
    """After every kill the file is sound and all that was committed is there, whole; what was deleted stays away."""
    path = tmp_path / "history.db"
    chance = random.Random(1)
    saved: set[int] = set()
    start = 0
    for _ in range(ROUNDS):
        numbers = kill_while_writing(path, start, chance.randrange(MOST_SAVED + 1), chance.uniform(0, LONGEST_S))
        saved.update(numbers)
        if path.exists():
            check(path, saved, start)
        start = max(numbers, default=start - 1) + 2  # one more than the encounter that the kill interrupted
    check(path, saved, 0)
    assert len(saved) > ROUNDS


def check(path: Path, saved: set[int], start: int) -> None:
    """The file is sound and holds the encounters that were saved; those from `start` on are compared.

    An encounter that was not said to be saved may be there in an earlier state of its own, but in no other.
    """
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with closing(History(path)) as history:
        found = {int(line.key.removeprefix("key")) for line in history.list_encounters(-1)}
        assert saved & found == {number for number in saved if number % 5}
        for number in found:
            if number >= start:
                states = (20,) if number in saved else (2, 20)
                record = history.open_record(f"key{number}")
                assert record in [make_record(number, players=players) for players in states]
