"""Rules and states of connections in words. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence

from resonance.obs.connection import Connection
from resonance.obs.link import LinkStatus, State
from resonance.obs.rules import ALL, Do, Rule, When
from resonance.texts import later, say

WHEN = {
    When.PULL: later("A fight starts"),
    When.KILL: later("A boss is killed"),
    When.WIPE: later("The group wipes"),
    When.MY_DEATH: later("I die"),
    When.OVER: later("The encounter is over"),
}
DO = {
    Do.START_RECORD: later("start the recording"),
    Do.STOP_RECORD: later("stop the recording"),
    Do.START_REPLAY: later("start the replay buffer"),
    Do.SAVE_REPLAY: later("save the replay buffer"),
    Do.SCENE: later("switch the scene"),
}


def rule_words(rule: Rule) -> str:
    """ "The group wipes → save the replay buffer after 5 s"."""
    done = say("show the scene “{name}”", name=rule.scene) if rule.do is Do.SCENE else say(DO[rule.do])
    if rule.after_s:
        done = say("{action} after {seconds} s", action=done, seconds=f"{rule.after_s:g}")
    return f"{say(WHEN[rule.when])} → {done}"


def condition_words(rule: Rule, connections: Sequence[Connection]) -> str:
    """ "Only bosses · only in dungeons · Recording machine"; "" = always, and everywhere."""
    name = next((each.name for each in connections if each.key == rule.connection), None)
    if name is None and rule.connection != ALL:
        name = say("a connection that is gone: does nothing")
    conditions = (
        say("only bosses") if rule.boss_only else None,
        say("only in dungeons") if rule.dungeon_only else None,
        name,
    )
    return " · ".join(filter(None, conditions))


def status_words(status: LinkStatus | None) -> str:
    """None = it is switched off."""
    if status is None:
        return say("Switched off")
    if status.state is State.CONNECTING:
        return say("Connecting…")
    if status.state is State.TROUBLE:
        return status.words
    runs = (
        say("recording") if status.is_recording else None,
        say("streaming") if status.is_streaming else None,
    )
    words = " · ".join((say("Connected"), *filter(None, runs)))
    return f"{words}. {status.failed}" if status.failed else words
