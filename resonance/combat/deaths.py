"""Deaths and revives: the last seconds of every player, and what is made of them when one dies."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from resonance.combat.buffs import LayersChanged
from resonance.combat.record import Death, EncounterRecord, RecapKind, RecapLine, Revive
from resonance.events import Heal, Hit, Origin, is_player

RECAP_MS = 10_000
"""What a recap looks back on."""

MAX_LINES = 500
"""Lines kept of a player: fifty a second. Older ones go first."""

SAME_DEATH_MS = 2_000
"""A death is told by the killing hit and by the state of the victim; within this time both are the same death."""

SAME_REVIVE_MS = 2_000
"""A revive is told by a message and by the state of the actor (protocol.md 10.2)."""

HELP_MS = 1_000
"""Who heals or buffs somebody this close to the revive is taken for the one who did it."""


@dataclass(slots=True)
class _Victim:
    lines: deque[RecapLine] = field(default_factory=lambda: deque(maxlen=MAX_LINES))
    death: Death | None = None  # the newest since the last revive
    revive: Revive | None = None  # the newest
    helper: int | None = None  # the player who healed or buffed them last, since they died
    helped_at_ms: int = 0


class Deaths:
    """Fills the deaths and revives of an encounter. Calls about anybody but players change nothing.

    `source` is always the actor credited: the owner of a summon. 0 = environment or not known.
    """

    def __init__(self, record: EncounterRecord) -> None:
        """The newest deaths and revives in the record are still completed after they were added."""
        self._record = record
        self._victims: dict[int, _Victim] = {}

    def hit(self, hit: Hit, source: int, hp_before: int | None, hp_after: int | None) -> None:
        """A killing hit is a death, unless it belongs to the one just told by the state."""
        victim = self._victim(hit.target)
        if victim is None:
            return
        origin, skill_id = hit.origin, hit.skill_id
        line = RecapLine(
            hit.at_ms, RecapKind.HIT, source, origin, skill_id, hit.amount, hp_before, hp_after, hit.killed
        )
        if hit.killed:
            self._killing_blow(victim, hit.target, line)
        elif victim.death is not None and line.at_ms <= victim.death.at_ms:
            self._hit_of_same_message(victim.death, line)
        else:
            _remember(victim, line)

    def heal(self, heal: Heal, source: int, hp_before: int | None, hp_after: int | None) -> None:
        victim = self._victim(heal.target)
        if victim is None:
            return
        origin, skill_id = heal.origin, heal.skill_id
        line = RecapLine(heal.at_ms, RecapKind.HEAL, source, origin, skill_id, heal.amount, hp_before, hp_after, False)
        _remember(victim, line)
        _helped(victim, heal.target, heal.at_ms, source)

    def shield(self, at_ms: int, host: int, source: int, buff_id: int, amount: int) -> None:
        """A shield of this size came up, or one grew by it."""
        victim = self._victim(host)
        if victim is not None:
            line = RecapLine(at_ms, RecapKind.SHIELD, source, Origin.BUFF, buff_id, amount, None, None, False)
            _remember(victim, line)

    def buff(self, change: LayersChanged) -> None:
        """The amount of the line is the number of layers now."""
        victim = self._victim(change.host)
        if victim is None:
            return
        at_ms, source, layers = change.at_ms, change.source, change.layers
        kind = RecapKind.BUFF_ON if layers else RecapKind.BUFF_OFF
        _remember(victim, RecapLine(at_ms, kind, source, Origin.BUFF, change.buff_id, layers, None, None, False))
        if change.put_on:
            _helped(victim, change.host, at_ms, source)

    def died(self, at_ms: int, actor: int) -> None:
        """The state of an actor says so. That is no news about somebody who was not revived since they died."""
        victim = self._victim(actor)
        if victim is not None and victim.death is None:
            self._new_death(victim, actor, at_ms)

    def revived(self, at_ms: int, actor: int) -> None:
        """The next death is another one, however soon it comes.

        The message (method 39, never seen in a capture) names only who was revived. Who did it is guessed: the player
        who healed or put a buff on them last within HELP_MS before, or first after; nobody if they did so themselves.
        """
        victim = self._victim(actor)
        if victim is None:
            return
        last = victim.revive
        if last is not None and victim.death is None and at_ms - last.at_ms <= SAME_REVIVE_MS:
            return
        by = victim.helper if at_ms - victim.helped_at_ms <= HELP_MS else None
        victim.revive = Revive(at_ms, actor, by)
        victim.death = None
        victim.lines.clear()
        self._record.revives.append(victim.revive)

    def _victim(self, actor: int) -> _Victim | None:
        victim = self._victims.get(actor)
        if victim is None and is_player(actor):
            victim = self._victims[actor] = _Victim()
        return victim

    def _killing_blow(self, victim: _Victim, actor: int, line: RecapLine) -> None:
        death = victim.death
        if death is None or not _is_same_death(death, line.at_ms):
            death = self._new_death(victim, actor, line.at_ms)
        if not _has_blow(death):  # the same blow may be told twice
            death.recap.append(line)
            _blame(death, line)

    def _hit_of_same_message(self, death: Death, line: RecapLine) -> None:
        """A message tells of the state before it tells of the hits that led to it (protocol.md 8.4)."""
        if not _has_blow(death):
            death.recap.append(line)
            if line.amount > 0:
                _blame(death, line)

    def _new_death(self, victim: _Victim, actor: int, at_ms: int) -> Death:
        death = Death(at_ms, actor, None, None)
        # Shields are told a moment late (shields.py), so the lines are not yet in order.
        death.recap = sorted((line for line in victim.lines if line.at_ms >= at_ms - RECAP_MS), key=_at_ms)
        for line in death.recap:
            if line.kind == RecapKind.HIT and line.amount > 0:
                _blame(death, line)
        victim.death = death
        victim.helper = None
        victim.lines.clear()
        self._record.deaths.append(death)
        return death


def _is_same_death(death: Death | None, at_ms: int) -> bool:
    return death is not None and at_ms - death.at_ms <= SAME_DEATH_MS


def _has_blow(death: Death) -> bool:
    return bool(death.recap) and death.recap[-1].killed


def _blame(death: Death, line: RecapLine) -> None:
    death.killer, death.skill_id = line.source or None, line.skill_id


def _at_ms(line: RecapLine) -> int:
    return line.at_ms


def _remember(victim: _Victim, line: RecapLine) -> None:
    lines = victim.lines
    lines.append(line)
    while lines[0].at_ms < line.at_ms - RECAP_MS:
        lines.popleft()


def _helped(victim: _Victim, actor: int, at_ms: int, source: int) -> None:
    if source == actor or not is_player(source):
        return
    victim.helper, victim.helped_at_ms = source, at_ms
    revive = victim.revive
    if revive is not None and revive.by is None and at_ms - revive.at_ms <= HELP_MS:
        revive.by = source
