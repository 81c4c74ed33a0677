"""When a segment opens and closes: boss, trash, kill, wipe, boss reset.

A boss segment is one attempt. It opens with the first hit between a player and a boss and holds everything until it
ends, adds too. A phase without damage does not end it; these do:

* kill: every boss body fought in it is dead, by a death event or HP 0, never by "HP below 5 %".
* wipe: everybody known in the party is dead *at the same time*, and stays so for `WIPE_CONFIRM_MS`; or the game's own
  signs say so (protocol.md 10.3, 10.4), unless somebody is seen to live.
* boss reset: its HP are back up after having dropped, and nobody wiped.
* left: the boss is gone and something else is fought, the scene ends, or it never ends (`LONGEST_MS`).

What still arrives just after a kill or wipe belongs to it. Trash is everything else, and closes after a silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resonance.combat.actors import Actors
from resonance.combat.record import Segment, SegmentKind, SegmentResult
from resonance.events import is_player

RESET_COOLDOWN_MS = 2_000  # the messages of one reset may come in several steps
WIPE_CONFIRM_MS = 3_000  # time for a revive that was already under way
AFTERMATH_MS = 3_000  # damage over time and late packets after the end of an attempt
TRASH_SILENCE_MS = 15_000
GONE_MS = 30_000  # some bosses go out of view for a phase, and come back
LONGEST_MS = 20 * 60_000


def belongs(segments: Sequence[Segment], index: int, at_ms: int) -> bool:
    """Is what happened at this time a part of the segment? Of its aftermath too, until the next one opens."""
    segment = segments[index]
    is_next_open = index + 1 < len(segments) and segments[index + 1].started_at_ms <= at_ms
    if at_ms < segment.started_at_ms or is_next_open:
        return False
    return segment.ended_at_ms is None or at_ms <= segment.ended_at_ms or _is_aftermath(segment, at_ms)


def _is_aftermath(segment: Segment, at_ms: int) -> bool:
    """Is this just after an attempt that ended with a kill or a wipe?"""
    ended = segment.ended_at_ms is not None and at_ms - segment.ended_at_ms <= AFTERMATH_MS
    return ended and segment.result in (SegmentResult.KILL, SegmentResult.WIPE)


@dataclass(frozen=True, slots=True)
class ResetRule:
    """When a boss counts as reset; parts of its HP, 0..1. The user may choose others.

    Existing meters use 0.95 and 0.95, or 0.60 and 0.90 (protocol.md 10.2, 10.5). A boss that heals itself in a phase
    should not be taken for a reset one, so it must come back nearly to the full.
    """

    dropped_below: float = 0.95
    back_above: float = 0.99


class Segments:
    """Fills `record.segments`. At most one is open, and it is the last."""

    def __init__(self, segments: list[Segment], actors: Actors, rule: ResetRule | None = None) -> None:
        self._rule = rule or ResetRule()
        self._segments = segments
        self._actors = actors
        self._members: set[int] = set()  # players who took part in the open segment
        self._dead: set[int] = set()  # boss bodies
        self._lowest: dict[int, int] = {}  # HP of boss bodies in the open segment
        self._last_ms = 0  # of the newest event in the open segment
        self._ticked_ms: int | None = None  # the time told last
        self._last_split_ms = -RESET_COOLDOWN_MS
        self._all_dead_ms: int | None = None  # a wipe waiting to be confirmed
        self._hp_when_all_dead: int | None = None  # of the boss, which is soon back at full HP

    @property
    def open(self) -> Segment | None:
        if not self._segments:
            return None
        last = self._segments[-1]
        return last if last.ended_at_ms is None else None

    def boss_is_on(self, now_ms: int) -> bool:
        """Is an attempt under way whose boss is neither dead nor gone?"""
        segment = self.open
        return segment is not None and segment.kind is SegmentKind.BOSS and self._someone_stands(now_ms, segment)

    def place(self, at_ms: int, body: int | None) -> int:
        """The index of the segment a hit belongs to; opens one if need be.

        `body`: the boss the hit is on or by, if it is between a player and a boss.
        """
        self.tick(at_ms)
        index = self._place_boss(at_ms, body) if body is not None else self._place_other(at_ms)
        if at_ms > self._last_ms and index == len(self._segments) - 1:
            self._last_ms = at_ms
        return index

    def place_heal(self, at_ms: int) -> int:
        """The index of the segment a heal belongs to: the newest, since a heal opens none."""
        self.tick(at_ms)
        return len(self._segments) - 1

    def join(self, index: int, *actors: int) -> None:
        """Somebody takes part in a segment. To be called once at least for everybody in a hit or heal placed there."""
        if index == len(self._segments) - 1:
            self._members.update(filter(is_player, actors))

    def _place_boss(self, at_ms: int, body: int) -> int:
        segment = self.open
        if segment is not None and body in segment.bodies and body not in self._dead:  # nearly always
            return len(self._segments) - 1
        was_fought = segment is None and bool(self._segments) and body in self._segments[-1].bodies
        if was_fought and (self._is_aftermath(at_ms) or self._is_corpse(body)):
            return len(self._segments) - 1
        if segment is not None and segment.kind is SegmentKind.BOSS and not self._someone_stands(at_ms, segment, body):
            same = segment.boss_monster_id == self._actors.info(body).monster_id
            self._close(at_ms, SegmentResult.RESET if same and self._had_dropped() else SegmentResult.LEFT)
            segment = None
        if segment is None or segment.kind is SegmentKind.TRASH:
            if segment is not None:
                self._close(self._last_ms, SegmentResult.LEFT)
            segment = self._open_boss(at_ms, body)
        if not self._is_corpse(body):
            self._dead.discard(body)
        segment.bodies.add(body)
        return len(self._segments) - 1

    def _place_other(self, at_ms: int) -> int:
        segment = self.open
        if segment is not None and segment.kind is SegmentKind.BOSS and not self._someone_stands(at_ms, segment):
            self._close(self._last_ms, SegmentResult.LEFT)
            segment = None
        elif segment is None and self._is_aftermath(at_ms):
            return len(self._segments) - 1
        if segment is None:
            self._open(Segment(SegmentKind.TRASH, at_ms))
        return len(self._segments) - 1

    def _is_corpse(self, body: int) -> bool:
        """Dead, and not told to have HP since: what still hits it is no new fight."""
        return body in self._dead and self._actors.info(body).hp == 0

    def _is_aftermath(self, at_ms: int) -> bool:
        return bool(self._segments) and _is_aftermath(self._segments[-1], at_ms)

    def _someone_stands(self, now_ms: int, segment: Segment, newcomer: int | None = None) -> bool:
        """Is a boss of this segment alive, and not gone? `newcomer`: a body about to be hit, perhaps one of them."""
        if newcomer in segment.bodies:
            return True
        return any(body not in self._dead and not self._is_gone(now_ms, body) for body in segment.bodies)

    def _is_gone(self, now_ms: int, body: int) -> bool:
        left_ms = self._actors.get(body).left_ms
        return left_ms is not None and now_ms - left_ms > GONE_MS

    def _open_boss(self, at_ms: int, body: int) -> Segment:
        info = self._actors.info(body)
        attempts = sum(1 for each in self._segments if each.boss_monster_id == info.monster_id)
        segment = Segment(
            SegmentKind.BOSS,
            at_ms,
            attempt=attempts + 1,
            boss=body,
            boss_monster_id=info.monster_id,
            hp_start=info.hp,
        )
        self._open(segment)
        return segment

    def _open(self, segment: Segment) -> None:
        self._segments.append(segment)
        self._members = set()
        self._lowest = {}
        self._all_dead_ms = None
        self._last_ms = segment.started_at_ms

    def _close(self, at_ms: int, result: SegmentResult) -> None:
        segment = self.open
        if segment is None:
            return
        segment.ended_at_ms = max(at_ms, segment.started_at_ms)
        all_dead_ms = self._all_dead_ms
        self._all_dead_ms = None
        if segment.result is not SegmentResult.RUNNING and result not in (SegmentResult.KILL, SegmentResult.WIPE):
            return  # the user has merged an attempt that was over with what came after it
        segment.result = result
        if segment.boss is not None:
            hp = self._actors.info(segment.boss).hp
            if result is SegmentResult.KILL:
                segment.hp_end = 0
            elif result is SegmentResult.RESET:
                segment.hp_end = self._lowest.get(segment.boss, hp)
            elif result is SegmentResult.WIPE and all_dead_ms is not None:
                segment.hp_end = self._hp_when_all_dead
            else:
                segment.hp_end = hp
            if result is not SegmentResult.KILL:
                self._last_split_ms = at_ms

    # --- the boss

    def boss_hp(self, at_ms: int, body: int, *, told: bool) -> None:
        """The HP of a boss body changed. `told`: the game said so; otherwise a hit did, and 0 may be our own drift."""
        info = self._actors.get(body).info
        segment, hp, max_hp = self.open, info.hp, info.max_hp
        if segment is None or body not in segment.bodies or hp is None:
            return
        if hp == 0:
            if told:
                self.body_died(at_ms, body)
            return
        lowest = min(self._lowest.get(body, hp), hp)
        if max_hp and hp >= self._rule.back_above * max_hp and self._has_dropped(lowest, max_hp):
            self._boss_is_back(at_ms)
        else:
            self._lowest[body] = lowest

    def _boss_is_back(self, at_ms: int) -> None:
        if at_ms - self._last_split_ms < RESET_COOLDOWN_MS:
            return
        if self._all_dead_ms is not None:
            self._close(self._all_dead_ms, SegmentResult.WIPE)
        else:
            self._close(at_ms, SegmentResult.RESET)

    def _had_dropped(self) -> bool:
        for body, lowest in self._lowest.items():
            max_hp = self._actors.info(body).max_hp
            if max_hp and self._has_dropped(lowest, max_hp):
                return True
        return False

    def _has_dropped(self, lowest: int, max_hp: int) -> bool:
        return lowest < self._rule.dropped_below * max_hp

    def body_died(self, at_ms: int, body: int) -> None:
        segment = self.open
        if segment is None or body not in segment.bodies:
            return
        self._dead.add(body)
        if segment.bodies <= self._dead:
            self._close(at_ms, SegmentResult.KILL)

    # --- the party

    def player_died(self, at_ms: int) -> None:
        """Somebody died; perhaps everybody is dead now."""
        segment = self.open
        if segment is None or segment.kind is SegmentKind.TRASH or self._all_dead_ms is not None:
            return
        if self._everybody_is_dead():
            self._all_dead_ms = at_ms
            self._hp_when_all_dead = self._actors.info(segment.boss).hp if segment.boss is not None else None

    def player_lives(self) -> None:
        """Somebody was revived, or did something: perhaps somebody of the party, so that not everybody is dead."""
        if self._all_dead_ms is not None and not self._everybody_is_dead():
            self._all_dead_ms = None

    def sign_of_wipe(self, at_ms: int) -> None:
        """The game's own sign: the wipe buff, or somebody's way from death to the entrance.

        It confirms a wipe; alone it makes one only where nobody of the party is known to live.
        """
        segment = self.open
        if segment is not None and segment.kind is SegmentKind.BOSS and self._everybody_is_dead():
            self._close(self._all_dead_ms if self._all_dead_ms is not None else at_ms, SegmentResult.WIPE)

    def _everybody_is_dead(self) -> bool:
        party = self._actors.party()
        members = (self._members & party) | self._actors.present_of(party) if party else self._members
        return bool(members) and all(self._actors.get(member).dead for member in members)

    # --- time and the user

    def tick(self, now_ms: int) -> None:
        """Time has passed; all events of a packet have one time."""
        if now_ms == self._ticked_ms:
            return
        self._ticked_ms = now_ms
        if self.is_due(now_ms):
            if self._all_dead_ms is not None and now_ms - self._all_dead_ms >= WIPE_CONFIRM_MS:
                self._close(self._all_dead_ms, SegmentResult.WIPE)
            else:
                self._close(self._last_ms, SegmentResult.LEFT)

    def is_due(self, now_ms: int) -> bool:
        """Would a tick change anything?"""
        segment = self.open
        if segment is None:
            return False
        if self._all_dead_ms is not None and now_ms - self._all_dead_ms >= WIPE_CONFIRM_MS:
            return True
        if segment.kind is SegmentKind.TRASH and now_ms - self._last_ms > TRASH_SILENCE_MS:
            return True
        return now_ms - segment.started_at_ms > LONGEST_MS

    def objective_changed(self) -> None:
        """The dungeon goes on to something else; an attempt ends by its own signs only."""
        segment = self.open
        if segment is not None and segment.kind is SegmentKind.TRASH:
            self._close(self._last_ms, SegmentResult.LEFT)

    def split(self, at_ms: int) -> None:
        """The next hit opens another segment, because the user wants it."""
        self._close(at_ms, SegmentResult.LEFT)

    def end(self) -> None:
        """The encounter is over. A wipe nobody could undo any more is one."""
        if self._all_dead_ms is not None:
            self._close(self._all_dead_ms, SegmentResult.WIPE)
        self._close(self._last_ms, SegmentResult.LEFT)
