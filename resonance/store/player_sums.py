"""The table of what analytics need of players: sums that would take seconds to make of the tallies of a long history.

Written as the record is, and never read back.
"""

from __future__ import annotations

from resonance.combat.tally import Kind
from resonance.events import ActorKind

_BY_PLAYER, _ON_PLAYER = (f"{actor} & {31 << 6} = {ActorKind.PLAYER << 6}" for actor in ("source", "target"))

TABLES = (
    """
CREATE TABLE player_sums (                 -- of everybody with a number or a death
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL,             -- player
    damage INTEGER NOT NULL,               -- on enemies
    deaths INTEGER NOT NULL,
    PRIMARY KEY (encounter_id, actor_id)
) STRICT, WITHOUT ROWID
""",
    "CREATE INDEX player_sums_by_player ON player_sums (actor_id, encounter_id, damage, deaths)",
    # Those of encounters that were saved before there was this table. Unlike sum(), total() has no limit that forged
    # amounts could exceed; it is exact up to 2**53, and what is beyond 64 bits becomes the largest number of these.
    f"""
INSERT INTO player_sums SELECT encounter_id, actor_id, CAST(total(damage) AS INTEGER), sum(deaths) FROM (
    SELECT encounter_id, source AS actor_id, iif(kind = {int(Kind.DAMAGE)}, amount, 0) AS damage, 0 AS deaths
    FROM tallies WHERE {_BY_PLAYER} AND NOT (kind = {int(Kind.DAMAGE)} AND {_ON_PLAYER})
    UNION ALL SELECT encounter_id, target, 0, 0 FROM tallies WHERE kind = {int(Kind.DAMAGE)} AND {_ON_PLAYER}
    UNION ALL SELECT encounter_id, actor, 0, 1 FROM deaths
) GROUP BY encounter_id, actor_id
""",
)
