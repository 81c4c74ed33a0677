"""The table of effective damage, for lists and bests of users who want amounts without overkill.

Written as the record is, and never read back.
"""

from __future__ import annotations

from resonance.combat.tally import Kind
from resonance.events import ActorKind

_BY_PLAYER, _ON_PLAYER = (f"{actor} & {31 << 6} = {ActorKind.PLAYER << 6}" for actor in ("source", "target"))

TABLES = (
    """
CREATE TABLE effective_sums (              -- of every encounter, and of every boss segment
    encounter_id INTEGER NOT NULL REFERENCES encounters (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,
    damage INTEGER NOT NULL,               -- of all players on enemies: HP and shield lost
    my_damage INTEGER,                     -- of the local player; NULL = not known who that is
    PRIMARY KEY (encounter_id, segment)
) STRICT, WITHOUT ROWID
""",
    # Those of encounters that were saved before there was this table; total() as in player_sums.py.
    f"""
INSERT INTO effective_sums
SELECT place.encounter_id, place.segment, CAST(total(dealt) AS INTEGER),
    iif(local_player IS NULL, NULL, CAST(total(iif(source = local_player, dealt, 0)) AS INTEGER))
FROM (
    SELECT id AS encounter_id, -1 AS segment, local_player FROM encounters
    UNION ALL SELECT encounter_id, segment, local_player FROM attempts JOIN encounters ON id = encounter_id
) AS place
LEFT JOIN (
    SELECT encounter_id, segment, source, effective AS dealt FROM tallies
    WHERE kind = {int(Kind.DAMAGE)} AND {_BY_PLAYER} AND NOT {_ON_PLAYER}
) AS tally ON tally.encounter_id = place.encounter_id AND place.segment IN (-1, tally.segment)
GROUP BY place.encounter_id, place.segment
""",
)
"""`segment` as in schema.py."""
