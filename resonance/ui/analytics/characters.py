"""Analytics by own character and spec: best, median and trend of the DPS of kills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from resonance import formats
from resonance.combat.column import Format
from resonance.combat.record import ActorInfo
from resonance.events import uid_of
from resonance.export.people import role
from resonance.export.plot import Plot, Point
from resonance.store.analytics import Character
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.analytics.page import COLOUR, Page, date_words, newest_words, plain_row, short_date
from resonance.ui.lines import letter
from resonance.ui.place import Reading
from resonance.ui.side_table import Column
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

KILLS_DRAWN = 60
SMOOTH_KILLS = 10
"""The line is the median of so many kills."""


def _trend_words(each: Character, reading: Reading) -> Cell | None:
    return signed_percent(each.trend) if each.trend is not None else None


def signed_percent(share: float) -> Cell:
    text, unit = formats.percent_parts(share)
    return (text if text.startswith("-") else f"+{text}", unit)


COLUMNS: tuple[Column[Character], ...] = (
    Column("kills", later("Kills"), later("Those with a known DPS of yours."), Format.COUNT, lambda each: each.kills),
    Column(
        "best",
        later("Best"),
        later("Your highest DPS of a kill, by the seconds and amounts chosen in the settings."),
        Format.AMOUNT,
        lambda each: each.best_dps,
    ),
    Column(
        "median",
        later("Median"),
        later("Half of your kills had a higher DPS, half a lower one."),
        Format.AMOUNT,
        lambda each: each.median_dps,
    ),
    Column(
        "trend",
        later("Trend"),
        later(
            "The newer half of your newest kills against the older half, by their medians. "
            "It takes four kills, and looks at twenty at most."
        ),
        Format.PERCENT,
        lambda each: each.trend,
        words=_trend_words,
    ),
)


def _ask(history: History, since_ms: int, choices: Choices) -> list[Character]:
    return history.characters(since_ms, *choices)


def _name(each: Character, reading: Reading) -> str:
    return reading.names.display_name(each.name, uid_of(each.actor_id))


def _row(each: Character, cells: tuple[Cell, ...], reading: Reading) -> Row:
    actor = ActorInfo(each.actor_id, class_id=each.class_id, spec=each.spec)
    words = role(actor, reading.names) or ""
    row = plain_row(_name(each, reading), cells, each, details=words, colour=_colour(each, reading))
    return replace(row, letter=letter(actor, reading.names))


def _colour(each: Character, reading: Reading) -> str:
    return reading.colours.of(each.class_id, each.spec)


def _plot(characters: Sequence[Character], chosen: Character | None, more: object, reading: Reading) -> Plot:
    kills = chosen.newest if chosen else ()
    drawn = kills[-KILLS_DRAWN:]
    return Plot(
        title=say("DPS of kills: {name}", name=_name(chosen, reading)) if chosen else say("DPS of kills"),
        points=tuple(
            Point(
                short_date(kill.started_at_ms),
                kill.dps,
                "\n".join((date_words(kill.started_at_ms), say("{dps} DPS", dps=formats.short(kill.dps)))),
                opens=kill.key,
            )
            for kill in drawn
        ),
        colour=_colour(chosen, reading) if chosen else COLOUR,
        kind="dots",
        format=Format.AMOUNT,
        line=moving_median([kill.dps for kill in kills])[-KILLS_DRAWN:],
        legend=newest_words(len(drawn), chosen.kills if chosen else 0) + say("— median of ten kills"),
        empty=say("No kill with a known DPS."),
        header=("started_at", "encounter", "dps"),
        cells=tuple((date_words(kill.started_at_ms), kill.key, kill.dps) for kill in kills),
    )


def moving_median(dps: Sequence[float]) -> tuple[float | None, ...]:
    """Of each kill and those just before it."""
    return tuple(median(dps[max(0, index + 1 - SMOOTH_KILLS) : index + 1]) for index in range(len(dps)))


PAGE = Page(
    "characters",
    later("Characters"),
    later("Character"),
    later("No kill with a known DPS."),
    _ask,
    COLUMNS,
    _name,
    _row,
    _plot,
    same=lambda each: (each.actor_id, each.class_id, each.spec),
    total=lambda each: each.kills,
    bar="median",
    is_of_one=True,
    hint=later("Point at a row to see its kills; click a dot to open its encounter"),
)
