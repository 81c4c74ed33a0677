"""Combat: what bodies do to each other, as damage records and as truth (protocol.md 5.6 and 8)."""

from __future__ import annotations

import itertools

from resonance.events import ActorState, Origin, Outcome
from resonance.protocol.pb import combat_pb2, world_pb2
from resonance.simulate.bodies import Body, Buff, Shield, Skill
from resonance.simulate.encode import Attribute, Method
from resonance.simulate.truth import Attempt, Moment, SkillKey
from resonance.simulate.world import LEFT_DEAD, World

WIPE_BUFF = 510_072
"""The buff the game puts on the local player after a wipe (protocol.md 10.3; hearsay)."""

_CRIT, _BLOCKED, _LUCKY, _TARGET_LUCKY = 1, 2, 4, 8  # bits of type_flag (protocol.md 8.2)
_HEAL = 2  # type of a record

_CORPSE_MS = 4_000
_RISE_MS = 900
_TELEPORT_MS = 600

ENVIRONMENT = None
"""The attacker of a fall, of lava and of shrines: nobody."""


class Combat:
    """Amounts are points as they will be sent. A dead or invisible target makes every call here do nothing."""

    def __init__(self, world: World, *, hide_flags: bool = False) -> None:
        """`hide_flags`: crit and lucky of everybody but the local player are not sent, as newer servers do it."""
        self.world = world
        self.truth = world.truth
        self._hide_flags = hide_flags
        self._running: dict[int, Attempt] = {}  # by uuid of the boss
        self._hit_events = itertools.cycle(range(1, 7))

    # Damage

    def hit(
        self,
        attacker: Body | None,
        target: Body,
        skill: Skill,
        amount: int,
        *,
        crit: bool = False,
        lucky_bonus: int = 0,
        blocked: bool = False,
        element: int = 0,
    ) -> None:
        """Damage; `lucky_bonus` > 0 adds the bonus record of a lucky strike right before the hit that triggered it."""
        if not self._can_be_target(target) or amount <= 0:
            return
        if self._hides_flags_of(attacker):
            crit, lucky_bonus = False, 0
        trigger = 0 < lucky_bonus < target.hp + target.shield  # a bonus that killed would have no hit to follow it
        if trigger and attacker is not None:
            self._strike(attacker, target, lucky_skill(attacker), lucky_bonus, 0, lucky=True, element=element)
        flags = _CRIT * crit | _BLOCKED * blocked | _LUCKY * trigger
        if blocked and self.world.rng.random() < 0.2:
            flags |= _TARGET_LUCKY
        self._strike(attacker, target, skill, amount, flags, element=element)

    def fall(self, target: Body, amount: int) -> None:
        """Damage of the environment: no attacker, no skill."""
        if self._can_be_target(target):
            self._strike(ENVIRONMENT, target, Skill(Origin.FALL, 0), amount, 0, outcome=Outcome.FALL)

    def miss(self, attacker: Body, target: Body, skill: Skill) -> None:
        if self._can_be_target(target):
            self._empty(attacker, target, skill, Outcome.MISS)
            self.truth.missed += 1

    def immune(self, attacker: Body, target: Body, skill: Skill) -> None:
        if self._can_be_target(target):
            self._empty(attacker, target, skill, Outcome.IMMUNE)
            self.truth.immune += 1

    def _can_be_target(self, target: Body) -> bool:
        return target.alive and target.uuid in self.world.visible

    def _hides_flags_of(self, attacker: Body | None) -> bool:
        return self._hide_flags and attacker is not None and _credited(attacker) is not self.world.local

    def _empty(self, attacker: Body, target: Body, skill: Skill, outcome: Outcome) -> None:
        """A record without an amount."""
        info = self._record(attacker, target, skill)
        info.type = outcome
        info.is_miss = outcome is Outcome.MISS
        self._send(target, info)

    def _strike(
        self,
        attacker: Body | None,
        target: Body,
        skill: Skill,
        amount: int,
        flags: int,
        *,
        lucky: bool = False,
        outcome: Outcome = Outcome.NORMAL,
        element: int = 0,
    ) -> None:
        absorbed = self._absorb(target, amount)
        loss = min(amount - absorbed, target.hp)
        target.hp -= loss
        if absorbed == amount and self.world.rng.random() < 0.5:
            outcome = Outcome.ABSORBED  # whole absorption comes in both forms: half are sent as ordinary hits
        info = self._record(attacker, target, skill)
        info.type = outcome
        info.type_flag = flags
        if lucky:
            info.lucky_value = amount
        else:
            info.value = amount
        info.hp_lessen = loss
        info.shield_lessen = absorbed
        info.is_normal = not lucky
        info.is_dead = target.hp == 0
        info.element = element
        self._send(target, info)
        self.world.set(target, Attribute.HP, target.hp)
        self._tell_truth(attacker, target, skill, amount, absorbed, flags, lucky)
        if target.hp == 0:
            self.die(target)

    def _absorb(self, target: Body, amount: int) -> int:
        """Let the oldest shields take what they can; the points they took."""
        if not target.shields:
            return 0
        left = amount
        for instance, shield in list(target.shields.items()):
            part = min(left, shield.value)
            shield.value -= part
            left -= part
            if shield.value == 0:
                self.world.buff_off(target, target.buffs[instance])
        self.world.shields_changed(target)
        return amount - left

    def _tell_truth(
        self, attacker: Body | None, target: Body, skill: Skill, amount: int, absorbed: int, flags: int, lucky: bool
    ) -> None:
        crit, trigger = bool(flags & _CRIT), bool(flags & _LUCKY)
        if target.is_player:
            key = SkillKey("taken", skill.origin, skill.skill_id)
            self.truth.damage_taken(target.uid, key, amount, absorbed, crit=crit)
            return
        player = _credited(attacker) if attacker is not None else None
        if player is None or not player.is_player:
            return
        key = SkillKey("damage", skill.origin, skill.skill_id)
        now_ms = self.world.now_ms
        self.truth.damage_done(
            player.uid, key, amount, now_ms, crit=crit, bonus=lucky, trigger=trigger, boss=target.is_boss
        )
        if target.is_boss:
            self._attempt(target).hp_end = target.hp

    def _record(self, attacker: Body | None, target: Body, skill: Skill) -> combat_pb2.DamageInfo:
        owner = attacker.owner if attacker is not None else None
        return combat_pb2.DamageInfo(
            damage_source=skill.origin,
            attacker_uuid=attacker.uuid if attacker is not None else 0,
            top_summoner_id=owner.uuid if owner is not None else 0,
            owner_id=skill.skill_id,
            owner_level=30,
            hit_event_id=next(self._hit_events),
            damage_pos=target.position,
            damage_mode=1,
        )

    def _send(self, target: Body, info: combat_pb2.DamageInfo) -> None:
        self.world.pending(target).damages.append(info)
        self.truth.records += 1

    # Healing and shields

    def heal(
        self,
        source: Body | None,
        target: Body,
        skill: Skill,
        amount: int,
        *,
        crit: bool = False,
        lucky_bonus: int = 0,
    ) -> None:
        """Healing as sent: what is too much is not taken off. No source: a shrine, which nobody is credited with."""
        if not self._can_be_target(target) or amount <= 0:
            return
        if self._hides_flags_of(source):
            crit, lucky_bonus = False, 0
        if lucky_bonus and source is not None:
            self._heal(source, target, lucky_skill(source), lucky_bonus, 0, lucky=True)
        self._heal(source, target, skill, amount, _CRIT * crit | _LUCKY * bool(lucky_bonus))

    def _heal(
        self, source: Body | None, target: Body, skill: Skill, amount: int, flags: int, *, lucky: bool = False
    ) -> None:
        effective = min(amount, target.max_hp - target.hp)
        target.hp += effective
        info = self._record(source, target, skill)
        info.type = _HEAL
        info.type_flag = flags
        if lucky:
            info.lucky_value = amount
        else:
            info.value = amount
        info.hp_lessen = amount  # the whole amount, overheal included (protocol.md 8.1)
        self._send(target, info)
        self.world.set(target, Attribute.HP, target.hp)
        player = _credited(source) if source is not None else None
        if player is not None and player.is_player:
            key = SkillKey("heal", skill.origin, skill.skill_id)
            crit, trigger = bool(flags & _CRIT), bool(flags & _LUCKY)
            self.truth.healed(player.uid, key, amount, effective, crit=crit, bonus=lucky, trigger=trigger)

    def shield(self, source: Body, target: Body, buff_id: int, points: int, duration_ms: int) -> Buff | None:
        """A buff that takes damage until its points are used up or it ends; None = the target cannot have one."""
        if not self._can_be_target(target):
            return None
        buff = self.world.buff_on(target, source, buff_id, duration_ms)
        target.shields[buff.instance] = Shield(points, points)
        self.world.shields_changed(target)
        return buff

    def use_skill(self, body: Body, skill_id: int) -> None:
        """The beginning of a cast, as everybody near sees it."""
        self.world.set(body, Attribute.SKILL, skill_id)

    # Life and death

    def die(self, body: Body) -> None:
        """Dead from now on; without a killing hit where one did not come before."""
        if not body.alive:
            return
        world = self.world
        body.state = ActorState.DEAD
        world.set(body, Attribute.STATE, body.state)
        world.set_hp(body, 0)
        world.set(body, Attribute.DEAD_TIME, world.server_ms)
        for buff in list(body.buffs.values()):
            if buff.duration_ms > 0:
                world.buff_off(body, buff)
        if body.is_player:
            self.truth.died(body.uid, world.now_ms)
            return
        if body.is_boss:
            self.end_attempt(body, "kill")
        world.after(_CORPSE_MS, lambda: world.leave(body, LEFT_DEAD))

    def revive(self, body: Body, hp_share: float = 0.4, *, at_start: bool = False) -> None:
        """Alive again, after a moment of getting up; `at_start`: the moment includes a jump to the entrance."""
        if body.alive:
            return
        world = self.world
        self._change_state(body, ActorState.RESURRECTION)
        world.set_hp(body, int(body.max_hp * hp_share))
        revived = world_pb2.NotifyReviveUser(actor_uuid=body.uuid)
        world.say(Method.REVIVE, revived.SerializeToString())
        self.truth.revivals.append(Moment(world.now_ms, body.uid))
        if at_start:
            world.after(_RISE_MS, lambda: self._change_state(body, ActorState.TELEPORT))
            world.after(_RISE_MS + _TELEPORT_MS, lambda: self._change_state(body, 0))
        else:
            world.after(_RISE_MS, lambda: self._change_state(body, 0))

    def _change_state(self, body: Body, state: int) -> None:
        if state != ActorState.RESURRECTION and not body.alive:
            return  # died again while getting up
        body.state = state
        self.world.set(body, Attribute.STATE, state)

    # Attempts

    def _attempt(self, boss: Body) -> Attempt:
        attempt = self._running.get(boss.uuid)
        if attempt is None:
            now_ms = self.world.now_ms
            attempt = Attempt(boss.uid, boss.config_id, boss.max_hp, now_ms, now_ms, "running", boss.hp)
            self._running[boss.uuid] = attempt
            self.truth.attempts.append(attempt)
        attempt.ended_at_ms = self.world.now_ms
        return attempt

    def end_attempt(self, boss: Body, result: str) -> None:
        """`result`: kill, wipe or reset. Nothing where no attempt is running."""
        attempt = self._running.pop(boss.uuid, None)
        if attempt is not None:
            attempt.ended_at_ms = self.world.now_ms
            attempt.result = result
            attempt.hp_end = boss.hp


def lucky_skill(attacker: Body) -> Skill:
    """The generic lucky strike of a class (protocol.md 8.2): a buff to the game."""
    classes = (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13)
    return Skill(Origin.BUFF, 2_031_101 + classes.index(_credited(attacker).class_id))


def _credited(body: Body) -> Body:
    """Who the numbers of a body belong to."""
    return body.owner if body.owner is not None else body
