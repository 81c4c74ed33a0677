"""Line: what a row of a table is about, so that one table of columns serves players and parts of players alike."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import Tally, View


@dataclass(frozen=True, slots=True)
class Line:
    """A player, or one skill, group of skills, target or source of a player."""

    view: View
    player: PlayerRow
    tally: Tally  # its numbers in this view
    whole: Tally  # what `share` is a part of: the group for a player, the player for a part
    is_part: bool = False


def player_line(snapshot: Snapshot, row: PlayerRow, view: View) -> Line:
    """The line of a player."""
    return Line(view, row, row.tally(view), snapshot.total(view))


def part_line(row: PlayerRow, view: View, tally: Tally, whole: Tally | None = None) -> Line:
    """The line of a part of a player. `whole`: what it is a part of; None = everything of the player in this view."""
    return Line(view, row, tally, row.tally(view) if whole is None else whole, is_part=True)
