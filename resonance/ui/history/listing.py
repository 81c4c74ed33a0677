"""Saved encounters -> rows of the list. No Tk in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resonance import formats
from resonance.combat.record import Result
from resonance.names import Names
from resonance.store.history import EncounterSummary
from resonance.texts import later, say
from resonance.ui.table import Heading, Row, Table

COLOURS = {Result.KILL: "#3fb950", Result.WIPE: "#e5484d"}
QUIET = "#8a919e"

RESULTS = {
    Result.RUNNING: later("running"),
    Result.KILL: later("kill"),
    Result.WIPE: later("wipe"),
    Result.LEFT: later("left"),
    Result.SILENCE: later("over"),
    Result.RESET: later("closed"),
    Result.CUT: later("cut"),
    Result.ENDED: later("ended"),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What a click on a row of the list opens."""

    encounter_id: int


def listing(found: Sequence[EncounterSummary], names: Names, opened: int | None) -> Table:
    """The newest first, as they come; the opened one is set off."""
    return Table(
        name_title=say("Encounter"),
        headings=(
            Heading(say("Time"), say("From the first to the last hit."), "88:88", ""),
            Heading(say("Players"), say("Everybody with a number."), "888", ""),
            Heading(say("Result"), say("How it ended."), "running", ""),
        ),
        rows=tuple(_row(each, names, each.encounter_id == opened) for each in found),
        empty=say("No encounter has been saved yet."),
        advice=say("Every fight appears here by itself."),
    )


def _row(summary: EncounterSummary, names: Names, is_opened: bool) -> Row:
    boss, scene = summary.boss_monster_id, names.scene(summary.scene_id)
    return Row(
        rank=0,
        letter="",
        colour=COLOURS.get(summary.result, QUIET),
        name=names.monster(boss) if boss is not None else scene or say("Unknown place"),
        details=(f"{datetime.fromtimestamp(summary.started_at_ms / 1000):%Y-%m-%d %H:%M}",),
        is_local=is_opened,
        fraction=1.0 if is_opened else 0.0,
        cells=(
            (formats.duration(summary.elapsed_ms), ""),
            (formats.count(summary.players), ""),
            (say(RESULTS[summary.result]), ""),
        ),
        opens=Saved(summary.encounter_id),
    )
