"""The table of a view as the windows show it: its columns, its players in order, and each cell in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat.column import Column
from resonance.combat.columns import columns_for, meaningful
from resonance.combat.line import Line, player_line
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportOptions
from resonance.export.scope import kept


@dataclass(frozen=True, slots=True)
class Ranked:
    """A player's row, and its place among all players of the view, from 1."""

    rank: int
    row: PlayerRow
    line: Line


def shown_columns(snapshot: Snapshot, view: View, options: ExportOptions) -> tuple[Column, ...]:
    """Those the user has chosen for the view, without those that say nothing of any of its players."""
    lines = [player_line(snapshot, row, view) for row in snapshot.rows(view)]
    return meaningful(columns_for(view, options.columns.get(view, ())), snapshot, lines)


def ranked(snapshot: Snapshot, view: View, options: ExportOptions) -> list[Ranked]:
    """The players whom the export is about, largest first."""
    chosen = kept(snapshot, view, options)
    return [
        Ranked(rank, row, player_line(snapshot, row, view))
        for rank, row in enumerate(snapshot.rows(view), start=1)
        if row.actor.actor_id in chosen
    ]


def is_titled_by_unit(column: Column, view: View) -> bool:
    """A column titled "%" need not repeat it in every row."""
    return column.title(view) == "%"


def cell_parts(column: Column, snapshot: Snapshot, line: Line) -> tuple[str, str]:
    """Number and unit."""
    text, unit = formats.parts(column.format, column.value(snapshot, line))
    return text, "" if is_titled_by_unit(column, line.view) else unit


def cell_words(column: Column, snapshot: Snapshot, line: Line) -> str:
    return "".join(cell_parts(column, snapshot, line))


def bar_share(snapshot: Snapshot, view: View, line: Line, options: ExportOptions) -> float:
    """How long the bar of a player is, 0..1, as the settings want bars to be."""
    rows: Sequence[PlayerRow] = snapshot.rows(view)
    top = snapshot.amount(rows[0].tally(view)) if rows else 0
    full = snapshot.amount(line.whole) if options.bars_to_total else top
    return min(1.0, snapshot.amount(line.tally) / full) if full else 0.0
