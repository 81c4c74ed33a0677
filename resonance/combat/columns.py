"""The table of columns: key, title, help, formula and format, for meter, terminal, clipboard and exports alike.

A new column is one line in COLUMNS. Its formula gets the snapshot, the row and the view, and gives a number, or None
where it cannot be known. `Format` says how `formats` words it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from resonance.combat import metrics
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import Tally, View

Number = float | None


class Format(StrEnum):
    AMOUNT = "amount"  # points: 12.3k
    PERCENT = "percent"  # 0..1: 45.1 %
    COUNT = "count"  # 1,234


@dataclass(frozen=True, slots=True)
class Column:
    key: str  # unique; what settings and files store
    titles: tuple[str, str, str]  # by View
    help: str
    format: Format
    value: Callable[[Snapshot, PlayerRow, View], Number]
    views: tuple[View, ...] = (View.DAMAGE, View.HEALING, View.TAKEN)

    def title(self, view: View) -> str:
        return self.titles[view]


def _same(title: str) -> tuple[str, str, str]:
    return (title, title, title)


def _per_second(snapshot: Snapshot, row: PlayerRow, view: View, tally: Tally) -> float:
    return metrics.per_second(snapshot.amount(tally), snapshot.clock_ms(view, row))


def _boss_per_second(snapshot: Snapshot, row: PlayerRow) -> float | None:
    if snapshot.boss is None:
        return None
    return metrics.per_second(snapshot.amount(row.boss_damage), snapshot.boss_ms)


def _share(snapshot: Snapshot, row: PlayerRow, view: View) -> float:
    return metrics.ratio(snapshot.amount(row.tally(view)), snapshot.amount(snapshot.total(view)))


COLUMNS = (
    Column(
        "amount",
        ("Damage", "Healing", "Taken"),
        "The sum of all amounts: as the game sends them, or without overkill and overheal, as the settings say.",
        Format.AMOUNT,
        lambda snapshot, row, view: snapshot.amount(row.tally(view)),
    ),
    Column(
        "per_second",
        ("DPS", "HPS", "DTPS"),
        "The amount by the seconds of the chosen clock.",
        Format.AMOUNT,
        lambda snapshot, row, view: _per_second(snapshot, row, view, row.tally(view)),
    ),
    Column(
        "boss_per_second",
        ("Boss DPS", "", ""),
        "Damage on bosses by the seconds in which anybody damaged a boss. A dash where no boss was fought.",
        Format.AMOUNT,
        lambda snapshot, row, view: _boss_per_second(snapshot, row),
        views=(View.DAMAGE,),
    ),
    Column(
        "effective",
        ("", "Effective", ""),
        "Healing that was not overheal, as far as the HP of the target were known.",
        Format.AMOUNT,
        lambda snapshot, row, view: row.healing.effective,
        views=(View.HEALING,),
    ),
    Column(
        "overheal",
        ("", "Overheal", ""),
        "The part of the healing that was not needed, as far as the HP of the target were known.",
        Format.PERCENT,
        lambda snapshot, row, view: metrics.overheal_rate(row.healing),
        views=(View.HEALING,),
    ),
    Column(
        "shielding",
        ("", "Shields", ""),
        "Shields put up, where the game tells their size.",
        Format.AMOUNT,
        lambda snapshot, row, view: row.shielding.amount or None,
        views=(View.HEALING,),
    ),
    Column(
        "share",
        _same("%"),
        "The player's part of the sum of all players.",
        Format.PERCENT,
        _share,
    ),
    Column(
        "crit_rate",
        _same("Crit"),
        "Critical records by all records with an amount. Not known where the server hides it.",
        Format.PERCENT,
        lambda snapshot, row, view: None if row.flags_are_hidden else metrics.crit_rate(row.tally(view)),
        views=(View.DAMAGE, View.HEALING),
    ),
    Column(
        "crit_share",
        _same("Crit part"),
        "Critical amount by the whole amount, raw. Not known where the server hides it.",
        Format.PERCENT,
        lambda snapshot, row, view: None if row.flags_are_hidden else metrics.crit_share(row.tally(view)),
        views=(View.DAMAGE, View.HEALING),
    ),
    Column(
        "lucky_rate",
        _same("Lucky"),
        "Hits that set off a lucky strike by the hits that could. Not known where the server hides it.",
        Format.PERCENT,
        lambda snapshot, row, view: None if row.flags_are_hidden else metrics.lucky_rate(row.tally(view)),
        views=(View.DAMAGE, View.HEALING),
    ),
    Column(
        "lucky_share",
        _same("Lucky part"),
        "What lucky strikes added by the whole amount, raw. Not known where the server hides it.",
        Format.PERCENT,
        lambda snapshot, row, view: None if row.flags_are_hidden else metrics.lucky_share(row.tally(view)),
        views=(View.DAMAGE, View.HEALING),
    ),
    Column(
        "average",
        _same("Average"),
        "The raw amount by records.",
        Format.AMOUNT,
        lambda snapshot, row, view: metrics.average(row.tally(view)),
    ),
    Column(
        "max",
        _same("Largest"),
        "The largest single record, raw.",
        Format.AMOUNT,
        lambda snapshot, row, view: row.tally(view).max,
    ),
    Column(
        "hits",
        ("Hits", "Heals", "Hits"),
        "Records with an amount, lucky bonus records included.",
        Format.COUNT,
        lambda snapshot, row, view: row.tally(view).hits,
    ),
    Column(
        "deaths",
        _same("Deaths"),
        "How often the player died in this encounter.",
        Format.COUNT,
        lambda snapshot, row, view: row.deaths,
        views=(View.TAKEN,),
    ),
)

DEFAULT_KEYS = {
    View.DAMAGE: ("amount", "per_second", "boss_per_second", "share", "crit_rate"),
    View.HEALING: ("amount", "per_second", "effective", "share", "crit_rate"),
    View.TAKEN: ("amount", "per_second", "share", "hits", "deaths"),
}
"""What a view shows until the user chooses otherwise."""


def columns_for(view: View) -> tuple[Column, ...]:
    """The default columns of a view, in order."""
    by_key = {column.key: column for column in COLUMNS}
    return tuple(by_key[key] for key in DEFAULT_KEYS[view])
