"""Personal bests in a table, a row for each boss, difficulty and spec. No Tk in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from resonance import formats
from resonance.combat.column import Format
from resonance.combat.record import ActorInfo
from resonance.store.bests import Best, Pull
from resonance.store.met import folded
from resonance.texts import later, say
from resonance.ui.lines import letter, role
from resonance.ui.place import Reading
from resonance.ui.table import Heading, Row, Table

USUAL_ORDER = "pulls"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str  # marked for say()
    help: str
    format: Format
    value: Callable[[Best], float | None]  # None = not known


def last_ten(best: Best) -> float | None:
    """The mean of the newest kills; None without one."""
    return fmean(best.last_dps) if best.last_dps else None


COLUMNS = (
    Column("difficulty", later("Difficulty"), later("Of the dungeon."), Format.COUNT, lambda best: best.difficulty),
    Column(
        "best",
        later("Best"),
        later("Your highest DPS of a kill, by the active time of the pull."),
        Format.AMOUNT,
        lambda best: best.best_dps,
    ),
    Column(
        "median",
        later("Median"),
        later("Half of your kills had a higher DPS, half a lower one."),
        Format.AMOUNT,
        lambda best: best.median_dps,
    ),
    Column("last", later("Last ten"), later("The mean of your DPS in the newest ten kills."), Format.AMOUNT, last_ten),
    Column("pulls", later("Pulls"), later("All attempts, whatever their end."), Format.COUNT, lambda best: best.pulls),
    Column("kill_rate", later("Kills"), later("Kills by pulls."), Format.PERCENT, lambda best: best.kill_rate),
    Column(
        "kill_time",
        later("Fastest kill"),
        later("The shortest time from the first hit of a pull to the death of the boss."),
        Format.DURATION,
        lambda best: best.best_kill_ms,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Filter:
    """None and "" = this filters nothing."""

    boss: str = ""  # part of its name
    class_id: int | None = None

    def keeps(self, best: Best, reading: Reading) -> bool:
        is_boss = folded(self.boss.strip()) in folded(reading.names.monster(best.boss_monster_id))
        return is_boss and self.class_id in (None, best.my_class_id)


def shown(bests: Sequence[Best], wanted: Filter, order: str, reading: Reading) -> list[Best]:
    """Those wanted. `order`: "name" or the key of a column, "-" before it: smallest first; unknown values last."""
    kept = [each for each in bests if wanted.keeps(each, reading)]
    key = order.removeprefix("-")
    is_rising = order.startswith("-")
    if key == "name":
        return sorted(kept, key=lambda each: reading.names.monster(each.boss_monster_id), reverse=not is_rising)
    value = BY_KEY[key].value

    def place(best: Best) -> tuple[bool, float]:
        number = value(best)
        return (True, 0.0) if number is None or not math.isfinite(number) else (False, number if is_rising else -number)

    return sorted(kept, key=place)


def bests_table(bests: Sequence[Best], order: str, reading: Reading, chosen: Best | None, empty: str) -> Table:
    """In the order they are given, see `shown`."""
    full = max((best.best_dps or 0 for best in bests), default=0) or 1
    rows = tuple(_row(best, full, reading, is_chosen=best == chosen) for best in bests)

    def words(row: int, column: int) -> str:
        return _about(bests[row], reading) if column < 0 else say(COLUMNS[column].help)

    return Table(
        name_title=say("Boss"),
        headings=tuple(_heading(index, column, rows, order) for index, column in enumerate(COLUMNS)),
        rows=rows,
        empty=empty,
        explain=words,
        hint=say("Click a boss to open its best fight in the history"),
    )


def _row(best: Best, full: float, reading: Reading, *, is_chosen: bool) -> Row:
    actor = ActorInfo(0, class_id=best.my_class_id, spec=best.my_spec)
    words = role(actor, reading.names)
    return Row(
        rank=0,
        letter=letter(actor, reading.names),
        colour=reading.colours.of(best.my_class_id, best.my_spec),
        name=reading.names.monster(best.boss_monster_id),
        details=(words,) if words else (),
        is_local=False,
        fraction=(best.best_dps or 0) / full,
        cells=tuple(_cell(column, best, reading) for column in COLUMNS),
        is_marked=is_chosen,
        opens=best,
    )


def _cell(column: Column, best: Best, reading: Reading) -> tuple[str, str]:
    """The difficulty in words, as in the list of encounters, where the scenes of all pulls have the same."""
    words = {reading.names.scene_difficulty(scene_id) for scene_id in best.scene_ids}
    word = next(iter(words)) if column.key == "difficulty" and len(words) == 1 else None
    return (word, "") if word else formats.parts(column.format, column.value(best))


def _heading(index: int, column: Column, rows: Sequence[Row], order: str) -> Heading:
    cells = [row.cells[index] for row in rows]
    widest = max((text for text, _ in cells), key=len, default="")
    unit = max((unit for _, unit in cells), key=len, default="")
    arrow = (1 if order.startswith("-") else -1) if order.removeprefix("-") == column.key else 0
    return Heading(say(column.title), say(column.help), widest, unit, column.key, arrow)


def _about(best: Best, reading: Reading) -> str:
    """A line each: who, how often, when."""
    actor = ActorInfo(0, class_id=best.my_class_id, spec=best.my_spec)
    lines = [reading.names.monster(best.boss_monster_id), role(actor, reading.names) or ""]
    lines.append(say("{kills} kills in {pulls} pulls", kills=best.kills, pulls=best.pulls))
    lines.append(say("Last fought on {date}", date=day_words(best.last_at_ms)))
    return "\n".join(filter(None, lines))


def pull_words(pull: Pull) -> str:
    """A line each: when, how it ended, DPS."""
    result = say("kill") if pull.is_kill else say("no kill")
    dps = say("{dps} DPS", dps=formats.short(pull.dps))
    return "\n".join((f"{day_words(pull.started_at_ms)} · {result} · {formats.duration(pull.elapsed_ms)}", dps))


def day_words(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000):%Y-%m-%d %H:%M}"
