"""Rules and states of connections in words. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence

from resonance.obs.connection import Connection
from resonance.obs.link import LinkStatus, State
from resonance.obs.rules import ALL, Rule, When, do_words
from resonance.texts import later, say

WHEN = {
    When.PULL: later("A fight starts"),
    When.KILL: later("A boss is killed"),
    When.WIPE: later("The group wipes"),
    When.MY_DEATH: later("I die"),
    When.OVER: later("The encounter is over"),
}


def rule_words(rule: Rule) -> str:
    """ "The group wipes → save the replay buffer after 5 s"."""
    done = do_words(rule.do, rule.scene)
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
