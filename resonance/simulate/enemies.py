"""Enemy: a monster that hits whoever it hates most, and now and then everybody."""

from __future__ import annotations

from dataclasses import dataclass

from resonance.events import ActorKind
from resonance.simulate.bodies import Body
from resonance.simulate.combat import Combat
from resonance.simulate.kits import EnemyKit
from resonance.simulate.world import World

_MISSES, _BLOCKS = 0.03, 0.18
_BLOCKED_PART = 0.55
_LEAST_HP_SHARE = 0.08  # only scripted blows kill
_DEBUFF_MS = 6_000


@dataclass(slots=True)
class Enemy:
    body: Body
    kit: EnemyKit
    next_swing_ms: int
    next_wave_ms: int
    immune_until_ms: int = 0  # takes no damage until then

    @classmethod
    def create(cls, world: World, kit: EnemyKit, hp: int, start_ms: int) -> Enemy:
        """A fresh body, not yet in view."""
        skills = tuple(skill.skill_id for skill in (kit.swing, kit.wave) if skill is not None and skill.skill_id)
        body = Body(
            world.new_uuid(ActorKind.MONSTER),
            max_hp=hp,
            hp=hp,
            config_id=kit.monster_id,
            level=60,
            season_level=80,
            ability_score=53_000,
            skill_ids=skills,
            is_boss=kit.is_boss,
            max_stun=10_000 if kit.is_boss else 0,
            stun=10_000 if kit.is_boss else 0,
            x=world.rng.uniform(-8, 8),
        )
        return cls(body, kit, start_ms + 700, start_ms + kit.wave_every_ms // 2)

    def reset(self, world: World) -> None:
        """Back at full HP, as after a wipe or when everybody ran away."""
        world.set_hp(self.body, self.body.max_hp)
        self.next_swing_ms = world.now_ms
        self.next_wave_ms = world.now_ms + self.kit.wave_every_ms // 2

    def act(self, combat: Combat, hated: Body, players: list[Body]) -> None:
        """Whatever is due at the world's time."""
        now_ms, rng, kit = combat.world.now_ms, combat.world.rng, self.kit
        if kit.swing_every_ms and now_ms >= self.next_swing_ms:
            self.next_swing_ms = now_ms + int(kit.swing_every_ms * rng.uniform(0.85, 1.15))
            if rng.random() < _MISSES:
                combat.miss(self.body, hated, kit.swing)
            else:
                self._blow(combat, hated, kit.swing_power)
        if kit.wave is not None and now_ms >= self.next_wave_ms:
            self.next_wave_ms = now_ms + int(kit.wave_every_ms * rng.uniform(0.85, 1.15))
            combat.use_skill(self.body, kit.wave.skill_id)
            for player in players:
                self._wave(combat, player)

    def _wave(self, combat: Combat, player: Body) -> None:
        if not player.alive or self.kit.wave is None:
            return
        amount = self._bearable(player, player.max_hp * self.kit.wave_power * combat.world.rng.uniform(0.6, 1.2))
        combat.hit(self.body, player, self.kit.wave, amount)
        if self.kit.debuff:
            combat.world.buff_on(player, self.body, self.kit.debuff, _DEBUFF_MS)

    def _blow(self, combat: Combat, player: Body, power: float) -> None:
        blocked = combat.world.rng.random() < _BLOCKS
        points = player.max_hp * power * combat.world.rng.uniform(0.8, 1.2) * (_BLOCKED_PART if blocked else 1)
        combat.hit(self.body, player, self.kit.swing, self._bearable(player, points), blocked=blocked)

    @staticmethod
    def _bearable(player: Body, points: float) -> int:
        """No more than leaves a little; 0 where there is no more than that."""
        return max(0, min(int(points), player.hp + player.shield - int(player.max_hp * _LEAST_HP_SHARE)))
