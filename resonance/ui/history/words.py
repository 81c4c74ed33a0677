"""One saved encounter in words, for its line in the list. No Tk in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from resonance import formats
from resonance.colours import Colours
from resonance.combat.record import Result
from resonance.names import Names
from resonance.palettes import Palette
from resonance.store.history import EncounterSummary
from resonance.texts import later, say
from resonance.ui.difficulty import difficulty_words

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
class Column:
    """A column of the list."""

    key: str
    title: str  # marked for say()
    help: str
    order: str  # of Query; "" = it cannot be sorted by
    width: int  # logical pixels; 0 = what the others leave
    is_number: bool = False  # stands at the right end of its column


COLUMNS = (
    Column("favourite", "", later("Favourites: clean-up leaves them alone."), "favourite", 22),
    Column("date", later("Date"), later("When the fight began."), "started_at_ms", 100),
    Column("name", later("Encounter"), later("The boss, or else the place."), "name", 0),
    Column("difficulty", later("Difficulty"), later("Of the dungeon."), "difficulty", 60),
    Column("result", later("Result"), later("How it ended, and how many attempts there were."), "result", 76),
    Column("time", later("Time"), later("Of the fight, by the seconds that DPS counts."), "time", 50, is_number=True),
    Column(
        "players", later("Players"), later("Everybody with a number, in the colours of the classes."), "players", 110
    ),
    Column(
        "dps",
        later("My DPS"),
        later("Your damage per second, by the seconds and amounts chosen in the settings."),
        "my_dps",
        58,
        is_number=True,
    ),
    Column("share", later("Share"), later("Your part of the group's damage."), "my_share", 54, is_number=True),
    Column("quality", "", later("Whether the numbers are complete."), "complete", 18),
)

DROPPED_FIRST = ("difficulty", "share", "players", "favourite", "dps", "date", "time", "quality")
"""Which columns go where the list is narrow."""


@dataclass(frozen=True, slots=True)
class Line:
    """All that the list shows of an encounter."""

    date: str
    name: str
    details: str  # the scene of a boss; behind the name
    difficulty: str
    result: str
    result_tone: str  # "ok", "danger" or "muted": a colour of the palette
    attempts: str  # "" = a single one, or none
    time: str
    chips: tuple[str, ...]  # colours, "#rrggbb"
    players: str
    dps: formats.Parts
    share: formats.Parts
    is_favourite: bool
    is_complete: bool
    note: str
    is_imported: bool


def line_of(summary: EncounterSummary, names: Names, colours: Colours) -> Line:
    scene, boss = names.scene(summary.scene_id), _boss(summary, names)
    return Line(
        date=f"{datetime.fromtimestamp(summary.started_at_ms / 1000):%Y-%m-%d %H:%M}",
        name=_name(summary, names),
        details=scene if boss and scene else "",
        difficulty=difficulty_words((summary.scene_id,), summary.difficulty, names),
        result=say(RESULTS[summary.result]),
        result_tone={Result.KILL: "ok", Result.WIPE: "danger"}.get(summary.result, "muted"),
        attempts=f"#{summary.attempts}" if summary.attempts > 1 else "",
        time=formats.duration(summary.time_ms),
        chips=tuple(colours.of(class_id, spec) for class_id, spec in summary.classes),
        players=formats.count(summary.players),
        dps=formats.amount_parts(summary.my_dps),
        share=formats.percent_parts(summary.my_share),
        is_favourite=summary.favourite,
        is_complete=summary.quality.complete,
        note=summary.note,
        is_imported=summary.imported is not None,
    )


def named_in(found: Sequence[EncounterSummary], names: Names) -> str:
    """The first of them, and whether there are others."""
    name = _name(found[0], names)
    return name if len(found) == 1 else f"{name}, …"


def _boss(summary: EncounterSummary, names: Names) -> str | None:
    return names.monster(summary.boss_monster_id) if summary.boss_monster_id is not None else None


def _name(summary: EncounterSummary, names: Names) -> str:
    return _boss(summary, names) or names.scene(summary.scene_id) or say("Unknown place")


def tone(palette: Palette, name: str) -> str:
    return {"ok": palette.ok, "danger": palette.danger}.get(name, palette.muted)


def found_words(count: int) -> str:
    return say("{count} encounter", count=1) if count == 1 else say("{count} encounters", count=formats.count(count))


def columns_that_fit(width: int, least_name: int) -> Sequence[Column]:
    """Those with room in so many logical pixels, `least_name` of which the name needs."""
    shown = list(COLUMNS)
    for key in DROPPED_FIRST:
        if sum(each.width for each in shown) + least_name <= width:
            break
        shown = [each for each in shown if each.key != key]
    return shown
