"""How long questions about a long history take: medians of several passes, in milliseconds.

    python bench/history.py [--encounters N] [--passes N] [--database FILE]

The encounters are made up, saved through the saver as fights are, and kept in FILE if one is named.
"""

from __future__ import annotations

import argparse
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from resonance.combat.clock import Clock, ClockChoice, Clocks  # noqa: E402
from resonance.combat.record import (  # noqa: E402
    ActorInfo,
    EncounterRecord,
    Quality,
    Result,
    Segment,
    SegmentKind,
    SegmentResult,
)
from resonance.combat.snapshot import AmountChoice  # noqa: E402
from resonance.combat.tally import Kind, Tally, TallyKey, View  # noqa: E402
from resonance.events import monster_actor_id, player_id  # noqa: E402
from resonance.store.history import History  # noqa: E402
from resonance.store.migrations import open_newest  # noqa: E402
from resonance.store.orders import SaveEncounter, SetFavourite  # noqa: E402
from resonance.store.saver import Saver  # noqa: E402
from resonance.store.search import ORDERS, Query  # noqa: E402

FIRST_MS = 1_700_000_000_000
EVERY_MS = 600_000
BATCH = 200
PEOPLE = 4_000
PAGE = 50
BOSS = monster_actor_id(1)
CLASSES = ((1, "iaido"), (2, "icicle"), (4, "vanguard"), (5, "smite"), (9, "earthfort"), (11, None), (None, None))
SYLLABLES = ("ka", "Ri", "mo", "Sha", "ten", "ü", "玩", "家", "星", "ナ", "の", "x")


def main() -> None:
    chosen = arguments(__doc__, passes=21)
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.database or Path(folder) / "history.db"
        began = time.perf_counter()
        fill(path, chosen.encounters)
        print(f"{chosen.encounters} encounters saved in {time.perf_counter() - began:.1f} s,", end=" ")
        show(path, partial(measure, path, chosen.passes))


def arguments(about: str, passes: int) -> argparse.Namespace:
    """`about`: its first line says what is measured. `passes`: how many are usual."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--encounters", type=int, default=10_000)
    parser.add_argument("--passes", type=int, default=passes)
    parser.add_argument("--database", type=Path)
    return parser.parse_args()


def show(path: Path, measured: Callable[[], Iterable[tuple[str, float]]]) -> None:
    """What was measured at, and every question with its time in ms."""
    print(f"{path.stat().st_size / 1e6:.1f} MB; SQLite {sqlite3.sqlite_version}, Python {platform.python_version()}")
    for name, milliseconds in measured():
        print(f"{name:40} {milliseconds:8.2f} ms")


def fill(path: Path, count: int) -> None:
    """Save so many encounters, the same each time."""
    chance = random.Random(7)
    names = sorted({"".join(chance.choices(SYLLABLES, k=chance.randint(2, 6))) for _ in range(PEOPLE)})
    with closing(Saver(open_newest(path))) as saver:
        for first in range(0, count, BATCH):
            numbers = range(first, min(count, first + BATCH))
            saves = [SaveEncounter(f"key{number}", encounter(chance, number, names)) for number in numbers]
            favourites = [SetFavourite(save.key, True) for save in saves if chance.random() < 0.05]
            saver.write([*saves, *favourites])
        saver.merge_log()


def encounter(chance: random.Random, number: int, names: list[str]) -> EncounterRecord:
    """A fight of up to twenty, of one or a few pulls at one of thirty bosses."""
    started_at_ms = FIRST_MS + number * EVERY_MS
    pulls, pull_ms, is_kill = chance.choice((1, 1, 1, 2, 5)), chance.randint(20_000, 300_000), chance.random() < 0.6
    monster_id = 10_000 + chance.randrange(30)
    record = EncounterRecord(
        started_at_ms,
        scene_id=5_000 + chance.randrange(20),
        difficulty=chance.choice((None, 1, 2, 3)),
        result=Result.KILL if is_kill else Result.WIPE,
        ended=True,
        boss=BOSS,
        bosses={BOSS},
        clocks=Clocks(Clock(started_at_ms, started_at_ms + pulls * pull_ms, pulls * (pull_ms - 5_000))),
        actors={BOSS: ActorInfo(BOSS, monster_id=monster_id)},
        quality=Quality(gaps=chance.random() < 0.1),
    )
    for pull in range(pulls):
        begin_ms, end_ms = started_at_ms + pull * pull_ms, started_at_ms + (pull + 1) * pull_ms
        segment = Segment(SegmentKind.BOSS, begin_ms, end_ms, SegmentResult.WIPE, pull + 1, BOSS, monster_id, {BOSS})
        segment.clocks = Clocks(Clock(begin_ms, end_ms, pull_ms - 5_000))
        record.segments.append(segment)
    if is_kill:
        record.segments[-1].result = SegmentResult.KILL
    for place in chance.sample(range(len(names)), chance.choice((1, 5, 5, 10, 20))):
        add_player(chance, record, place, names[place])
    return record


def add_player(chance: random.Random, record: EncounterRecord, uid: int, name: str) -> None:
    """The first one added is the local player."""
    player = player_id(uid)
    class_id, spec = chance.choice(CLASSES)
    if record.local_player is None:
        record.local_player = player
    record.actors[player] = ActorInfo(player, name=name, class_id=class_id, spec=spec)
    record.clocks.personal[View.DAMAGE, player] = replace(record.clocks.group)
    for pull, segment in enumerate(record.segments):
        key, amount = TallyKey(pull, Kind.DAMAGE, player, BOSS, 0, 1_700), chance.randint(10**6, 10**9)
        record.tallies[key] = Tally(hits=9, amount=amount, effective=amount * 9 // 10)
        segment.clocks.personal[View.DAMAGE, player] = replace(segment.clocks.group)


def measure(path: Path, passes: int) -> list[tuple[str, float]]:
    """What was asked, and the median time of an answer in ms."""
    middle_ms = FIRST_MS + 5_000 * EVERY_MS
    filtered = {
        "everything": Query(),
        "player, rare": Query(player="星玩ten"),
        "player, frequent": Query(player="k"),
        "player, nobody": Query(player="zzz"),
        "boss": Query(boss_ids=frozenset({10_003})),
        "text for all three": Query(player="ri", boss_ids=frozenset({10_001, 10_002}), scene_ids=frozenset({5_001})),
        "scene": Query(scene_ids=frozenset({5_003})),
        "dates": Query(from_ms=middle_ms, to_ms=middle_ms + 100 * EVERY_MS),
        "class": Query(class_id=4),
        "my class": Query(my_class_id=4),
        "result": Query(result=Result.WIPE),
        "favourites": Query(favourites=True),
        "imported": Query(imported=True),
        "duration": Query(min_ms=60_000, max_ms=90_000),
        "all at once": Query("a", from_ms=middle_ms, class_id=1, result=Result.KILL, favourites=True, min_ms=30_000),
    }
    with closing(History(path)) as history:
        questions: dict[str, Callable[[], object]] = {
            "page in the middle": lambda: history.list_encounters(PAGE, history.count() // 2),
            "suggestions": lambda: history.suggest("k", 10),
            "bosses": history.bosses,
            "scenes": history.scenes,
            "bests of one boss": partial(history.bests, 10_003),
            "bests of all": history.bests,
            "bests of all, effective": partial(history.bests, None, ClockChoice.ELAPSED, AmountChoice.EFFECTIVE),
        }
        for name in ORDERS:
            questions[f"first page by {name}"] = partial(history.search, Query(order=name), PAGE)
        for name in ("started_at_ms", "my_dps", "my_share"):
            query = Query(order=name, amounts=AmountChoice.EFFECTIVE)
            questions[f"first page by {name}, effective"] = partial(history.search, query, PAGE)
        for name, query in filtered.items():
            questions[f"first page of {name}"] = partial(history.search, query, PAGE)
            questions[f"count of {name}"] = partial(history.count_found, query)
        found = [(name, median_ms(passes, ask)) for name, ask in questions.items()]
    return [*found, ("median of all questions", statistics.median(each for _, each in found))]


def median_ms(passes: int, ask: Callable[[], object]) -> float:
    times = []
    for _ in range(passes):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
