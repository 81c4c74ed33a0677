"""Analytics of deaths: what killed the group most."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from resonance import formats
from resonance.combat.column import Format
from resonance.export.plot import Plot, Point
from resonance.store.analytics import Killer
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.analytics.page import Page, plain_row
from resonance.ui.place import Reading
from resonance.ui.side_table import Column, sheet_rows
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

KILLERS_DRAWN = 12

COLUMNS: tuple[Column[Killer], ...] = (
    Column(
        "deaths", later("Deaths"), later("Of everybody in your encounters."), Format.COUNT, lambda each: each.deaths
    ),
    Column("mine", later("Yours"), later("Of them, deaths of yours."), Format.COUNT, lambda each: each.mine),
)


def _ask(history: History, since_ms: int, choices: Choices) -> list[Killer]:
    return history.killers(since_ms)


def _skill(each: Killer, reading: Reading) -> str:
    return reading.names.skill(each.origin, each.skill_id) if each.skill_id else ""


def _monster(each: Killer, reading: Reading) -> str:
    return reading.names.monster(each.monster_id) if each.monster_id is not None else say("killer not seen")


def _name(each: Killer, reading: Reading) -> str:
    return " · ".join(filter(None, (_skill(each, reading), _monster(each, reading))))


def _row(each: Killer, cells: tuple[Cell, ...], reading: Reading) -> Row:
    skill, monster = _skill(each, reading), _monster(each, reading)
    return plain_row(skill or monster, cells, each, details=monster if skill else "")


def _plot(killers: Sequence[Killer], chosen: Killer | None, more: object, reading: Reading) -> Plot:
    drawn = sorted(killers, key=lambda each: -each.deaths)[:KILLERS_DRAWN]
    header, cells = sheet_rows(drawn, COLUMNS, _name, reading)
    return Plot(
        title=say("What killed most"),
        points=tuple(map(partial(_point, reading=reading), drawn)),
        colour="#e5484d",
        is_named=True,
        legend=say("deaths of everybody in your encounters"),
        empty=say("Nobody has died."),
        header=header,
        cells=cells,
    )


def _point(each: Killer, reading: Reading) -> Point:
    name = _skill(each, reading) or _monster(each, reading)
    lines = (_skill(each, reading), _monster(each, reading), say("Deaths: {count}", count=formats.count(each.deaths)))
    return Point(name, each.deaths, "\n".join(filter(None, lines)))


PAGE = Page(
    "deaths",
    later("Deaths"),
    later("What killed"),
    later("Nobody has died."),
    _ask,
    COLUMNS,
    _name,
    _row,
    _plot,
    bar="deaths",
)
