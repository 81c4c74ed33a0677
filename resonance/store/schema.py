"""Tables of the newest version.

An encounter is one row in `encounters` and any number of rows in the tables below it (rows.py says which row is what).
All tables are STRICT. Throughout: `_at_ms` and other `_ms` columns of times are Unix ms of the capture, other `_ms`
columns durations in ms; actors are actor_ids (signed 64 bits, protocol.md section 6); amounts are points of HP; flags
are 0 or 1; `segment` is an index into the encounter's segments, -1 for the whole encounter. A series is a blob of one
number for each second (series.py).
"""

from __future__ import annotations

TABLES = (
    """
CREATE TABLE encounters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, so an old list cannot open or delete another encounter
    key TEXT NOT NULL UNIQUE,              -- names the encounter from its first save on; uuid4 as 32 hex digits
    started_at_ms INTEGER NOT NULL,
    scene_id INTEGER,                      -- NULL = not known
    line INTEGER,                          -- NULL = not known
    difficulty INTEGER,                    -- the dungeon's own number; NULL = not known
    local_player INTEGER,                  -- actor; NULL = not known
    result TEXT NOT NULL,                  -- Result of combat/record.py
    ended INTEGER NOT NULL,                -- flag; 0 = was running when it was saved last
    boss INTEGER,                          -- actor shown in the header; NULL = none
    gaps INTEGER NOT NULL,                 -- holes in the stream
    missing_bytes INTEGER NOT NULL,
    dropped_packets INTEGER NOT NULL,
    started_late INTEGER NOT NULL,         -- flag
    unreadable INTEGER NOT NULL,           -- frames, messages or records that made no sense
    paused INTEGER NOT NULL,               -- hits and heals left out while the meter was paused
    -- For the list only, and never read back: from the record and its snapshot, so that list and detail agree.
    first_ms INTEGER,                      -- the group's clock; NULL = not started
    last_ms INTEGER,                       -- NULL = not started
    active_ms INTEGER NOT NULL,            -- duration without pauses
    players INTEGER NOT NULL,              -- players with a number
    damage INTEGER NOT NULL,               -- sums over these players
    healing INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    boss_monster_id INTEGER,               -- monster_id of the boss's actor; NULL = no boss, or not known
    elapsed_ms INTEGER NOT NULL,           -- duration with pauses
    complete INTEGER NOT NULL,             -- flag; nothing is known to be missing
    attempts INTEGER NOT NULL,             -- boss segments
    my_damage INTEGER,                     -- of the local player; NULL = not known who that is
    my_class_id INTEGER,                   -- NULL = not known
    my_spec TEXT,                          -- key of specs.tsv; NULL = not known
    classes TEXT NOT NULL,                 -- JSON: [class_id or null, spec or null] a player, most damage first
    class_bits INTEGER NOT NULL,           -- bit n: somebody is of the class with class_id n
    program_version TEXT NOT NULL,         -- which saved it last
    -- What the user says about it; saving it again changes none of these.
    favourite INTEGER NOT NULL DEFAULT 0,  -- flag
    note TEXT NOT NULL DEFAULT '',
    imported TEXT,                         -- where from, in words; NULL = counted by this program
    deleted_at_ms INTEGER                  -- Unix ms; gone for the user since then. NULL = it is there
) STRICT
""",
    # Filters and orders of the list read this index alone, a fifth of the table: see search.py.
    """
CREATE INDEX encounters_by_time ON encounters (
    deleted_at_ms, started_at_ms, id, scene_id, difficulty, boss_monster_id, result, complete, attempts, active_ms,
    elapsed_ms, players, damage, healing, taken, my_damage, my_class_id, class_bits, favourite, imported
)
""",
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
    team_id INTEGER,                       -- 0 = no team
    stun INTEGER,
    max_stun INTEGER,
    extinction INTEGER,                    -- break gauge
    max_extinction INTEGER,
    PRIMARY KEY (encounter_id, actor_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE segments (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- what `segment` is elsewhere
    kind TEXT NOT NULL,                    -- SegmentKind of combat/record.py
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER,                   -- NULL = running
    result TEXT NOT NULL,                  -- SegmentResult
    attempt INTEGER,                       -- from 1, by boss; NULL = trash
    boss INTEGER,                          -- actor it is about; NULL = trash
    boss_monster_id INTEGER,               -- NULL = trash, or not known
    hp_start INTEGER,                      -- of `boss`; NULL = not known
    hp_end INTEGER,                        -- NULL = not known
    PRIMARY KEY (encounter_id, ordinal)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE attempts (                    -- what boss segments are looked up by; never read back
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    boss_monster_id INTEGER,               -- NULL = not known
    result TEXT NOT NULL,                  -- SegmentResult of combat/record.py
    elapsed_ms INTEGER NOT NULL,           -- durations by the group's clock of the segment
    active_ms INTEGER NOT NULL,
    my_damage INTEGER,                     -- of the local player; NULL = not known who that is
    PRIMARY KEY (encounter_id, segment)
) STRICT, WITHOUT ROWID
""",
    """
CREATE INDEX attempts_by_boss ON attempts (
    boss_monster_id, encounter_id, segment, result, elapsed_ms, active_ms, my_damage
)
""",
    """
CREATE TABLE clocks (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    view INTEGER NOT NULL,                 -- personal: View of combat/tally.py; -1 = the group's, -2 = its on bosses
    actor_id INTEGER NOT NULL,             -- player whose it is; 0 for the clocks of the group
    first_ms INTEGER,                      -- NULL = not started
    last_ms INTEGER,                       -- NULL = not started
    active_ms INTEGER NOT NULL,            -- duration without pauses
    PRIMARY KEY (encounter_id, segment, view, actor_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE tallies (                     -- TallyKey -> Tally, see combat/tally.py
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
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
CREATE TABLE bosses (                      -- every boss body that was fought
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    PRIMARY KEY (encounter_id, segment, actor_id)
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
    """
CREATE TABLE recap_lines (                 -- what happened to the victim before a death
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    death INTEGER NOT NULL,                -- ordinal of the death
    ordinal INTEGER NOT NULL,              -- order within the recap, from 0
    at_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,                 -- RecapKind of combat/record.py
    source INTEGER NOT NULL,               -- actor; 0 = environment, or not known
    origin INTEGER NOT NULL,               -- Origin of events.py: the name space of skill_id
    skill_id INTEGER NOT NULL,             -- or the buff's id
    amount INTEGER NOT NULL,
    hp_before INTEGER,                     -- NULL = not known
    hp_after INTEGER,                      -- NULL = not known
    killed INTEGER NOT NULL,               -- flag
    PRIMARY KEY (encounter_id, death, ordinal)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE revives (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- order within the encounter, from 0
    at_ms INTEGER NOT NULL,
    actor INTEGER NOT NULL,                -- who was revived
    reviver INTEGER,                       -- actor; NULL = not seen
    PRIMARY KEY (encounter_id, ordinal)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE buffs (                       -- BuffTrack of combat/record.py
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    host INTEGER NOT NULL,                 -- actor that had it
    buff_id INTEGER NOT NULL,
    count INTEGER NOT NULL,                -- times it was put on
    on_ms INTEGER NOT NULL,                -- duration with at least one layer
    damage INTEGER NOT NULL,               -- what the host, if a player, dealt meanwhile
    PRIMARY KEY (encounter_id, host, buff_id)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE buff_layers (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    host INTEGER NOT NULL,                 -- actor
    buff_id INTEGER NOT NULL,
    layers INTEGER NOT NULL,
    on_ms INTEGER NOT NULL,                -- duration with exactly so many layers
    PRIMARY KEY (encounter_id, host, buff_id, layers)
) STRICT, WITHOUT ROWID
""",
    # Rows with a series are long: tables with rowids hold them in fewer pages, and saves write fewer.
    """
CREATE TABLE curves (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    view INTEGER NOT NULL,                 -- View of combat/tally.py
    actor_id INTEGER NOT NULL,
    amounts BLOB NOT NULL,                 -- series
    PRIMARY KEY (encounter_id, view, actor_id)
) STRICT
""",
    """
CREATE TABLE boss_hp (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL,
    hp BLOB NOT NULL,                      -- series, at the end of each second; -1 = not known
    PRIMARY KEY (encounter_id, actor_id)
) STRICT
""",
    """
CREATE TABLE journal_chunks (              -- what the tallies and all else are counted from
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,             -- from 0; one that is missing makes the journal worthless
    through INTEGER NOT NULL,              -- the next chunk is number through + 1: joined chunks keep their numbers
    first_ms INTEGER,                      -- Unix ms of its first event; NULL = no event in it
    last_ms INTEGER,
    entries INTEGER NOT NULL,              -- how many
    blob BLOB NOT NULL,                    -- journal.py
    PRIMARY KEY (encounter_id, sequence)
) STRICT
""",
    """
CREATE TABLE player_names (                -- every name once, so that few are looked through
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL                   -- without a difference of upper and lower case
) STRICT
""",
    "CREATE INDEX player_names_by_beginning ON player_names (folded, name)",
    """
CREATE TABLE met (                         -- under which names players took part
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    name_id INTEGER NOT NULL REFERENCES player_names (id),
    PRIMARY KEY (encounter_id, name_id)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX met_by_name ON met (name_id, encounter_id)",
    """
CREATE TABLE people (                      -- who is who, whatever becomes of the encounters; NULL = not known
    actor_id INTEGER PRIMARY KEY,          -- of a player
    seen_at_ms INTEGER NOT NULL,           -- the newest time
    name TEXT,
    class_id INTEGER,
    spec TEXT,                             -- key of specs.tsv
    level INTEGER,
    ability_score INTEGER
) STRICT
""",
    "CREATE INDEX people_by_time ON people (seen_at_ms, actor_id)",
)
