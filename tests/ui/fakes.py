"""Believable fights for the windows, made of an EncounterRecord like the real ones."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.record import (
    ActorInfo,
    Death,
    EncounterRecord,
    Quality,
    Result,
    Segment,
    SegmentKind,
    SegmentResult,
)
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import ActorKind, player_id
from resonance.health import CaptureState, Health
from resonance.settings import Settings
from resonance.ui.actions import MeterActions
from resonance.ui.geometry import Geometry
from resonance.ui.place import Reading
from resonance.ui.sheet import Sheet
from resonance.ui.words import Words, words_of

STARTED_AT_MS = 1_760_000_000_000
BOSS_MONSTER_ID = 1152
SCENE_ID = 13002
BOSS_UID = 900
BOSS_HP, BOSS_MAX_HP = 412_600_000, 1_080_000_000

CAST = (
    ("Momoko", 2, "icicle", 23_900),
    ("玩家一", 1, "moonstrike", 23_700),
    ("さくら", 11, "wildpack", 23_300),
    ("한국어", 4, "vanguard", 22_800),
    ("Ghost👻", 5, "smite", 25_500),
    ("AVeryLongPlayerNameThatNeverEnds", 9, "earthfort", 27_500),
    (None, 12, "shield", None),
    ("Sumii", 13, "dissonance", 21_200),
    ("Ωmega", 3, "crimson", 22_000),
    ("龙之守护者的传说", 1, "iaido", 24_100),
    ("Zoë d'Arc", 2, "frostbeam", 20_700),
    ("하늘달빛", 5, "lifebind", 21_900),
    ("✨Stella✨", 11, "falconry", 23_000),
    ("カタカナマスター", 4, "skyward", 22_400),
    ("i", 3, "formless", 19_500),
    ("Торнадо", 12, "recovery", 26_100),
    ("Bob", None, None, None),
    ("四川火锅", 9, "block", 27_000),
    ("Ångström", 13, "concerto", 21_300),
    ("👨‍👩‍👧 family", 1, None, 18_000),
)
"""Name, class, spec, ability score; None = not known."""

LOCAL_INDEX = 2
PARTY = 7  # team id

SECONDS_TO_LIVE = 72
"""Of the boss, by the HP it lost of late."""

ONE_PULL = (SegmentResult.RUNNING,)


def boss_actor() -> int:
    return (BOSS_UID << 16) | (ActorKind.MONSTER << 6)


def uid_at(index: int) -> int:
    return 100_000 + index


def make_record(
    players: int = 8,
    *,
    local_index: int | None = LOCAL_INDEX,
    boss: bool = True,
    pulls: Sequence[SegmentResult] = ONE_PULL,
    party: int = 0,
) -> EncounterRecord:
    """A running fight. Player 0 did most, each next about three quarters of it.

    `pulls`: how each ended; every one has the same part of the damage. Without a boss there is as much trash instead.
    `party`: so many players, from the first on, are in the local player's team.
    """
    local = player_id(uid_at(local_index)) if local_index is not None else None
    record = EncounterRecord(STARTED_AT_MS, scene_id=SCENE_ID, line=3, local_player=local)
    record.clocks.group = Clock(STARTED_AT_MS, STARTED_AT_MS + 425_000, 413_400)
    record.segments = [_segment(number, result, boss) for number, result in enumerate(pulls, start=1)]
    if boss:
        record.clocks.boss = Clock(STARTED_AT_MS, STARTED_AT_MS + 425_000, 401_000)
        record.boss = boss_actor()
        record.bosses.add(boss_actor())
        record.actors[boss_actor()] = ActorInfo(
            boss_actor(), monster_id=BOSS_MONSTER_ID, hp=BOSS_HP, max_hp=BOSS_MAX_HP
        )
        lost_a_second = BOSS_HP / SECONDS_TO_LIVE
        record.boss_hp[boss_actor()] = array("q", [round(BOSS_HP + lost_a_second * ago) for ago in range(20, -1, -1)])
    for index in range(players):
        _add_player(record, index)
        if index < party:
            record.actors[player_id(uid_at(index))].team_id = PARTY
    if party and local is not None:
        record.actors[local].team_id = PARTY
    if players > 4:
        record.deaths.append(Death(STARTED_AT_MS + 200_000, player_id(uid_at(4)), boss_actor(), 1))
    return record


def _segment(number: int, result: SegmentResult, boss: bool) -> Segment:
    """A minute each, and the next begins half a minute later."""
    started_at_ms = STARTED_AT_MS + (number - 1) * 90_000
    segment = Segment(
        SegmentKind.BOSS if boss else SegmentKind.TRASH,
        started_at_ms,
        ended_at_ms=None if result is SegmentResult.RUNNING else started_at_ms + 60_000,
        result=result,
    )
    segment.clocks.group = Clock(started_at_ms, started_at_ms + 60_000, 58_000)
    if boss:
        segment.clocks.boss = Clock(started_at_ms, started_at_ms + 60_000, 57_000)
        segment.attempt, segment.boss, segment.boss_monster_id = number, boss_actor(), BOSS_MONSTER_ID
        segment.bodies = {boss_actor()}
        segment.hp_start, segment.hp_end = BOSS_MAX_HP, BOSS_HP
    return segment


def _add(record: EncounterRecord, kind: Kind, source: int, target: int, skill_id: int, tally: Tally) -> None:
    """The same part of it in every segment, the rest in the last."""
    count = len(record.segments)
    for index in range(count):
        is_last = index == count - 1
        part = {
            name: whole - whole // count * (count - 1) if is_last else whole // count
            for name, whole in ((name, getattr(tally, name)) for name in ("hits", "amount", "effective", "crits"))
        }
        record.tallies[TallyKey(index, kind, source, target, 0, skill_id)] = replace(tally, **part)


def _add_player(record: EncounterRecord, index: int) -> None:
    name, class_id, spec, score = CAST[index % len(CAST)]
    actor = player_id(uid_at(index))
    record.actors[actor] = ActorInfo(actor, name=name, class_id=class_id, spec=spec, level=60, ability_score=score)
    for view in (View.DAMAGE, View.HEALING, View.TAKEN):
        record.clocks.personal[view, actor] = Clock(STARTED_AT_MS, STARTED_AT_MS + 400_000, 390_000 - 1_000 * index)
    amount = round(167_900_000 * 0.76**index) + 950
    hits = 2_400 - 90 * index
    dealt = Tally(hits=hits, amount=amount, effective=amount * 9 // 10, crits=hits * (45 - index) // 100)
    target = boss_actor() if record.boss is not None else (901 << 16) | (ActorKind.MONSTER << 6)
    _add(record, Kind.DAMAGE, actor, target, 1_700 + index, dealt)
    taken = Tally(hits=120 + index, amount=2_400_000 + 310_000 * index, effective=2_000_000)
    _add(record, Kind.DAMAGE, target, actor, 77, taken)
    if class_id in (5, 13):
        amount = 61_000_000 // (index + 1)
        healed = Tally(hits=800, amount=amount, effective=amount * 4 // 5, crits=300)
        _add(record, Kind.HEAL, actor, actor, 1_518, healed)


def make_snapshot(
    players: int = 8,
    *,
    local_index: int | None = LOCAL_INDEX,
    boss: bool = True,
    clock: ClockChoice = ClockChoice.ACTIVE,
    amounts: AmountChoice = AmountChoice.RAW,
    quality: Quality | None = None,
    result: Result = Result.RUNNING,
    pulls: Sequence[SegmentResult] = ONE_PULL,
    party: int = 0,
    segment: int | None = None,
) -> Snapshot:
    """`segment`: None = the whole encounter."""
    record = make_record(players, local_index=local_index, boss=boss, pulls=pulls, party=party)
    record.quality = quality or Quality()
    record.result = result
    record.ended = result is not Result.RUNNING
    return build(record, clock, amounts, segment)


def make_words(settings: Settings | None = None, scale: float | None = 1.0) -> Words:
    """What a window about fights is given with these settings; those of the first start if None."""
    return words_of(settings or Settings(), scale)


def make_reading(settings: Settings | None = None) -> Reading:
    """The game's own names and colours, with the columns and orders of the settings."""
    return make_words(settings).reading


class Asked:
    """What the user has asked the meter for, and where the window was moved to."""

    def __init__(self) -> None:
        self.for_: list[object] = []
        self.places: list[Geometry] = []

    def actions(self) -> MeterActions:
        ask = self.for_.append
        return MeterActions(
            reset=lambda: ask("reset"),
            pause=lambda on: ask(("pause", on)),
            show=lambda scope: ask(("show", scope)),
            mark_wipe=lambda on: ask(("wipe", on)),
            split=lambda: ask("split"),
            merge=lambda: ask("merge"),
            train=lambda on: ask(("train", on)),
            change=lambda **values: ask(("change", values)),
            let_through=lambda: ask("let through"),
            open_history=lambda: ask("history"),
            copy=lambda: ask("copy"),
            export=lambda: ask("export"),
            open_settings=lambda: ask("settings"),
            back_up=lambda: ask("back up"),
            hide=lambda: ask("hide"),
            quit=lambda: ask("quit"),
            geometry_changed=self.places.append,
            open_analytics=lambda: ask("analytics"),
        )


def make_health(**changes: object) -> Health:
    """A capture that runs well, but for the changes."""
    health = Health(
        capture_state=CaptureState.RUNNING,
        capture_source="WinDivert",
        packets_captured=120_000,
        packets_decoded=120_000,
        server="172.65.1.2:5003",
        messages=52_000,
    )
    for name, value in changes.items():
        setattr(health, name, value)
    return health


def option(sheet: Sheet, item: int, name: str) -> str:
    """How an item of a sheet looks: its "text", "fill", "state", ..."""
    return str(sheet.itemcget(item, name))  # type: ignore[no-untyped-call]


def text_items(sheet: Sheet) -> list[int]:
    return [item for item in sheet.find_all() if str(sheet.type(item)) == "text"]


def texts(sheet: Sheet) -> list[str]:
    """Everything that can be read on a sheet, in the order it was made."""
    shown = (item for item in text_items(sheet) if option(sheet, item, "state") != "hidden")
    return [text for item in shown if (text := option(sheet, item, "text"))]
