"""Which buffs were up in the group, and for how long; a click leads to who had one."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.combat.snapshot import BuffRow, Snapshot
from resonance.combat.tally import View
from resonance.events import is_player
from resonance.texts import later, say
from resonance.ui.details.buffs import BuffHosts, buff_table, buff_words
from resonance.ui.place import Reading
from resonance.ui.table import Row, Table
from resonance.ui.tabs.tab import Tab


@dataclass(frozen=True, slots=True)
class BuffsTab(Tab):
    def body(self, snapshot: Snapshot, reading: Reading) -> Table:
        """Buffs that players had, those most players had for longest first."""
        by_buff: dict[int, list[BuffRow]] = {}
        for row in snapshot.buffs:
            if is_player(row.host):
                by_buff.setdefault(row.buff_id, []).append(row)
        groups = sorted(by_buff.items(), key=lambda item: (-sum(row.uptime for row in item[1]), item[0]))
        shown = [self._row(buff_id, rows, reading) for buff_id, rows in groups]
        return buff_table(shown, say("Buff"), hint=say("Click a buff to see who had it"))

    def _row(self, buff_id: int, rows: list[BuffRow], reading: Reading) -> Row:
        name, count = reading.names.buff(buff_id), len(rows)
        players = say("{count} players", count=count) if count > 1 else say("1 player")
        return buff_words(name, rows, reading, details=(players,), opens=BuffHosts(self.view, buff_id))


TAB = BuffsTab("buffs", later("Buffs"), View.DAMAGE)
