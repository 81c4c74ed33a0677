"""Snapshot -> the table of its players from one view. What every tab with one row a player is made of."""

from __future__ import annotations

from resonance import formats
from resonance.combat.columns import Column, Format, columns_for
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.names import Names
from resonance.ui.table import Cell, Heading, Row, Table

_WIDEST = {Format.AMOUNT: ("888.8", "M"), Format.PERCENT: ("100.0", "%"), Format.COUNT: ("88,888", "")}
"""What each kind of number needs room for, with its unit."""


def player_table(snapshot: Snapshot, names: Names, view: View, *, empty: str) -> Table:
    """The players with a number in this view, largest first; `empty` is what is said while there is none."""
    rows = snapshot.rows(view)
    columns = columns_for(view)
    top = snapshot.amount(rows[0].tally(view)) if rows else 1
    is_mixed = len({row.in_party for row in rows if not row.is_local}) > 1
    return Table(
        name_title="Player",
        headings=tuple(_heading(column, view) for column in columns),
        rows=tuple(
            Row(
                rank=rank,
                letter=_letter(row.actor, names),
                colour=names.class_color(row.actor.class_id),
                name=_name(row, names),
                details=_details(row.actor, names),
                is_local=row.is_local,
                fraction=snapshot.amount(row.tally(view)) / top,
                cells=tuple(_cell(column, snapshot, row, view) for column in columns),
                is_marked=is_mixed and row.in_party and not row.is_local,
            )
            for rank, row in enumerate(rows, start=1)
        ),
        empty=empty,
        name_help="The grey edge at the left marks the members of your party." if is_mixed else "",
    )


def _heading(column: Column, view: View) -> Heading:
    widest, unit = _WIDEST[column.format]
    return Heading(column.title(view), column.help, widest, "" if _title_is_unit(column, view) else unit)


def _title_is_unit(column: Column, view: View) -> bool:
    """A column titled "%" need not repeat it in every row."""
    return column.title(view) == _WIDEST[column.format][1]


def _cell(column: Column, snapshot: Snapshot, row: PlayerRow, view: View) -> Cell:
    text, unit = formats.parts(column.format, column.value(snapshot, row, view))
    return text, "" if _title_is_unit(column, view) else unit


def _name(row: PlayerRow, names: Names) -> str:
    if not row.is_local:
        return names.player(row.actor.name, row.actor.uid)
    return f"You · {row.actor.name}" if row.actor.name else "You"


def _role(actor: ActorInfo, names: Names) -> str | None:
    return names.spec_name(actor.spec) or names.class_name(actor.class_id)


def _letter(actor: ActorInfo, names: Names) -> str:
    return (_role(actor, names) or "?")[0].upper()


def _details(actor: ActorInfo, names: Names) -> tuple[str, ...]:
    """Spec, else class, with and without the ability score; empty where nothing is known."""
    role = _role(actor, names)
    if role is None and actor.ability_score is None:
        return ()
    score = formats.amount(actor.ability_score)
    return (f"{role} · {score}", role) if role else (score,)
