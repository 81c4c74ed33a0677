"""Fights that nobody planned: everything a tracker may be told, in any order, to see what does not fit together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from fights import ANNA, BEN, BOSS, BOSS_MONSTER, CLEO, WOLF, WOLF_MONSTER, heal, hit, seen

from resonance.combat.entries import Entry
from resonance.combat.record import EncounterRecord
from resonance.combat.recorder import Recorder
from resonance.combat.rules import Rules
from resonance.combat.tracker import WIPE_BUFF, Tracker
from resonance.combat.training import DUMMIES
from resonance.events import (
    ActorLeft,
    ActorState,
    BuffChanged,
    BuffRemoved,
    Connected,
    Died,
    DungeonChanged,
    Event,
    Gap,
    LocalPlayerKnown,
    Origin,
    Revived,
    SceneEntered,
    ServerTime,
    SkillUsed,
    monster_actor_id,
    player_id,
)
from resonance.names import Names

STARTED_AT_MS = 1_700_000_000_000
DORA, ELLA = player_id(4), player_id(5)
PET, PETS_PET, ADD, DUMMY = (monster_actor_id(uid) for uid in (910, 911, 912, 913))
PLAYERS = (ANNA, BEN, CLEO, DORA, ELLA)
MONSTERS = (BOSS, WOLF, ADD, DUMMY)
ACTORS = (*PLAYERS, *MONSTERS, PET, PETS_PET)
FIELD, DUNGEON = 8, 6565  # scenes: open world; unknown
BUFFS = (50_001, 50_002, WIPE_BUFF)
SKILLS = (1714, 1518, 1241, 2031)


class RandomFights:
    """A recorder, and what is to be expected: (record, entries) of every encounter, oldest first."""

    def __init__(self, names: Names, seed: int) -> None:
        self.chance = Random(seed)
        self.recorder = Recorder(Tracker(names, Rules(silence_ms=4_000, instance_silence_ms=6_000)))
        self.encounters: list[tuple[EncounterRecord, list[Entry]]] = []
        self._now_ms = STARTED_AT_MS

    def play(self, steps: int) -> RandomFights:
        for _ in range(steps):
            self._step()
            self._collect()
        self.recorder.finish()
        self._collect()
        return self

    def _collect(self) -> None:
        tracker, recorder = self.recorder.tracker, self.recorder
        known = self.encounters[-1] if self.encounters else None
        if known is not None:
            known[1].extend(recorder.take_left_over())
        if tracker.current is not None and (known is None or known[0] is not tracker.current.record):
            known = (tracker.current.record, [])
            self.encounters.append(known)
        if known is not None:
            known[1].extend(recorder.take())
        if tracker.current is not None and self.chance.random() < 0.1:
            tracker.current.settle()  # as whenever somebody looks

    def _step(self) -> None:
        chance = self.chance
        if chance.random() < 0.5:
            self._now_ms += chance.choice((1, 20, 90, 110, 400, 900, 3_100))
            if chance.random() < 0.02:
                self._now_ms += chance.choice((5_500, 16_000, 31_000))
        if chance.random() < 0.12:
            # The clock of the wall runs ahead of the packets'.
            self.recorder.tick(self._now_ms + chance.choice((0, 0, 3, 60)))
        elif chance.random() < 0.03:
            self._command()
        else:
            self.recorder.apply(self._event())

    def _command(self) -> None:
        recorder, chance = self.recorder, self.chance
        commands: tuple[Callable[[], object], ...] = (
            recorder.reset,
            recorder.merge,
            lambda: recorder.split(self._now_ms),
            lambda: recorder.mark_wipe(chance.random() < 0.5),
            lambda: recorder.pause(chance.random() < 0.3),
            lambda: recorder.lost_packets(chance.randrange(1, 5)),
            lambda: recorder.unreadable(chance.randrange(3)),
            lambda: recorder.train(chance.choice((None, None, 2_000, 9_000))),
            lambda: recorder.change_rules(Rules(chance.choice((2_000, 9_000)), chance.choice((0, 5_000)))),
        )
        chance.choice(commands)()

    def _event(self) -> Event:
        kinds: dict[Callable[[], Event], int] = {
            self._hit: 40,
            self._heal: 10,
            self._seen: 14,
            self._buff: 16,
            self._rare: 4,
        }
        return self.chance.choices(list(kinds), list(kinds.values()))[0]()

    def _hit(self) -> Event:
        chance = self.chance
        players = (*PLAYERS, PET, PETS_PET)
        source, target = chance.choice(players), chance.choice(MONSTERS)
        if chance.random() < 0.3:
            source, target = target, chance.choice(PLAYERS)
        amount = chance.choice((0, 10, 50, 900))
        lost = min(amount, chance.choice((0, 10, 900)))
        return hit(
            self._now_ms,
            chance.choice((source, source, source, 0, chance.choice(ACTORS))),
            target,
            amount,
            hp_loss=lost,
            shield_loss=chance.choice((0, amount - lost)),
            skill_id=chance.choice(SKILLS),
            origin=chance.choice((Origin.SKILL, Origin.SKILL, Origin.BUFF, Origin.FALL)),
            killed=chance.random() < 0.04,
            crit=chance.random() < 0.3,
            outcome=chance.choice((0, 0, 0, 1, 3, 4)),
        )

    def _heal(self) -> Event:
        chance = self.chance
        return heal(self._now_ms, chance.choice((*PLAYERS, PET)), chance.choice(PLAYERS), chance.choice((5, 300)))

    def _seen(self) -> Event:
        chance = self.chance
        actor = chance.choice(ACTORS)
        facts: dict[str, object] = {
            "hp": chance.choice((0, 1, 500, 940, 1_000)),
            "max_hp": 1_000,
            "monster_id": {BOSS: BOSS_MONSTER, DUMMY: min(DUMMIES)}.get(actor, WOLF_MONSTER),
            "name": chance.choice(("", "Anna", "玩家")),
            "class_id": chance.choice((1, 2, 8)),
            "state": chance.choice((0, ActorState.DEAD, ActorState.TELEPORT, ActorState.RESURRECTION)),
            "team_id": chance.choice((0, 7, 7, 8)),
            "skill_ids": SKILLS[:2],
            "shields": tuple((number, chance.choice((0, 40, 90)), 90, 90) for number in range(chance.randrange(3))),
        }
        if actor == PET:
            facts["owner"] = chance.choice((ANNA, BEN))
        elif actor == PETS_PET:
            facts["summoner"] = PET
        appeared = chance.random() < 0.15
        kept = list(facts) if appeared else chance.sample(list(facts), chance.randrange(3))
        return seen(actor, self._now_ms, appeared=appeared, **{key: facts[key] for key in kept})

    def _buff(self) -> Event:
        chance = self.chance
        host, instance = chance.choice(ACTORS), chance.randrange(4)
        if chance.random() < 0.3:
            return BuffRemoved(self._now_ms, host, instance)
        return BuffChanged(
            self._now_ms,
            host,
            instance,
            chance.choice((None, *BUFFS)),
            chance.choice((None, 0, *ACTORS)),
            chance.choice((None, 1)),
            chance.choice((None, 0, 1, 3)),
            chance.choice((None, 0, 100, 2_000, 8_000)),
            chance.choice((None, 0, 1, 2)),
        )

    def _rare(self) -> Event:
        chance, at_ms = self.chance, self._now_ms
        actor = chance.choice(ACTORS)
        return chance.choice(
            (
                ActorLeft(at_ms, actor, chance.choice((0, 0, 1, 3))),
                ActorLeft(at_ms, actor, 0),
                Died(at_ms, actor),
                Died(at_ms, chance.choice(PLAYERS)),
                Revived(at_ms, chance.choice(PLAYERS)),
                Revived(at_ms, chance.choice(PLAYERS)),
                SceneEntered(at_ms, chance.choice((None, FIELD, DUNGEON)), chance.choice((None, 1, 1, 1, 2)), None),
                DungeonChanged(
                    at_ms,
                    chance.choice((None, 3, 4, 5)),
                    chance.choice((None, 6)),
                    ((chance.randrange(3), chance.randrange(2), chance.randrange(2)),),
                    None,
                    None,
                ),
                LocalPlayerKnown(at_ms, chance.choice((ANNA, ANNA, BEN))),
                Connected(at_ms, "1.2.3.4:5", chance.random() < 0.5),
                Gap(at_ms, chance.randrange(9)),
                ServerTime(at_ms, at_ms),
                SkillUsed(at_ms, actor, chance.choice(SKILLS)),
            )
        )
