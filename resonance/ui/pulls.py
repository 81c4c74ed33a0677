"""The pulls at a boss: the words of the badge in the header, and of its tip. No Tk in here."""

from __future__ import annotations

from resonance import formats
from resonance.combat import metrics
from resonance.combat.record import Segment, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.export.plain_text import shown_segment
from resonance.names import Names
from resonance.texts import later, say

MOST_PULLS = 12
"""Lines of the tip; of a longer evening the newest."""

RESULTS = {
    SegmentResult.RUNNING: later("running"),
    SegmentResult.KILL: later("kill"),
    SegmentResult.WIPE: later("wipe"),
    SegmentResult.RESET: later("reset"),
    SegmentResult.LEFT: later("left"),
}


def badge(snapshot: Snapshot) -> str:
    """ "Pull 3"; "" while no boss is fought."""
    segment = shown_segment(snapshot)
    if segment is None or segment.attempt is None:
        return ""
    return say("Pull {number}", number=segment.attempt)


def badge_tip(snapshot: Snapshot, names: Names) -> str:
    """Every pull at the boss of the badge, oldest first: how long, how it ended, and how far it got."""
    shown = shown_segment(snapshot)
    if shown is None or shown.attempt is None:
        return ""
    pulls = [
        each for each in snapshot.segments if each.attempt is not None and each.boss_monster_id == shown.boss_monster_id
    ]
    return "\n".join([names.monster(shown.boss_monster_id), *(_line(each, snapshot) for each in pulls[-MOST_PULLS:])])


def _line(pull: Segment, snapshot: Snapshot) -> str:
    time = formats.duration(pull.clocks.group.elapsed_ms)
    words = f"{say('Pull {number}', number=pull.attempt)} · {time} · {say(RESULTS[pull.result])}"
    boss = snapshot.info(pull.boss) if pull.boss is not None else None
    is_over = pull.result not in (SegmentResult.RUNNING, SegmentResult.KILL)
    if is_over and boss is not None and boss.max_hp and pull.hp_end is not None:
        words += " " + say("at {percent}", percent=formats.percent(metrics.ratio(pull.hp_end, boss.max_hp)))
    return words
