"""The buffs of a player, and the players who had a buff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance.combat.snapshot import BuffRow, Snapshot
from resonance.combat.tally import View
from resonance.events import is_player
from resonance.export.buffs import buff_cells, uptime
from resonance.texts import say
from resonance.ui.details.player import PlayerPlace
from resonance.ui.lines import actor_words, group_sum, letter
from resonance.ui.place import Place, Reading, Sum
from resonance.ui.table import Heading, Row, Table


@dataclass(frozen=True, slots=True)
class PlayerBuffs(PlayerPlace):
    key = "buffs"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Buffs")

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        rows = sorted((row for row in snapshot.buffs if row.host == self.actor), key=lambda row: -row.uptime)
        shown = [
            buff_words(reading.names.buff(row.buff_id), [row], reading, opens=BuffHosts(self.view, row.buff_id))
            for row in rows
        ]
        return buff_table(shown, say("Buff"), hint=say("Click a buff to see who had it"))


@dataclass(frozen=True, slots=True)
class BuffHosts:
    """Everybody who had one buff, monsters too."""

    view: View  # the one it was reached from
    buff_id: int
    key = "hosts"

    def title(self, snapshot: Snapshot | None, reading: Reading) -> str:
        return say("Who had it")

    def above(self, snapshot: Snapshot, reading: Reading) -> str:
        return reading.names.buff(self.buff_id)

    def neighbours(self) -> Sequence[Place]:
        return (self,)

    def sum(self, snapshot: Snapshot, reading: Reading) -> Sum | None:
        return group_sum(snapshot, self.view)

    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        rows = sorted((row for row in snapshot.buffs if row.buff_id == self.buff_id), key=lambda row: -row.uptime)
        return buff_table([self._row(snapshot, row, reading) for row in rows], say("Who"))

    def _row(self, snapshot: Snapshot, row: BuffRow, reading: Reading) -> Row:
        who = snapshot.info(row.host) if is_player(row.host) else None
        return buff_words(
            actor_words(snapshot, row.host, reading.names),
            [row],
            reading,
            is_local=row.host == snapshot.local_player,
            colour=reading.colours.of(who.class_id, who.spec) if who else "",
            chip=letter(who, reading.names) if who else "",
        )


def buff_words(
    name: str,
    rows: Sequence[BuffRow],
    reading: Reading,
    *,
    details: tuple[str, ...] = (),
    opens: Place | None = None,
    is_local: bool = False,
    colour: str = "",
    chip: str = "",
) -> Row:
    """One row for a buff on a host, or on several."""
    return Row(
        rank=0,
        letter=chip,
        colour=colour or reading.colours.of(None, None),
        name=name,
        details=details,
        is_local=is_local,
        fraction=uptime(rows),
        cells=buff_cells(rows),
        opens=opens,
    )


def buff_table(rows: Sequence[Row], name_title: str, hint: str = "") -> Table:
    return Table(
        name_title=name_title,
        headings=(
            Heading(say("Uptime"), say("Part of the encounter's time, on average of those who had it."), "100.0", "%"),
            Heading(say("Times"), say("How often it was put on."), "88,888", ""),
            Heading(say("Layers"), say("On average while it was on."), "88.8", ""),
            Heading(say("Of damage"), say("Part of the host's own damage that was dealt meanwhile."), "100.0", "%"),
        ),
        rows=tuple(rows),
        empty=say("No buff was seen yet."),
        advice=say("Buffs put on before the meter was started are not known."),
        hint=hint,
    )
