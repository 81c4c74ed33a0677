"""Routes: what all hits, or all heals, of one actor on another with one skill have in common.

It is found once for thousands of records: whom they are credited to, whether they are on a boss, and what they are
added to while the same segment goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from resonance.combat.clock import Clocks
from resonance.combat.feeds import Feed
from resonance.combat.record import ActorInfo
from resonance.combat.tally import Tally

NOT_ASKED = -1  # no class has this id


@dataclass(slots=True)
class Route:
    """From `source` to `target`; what is said about the segment holds while its clocks are `clocks`."""

    target: ActorInfo  # as actors.Actors knows it; another object means another body with the same id
    monster_id: int | None  # of the target when this was found; it says who is a boss
    source: int  # actor_id credited
    by_player: bool
    on_player: bool
    body: int | None = None  # the boss, where the route is between a player and a boss
    segment: int = -1  # its index
    clocks: Clocks | None = None  # None = not found yet
    tally: Tally = field(default_factory=Tally)
    feed: Feed | None = None  # None = neither side is a player, so nobody's clock runs
    class_id: int | None = NOT_ASKED  # of the source when it was asked last what the skill tells about it
    spec: str | None = None

    def leads_to(self, target: ActorInfo) -> bool:
        """Is all of it still so, but for the segment?"""
        return self.target is target and self.monster_id == target.monster_id
