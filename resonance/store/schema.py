"""Tables of the newest version, and the rows an EncounterRecord becomes in them.

An encounter is one row in `encounters` and any number of rows in each of PARTS. All columns are integers or text of
STRICT tables. Throughout: `_ms` columns of times are Unix ms of the capture, other `_ms` columns durations in ms;
actors are actor_ids (signed 64 bits, protocol.md section 6); amounts are points of HP; flags are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from operator import attrgetter

from resonance import __version__
from resonance.combat.clock import ClockChoice
from resonance.combat.record import ActorInfo, EncounterRecord
from resonance.combat.snapshot import build
from resonance.combat.tally import TALLY_FIELDS, TallyKey

Row = tuple[int | str | None, ...]
Rows = dict[Row, Row]  # key columns -> the other columns

TABLES = (
    """
CREATE TABLE encounters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, so an old list cannot open or delete another encounter
    key TEXT NOT NULL UNIQUE,              -- names the encounter from its first save on; uuid4 as 32 hex digits
    started_at_ms INTEGER NOT NULL,
    scene_id INTEGER,                      -- NULL = not known
    line INTEGER,                          -- NULL = not known
    local_player INTEGER,                  -- actor; NULL = not known
    result TEXT NOT NULL,                  -- Result of combat/record.py
    ended INTEGER NOT NULL,                -- flag; 0 = was running when it was saved last
    boss INTEGER,                          -- actor shown in the header; NULL = none
    first_ms INTEGER,                      -- the group's clock; NULL = not started
    last_ms INTEGER,                       -- NULL = not started
    active_ms INTEGER NOT NULL,            -- duration without pauses
    gaps INTEGER NOT NULL,                 -- holes in the stream
    missing_bytes INTEGER NOT NULL,
    dropped_packets INTEGER NOT NULL,
    started_late INTEGER NOT NULL,         -- flag
    -- For the list only. From the snapshot of the same record, so that list and detail agree; never read back.
    players INTEGER NOT NULL,              -- players with a number
    damage INTEGER NOT NULL,               -- sums over these players
    healing INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    boss_monster_id INTEGER,               -- monster_id of the boss's actor; NULL = no boss, or not known
    program_version TEXT NOT NULL          -- which saved it last
) STRICT
""",
    "CREATE INDEX encounters_by_time ON encounters (started_at_ms, id)",
    """
CREATE TABLE actors (                      -- who took part; NULL = not known in all but the key
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL,
    name TEXT,
    class_id INTEGER,
    spec TEXT,                             -- key of specs.tsv
    level INTEGER,
    ability_score INTEGER,
    hp INTEGER,                            -- as last seen
    max_hp INTEGER,
    monster_id INTEGER,
    owner INTEGER,                         -- actor
    team_id INTEGER,
    PRIMARY KEY (encounter_id, actor_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE clocks (                      -- personal clocks of the players
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    view INTEGER NOT NULL,                 -- View of combat/tally.py
    actor_id INTEGER NOT NULL,
    first_ms INTEGER,                      -- NULL = not started
    last_ms INTEGER,                       -- NULL = not started
    active_ms INTEGER NOT NULL,            -- duration without the player's own pauses
    PRIMARY KEY (encounter_id, view, actor_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE tallies (                     -- TallyKey -> Tally, see combat/tally.py
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,              -- index, from 0
    kind INTEGER NOT NULL,                 -- Kind
    source INTEGER NOT NULL,               -- actor it is credited to; 0 = environment
    target INTEGER NOT NULL,               -- actor
    origin INTEGER NOT NULL,               -- Origin of events.py: the name space of skill_id
    skill_id INTEGER NOT NULL,
    hits INTEGER NOT NULL,                 -- records with an amount
    amount INTEGER NOT NULL,               -- as the game sent it
    effective INTEGER NOT NULL,            -- HP and shield lost, or HP gained
    crits INTEGER NOT NULL,                -- records
    crit_amount INTEGER NOT NULL,
    lucky_triggers INTEGER NOT NULL,       -- hits that set off a lucky strike
    lucky_hits INTEGER NOT NULL,           -- bonus records of such strikes
    lucky_amount INTEGER NOT NULL,
    shield_amount INTEGER NOT NULL,        -- the part of `effective` that shields took
    blocked INTEGER NOT NULL,              -- records; as are the four below
    missed INTEGER NOT NULL,
    immune INTEGER NOT NULL,
    absorbed INTEGER NOT NULL,
    kills INTEGER NOT NULL,
    max INTEGER NOT NULL,                  -- largest amount of a single record
    PRIMARY KEY (encounter_id, segment, kind, source, target, origin, skill_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE bosses (                      -- every boss body that was hit
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL,
    PRIMARY KEY (encounter_id, actor_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE deaths (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- order within the encounter, from 0
    at_ms INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    killer INTEGER,                        -- actor; NULL = not seen
    skill_id INTEGER,                      -- NULL = not seen
    PRIMARY KEY (encounter_id, ordinal)
) STRICT, WITHOUT ROWID
""",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table below `encounters`. Columns in the order of `rows`; `encounter_id` comes before them."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    rows: Callable[[EncounterRecord], Rows]

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


ENCOUNTER_FIELDS = ("started_at_ms", "scene_id", "line", "local_player", "result", "ended", "boss")
CLOCK_FIELDS = ("first_ms", "last_ms", "active_ms")
QUALITY_FIELDS = ("gaps", "missing_bytes", "dropped_packets", "started_late")
LIST_FIELDS = ("players", "damage", "healing", "taken", "boss_monster_id")
ACTOR_FIELDS = tuple(f.name for f in fields(ActorInfo))  # actor_id first
DEATH_FIELDS = ("at_ms", "actor", "killer", "skill_id")

_ENCOUNTER_COLUMNS = (*ENCOUNTER_FIELDS, *CLOCK_FIELDS, *QUALITY_FIELDS, *LIST_FIELDS, "program_version")
UPSERT_ENCOUNTER = _upsert("encounters", ("key", *_ENCOUNTER_COLUMNS), ("key",), _ENCOUNTER_COLUMNS)
"""Parameters: what encounter_row() gives."""

_encounter_values: Callable[[object], Row] = attrgetter(*ENCOUNTER_FIELDS)
_clock_values: Callable[[object], Row] = attrgetter(*CLOCK_FIELDS)
_quality_values: Callable[[object], Row] = attrgetter(*QUALITY_FIELDS)
_actor_values: Callable[[object], Row] = attrgetter(*ACTOR_FIELDS[1:])
_tally_values: Callable[[object], Row] = attrgetter(*TALLY_FIELDS)
_death_values: Callable[[object], Row] = attrgetter(*DEATH_FIELDS)

PARTS = (
    Part(
        "actors",
        ACTOR_FIELDS[:1],
        ACTOR_FIELDS[1:],
        lambda record: {(actor_id,): _actor_values(info) for actor_id, info in record.actors.items()},
    ),
    Part(
        "clocks",
        ("view", "actor_id"),
        CLOCK_FIELDS,
        lambda record: {key: _clock_values(clock) for key, clock in record.clocks.items()},
    ),
    Part(
        "tallies",
        TallyKey._fields,
        TALLY_FIELDS,
        lambda record: {key: _tally_values(tally) for key, tally in record.tallies.items()},
    ),
    Part("bosses", ("actor_id",), (), lambda record: {(actor_id,): () for actor_id in record.bosses}),
    Part(
        "deaths",
        ("ordinal",),
        DEATH_FIELDS,
        lambda record: {(ordinal,): _death_values(death) for ordinal, death in enumerate(record.deaths)},
    ),
)


def encounter_row(key: str, record: EncounterRecord) -> Row:
    """The row of `encounters` without its id: parameters of UPSERT_ENCOUNTER."""
    snapshot = build(record, ClockChoice.ACTIVE)
    return (
        key,
        *_encounter_values(record),
        *_clock_values(record.clock),
        *_quality_values(record.quality),
        len(snapshot.players),
        snapshot.damage.amount,
        snapshot.healing.amount,
        snapshot.taken.amount,
        snapshot.boss.monster_id if snapshot.boss else None,
        __version__,
    )
