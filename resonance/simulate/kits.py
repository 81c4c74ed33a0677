"""What players and monsters of the simulated fights can do: real skill, buff and monster ids, made-up strengths.

Ids are those of the game's tables; a spec is told by its own skills alone (protocol.md 9), so no kit holds a telling
skill of another spec.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from resonance.events import Origin
from resonance.simulate.bodies import Skill


class Role(StrEnum):
    DAMAGE = "damage"
    HEALER = "healer"
    TANK = "tank"


class Use(NamedTuple):
    """One way to use a skill: how often it is chosen, how many records one cast makes, how strong each is."""

    skill: Skill
    power: float  # by the others of the kit
    hits: int = 1
    weight: float = 1.0
    by_pet: bool = False


class Kit(NamedTuple):
    class_id: int
    spec: str  # key of specs.tsv
    role: Role
    element: int  # protocol.md 5.6, field 18
    attacks: tuple[Use, ...]
    heals: tuple[Use, ...] = ()
    self_buff: tuple[int, int] = (0, 0)  # buff id, ms
    party_buff: tuple[int, int] = (0, 0)
    debuff: int = 0  # put on enemies
    shield_buff: int = 0  # put on allies, takes damage
    pet: int = 0  # row of the pet table

    @property
    def skill_ids(self) -> tuple[int, ...]:
        """What is equipped: attribute 116 lists rows of the skill name space only."""
        return tuple(dict.fromkeys(use.skill.skill_id for use in self.attacks if use.skill.origin == Origin.SKILL))


def _skill(skill_id: int, power: float, hits: int = 1, weight: float = 1.0) -> Use:
    return Use(Skill(Origin.SKILL, skill_id), power, hits, weight)


def _bullet(skill_id: int, power: float, hits: int = 1, weight: float = 1.0) -> Use:
    return Use(Skill(Origin.BULLET, skill_id), power, hits, weight)


def _buff(skill_id: int, power: float, hits: int = 1, weight: float = 1.0) -> Use:
    return Use(Skill(Origin.BUFF, skill_id), power, hits, weight)


def _pet(skill_id: int, power: float, hits: int = 1, weight: float = 1.0) -> Use:
    return Use(Skill(Origin.SKILL, skill_id), power, hits, weight, by_pet=True)


_FIRE, _ICE, _THUNDER, _WOOD, _WIND, _ROCK, _LIGHT = 1, 2, 3, 4, 5, 6, 7

KITS = {
    kit.spec: kit
    for kit in (
        Kit(
            1, "iaido", Role.DAMAGE, _THUNDER,
            (_skill(1714, 3.4, 3, 2.2), _skill(1701, 0.6), _skill(1702, 0.6), _skill(1703, 0.7), _skill(1704, 1.0),
             _skill(1717, 1.7, 2), _skill(1713, 1.2, 5), _skill(1724, 1.5, 3), _skill(1738, 6.5, 1, 0.4)),
            self_buff=(2_200_220, 10_000),
        ),
        Kit(
            1, "moonstrike", Role.DAMAGE, _THUNDER,
            (_skill(1715, 3.0, 2, 1.6), _skill(1740, 1.9, 3), _buff(44_701, 0.7, 4, 2.0), _skill(179_906, 1.3, 3),
             _skill(1719, 1.4, 2), _skill(1737, 5.0, 1, 0.4), _skill(1701, 0.6), _skill(1702, 0.6)),
            self_buff=(2_200_551, 5_000),
        ),
        Kit(
            2, "icicle", Role.DAMAGE, _ICE,
            (_bullet(120_902, 2.2, 4, 2.4), _bullet(120_901, 1.6, 2), _bullet(120_201, 0.6, 2), _skill(1256, 1.1, 5),
             _bullet(121_302, 0.9, 3), _skill(1257, 1.4, 6, 0.6), _buff(2_204_081, 2.4)),
            self_buff=(2_204_500, 10_000), debuff=25_201,
        ),
        Kit(
            2, "frostbeam", Role.DAMAGE, _ICE,
            (_skill(1241, 0.9, 8, 2.0), _bullet(120_401, 0.5, 2), _skill(1250, 1.2, 4), _skill(1260, 3.2, 3, 0.5),
             _skill(1248, 4.4, 1, 0.5), _bullet(121_501, 1.5, 2), _buff(2_204_320, 1.0)),
            self_buff=(2_204_550, 30_000), debuff=27_007,
        ),
        Kit(
            3, "formless", Role.DAMAGE, _FIRE,
            (_skill(1605, 2.6, 2, 1.8), _skill(1601, 0.6), _skill(1602, 0.6), _skill(1603, 0.8), _skill(1604, 1.1),
             _buff(35_107, 1.5, 3), _skill(1613, 1.2, 5), _skill(1618, 6.2, 1, 0.4), _buff(2_208_172, 0.3, 3)),
            self_buff=(2_208_440, 5_000), debuff=4_501,
        ),
        Kit(
            3, "crimson", Role.DAMAGE, _FIRE,
            (_skill(1606, 1.8, 4, 1.8), _skill(1608, 1.3, 3), _skill(1610, 1.7, 2), _skill(1614, 4.8, 2, 0.4),
             _skill(160_101, 0.8, 5), _skill(1620, 2.2, 2), _buff(2_208_181, 2.0), _skill(1601, 0.6)),
            self_buff=(2_208_180, 10_000), debuff=4_501,
        ),
        Kit(
            4, "vanguard", Role.DAMAGE, _WIND,
            (_skill(1418, 2.1, 2, 2.4), _skill(1405, 1.6, 2), _skill(1401, 0.6), _skill(1402, 0.7), _skill(1403, 0.6),
             _skill(1404, 1.2), _skill(1426, 6.8, 1, 0.5), _skill(1431, 1.9, 2), _skill(1435, 3.0, 2, 0.5)),
            self_buff=(2_205_040, 10_000), debuff=32_201,
        ),
        Kit(
            4, "skyward", Role.DAMAGE, _WIND,
            (_skill(1419, 2.8, 2, 2.0), _skill(1421, 1.4, 4), _skill(1422, 1.6, 2), _skill(1425, 1.8),
             _skill(149_901, 1.1, 5), _skill(1434, 2.6, 2, 0.6), _bullet(140_501, 0.9, 4), _skill(1401, 0.6)),
            self_buff=(2_205_480, 5_000),
        ),
        Kit(
            5, "smite", Role.HEALER, _WOOD,
            (_skill(1518, 2.6, 2, 1.6), _bullet(150_106, 1.4, 3), _bullet(150_107, 1.4, 3), _bullet(150_103, 1.1, 2),
             _bullet(150_104, 1.1, 2), _skill(1501, 0.5), _skill(1502, 0.5)),
            heals=(_buff(21_402, 1.0), _buff(21_404, 0.7, 4, 2.0), _buff(21_406, 2.4, 1, 0.5)),
            self_buff=(2_202_560, 12_000),
        ),
        Kit(
            5, "lifebind", Role.HEALER, _WOOD,
            (_bullet(150_103, 1.1, 2), _bullet(150_104, 1.1, 2), _skill(1501, 0.5), _skill(1502, 0.5),
             _skill(1529, 2.6, 2, 0.6), _buff(21_424, 0.6, 3)),
            heals=(_buff(20_301, 0.8, 4, 2.2), _skill(1560, 2.6, 1, 0.8), _bullet(150_102, 1.0, 3),
                   _buff(21_414, 0.6, 5)),
            party_buff=(2_202_041, 1_500), shield_buff=2_202_120,
        ),
        Kit(
            9, "earthfort", Role.TANK, _ROCK,
            (_skill(199_902, 2.6, 3, 1.6), _skill(1922, 1.4, 2), _skill(1901, 0.6), _skill(1902, 0.6),
             _skill(1903, 0.8), _skill(1924, 2.2, 2), _skill(1907, 1.6, 3), _buff(50_049, 0.5, 6),
             _skill(1937, 3.8, 2, 0.4)),
            heals=(_buff(2_201_641, 1.0),), self_buff=(2_201_610, 10_000), shield_buff=50_052,
        ),
        Kit(
            9, "block", Role.TANK, _ROCK,
            (_skill(1930, 2.4, 2, 1.8), _skill(1932, 1.5, 3), _skill(1935, 2.0, 2), _buff(50_037, 1.2, 1, 1.6),
             _skill(1901, 0.6), _skill(1902, 0.6), _skill(1924, 2.2, 2), _skill(1925, 4.0, 1, 0.4)),
            heals=(_buff(2_201_080, 0.8),), self_buff=(2_201_590, 8_000), shield_buff=50_052,
        ),
        Kit(
            11, "wildpack", Role.DAMAGE, _LIGHT,
            (_pet(1_700_827, 1.1, 2, 2.4), _pet(1_700_820, 2.0, 2), _pet(1_700_826, 2.0, 1), _bullet(220_101, 0.7, 2),
             _bullet(220_104, 0.9, 4), _skill(2292, 2.8, 2, 0.6), _bullet(220_109, 1.6), _buff(2_203_102, 0.3, 3)),
            self_buff=(2_203_230, 3_000), pet=4,
        ),
        Kit(
            11, "falconry", Role.DAMAGE, _LIGHT,
            (_bullet(220_112, 1.5, 4, 2.0), _buff(2_203_622, 1.8, 2), _bullet(220_111, 1.2, 3),
             _skill(2352, 3.6, 2, 0.5), _bullet(220_101, 0.7, 2), _bullet(220_103, 1.4),
             _buff(2_203_291, 1.0, 2), _buff(55_231, 2.0)),
            self_buff=(2_203_591, 5_000),
        ),
        Kit(
            12, "recovery", Role.TANK, _LIGHT,
            (_skill(2405, 2.2, 2, 1.6), _skill(2401, 0.6), _skill(2402, 0.6), _skill(2403, 0.8), _skill(2410, 2.0, 2),
             _skill(2412, 2.4, 2, 0.6), _bullet(240_101, 1.4, 2), _buff(55_404, 0.3, 4)),
            heals=(_buff(55_421, 1.2), _buff(55_404, 0.3, 4), _buff(55_417, 0.6, 2)),
            self_buff=(2_206_180, 15_000), shield_buff=55_405,
        ),
        Kit(
            12, "shield", Role.TANK, _LIGHT,
            (_skill(2406, 1.8, 3, 1.6), _skill(2410, 2.0, 2), _skill(2417, 2.6, 2, 0.6), _skill(2421, 3.4, 1, 0.8),
             _bullet(240_102, 1.1, 2), _buff(2_206_243, 0.4, 3), _buff(55_432, 0.8, 4)),
            heals=(_buff(55_417, 0.6, 2), _buff(2_206_552, 2.0, 1, 0.5)),
            self_buff=(2_206_590, 5_000), party_buff=(2_206_030, 8_000), shield_buff=55_405,
        ),
        Kit(
            13, "dissonance", Role.HEALER, _FIRE,
            (_skill(2306, 2.4, 3, 1.8), _skill(2321, 0.6), _skill(2322, 0.6), _skill(2323, 0.8),
             _skill(230_101, 1.2, 4), _bullet(230_801, 1.5, 3), _skill(2313, 3.4, 1, 0.5), _skill(2317, 1.8, 2)),
            heals=(_buff(55_301, 0.8, 3, 1.4), _buff(55_304, 1.8)),
            party_buff=(2_207_650, 15_000),
        ),
        Kit(
            13, "concerto", Role.HEALER, _FIRE,
            (_skill(2301, 0.6), _skill(2302, 0.6), _skill(2303, 0.7), _skill(2304, 1.0), _bullet(230_401, 1.4, 3)),
            heals=(_buff(55_302, 1.0, 3, 2.0), _skill(2307, 2.2, 1, 0.8), _buff(55_342, 0.7, 4), _buff(55_339, 0.6, 5)),
            party_buff=(2_207_010, 10_000),
        ),
    )
}  # fmt: skip


class Imagine(NamedTuple):
    """A battle imagine: what is equipped, the summoned monster, and the skill it does its damage with."""

    skill_id: int
    monster_id: int
    damage: Skill


IMAGINES = (
    Imagine(3938, 3_000_023, Skill(Origin.SKILL, 1_006_940)),
    Imagine(3944, 3_000_038, Skill(Origin.SKILL, 1_008_440)),
    Imagine(3942, 3_000_025, Skill(Origin.SKILL, 1_007_741)),
    Imagine(3943, 3_000_024, Skill(Origin.SKILL, 1_008_140)),
    Imagine(3945, 3_000_036, Skill(Origin.SKILL, 1_008_540)),
    Imagine(3923, 3_000_022, Skill(Origin.SKILL, 1_700_440)),
    Imagine(3957, 3_000_053, Skill(Origin.SKILL, 1_100_740)),
    Imagine(3971, 3_000_069, Skill(Origin.SKILL, 111_069)),
)


class EnemyKit(NamedTuple):
    """A monster and what it does. Powers are shares of the target's maximum HP."""

    monster_id: int
    is_boss: bool
    swing: Skill  # at whoever it hates most
    swing_power: float
    swing_every_ms: int
    wave: Skill | None = None  # at everybody
    wave_power: float = 0.0
    wave_every_ms: int = 0
    debuff: int = 0  # put on everybody the wave hits
    finisher: Skill = Skill(Origin.SKILL, 0)  # what a scripted death is from


def _monster(skill_id: int) -> Skill:
    return Skill(Origin.SKILL, skill_id)


LIGHT_DRAGON = EnemyKit(
    102_701, True, _monster(10_270_101), 0.11, 1_900, _monster(10_270_106), 0.22, 14_000, 700_013, _monster(10_270_120)
)
BLOOMSHARD = EnemyKit(
    102_901, True, _monster(10_290_102), 0.10, 1_800, _monster(10_290_112), 0.2, 12_000, 802_911, _monster(10_290_106)
)
GOBLIN_KING = EnemyKit(
    1_400, True, _monster(2_002_812), 0.12, 2_100, _monster(2_002_824), 0.2, 13_000, 510_573, _monster(2_002_825)
)
GOBLIN_DAGGER = EnemyKit(1_415, False, _monster(100_301), 0.025, 1_500)
GOBLIN_SWORD = EnemyKit(1_406, False, _monster(100_401), 0.04, 2_200)
GOBLIN_AXE = EnemyKit(1_405, False, _monster(100_808), 0.05, 2_600)
GOBLIN_MAGE = EnemyKit(1_404, False, _monster(140_402), 0.03, 2_000)
LIGHT_SPIRIT = EnemyKit(102_704, False, _monster(10_270_102), 0.03, 2_000)
ILLUSORY_BLOOM = EnemyKit(102_906, False, _monster(115_302), 0.03, 1_700)
TRAINING_DUMMY = EnemyKit(115, False, _monster(0), 0.0, 0)

VOID_BURN = Skill(Origin.BUFF, 880_809)
"""Burning ground: hits without a named attacker."""

SHRINE = Skill(Origin.SKILL, 3_931)
"""Healing ground: heals without a named source."""
