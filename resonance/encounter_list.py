"""The saved encounters as a list in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from resonance import formats
from resonance.combat import metrics
from resonance.combat.clock import ClockChoice
from resonance.names import Names
from resonance.store.history import EncounterSummary

TITLES = ("ID", "Date", "Scene", "Boss", "Result", "Time", "Players", "Damage", "DPS", "")
RIGHT = frozenset((0, 5, 6, 7, 8))  # columns of numbers
GAP = "  "


def render(encounters: Sequence[EncounterSummary], count: int, names: Names, clock: ClockChoice) -> str:
    """Newest first, found with the same clock; `count` is how many there are in all.

    Dates are those of this computer's clock.
    """
    if not encounters:
        return "No encounter has been saved yet.\n"
    rows = [TITLES, *(_cells(each, names, each.time_ms) for each in encounters)]
    widths = [max(formats.display_width(row[column]) for row in rows) for column in range(len(TITLES))]
    lines = [
        GAP.join(
            formats.pad(cell, widths[column], "right" if column in RIGHT else "left") for column, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
    group_clock = ClockChoice.ACTIVE if clock is ClockChoice.PERSONAL else clock  # a group has none of its own
    lines.append(f"Time and DPS by the {group_clock} clock, raw damage.")
    if count > len(encounters):
        lines.append(f"{count - len(encounters)} older ones; --last {count} lists them all.")
    return "\n".join(lines) + "\n"


def _cells(encounter: EncounterSummary, names: Names, clock_ms: int) -> tuple[str, ...]:
    date = datetime.fromtimestamp(encounter.started_at_ms / 1000)
    scene = names.scene(encounter.scene_id) or formats.DASH
    difficulty = names.scene_difficulty(encounter.scene_id)
    return (
        str(encounter.encounter_id),
        f"{date:%Y-%m-%d %H:%M}",
        f"{scene} {difficulty}" if difficulty else scene,
        names.monster(encounter.boss_monster_id) if encounter.boss_monster_id is not None else formats.DASH,
        str(encounter.result),
        formats.duration(clock_ms),
        str(encounter.players),
        formats.short(encounter.damage),
        formats.short(metrics.per_second(encounter.damage, clock_ms)),
        "" if encounter.quality.complete else "incomplete",
    )
