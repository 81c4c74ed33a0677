"""Analytics by dungeon and difficulty: kill rate, times, and how far the pulls got."""

from __future__ import annotations

from collections.abc import Sequence

from resonance import formats
from resonance.combat.column import Format
from resonance.combat.record import SegmentResult
from resonance.export.plot import Plot, Point
from resonance.palettes import DARK
from resonance.store.dungeons import Dungeon, Try
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.analytics.page import COLOUR, Page, date_words, newest_words, plain_row, short_date
from resonance.ui.difficulty import difficulty_words
from resonance.ui.place import Reading
from resonance.ui.pulls import RESULTS
from resonance.ui.side_table import Column
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

TRIES_DRAWN = 60


def _difficulty(dungeon: Dungeon, reading: Reading) -> str:
    return difficulty_words((dungeon.scene_id,), dungeon.difficulty, reading.names, is_only=dungeon.is_only)


COLUMNS: tuple[Column[Dungeon], ...] = (
    Column(
        "difficulty",
        later("Difficulty"),
        later("Of the dungeon."),
        Format.COUNT,
        lambda dungeon: dungeon.difficulty,
        words=lambda dungeon, reading: (_difficulty(dungeon, reading) or formats.DASH, ""),
    ),
    Column(
        "pulls", later("Pulls"), later("All attempts, whatever their end."), Format.COUNT, lambda dungeon: dungeon.pulls
    ),
    Column(
        "wipes",
        later("Wipes"),
        later("Attempts in which all of the party died."),
        Format.COUNT,
        lambda dungeon: dungeon.wipes,
    ),
    Column(
        "kill_rate", later("Kill rate"), later("Kills by pulls."), Format.PERCENT, lambda dungeon: dungeon.kill_rate
    ),
    Column(
        "fastest",
        later("Fastest kill"),
        later("The shortest time from the first hit of a pull to the death of the boss."),
        Format.DURATION,
        lambda dungeon: dungeon.fastest_ms,
    ),
    Column(
        "median",
        later("Usual kill"),
        later("Half of the kills took longer, half less."),
        Format.DURATION,
        lambda dungeon: dungeon.median_ms,
    ),
)


def _ask(history: History, since_ms: int, choices: Choices) -> list[Dungeon]:
    return history.dungeons(since_ms)


def _tries(history: History, dungeon: Dungeon, since_ms: int) -> object:
    return history.tries(dungeon.about, since_ms)


def _scene(dungeon: Dungeon, reading: Reading) -> str:
    return reading.names.scene(dungeon.scene_id) or say("Unknown place")


def _boss(dungeon: Dungeon, reading: Reading) -> str:
    """ "" = all of them."""
    return reading.names.monster(dungeon.boss_monster_id) if dungeon.boss_monster_id is not None else ""


def _name(dungeon: Dungeon, reading: Reading) -> str:
    return " · ".join(filter(None, (_boss(dungeon, reading), _scene(dungeon, reading))))


def _place(dungeon: Dungeon, reading: Reading) -> str:
    """With its difficulty."""
    return " · ".join(filter(None, (_name(dungeon, reading), _difficulty(dungeon, reading))))


def _row(dungeon: Dungeon, cells: tuple[Cell, ...], reading: Reading) -> Row:
    scene, boss = _scene(dungeon, reading), _boss(dungeon, reading)
    return plain_row(boss or scene, cells, dungeon, details=scene if boss else "")


def _plot(dungeons: Sequence[Dungeon], chosen: Dungeon | None, more: object, reading: Reading) -> Plot:
    """A point a pull: the HP the boss was left with, and the best so far as a line; of several bosses there is none."""
    tries: list[Try] = more if isinstance(more, list) else []
    drawn = tries[-TRIES_DRAWN:]
    is_of_one = len({each.boss_monster_id for each in tries}) == 1
    marks = say("● kill   ○ no kill   — best so far") if is_of_one else say("● kill   ○ no kill")
    return Plot(
        title=say("Boss HP left: {place}", place=_place(chosen, reading)) if chosen else say("Boss HP left"),
        points=tuple(_point(each, reading) for each in drawn),
        colour=COLOUR,
        kind="dots",
        format=Format.PERCENT,
        line=tuple(each.best_left for each in drawn) if is_of_one else (),
        legend=newest_words(len(drawn), chosen.pulls if chosen else 0) + marks,
        most=1.0,
        empty=say("The boss's HP are not known."),
        header=("started_at", "encounter", "boss", "result", "elapsed_ms", "hp_left"),
        cells=tuple(
            (
                date_words(each.started_at_ms),
                each.key,
                reading.names.monster(each.boss_monster_id),
                str(each.result),
                each.elapsed_ms,
                each.hp_left,
            )
            for each in tries
        ),
    )


def _point(each: Try, reading: Reading) -> Point:
    is_kill = each.result is SegmentResult.KILL
    result = say(RESULTS[each.result])
    lines = [
        reading.names.monster(each.boss_monster_id),
        f"{date_words(each.started_at_ms)} · {result} · {formats.duration(each.elapsed_ms)}",
    ]
    if not is_kill:
        lines.append(say("{percent} of the boss left", percent=formats.percent(each.hp_left)))
    colour = DARK.ok if is_kill else COLOUR
    return Point(short_date(each.started_at_ms), each.hp_left, "\n".join(lines), is_kill, colour, each.key)


PAGE = Page(
    "dungeons",
    later("Dungeons"),
    later("Place"),
    later("No boss was fought in this time."),
    _ask,
    COLUMNS,
    _name,
    _row,
    _plot,
    same=lambda dungeon: dungeon.about,
    more=_tries,
    total=lambda dungeon: dungeon.pulls,
    bar="kill_rate",
    is_of_one=True,
    hint=later("Point at a row to see its pulls; click a dot to open its encounter"),
)
