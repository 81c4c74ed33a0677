"""Personal bests in a table, a row for each boss, difficulty and spec. No Tk in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from statistics import fmean

from resonance import formats
from resonance.combat.column import Format
from resonance.combat.record import ActorInfo
from resonance.export.people import role
from resonance.store.bests import Best, Pull
from resonance.store.met import folded
from resonance.texts import later, say
from resonance.ui.difficulty import difficulty_words
from resonance.ui.lines import letter
from resonance.ui.place import Reading
from resonance.ui.side_table import Column, in_order, table_of
from resonance.ui.table import Cell, Row, Table

USUAL_ORDER = "pulls"


def about(best: Best) -> tuple[object, ...]:
    """What it is of, whatever its numbers."""
    return best.boss_monster_id, best.difficulty, best.my_class_id, best.my_spec


def last_ten(best: Best) -> float | None:
    """The mean of the newest kills; None without one."""
    return fmean(best.last_dps) if best.last_dps else None


def _difficulty(best: Best, reading: Reading) -> Cell:
    words = difficulty_words(best.scene_ids, best.difficulty, reading.names, is_only=best.is_only)
    return words or formats.DASH, ""


COLUMNS: tuple[Column[Best], ...] = (
    Column(
        "difficulty",
        later("Difficulty"),
        later("Of the dungeon."),
        Format.COUNT,
        lambda best: best.difficulty,
        words=_difficulty,
    ),
    Column(
        "best",
        later("Best"),
        later("Your highest DPS of a kill, by the seconds and amounts chosen in the settings."),
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
    Column("kill_rate", later("Kill rate"), later("Kills by pulls."), Format.PERCENT, lambda best: best.kill_rate),
    Column(
        "kill_time",
        later("Fastest kill"),
        later("The shortest time from the first hit of a pull to the death of the boss."),
        Format.DURATION,
        lambda best: best.best_kill_ms,
    ),
)


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
    if order.removeprefix("-") == "name":
        is_rising = order.startswith("-")
        return sorted(kept, key=lambda each: reading.names.monster(each.boss_monster_id), reverse=not is_rising)
    return in_order(kept, COLUMNS, order)


def bests_table(bests: Sequence[Best], order: str, reading: Reading, chosen: Best | None, empty: str) -> Table:
    """In the order they are given, see `shown`."""
    full = max((best.best_dps or 0 for best in bests), default=0) or 1
    return table_of(
        bests,
        COLUMNS,
        lambda best, cells: _row(best, cells, full, reading, is_chosen=best == chosen),
        order,
        reading,
        name_title=say("Boss"),
        empty=empty,
        hint=say("Click a boss to open its best fight in the history"),
        about=partial(_details, reading=reading),
    )


def _row(best: Best, cells: tuple[Cell, ...], full: float, reading: Reading, *, is_chosen: bool) -> Row:
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
        cells=cells,
        is_marked=is_chosen,
        opens=best,
    )


def _details(best: Best, reading: Reading) -> str:
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
