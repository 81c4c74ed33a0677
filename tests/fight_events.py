"""Players, enemies and records of fights: each builder names only what matters to the test and defaults the rest."""

from __future__ import annotations

from resonance.events import Heal, Hit, Outcome, monster_actor_id, player_id

ANNA, BEN, CLEO = player_id(1), player_id(2), player_id(3)
BOSS, WOLF = monster_actor_id(900), monster_actor_id(901)
BOSS_MONSTER, WOLF_MONSTER = 1152, 2  # Kartgriff is a boss of the monster table; 2 is none
SECOND = 1_000


def hit(at_ms: int = 0, source: int = ANNA, target: int = BOSS, amount: int = 100, **more: object) -> Hit:
    fields: dict[str, object] = {
        "origin": 0,
        "skill_id": 1714,
        "crit": False,
        "lucky": False,
        "lucky_bonus": False,
        "blocked": False,
        "outcome": Outcome.NORMAL,
        "hp_loss": amount,
        "shield_loss": 0,
        "killed": False,
        "attacker": source,
        "skill_level": 1,
        "stage": 0,
        "hit_event_id": 1,
        "element": 0,
        "mode": 1,
        "target_lucky": False,
    }
    return Hit(at_ms=at_ms, source=source, target=target, amount=amount, **(fields | more))  # type: ignore[arg-type]


def heal(at_ms: int = 0, source: int = BEN, target: int = ANNA, amount: int = 50, **more: object) -> Heal:
    fields: dict[str, object] = {
        "origin": 0,
        "skill_id": 1518,
        "crit": False,
        "lucky": False,
        "lucky_bonus": False,
        "attacker": source,
        "skill_level": 1,
        "hit_event_id": 1,
    }
    return Heal(at_ms=at_ms, source=source, target=target, amount=amount, **(fields | more))  # type: ignore[arg-type]
