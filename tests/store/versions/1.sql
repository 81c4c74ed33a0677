PRAGMA auto_vacuum = 2;
PRAGMA application_id = 1380740967;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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
;
INSERT INTO "actors" VALUES(1,640,'Игрок 玩家 🐉 0',0,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(1,66176,'Игрок 玩家 🐉 1',1,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(1,458816,'Boss',NULL,NULL,NULL,NULL,0,1000000000,1152,NULL,NULL,3,NULL,NULL,100);
INSERT INTO "actors" VALUES(2,640,'Игрок 玩家 🐉 0',0,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(2,66176,'Игрок 玩家 🐉 1',1,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(2,458816,'Boss',NULL,NULL,NULL,NULL,0,1000000000,1152,NULL,NULL,3,NULL,NULL,100);
INSERT INTO "actors" VALUES(3,640,'Игрок 玩家 🐉 0',0,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(3,66176,'Игрок 玩家 🐉 1',1,'iaido',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "actors" VALUES(3,458816,'Boss',NULL,NULL,NULL,NULL,0,1000000000,1152,NULL,NULL,3,NULL,NULL,100);
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
;
INSERT INTO "attempts" VALUES(1,1,NULL,'kill',0,0,0);
INSERT INTO "attempts" VALUES(2,1,NULL,'kill',0,0,0);
INSERT INTO "attempts" VALUES(3,1,NULL,'kill',0,0,0);
CREATE TABLE boss_hp (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL,
    hp BLOB NOT NULL,                      -- series, at the end of each second; -1 = not known
    PRIMARY KEY (encounter_id, actor_id)
) STRICT
;
INSERT INTO "boss_hp" VALUES(1,458816,X'28B52FFD2018C10000FFFFFFFFFFFFFFFF00CA9A3B00000000FFC99A3B00000000');
INSERT INTO "boss_hp" VALUES(2,458816,X'28B52FFD2018C10000FFFFFFFFFFFFFFFF00CA9A3B00000000FEC99A3B00000000');
INSERT INTO "boss_hp" VALUES(3,458816,X'28B52FFD2018C10000FFFFFFFFFFFFFFFF00CA9A3B00000000FDC99A3B00000000');
CREATE TABLE bosses (                      -- every boss body that was fought
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    PRIMARY KEY (encounter_id, segment, actor_id)
) STRICT, WITHOUT ROWID
;
INSERT INTO "bosses" VALUES(1,-1,458816);
INSERT INTO "bosses" VALUES(1,1,458816);
INSERT INTO "bosses" VALUES(2,-1,458816);
INSERT INTO "bosses" VALUES(2,1,458816);
INSERT INTO "bosses" VALUES(3,-1,458816);
INSERT INTO "bosses" VALUES(3,1,458816);
CREATE TABLE buff_layers (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    host INTEGER NOT NULL,                 -- actor
    buff_id INTEGER NOT NULL,
    layers INTEGER NOT NULL,
    on_ms INTEGER NOT NULL,                -- duration with exactly so many layers
    PRIMARY KEY (encounter_id, host, buff_id, layers)
) STRICT, WITHOUT ROWID
;
INSERT INTO "buff_layers" VALUES(1,640,50000,1,4000);
INSERT INTO "buff_layers" VALUES(1,640,50000,2,5000);
INSERT INTO "buff_layers" VALUES(1,66176,50001,1,4000);
INSERT INTO "buff_layers" VALUES(1,66176,50001,2,5000);
INSERT INTO "buff_layers" VALUES(2,640,50000,1,4000);
INSERT INTO "buff_layers" VALUES(2,640,50000,2,5000);
INSERT INTO "buff_layers" VALUES(2,66176,50001,1,4000);
INSERT INTO "buff_layers" VALUES(2,66176,50001,2,5000);
INSERT INTO "buff_layers" VALUES(3,640,50000,1,4000);
INSERT INTO "buff_layers" VALUES(3,640,50000,2,5000);
INSERT INTO "buff_layers" VALUES(3,66176,50001,1,4000);
INSERT INTO "buff_layers" VALUES(3,66176,50001,2,5000);
CREATE TABLE buffs (                       -- BuffTrack of combat/record.py
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    host INTEGER NOT NULL,                 -- actor that had it
    buff_id INTEGER NOT NULL,
    count INTEGER NOT NULL,                -- times it was put on
    on_ms INTEGER NOT NULL,                -- duration with at least one layer
    damage INTEGER NOT NULL,               -- what the host, if a player, dealt meanwhile
    PRIMARY KEY (encounter_id, host, buff_id)
) STRICT, WITHOUT ROWID
;
INSERT INTO "buffs" VALUES(1,640,50000,2,9000,1);
INSERT INTO "buffs" VALUES(1,66176,50001,2,9000,1);
INSERT INTO "buffs" VALUES(2,640,50000,2,9000,2);
INSERT INTO "buffs" VALUES(2,66176,50001,2,9000,2);
INSERT INTO "buffs" VALUES(3,640,50000,2,9000,3);
INSERT INTO "buffs" VALUES(3,66176,50001,2,9000,3);
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
;
INSERT INTO "clocks" VALUES(1,-1,-2,0,1760000060000,1760000060000,0);
INSERT INTO "clocks" VALUES(1,-1,-1,0,1760000060000,1760000110000,40000);
INSERT INTO "clocks" VALUES(1,-1,0,640,1760000060000,1760000069000,9000);
INSERT INTO "clocks" VALUES(1,-1,0,66176,1760000060000,1760000069000,9000);
INSERT INTO "clocks" VALUES(1,0,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(1,0,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(1,1,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(1,1,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(1,1,0,640,1760000090000,1760000090000,0);
INSERT INTO "clocks" VALUES(2,-1,-2,0,1760000120000,1760000120000,0);
INSERT INTO "clocks" VALUES(2,-1,-1,0,1760000120000,1760000170000,40000);
INSERT INTO "clocks" VALUES(2,-1,0,640,1760000120000,1760000129000,9000);
INSERT INTO "clocks" VALUES(2,-1,0,66176,1760000120000,1760000129000,9000);
INSERT INTO "clocks" VALUES(2,0,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(2,0,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(2,1,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(2,1,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(2,1,0,640,1760000150000,1760000150000,0);
INSERT INTO "clocks" VALUES(3,-1,-2,0,1760000180000,1760000180000,0);
INSERT INTO "clocks" VALUES(3,-1,-1,0,1760000180000,1760000230000,40000);
INSERT INTO "clocks" VALUES(3,-1,0,640,1760000180000,1760000189000,9000);
INSERT INTO "clocks" VALUES(3,-1,0,66176,1760000180000,1760000189000,9000);
INSERT INTO "clocks" VALUES(3,0,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(3,0,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(3,1,-2,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(3,1,-1,0,NULL,NULL,0);
INSERT INTO "clocks" VALUES(3,1,0,640,1760000210000,1760000210000,0);
CREATE TABLE curves (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    view INTEGER NOT NULL,                 -- View of combat/tally.py
    actor_id INTEGER NOT NULL,
    amounts BLOB NOT NULL,                 -- series
    PRIMARY KEY (encounter_id, view, actor_id)
) STRICT
;
INSERT INTO "curves" VALUES(1,0,640,X'28B52FFD201845000010010001000AC002');
INSERT INTO "curves" VALUES(1,0,66176,X'28B52FFD20186500002001000100020040620C6001');
INSERT INTO "curves" VALUES(2,0,640,X'28B52FFD201845000010020001000AC002');
INSERT INTO "curves" VALUES(2,0,66176,X'28B52FFD20186500002002000100020040620C6001');
INSERT INTO "curves" VALUES(3,0,640,X'28B52FFD201845000010030001000AC002');
INSERT INTO "curves" VALUES(3,0,66176,X'28B52FFD20186500002003000100020040620C6001');
CREATE TABLE deaths (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- order within the encounter, from 0
    at_ms INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    killer INTEGER,                        -- actor; NULL = not seen
    skill_id INTEGER,                      -- NULL = not seen
    PRIMARY KEY (encounter_id, ordinal)
) STRICT, WITHOUT ROWID
;
INSERT INTO "deaths" VALUES(1,0,1760000063000,640,458816,77);
INSERT INTO "deaths" VALUES(2,0,1760000123000,640,458816,77);
INSERT INTO "deaths" VALUES(3,0,1760000183000,640,458816,77);
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
;
INSERT INTO "encounters" VALUES(1,'key1',1760000060000,1,NULL,1,66176,'kill',1,458816,1,0,0,0,0,0,1760000060000,1760000110000,40000,2,2001,2,10,1152,50000,0,1,1001,1,'iaido','[[1,"iaido"],[0,"iaido"]]',3,'0.1.0',1,'Our first one.
Über – 初めて',NULL,NULL);
INSERT INTO "encounters" VALUES(2,'key2',1760000120000,2,NULL,2,640,'kill',1,458816,0,0,0,0,0,0,1760000120000,1760000170000,40000,2,4001,4,20,1152,50000,1,1,2000,0,'iaido','[[1,"iaido"],[0,"iaido"]]',3,'0.1.0',0,'',NULL,NULL);
INSERT INTO "encounters" VALUES(3,'key3',1760000180000,3,NULL,3,66176,'kill',1,458816,1,0,0,0,0,0,1760000180000,1760000230000,40000,2,6001,6,30,1152,50000,0,1,3001,1,'iaido','[[1,"iaido"],[0,"iaido"]]',3,'0.1.0',0,'',NULL,1760000999000);
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
;
INSERT INTO "journal_chunks" VALUES(1,0,0,1760000000000,1760000000600,8,X'524A0128B52FFD24A59D03002405100100010E00011B8080E682B96601C801016400808A08008081A038000000E41A01D00F0100010203040002808A100000DC17009A0002B0EA0100C0A907CDCCEC3FAE47E17A14AEEF3F00000000000000000D00200E1700A9BC94C639CC2275C5AB3B3B732A134A5D10AE06CDA00180036CE289DA');
CREATE TABLE met (                         -- under which names players took part
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    name_id INTEGER NOT NULL REFERENCES player_names (id),
    PRIMARY KEY (encounter_id, name_id)
) STRICT, WITHOUT ROWID
;
INSERT INTO "met" VALUES(1,1);
INSERT INTO "met" VALUES(2,1);
INSERT INTO "met" VALUES(3,1);
INSERT INTO "met" VALUES(1,2);
INSERT INTO "met" VALUES(2,2);
INSERT INTO "met" VALUES(3,2);
CREATE TABLE people (                      -- who is who, whatever becomes of the encounters; NULL = not known
    actor_id INTEGER PRIMARY KEY,          -- of a player
    seen_at_ms INTEGER NOT NULL,           -- the newest time
    name TEXT,
    class_id INTEGER,
    spec TEXT,                             -- key of specs.tsv
    level INTEGER,
    ability_score INTEGER
) STRICT
;
INSERT INTO "people" VALUES(66176,1760000000000,'Anna',1,'iaido',60,12345);
INSERT INTO "people" VALUES(131712,1760000000000,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE player_names (                -- every name once, so that few are looked through
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL                   -- without a difference of upper and lower case
) STRICT
;
INSERT INTO "player_names" VALUES(1,'Игрок 玩家 🐉 0','игрок 玩家 🐉 0');
INSERT INTO "player_names" VALUES(2,'Игрок 玩家 🐉 1','игрок 玩家 🐉 1');
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
;
INSERT INTO "recap_lines" VALUES(1,0,0,1760000061000,3,0,2,9001,0,NULL,NULL,0);
INSERT INTO "recap_lines" VALUES(1,0,1,1760000063000,0,458816,0,77,5000,4000,0,1);
INSERT INTO "recap_lines" VALUES(2,0,0,1760000121000,3,0,2,9001,0,NULL,NULL,0);
INSERT INTO "recap_lines" VALUES(2,0,1,1760000123000,0,458816,0,77,5000,4000,0,1);
INSERT INTO "recap_lines" VALUES(3,0,0,1760000181000,3,0,2,9001,0,NULL,NULL,0);
INSERT INTO "recap_lines" VALUES(3,0,1,1760000183000,0,458816,0,77,5000,4000,0,1);
CREATE TABLE revives (
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,              -- order within the encounter, from 0
    at_ms INTEGER NOT NULL,
    actor INTEGER NOT NULL,                -- who was revived
    reviver INTEGER,                       -- actor; NULL = not seen
    PRIMARY KEY (encounter_id, ordinal)
) STRICT, WITHOUT ROWID
;
INSERT INTO "revives" VALUES(1,0,1760000068000,640,NULL);
INSERT INTO "revives" VALUES(2,0,1760000128000,640,NULL);
INSERT INTO "revives" VALUES(3,0,1760000188000,640,NULL);
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
;
INSERT INTO "segments" VALUES(1,0,'trash',1760000060000,1760000080000,'left',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "segments" VALUES(1,1,'boss',1760000090000,1760000110000,'kill',1,458816,NULL,1000000000,0);
INSERT INTO "segments" VALUES(2,0,'trash',1760000120000,1760000140000,'left',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "segments" VALUES(2,1,'boss',1760000150000,1760000170000,'kill',1,458816,NULL,1000000000,0);
INSERT INTO "segments" VALUES(3,0,'trash',1760000180000,1760000200000,'left',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "segments" VALUES(3,1,'boss',1760000210000,1760000230000,'kill',1,458816,NULL,1000000000,0);
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
;
INSERT INTO "tallies" VALUES(1,0,0,640,458816,0,1700,2,1000,900,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(1,0,0,66176,458816,0,1701,2,1001,900,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(1,0,0,458816,640,1,9,2,5,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(1,0,0,458816,66176,1,9,2,5,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(1,0,1,640,640,2,44,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(1,0,1,66176,640,2,44,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(2,0,0,640,458816,0,1700,3,2000,1800,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(2,0,0,66176,458816,0,1701,3,2001,1800,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(2,0,0,458816,640,1,9,2,10,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(2,0,0,458816,66176,1,9,2,10,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(2,0,1,640,640,2,44,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(2,0,1,66176,640,2,44,1,2,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(3,0,0,640,458816,0,1700,4,3000,2700,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(3,0,0,66176,458816,0,1701,4,3001,2700,1,0,0,0,0,0,0,0,0,0,0,1000);
INSERT INTO "tallies" VALUES(3,0,0,458816,640,1,9,2,15,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(3,0,0,458816,66176,1,9,2,15,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(3,0,1,640,640,2,44,1,3,0,0,0,0,0,0,0,0,0,0,0,0,0);
INSERT INTO "tallies" VALUES(3,0,1,66176,640,2,44,1,3,0,0,0,0,0,0,0,0,0,0,0,0,0);
CREATE INDEX encounters_by_time ON encounters (
    deleted_at_ms, started_at_ms, id, scene_id, difficulty, boss_monster_id, result, complete, attempts, active_ms,
    elapsed_ms, players, damage, healing, taken, my_damage, my_class_id, class_bits, favourite, imported
)
;
CREATE INDEX attempts_by_boss ON attempts (
    boss_monster_id, encounter_id, segment, result, elapsed_ms, active_ms, my_damage
)
;
CREATE INDEX player_names_by_beginning ON player_names (folded, name);
CREATE INDEX met_by_name ON met (name_id, encounter_id);
CREATE INDEX people_by_time ON people (seen_at_ms, actor_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('encounters',3);
COMMIT;
