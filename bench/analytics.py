"""How long the questions of the analytics window take over a long history: medians of several passes, in milliseconds.

    python bench/analytics.py [--encounters N] [--passes N] [--database FILE]

The encounters are those of history.py, with deaths and what came before them. A FILE that is there is not filled again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from history import BATCH, BOSS, PEOPLE, SYLLABLES, arguments, encounter, median_ms, show

from resonance.combat.clock import ClockChoice
from resonance.combat.record import Death, EncounterRecord, RecapKind, RecapLine
from resonance.combat.snapshot import AmountChoice
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver

RECAP_LINES = 30
BOSS_HP = 10**9


def main() -> None:
    chosen = arguments(__doc__, passes=7)
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.database or Path(folder) / "history.db"
        if not path.exists():
            began = time.perf_counter()
            fill(path, chosen.encounters)
            print(f"saved in {time.perf_counter() - began:.1f} s,", end=" ")
        with closing(History(path)) as history:
            print(f"{history.count()} encounters,", end=" ")
        show(path, lambda: measure(path, chosen.passes))


def fill(path: Path, count: int) -> None:
    """Save so many encounters, the same each time."""
    chance = random.Random(7)
    names = sorted({"".join(chance.choices(SYLLABLES, k=chance.randint(2, 6))) for _ in range(PEOPLE)})
    with closing(Saver(open_newest(path))) as saver:
        for first in range(0, count, BATCH):
            numbers = range(first, min(count, first + BATCH))
            saver.write([SaveEncounter(f"key{number}", bloody(chance, number, names)) for number in numbers])
        saver.merge_log()


def bloody(chance: random.Random, number: int, names: list[str]) -> EncounterRecord:
    record = encounter(chance, number, names)
    players = [actor for actor in record.actors if actor != BOSS]
    record.actors[BOSS].max_hp = BOSS_HP
    for segment in record.segments:
        segment.hp_end = chance.randrange(BOSS_HP)
    for victim in chance.choices(players, k=chance.randrange(8)):
        at_ms, skill_id = record.started_at_ms + chance.randrange(20_000), chance.randrange(40)
        recap = [
            RecapLine(at_ms, RecapKind.HIT, BOSS, 0, skill_id, 100, 200, 100, line == RECAP_LINES - 1)
            for line in range(RECAP_LINES)
        ]
        record.deaths.append(Death(at_ms, victim, BOSS, skill_id, recap))
    return record


def measure(path: Path, passes: int) -> list[tuple[str, float]]:
    """What was asked, and the median time of an answer in ms."""
    with closing(History(path)) as history:
        dungeon = history.dungeons()[0]
        questions: dict[str, Callable[[], object]] = {
            "days": history.days,
            "dungeons": history.dungeons,
            "pulls of one dungeon": lambda: history.tries(dungeon.about),
            "characters": history.characters,
            "characters, personal, effective": lambda: history.characters(
                0, ClockChoice.PERSONAL, AmountChoice.EFFECTIVE
            ),
            "players met": history.players_met,
            "what killed": history.killers,
        }
        return [(name, median_ms(passes, ask)) for name, ask in questions.items()]


if __name__ == "__main__":
    main()
