"""Rules: when this happens, let OBS do that. Kept in the settings as lines of JSON; pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from resonance.combat.record import SegmentResult
from resonance.happenings import Happening, What
from resonance.texts import later, say

LONGEST_SCENE = 100
LONGEST_WAIT_S = 600.0
MOST_RULES = 50

ALL = ""
"""In the place of a connection: every one of them."""


class When(StrEnum):
    PULL = "pull"
    KILL = "kill"
    WIPE = "wipe"
    MY_DEATH = "my_death"
    OVER = "over"


class Do(StrEnum):
    START_RECORD = "start_record"
    STOP_RECORD = "stop_record"
    START_REPLAY = "start_replay"
    SAVE_REPLAY = "save_replay"
    SCENE = "scene"


DO = {
    Do.START_RECORD: later("start the recording"),
    Do.STOP_RECORD: later("stop the recording"),
    Do.START_REPLAY: later("start the replay buffer"),
    Do.SAVE_REPLAY: later("save the replay buffer"),
    Do.SCENE: later("switch the scene"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    when: When
    do: Do
    connection: str = ALL  # key of one
    after_s: float = 0.0
    scene: str = ""  # of Do.SCENE
    boss_only: bool = True
    dungeon_only: bool = False
    on: bool = True


def parse(line: str) -> Rule | None:
    """None for what is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = {each.name for each in fields(Rule)}
    if not isinstance(found, dict) or not found.keys() <= known or not {"when", "do"} <= found.keys():
        return None
    try:
        rule = Rule(**{**found, "when": When(found["when"]), "do": Do(found["do"])})
    except (ValueError, TypeError):
        return None
    return rule if is_sound(rule) else None


def is_sound(rule: Rule) -> bool:
    flags: tuple[Any, ...] = (rule.boss_only, rule.dungeon_only, rule.on)
    return (
        all(type(each) is bool for each in flags)
        and isinstance(rule.connection, str)
        and isinstance(rule.scene, str)
        and type(rule.after_s) in (int, float)
        and math.isfinite(rule.after_s)
        and 0 <= rule.after_s <= LONGEST_WAIT_S
        and len(rule.scene) <= LONGEST_SCENE
        and (rule.do is not Do.SCENE or bool(rule.scene.strip()))
    )


def line(rule: Rule) -> str:
    return json.dumps(asdict(rule), ensure_ascii=False)


def rules(found: Iterable[str]) -> list[Rule]:
    """Those of the settings; what is none is left out."""
    return [each for each in map(parse, found) if each is not None][:MOST_RULES]


def unreadable(found: Iterable[str]) -> tuple[str, ...]:
    """Lines of the settings that are no rules, or too many: they do nothing, and are not to be lost."""
    lines = tuple(found)
    rest = [each for each in lines if parse(each) is not None][MOST_RULES:]
    return tuple(each for each in lines if parse(each) is None) + tuple(rest)


def unreadable_words(count: int) -> str:
    """Of such lines, and of those about connections."""
    return say(
        "Rules or connections for OBS that make no sense: {count}. "
        "They do nothing, and stay in the settings file as they are.",
        count=count,
    )


def lines(found: Sequence[Rule]) -> tuple[str, ...]:
    return tuple(map(line, found))


def do_words(do: Do, scene: str) -> str:
    """ "save the replay buffer"; `scene` is of Do.SCENE."""
    return say("show the scene “{name}”", name=scene) if do is Do.SCENE else say(DO[do])


def applies(rule: Rule, happening: Happening, *, in_dungeon: bool) -> bool:
    """Whether this is what the rule waits for."""
    if not rule.on or (rule.boss_only and not happening.is_boss) or (rule.dungeon_only and not in_dungeon):
        return False
    return rule.when is when_of(happening)


def when_of(happening: Happening) -> When | None:
    """None = rules are not about it."""
    if happening.what is What.STARTED:
        return When.PULL
    if happening.what is What.OVER:
        return When.OVER
    if happening.what is What.DEATH:
        return When.MY_DEATH if happening.is_local else None
    return {SegmentResult.KILL: When.KILL, SegmentResult.WIPE: When.WIPE}.get(happening.result or SegmentResult.LEFT)
