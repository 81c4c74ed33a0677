"""The words of mini mode: your number, your rank, and the group. No Tk in here."""

from __future__ import annotations

from resonance import formats
from resonance.combat import metrics
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import say
from resonance.ui.tab_strip import group_rate, rate_unit


def mini_words(snapshot: Snapshot | None, view: View) -> str:
    """ "You 236k · 3/8 · 1.17M dps"; without the local player the group alone; "" while there is no fight."""
    if snapshot is None:
        return ""
    rows = snapshot.rows(view)
    group = f"{group_rate(snapshot, view)} {rate_unit(view)}"
    for rank, row in enumerate(rows, start=1):
        if row.is_local:
            own = metrics.per_second(snapshot.amount(row.tally(view)), snapshot.clock_ms(view, row))
            return f"{say('You')} {formats.short(own)} · {rank}/{len(rows)} · {group}"
    return group
