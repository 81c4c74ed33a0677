"""Believable fights for the windows, made of an EncounterRecord like the real ones."""

from __future__ import annotations

from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.record import ActorInfo, Death, EncounterRecord, Quality, Result
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import ActorKind, player_id
from resonance.health import CaptureState, Health
from resonance.ui.sheet import Sheet

STARTED_AT_MS = 1_760_000_000_000
BOSS_MONSTER_ID = 1152
SCENE_ID = 13002
BOSS_UID = 900

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


def boss_actor() -> int:
    return (BOSS_UID << 16) | (ActorKind.MONSTER << 6)


def uid_at(index: int) -> int:
    return 100_000 + index


def make_record(players: int = 8, *, local_index: int | None = LOCAL_INDEX, boss: bool = True) -> EncounterRecord:
    """A running fight. Player 0 did most, each next about three quarters of it."""
    local = player_id(uid_at(local_index)) if local_index is not None else None
    record = EncounterRecord(STARTED_AT_MS, scene_id=SCENE_ID, line=3, local_player=local)
    record.clock = Clock(STARTED_AT_MS, STARTED_AT_MS + 425_000, 413_400)
    if boss:
        record.boss = boss_actor()
        record.bosses.add(boss_actor())
        record.actors[boss_actor()] = ActorInfo(
            boss_actor(), monster_id=BOSS_MONSTER_ID, hp=412_600_000, max_hp=1_080_000_000
        )
    for index in range(players):
        _add_player(record, index)
    if players > 4:
        record.deaths.append(Death(STARTED_AT_MS + 200_000, player_id(uid_at(4)), boss_actor(), 1))
    return record


def _add_player(record: EncounterRecord, index: int) -> None:
    name, class_id, spec, score = CAST[index % len(CAST)]
    actor = player_id(uid_at(index))
    record.actors[actor] = ActorInfo(actor, name=name, class_id=class_id, spec=spec, level=60, ability_score=score)
    for view in (View.DAMAGE, View.HEALING, View.TAKEN):
        record.clocks[(view, actor)] = Clock(STARTED_AT_MS, STARTED_AT_MS + 400_000, 390_000 - 1_000 * index)
    amount = round(167_900_000 * 0.76**index) + 950
    hits = 2_400 - 90 * index
    dealt = Tally(hits=hits, amount=amount, effective=amount, crits=hits * (45 - index) // 100, max=amount // 40)
    target = boss_actor() if record.boss is not None else (901 << 16) | (ActorKind.MONSTER << 6)
    record.tallies[TallyKey(0, Kind.DAMAGE, actor, target, 0, 1_700 + index)] = dealt
    taken = Tally(hits=120 + index, amount=2_400_000 + 310_000 * index, effective=2_000_000, max=90_000)
    record.tallies[TallyKey(0, Kind.DAMAGE, target, actor, 0, 77)] = taken
    if class_id in (5, 13):
        amount = 61_000_000 // (index + 1)
        healed = Tally(hits=800, amount=amount, effective=amount * 4 // 5, crits=300, max=99_000)
        record.tallies[TallyKey(0, Kind.HEAL, actor, actor, 0, 1_518)] = healed


def make_snapshot(
    players: int = 8,
    *,
    local_index: int | None = LOCAL_INDEX,
    boss: bool = True,
    clock: ClockChoice = ClockChoice.ACTIVE,
    quality: Quality | None = None,
    result: Result = Result.RUNNING,
) -> Snapshot:
    record = make_record(players, local_index=local_index, boss=boss)
    record.quality = quality or Quality()
    record.result = result
    return build(record, clock)


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
