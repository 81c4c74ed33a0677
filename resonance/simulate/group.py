"""Group: players who act by themselves, at a chosen number of hits a second."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from resonance.events import ActorKind, Origin
from resonance.simulate.bodies import Body, Skill
from resonance.simulate.combat import Combat
from resonance.simulate.enemies import Enemy
from resonance.simulate.kits import IMAGINES, KITS, Imagine, Kit, Role, Use
from resonance.simulate.roster import Person, body_of

_BURST_EVERY_MS, _BURST_MS, _BURST = 42_000, 9_000, 2.3
_IMAGINE_EVERY_MS, _IMAGINE_MS, _IMAGINE_SECONDS = 50_000, 5_000, 2.0
_BUFF_EVERY_MS = 24_000
_SETTLE_MS = 400  # from getting up, or from new enemies, to the next cast
_CRIT_FACTOR, _LUCKY_FACTOR = 1.6, 0.35
_SHARE_OF_ADDS = 0.35  # of the casts, while there are any
_LEVELS = {Role.DAMAGE: 1.0, Role.TANK: 0.42, Role.HEALER: 0.22}
_HEALING_CASTS = {Role.DAMAGE: 0.0, Role.TANK: 0.18, Role.HEALER: 0.7}


@dataclass(slots=True)
class Fighter:
    """A player who fights. Rates 0..1; `damage` and `healing` are points a second."""

    body: Body
    kit: Kit
    imagine: Imagine
    level: float  # by an average one of all roles
    crit_rate: float
    lucky_rate: float
    damage: float = 0.0
    healing: float = 0.0
    pet: Body | None = None
    next_cast_ms: float = 0.0
    next_burst_ms: int = 0
    burst_until_ms: int = 0
    next_buff_ms: int = 0
    next_imagine_ms: int = 0


@dataclass(order=True, slots=True)
class _Landing:
    """A hit or heal on its way."""

    at_ms: int
    order: int
    land: Callable[[], None] = field(compare=False)


class Group:
    """The players, what they cast, and what of it is on its way."""

    def __init__(self, combat: Combat, people: Iterable[Person], *, hits_per_second: float, group_dps: float) -> None:
        """`hits_per_second`: records of the whole group, heals included. The first of the people is local."""
        self.world = combat.world
        self.combat = combat
        self.rng: random.Random = combat.world.rng
        self.fighters = [self._fighter(person) for person in people]
        self._enemies: list[Enemy] = []  # living ones in view
        self._rate = hits_per_second / len(self.fighters)  # records a second of one fighter
        self._order = itertools.count()
        self._landings: list[_Landing] = []
        total = sum(fighter.level for fighter in self.fighters)
        healers = sum(fighter.kit.role is Role.HEALER for fighter in self.fighters) or 1
        incoming = sum(fighter.body.max_hp for fighter in self.fighters) * 0.02 + 60_000
        for index, fighter in enumerate(self.fighters):
            self.world.add_player(fighter.body, local=index == 0)
            fighter.damage = group_dps * fighter.level / total
            fighter.healing = 0.75 * incoming / healers * (1.0 if fighter.kit.role is Role.HEALER else 0.3)

    def _fighter(self, person: Person) -> Fighter:
        rng = self.rng
        kit = KITS[person.spec]
        level = _LEVELS[kit.role] * rng.lognormvariate(0.0, 0.3)
        return Fighter(
            body_of(person, rng), kit, rng.choice(IMAGINES), level, rng.uniform(0.2, 0.55), rng.uniform(0.05, 0.2)
        )

    @property
    def bodies(self) -> list[Body]:
        return [fighter.body for fighter in self.fighters]

    @property
    def tank(self) -> Body:
        """Who the monsters hate most: a living tank, else anybody living."""
        living = [fighter for fighter in self.fighters if fighter.body.alive] or self.fighters
        return next((fighter.body for fighter in living if fighter.kit.role is Role.TANK), living[0].body)

    def start(self) -> None:
        """Everybody is fresh: first casts, bursts and buffs within the next seconds, pets come out."""
        now_ms, rng = self.world.now_ms, self.rng
        for fighter in self.fighters:
            fighter.next_cast_ms = now_ms + rng.randint(0, 1_200)
            fighter.next_burst_ms = now_ms + rng.randint(1_000, 6_000)
            fighter.next_buff_ms = now_ms + rng.randint(0, 4_000)
            fighter.next_imagine_ms = now_ms + rng.randint(3_000, 20_000)
            if fighter.kit.pet and fighter.pet is None:
                skill_ids = tuple(use.skill.skill_id for use in fighter.kit.attacks if use.by_pet)
                fighter.pet = self.world.summon(fighter.body, fighter.kit.pet, skill_ids)

    def stop(self) -> None:
        """What is on its way never lands."""
        self._landings.clear()

    def act(self, enemies: list[Enemy]) -> None:
        """Whatever is due at the world's time. `enemies`: the living ones in view."""
        now_ms = self.world.now_ms
        self._enemies = enemies
        while self._landings and self._landings[0].at_ms <= now_ms:
            heapq.heappop(self._landings).land()
        for fighter in self.fighters:
            if fighter.body.alive and enemies:
                self._act(fighter, now_ms)
            else:
                fighter.next_cast_ms = now_ms + _SETTLE_MS

    def _act(self, fighter: Fighter, now_ms: int) -> None:
        if now_ms >= fighter.next_burst_ms:
            fighter.next_burst_ms = now_ms + self.rng.randint(_BURST_EVERY_MS - 6_000, _BURST_EVERY_MS + 6_000)
            fighter.burst_until_ms = now_ms + _BURST_MS
        if now_ms >= fighter.next_buff_ms:
            fighter.next_buff_ms = now_ms + self.rng.randint(_BUFF_EVERY_MS // 2, _BUFF_EVERY_MS * 3 // 2)
            self._buff(fighter)
        if now_ms >= fighter.next_imagine_ms:
            fighter.next_imagine_ms = now_ms + self.rng.randint(_IMAGINE_EVERY_MS, _IMAGINE_EVERY_MS * 3 // 2)
            self._imagine(fighter)
        while fighter.next_cast_ms <= now_ms:
            records = self._cast(fighter).hits * (1 + fighter.lucky_rate)
            fighter.next_cast_ms += records * 1000 / self._rate * self.rng.uniform(0.75, 1.25)

    def _cast(self, fighter: Fighter) -> Use:
        """Begin one cast; its hits land over the next moments."""
        healing = bool(fighter.kit.heals) and self.rng.random() < _HEALING_CASTS[fighter.kit.role]
        uses = fighter.kit.heals if healing else fighter.kit.attacks
        use = self.rng.choices(uses, [use.weight for use in uses])[0]
        amount = fighter.healing / _HEALING_CASTS[fighter.kit.role] if healing else self._damage(fighter)
        amount *= use.power / _mean_power(uses) / self._rate
        if use.skill.origin == Origin.SKILL:  # bullets and buffs are not cast: they follow from something that was
            self.combat.use_skill(fighter.body, use.skill.skill_id)
        spread_ms = min(180.0, 900 / self._rate)
        target = None if healing else self._enemy()
        for index in range(use.hits):
            if target is None:
                self._land(index * spread_ms, partial(self._heal_lands, fighter, use, amount))
            else:
                self._land(index * spread_ms, partial(self._hit_lands, fighter, use, amount, target))
        return use

    def _land(self, delay_ms: float, land: Callable[[], None]) -> None:
        heapq.heappush(self._landings, _Landing(self.world.now_ms + int(delay_ms), next(self._order), land))

    def _damage(self, fighter: Fighter) -> float:
        """Points a second now; bursts are taken from the time between them."""
        bursting = self.world.now_ms < fighter.burst_until_ms
        average = 1 + (_BURST - 1) * _BURST_MS / _BURST_EVERY_MS
        flags = 1 + fighter.crit_rate * (_CRIT_FACTOR - 1) + fighter.lucky_rate * _LUCKY_FACTOR
        casting = 1 - (_HEALING_CASTS[fighter.kit.role] if fighter.kit.heals else 0)
        return fighter.damage * (_BURST if bursting else 1.0) / average / flags / casting

    def _enemy(self) -> Enemy:
        """The boss mostly; adds now and then, while there are any."""
        adds = [enemy for enemy in self._enemies if not enemy.kit.is_boss]
        bosses = [enemy for enemy in self._enemies if enemy.kit.is_boss]
        if not bosses or (adds and self.rng.random() < _SHARE_OF_ADDS):
            return self.rng.choice(adds)
        return self.rng.choice(bosses)

    def _hit_lands(self, fighter: Fighter, use: Use, amount: float, enemy: Enemy) -> None:
        attacker = fighter.pet if use.by_pet and fighter.pet is not None else fighter.body
        self._strike(fighter, attacker, use.skill, amount, enemy)

    def _strike(self, fighter: Fighter, attacker: Body, skill: Skill, amount: float, enemy: Enemy) -> None:
        rng = self.rng
        if self.world.now_ms < enemy.immune_until_ms:
            self.combat.immune(attacker, enemy.body, skill)
            return
        if rng.random() < 0.004:
            self.combat.miss(attacker, enemy.body, skill)
            return
        crit = rng.random() < fighter.crit_rate
        points = int(amount * rng.uniform(0.88, 1.12) * (_CRIT_FACTOR if crit else 1.0)) + 1
        bonus = int(points * _LUCKY_FACTOR) if rng.random() < fighter.lucky_rate else 0
        self.combat.hit(attacker, enemy.body, skill, points, crit=crit, lucky_bonus=bonus, element=fighter.kit.element)

    def _heal_lands(self, fighter: Fighter, use: Use, amount: float) -> None:
        rng = self.rng
        living = [body for body in self.bodies if body.alive]
        if not living:
            return
        worst = min(living, key=lambda body: body.hp / body.max_hp)
        target = fighter.body if fighter.kit.role is Role.TANK else worst if rng.random() < 0.75 else rng.choice(living)
        crit = rng.random() < fighter.crit_rate
        points = int(amount * rng.uniform(0.9, 1.1) * (_CRIT_FACTOR if crit else 1.0)) + 1
        bonus = int(points * _LUCKY_FACTOR) if rng.random() < fighter.lucky_rate / 4 else 0
        self.combat.heal(fighter.body, target, use.skill, points, crit=crit, lucky_bonus=bonus)

    def _buff(self, fighter: Fighter) -> None:
        """Whatever the class has: on itself, on everybody, on the enemy, and a shield for the worst off."""
        world, kit, body = self.world, fighter.kit, fighter.body
        if kit.self_buff[0]:
            buff = world.buff_on(body, body, *kit.self_buff)
            if self.rng.random() < 0.4:
                world.after(1_000, lambda: world.buff_layers(body, buff, 3) if buff.instance in body.buffs else None)
        if kit.party_buff[0]:
            for ally in self.bodies:
                if ally.alive:
                    world.buff_on(ally, body, *kit.party_buff)
        if kit.debuff and self._enemies:
            world.buff_on(self._enemy().body, body, kit.debuff, 8_000)
        if kit.shield_buff:
            target = body if kit.role is Role.TANK else self.tank
            self.combat.shield(body, target, kit.shield_buff, int(target.max_hp * 0.12), 12_000)

    def _imagine(self, fighter: Fighter) -> None:
        """Call the battle imagine: a summoned monster that strikes three times and leaves."""
        enemy = self._enemy()
        summoned = self.world.summon(
            fighter.body, fighter.imagine.monster_id, (fighter.imagine.damage.skill_id,), ActorKind.MONSTER
        )
        amount = fighter.damage * _IMAGINE_SECONDS
        for delay_ms in (900, 1_800, 2_700):
            self._land(delay_ms, partial(self._strike, fighter, summoned, fighter.imagine.damage, amount, enemy))
        self.world.after(_IMAGINE_MS, lambda: self.world.leave(summoned))


def _mean_power(uses: Sequence[Use]) -> float:
    """Of one record, over a long time."""
    return sum(use.weight * use.hits * use.power for use in uses) / sum(use.weight * use.hits for use in uses)
