"""The rows an EncounterRecord becomes, and the record they become again.

An encounter is one row in `encounters` and any number of rows in each of PARTS.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from resonance import __version__
from resonance.combat.clock import Clock, Clocks
from resonance.combat.record import (
    ActorInfo,
    BuffTrack,
    Death,
    EncounterRecord,
    Quality,
    RecapLine,
    Result,
    Revive,
    Segment,
    SegmentKind,
    SegmentResult,
)
from resonance.combat.tally import TALLY_FIELDS, Tally, TallyKey, View
from resonance.store import series
from resonance.store.listed import (
    ATTEMPT_FIELDS,
    CLOCK_FIELDS,
    EFFECTIVE_FIELDS,
    LIST_FIELDS,
    PLAYER_FIELDS,
    attempt_rows,
    effective_rows,
    list_values,
    player_rows,
)

Row = tuple[int | str | bytes | None, ...]
Rows = Mapping[Row, Row]  # key columns -> the other columns
Stored = list[tuple[Any, ...]]  # rows read back: key columns, then the others, in the order of the key

WHOLE = -1  # `segment` of what belongs to the whole encounter
GROUP, BOSS = -1, -2  # `view` of the two clocks that are nobody's own


@dataclass(frozen=True, slots=True)
class Part:
    """One table below `encounters`. Columns in the order of `rows`; `encounter_id` comes before them."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    rows: Callable[[EncounterRecord], Rows]
    fill: Callable[[EncounterRecord, Stored], None]  # add what the rows say; parts before this one are there already

    @property
    def select(self) -> str:
        """All rows of the encounter ?, key columns first, in the order of the key."""
        columns = ", ".join(self.key + self.values)
        return f"SELECT {columns} FROM {self.name} WHERE encounter_id = ? ORDER BY {', '.join(self.key)}"

    @property
    def upsert(self) -> str:
        """Parameters: encounter_id, key columns, value columns."""
        columns = ("encounter_id", *self.key, *self.values)
        return _upsert(self.name, columns, ("encounter_id", *self.key), self.values)

    @property
    def delete(self) -> str:
        """Parameters: encounter_id, key columns."""
        return f"DELETE FROM {self.name} WHERE encounter_id = ?" + "".join(f" AND {column} = ?" for column in self.key)

    @property
    def delete_all(self) -> str:
        return f"DELETE FROM {self.name} WHERE encounter_id = ?"


def _upsert(table: str, columns: tuple[str, ...], key: tuple[str, ...], values: tuple[str, ...]) -> str:
    update = ", ".join(f"{column} = excluded.{column}" for column in values)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        f" ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {update}" if update else "NOTHING")
    )


# The columns, named as the fields they hold.
ENCOUNTER_FIELDS = ("started_at_ms", "scene_id", "line", "difficulty", "local_player", "result", "ended", "boss")
QUALITY_FIELDS = ("gaps", "missing_bytes", "dropped_packets", "started_late", "unreadable", "paused")
ACTOR_FIELDS = tuple(f.name for f in fields(ActorInfo))  # actor_id first
SEGMENT_FIELDS = (
    *("kind", "started_at_ms", "ended_at_ms", "result", "attempt", "boss", "boss_monster_id"),
    *("hp_start", "hp_end"),
)
DEATH_FIELDS = ("at_ms", "actor", "killer", "skill_id")
BUFF_FIELDS = ("count", "on_ms", "damage")

_ENCOUNTER_COLUMNS = (*ENCOUNTER_FIELDS, *QUALITY_FIELDS, *LIST_FIELDS, "program_version")
INSERT_ENCOUNTER = (
    f"INSERT INTO encounters (key, {', '.join(_ENCOUNTER_COLUMNS)}) VALUES (?{', ?' * len(_ENCOUNTER_COLUMNS)})"
)
"""Parameters: what encounter_row() gives."""

UPDATE_ENCOUNTER = f"UPDATE encounters SET {', '.join(f'{column} = ?' for column in _ENCOUNTER_COLUMNS)} WHERE key = ?"
"""Parameters: what encounter_row() gives, the key last."""

_encounter_values: Callable[[object], Row] = attrgetter(*ENCOUNTER_FIELDS)
_quality_values: Callable[[object], Row] = attrgetter(*QUALITY_FIELDS)
_clock_values: Callable[[object], Row] = attrgetter(*CLOCK_FIELDS)
_actor_values: Callable[[object], Row] = attrgetter(*ACTOR_FIELDS[1:])
_segment_values: Callable[[object], Row] = attrgetter(*SEGMENT_FIELDS)
_tally_values: Callable[[object], Row] = attrgetter(*TALLY_FIELDS)
_death_values: Callable[[object], Row] = attrgetter(*DEATH_FIELDS)
_buff_values: Callable[[object], Row] = attrgetter(*BUFF_FIELDS)


def encounter_row(key: str, record: EncounterRecord) -> Row:
    """The row of `encounters` without its id: parameters of INSERT_ENCOUNTER."""
    quality = _quality_values(record.quality)
    return (key, *_encounter_values(record), *quality, *list_values(record), __version__)


def record_of(row: tuple[Any, ...], parts: dict[str, Stored]) -> EncounterRecord:
    """From the columns of ENCOUNTER_FIELDS and QUALITY_FIELDS, and the rows of PARTS by table name.

    ValueError or LookupError for rows that no record becomes.
    """
    own, quality = row[: len(ENCOUNTER_FIELDS)], row[len(ENCOUNTER_FIELDS) :]
    record = EncounterRecord(**dict(zip(ENCOUNTER_FIELDS, own, strict=True)), quality=quality_of(quality))
    record.result = Result(record.result)
    record.ended = bool(record.ended)
    for part in PARTS:
        part.fill(record, parts[part.name])
    return record


def quality_of(row: tuple[Any, ...]) -> Quality:
    """From the columns of QUALITY_FIELDS."""
    gaps, missing_bytes, dropped_packets, started_late, unreadable, paused = row
    return Quality(gaps, missing_bytes, dropped_packets, bool(started_late), unreadable, paused)


def _actor_rows(record: EncounterRecord) -> Rows:
    return {(actor_id,): _actor_values(info) for actor_id, info in record.actors.items()}


def _effective_rows(record: EncounterRecord) -> Rows:
    return effective_rows(record, WHOLE)


def _fill_actors(record: EncounterRecord, stored: Stored) -> None:
    record.actors = {row[0]: ActorInfo(*row) for row in stored}


def _segment_rows(record: EncounterRecord) -> Rows:
    return {(ordinal,): _segment_values(segment) for ordinal, segment in enumerate(record.segments)}


def _fill_segments(record: EncounterRecord, stored: Stored) -> None:
    for row in stored:
        segment = Segment(**dict(zip(SEGMENT_FIELDS, row[1:], strict=True)))
        segment.kind = SegmentKind(segment.kind)
        segment.result = SegmentResult(segment.result)
        record.segments.append(segment)


def _bodies(record: EncounterRecord) -> Iterator[tuple[int, set[int]]]:
    """By `segment`."""
    yield WHOLE, record.bosses
    yield from enumerate(segment.bodies for segment in record.segments)


def _boss_rows(record: EncounterRecord) -> Rows:
    return {(segment, actor_id): () for segment, bodies in _bodies(record) for actor_id in bodies}


def _fill_bosses(record: EncounterRecord, stored: Stored) -> None:
    bodies = dict(_bodies(record))
    for segment, actor_id in stored:
        bodies[segment].add(actor_id)


def _all_clocks(record: EncounterRecord) -> Iterator[tuple[int, Clocks]]:
    """By `segment`."""
    yield WHOLE, record.clocks
    yield from enumerate(segment.clocks for segment in record.segments)


def _clock_rows(record: EncounterRecord) -> Rows:
    rows: dict[Row, Row] = {}
    for segment, clocks in _all_clocks(record):
        rows[segment, GROUP, 0] = _clock_values(clocks.group)
        rows[segment, BOSS, 0] = _clock_values(clocks.boss)
        for (view, actor_id), clock in clocks.personal.items():
            rows[segment, view, actor_id] = _clock_values(clock)
    return rows


def _fill_clocks(record: EncounterRecord, stored: Stored) -> None:
    all_clocks = dict(_all_clocks(record))
    for segment, view, actor_id, *values in stored:
        clocks, clock = all_clocks[segment], Clock(*values)
        if view == GROUP:
            clocks.group = clock
        elif view == BOSS:
            clocks.boss = clock
        else:
            clocks.personal[View(view), actor_id] = clock


def _tally_rows(record: EncounterRecord) -> Rows:
    return {key: _tally_values(tally) for key, tally in record.tallies.items()}


def _fill_tallies(record: EncounterRecord, stored: Stored) -> None:
    size = len(TallyKey._fields)
    record.tallies = {TallyKey(*row[:size]): Tally(*row[size:]) for row in stored}


def _death_rows(record: EncounterRecord) -> Rows:
    return {(ordinal,): _death_values(death) for ordinal, death in enumerate(record.deaths)}


def _fill_deaths(record: EncounterRecord, stored: Stored) -> None:
    record.deaths = [Death(*row[1:]) for row in stored]


def _recap_rows(record: EncounterRecord) -> Rows:
    return {
        (death, ordinal): line for death, each in enumerate(record.deaths) for ordinal, line in enumerate(each.recap)
    }


def _fill_recaps(record: EncounterRecord, stored: Stored) -> None:
    for death, _, *line, killed in stored:
        record.deaths[death].recap.append(RecapLine._make((*line, bool(killed))))


def _revive_rows(record: EncounterRecord) -> Rows:
    return {(ordinal,): (each.at_ms, each.actor, each.by) for ordinal, each in enumerate(record.revives)}


def _fill_revives(record: EncounterRecord, stored: Stored) -> None:
    record.revives = [Revive(*row[1:]) for row in stored]


def _buff_rows(record: EncounterRecord) -> Rows:
    return {key: _buff_values(track) for key, track in record.buffs.items()}


def _fill_buffs(record: EncounterRecord, stored: Stored) -> None:
    record.buffs = {(host, buff_id): BuffTrack(*values) for host, buff_id, *values in stored}


def _layer_rows(record: EncounterRecord) -> Rows:
    return {
        (*key, layers): (on_ms,) for key, track in record.buffs.items() for layers, on_ms in track.layers_ms.items()
    }


def _fill_layers(record: EncounterRecord, stored: Stored) -> None:
    for host, buff_id, layers, on_ms in stored:
        record.buffs[host, buff_id].layers_ms[layers] = on_ms


class _SeriesRows(Mapping[Row, Row]):
    """Packed when asked for: all those of a long fight together are megabytes."""

    def __init__(self, found: Mapping[Row, array[int]]) -> None:
        self._found = found
        self._pack = series.packer()

    def __getitem__(self, key: Row) -> Row:
        return (self._pack(self._found[key]),)

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[Row]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _curve_rows(record: EncounterRecord) -> Rows:
    return _SeriesRows({(view, actor_id): curve for (view, actor_id), curve in record.curves.items()})


def _fill_curves(record: EncounterRecord, stored: Stored) -> None:
    record.curves = {(View(view), actor_id): series.unpack(blob) for view, actor_id, blob in stored}


def _boss_hp_rows(record: EncounterRecord) -> Rows:
    return _SeriesRows({(actor_id,): curve for actor_id, curve in record.boss_hp.items()})


def _fill_boss_hp(record: EncounterRecord, stored: Stored) -> None:
    record.boss_hp = {actor_id: series.unpack(blob) for actor_id, blob in stored}


PARTS = (
    Part("actors", ACTOR_FIELDS[:1], ACTOR_FIELDS[1:], _actor_rows, _fill_actors),
    Part("segments", ("ordinal",), SEGMENT_FIELDS, _segment_rows, _fill_segments),
    Part("attempts", ("segment",), ATTEMPT_FIELDS, attempt_rows, lambda record, stored: None),
    Part("player_sums", ("actor_id",), PLAYER_FIELDS, player_rows, lambda record, stored: None),
    Part("effective_sums", ("segment",), EFFECTIVE_FIELDS, _effective_rows, lambda record, stored: None),
    Part("bosses", ("segment", "actor_id"), (), _boss_rows, _fill_bosses),
    Part("clocks", ("segment", "view", "actor_id"), CLOCK_FIELDS, _clock_rows, _fill_clocks),
    Part("tallies", TallyKey._fields, TALLY_FIELDS, _tally_rows, _fill_tallies),
    Part("deaths", ("ordinal",), DEATH_FIELDS, _death_rows, _fill_deaths),
    Part("recap_lines", ("death", "ordinal"), RecapLine._fields, _recap_rows, _fill_recaps),
    Part("revives", ("ordinal",), ("at_ms", "actor", "reviver"), _revive_rows, _fill_revives),
    Part("buffs", ("host", "buff_id"), BUFF_FIELDS, _buff_rows, _fill_buffs),
    Part("buff_layers", ("host", "buff_id", "layers"), ("on_ms",), _layer_rows, _fill_layers),
    Part("curves", ("view", "actor_id"), ("amounts",), _curve_rows, _fill_curves),
    Part("boss_hp", ("actor_id",), ("hp",), _boss_hp_rows, _fill_boss_hp),
)
