"""Analytics of players met: how often, their share of the damage, and how often they died."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from resonance import formats
from resonance.combat.column import Format
from resonance.combat.record import ActorInfo
from resonance.events import uid_of
from resonance.export.people import role
from resonance.export.plot import Plot, Point
from resonance.store.analytics import Met
from resonance.store.history import History
from resonance.texts import later, say
from resonance.ui.analytics.page import COLOUR, Page, date_words, plain_row
from resonance.ui.lines import letter
from resonance.ui.place import Reading
from resonance.ui.side_table import Column, sheet_rows
from resonance.ui.table import Cell, Row
from resonance.ui.words import Choices

PLAYERS_DRAWN = 12

COLUMNS: tuple[Column[Met], ...] = (
    Column(
        "encounters",
        later("Together"),
        later("Encounters that both of you were in."),
        Format.COUNT,
        lambda met: met.encounters,
    ),
    Column(
        "share",
        later("Share"),
        later("The mean of the player's part of the group's damage."),
        Format.PERCENT,
        lambda met: met.share,
    ),
    Column("deaths", later("Deaths"), later("In all encounters together."), Format.COUNT, lambda met: met.deaths),
    Column(
        "death_rate",
        later("Deaths each"),
        later("Deaths by encounters."),
        Format.DECIMAL,
        lambda met: met.deaths / met.encounters,
    ),
    Column(
        "last_at",
        later("Last met"),
        later("When your newest encounter together began."),
        Format.COUNT,
        lambda met: met.last_at_ms,
        words=lambda met, reading: (date_words(met.last_at_ms), ""),
    ),
)


def _ask(history: History, since_ms: int, choices: Choices) -> list[Met]:
    return history.players_met(since_ms)


def _name(met: Met, reading: Reading) -> str:
    return reading.names.display_name(met.name, uid_of(met.actor_id))


def _row(met: Met, cells: tuple[Cell, ...], reading: Reading) -> Row:
    actor = ActorInfo(met.actor_id, class_id=met.class_id, spec=met.spec)
    words, colour = role(actor, reading.names) or "", reading.colours.of(met.class_id, met.spec)
    row = plain_row(_name(met, reading), cells, met, details=words, colour=colour)
    return replace(row, letter=letter(actor, reading.names))


def _plot(players: Sequence[Met], chosen: Met | None, more: object, reading: Reading) -> Plot:
    drawn = sorted(players, key=lambda met: -met.encounters)[:PLAYERS_DRAWN]
    header, cells = sheet_rows(drawn, COLUMNS, _name, reading)
    return Plot(
        title=say("Encounters together"),
        points=tuple(map(partial(_point, reading=reading), drawn)),
        colour=COLOUR,
        is_named=True,
        legend=say("the players met most often"),
        empty=say("Nobody was met in this time."),
        header=header,
        cells=cells,
    )


def _point(met: Met, reading: Reading) -> Point:
    name = _name(met, reading)
    lines = (name, say("{count} encounters", count=formats.count(met.encounters)))
    return Point(name, met.encounters, "\n".join(lines), colour=reading.colours.of(met.class_id, met.spec))


PAGE = Page(
    "players",
    later("Players met"),
    later("Player"),
    later("Nobody was met in this time."),
    _ask,
    COLUMNS,
    _name,
    _row,
    _plot,
    bar="encounters",
)
