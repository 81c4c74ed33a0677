"""Analytics by day: how long, when, and with what result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from resonance import formats
from resonance.combat.column import Format
from resonance.export.plot import Plot, Point
from resonance.store.analytics import Day
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.analytics.page import COLOUR, Page, plain_row
from resonance.ui.place import Reading
from resonance.ui.side_table import Column, sheet_rows
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

DAYS_DRAWN = 60
"""Of the calendar, up to the newest; days without a fight have room of their own."""

COLUMNS: tuple[Column[Day], ...] = (
    Column(
        "combat",
        later("In combat"),
        later("Active time of all encounters that began on this day."),
        Format.DURATION,
        lambda day: day.combat_ms,
    ),
    Column(
        "peak_hour",
        later("Peak hour"),
        later("The hour of the day with most time in combat."),
        Format.COUNT,
        lambda day: day.peak_hour,
        words=lambda day, reading: (f"{day.peak_hour:02}:00", ""),
    ),
    Column("encounters", later("Encounters"), later("Those that are saved."), Format.COUNT, lambda day: day.encounters),
    Column("pulls", later("Pulls"), later("All attempts, whatever their end."), Format.COUNT, lambda day: day.pulls),
    Column("kills", later("Kills"), later("Attempts that ended with a kill."), Format.COUNT, lambda day: day.kills),
)


def _newest_first(history: History, since_ms: int, choices: Choices) -> list[Day]:
    return history.days(since_ms)[::-1]


def _name(day: Day, reading: Reading) -> str:
    return day.day


def _row(day: Day, cells: tuple[Cell, ...], reading: Reading) -> Row:
    return plain_row(day.day, cells, day)


def _plot(days: Sequence[Day], chosen: Day | None, more: object, reading: Reading) -> Plot:
    drawn = calendar(days)
    header, cells = sheet_rows(drawn, COLUMNS, _name, reading)
    return Plot(
        title=say("Time in combat"),
        points=tuple(Point(day.day[5:], day.combat_ms, _tip(day)) for day in drawn),
        colour=COLOUR,
        format=Format.DURATION,
        legend=say("by day, the newest at the right"),
        empty=say("Nothing was saved in this time."),
        header=header,
        cells=cells,
    )


def calendar(days: Sequence[Day]) -> list[Day]:
    """The newest DAYS_DRAWN days of the calendar from the first one with a fight on, the oldest first."""
    known = {day.day: day for day in days}
    if not known:
        return []
    last = date.fromisoformat(max(known))
    first = max(date.fromisoformat(min(known)), last - timedelta(days=DAYS_DRAWN - 1))
    drawn = [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
    return [known.get(each) or Day(each, 0, 0, 0, 0, 0) for each in drawn]


def _tip(day: Day) -> str:
    lines = [day.day, say("In combat {time}", time=formats.duration(day.combat_ms))]
    if day.encounters:
        lines.append(say("most from {hour}:00 on", hour=f"{day.peak_hour:02}"))
        lines.append(say("{kills} kills in {pulls} pulls", kills=day.kills, pulls=day.pulls))
    return "\n".join(lines)


PAGE = Page(
    "days",
    later("Days"),
    later("Day"),
    later("Nothing was saved in this time."),
    _newest_first,
    COLUMNS,
    _name,
    _row,
    _plot,
    bar="combat",
)
