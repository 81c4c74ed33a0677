"""The people of the simulated fights: made-up names in the scripts real players write in, and their bodies."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from resonance.events import player_id
from resonance.simulate.bodies import Body
from resonance.simulate.kits import IMAGINES, KITS, Role

LEVEL = 60
TEAM_ID = 7_340_014

_MAX_HP = {Role.DAMAGE: 310_000, Role.HEALER: 330_000, Role.TANK: 820_000}


class Person(NamedTuple):
    name: str
    spec: str  # key of KITS


LONG_NAME = "Maximiliana von und zu Hohenfels-Sonnenschein der Dritten Morgenröte"

RAIDERS = (
    Person("Mirabelle", "frostbeam"),
    Person("月下独酌", "moonstrike"),
    Person("さくらもち", "lifebind"),
    Person("Grimgar", "recovery"),
    Person("별빛사냥꾼", "falconry"),
    Person("Снежная Лисица", "icicle"),
    Person("🔥Pyra🔥", "crimson"),
    Person("青岚听雨", "vanguard"),
    Person("Zoë Kærlighed", "wildpack"),
    Person("ヴァルキュリア改", "concerto"),
    Person("Xx_ShadowStep_xX", "iaido"),
    Person("하늘고래", "block"),
    Person(LONG_NAME, "skyward"),
    Person("火锅不要香菜", "formless"),
    Person("Тихий Гром", "iaido"),
    Person("もふもふ団長🐾", "smite"),
    Person("Q", "falconry"),
    Person("눈꽃마녀", "icicle"),
    Person("Łucja", "dissonance"),
    Person("听风的人", "vanguard"),
)
"""Twenty: two tanks, four healers, fourteen for damage. The first is the local player where a scenario takes one."""

PARTY = tuple(RAIDERS[index] for index in (10, 11, 2, 5, 8))
"""Five: a tank, a healer, three for damage."""

DEMO = tuple(RAIDERS[index] for index in (0, 1, 3, 4, 6, 7, 8, 2, 14, 15))
"""Ten people of every kind."""

_PASSERS_BY = (
    "Nebula", "白露为霜", "ルナ", "바람개비", "Соловей", "☕Mocha", "Étoile", "糖醋里脊",
    "ねこまんま", "달빛", "Björk", "Ворон", "🍀Clover🍀", "云深不知处", "クロワッサン",
    "해바라기", "Ñandú", "小鱼干", "ナイトメア", "Quill", "无聊的喵", "Ösp", "風来坊", "꿀단지",
)  # fmt: skip


def people(count: int) -> Iterator[Person]:
    """As many as asked for: the raiders, then others by number."""
    yield from RAIDERS[:count]
    specs = [person.spec for person in RAIDERS]
    for index in range(len(RAIDERS), count):
        yield Person(f"Raider {index + 1}", specs[index % len(specs)])


def passers_by() -> Iterator[Person]:
    """People met in town, without end; after the first round with a number."""
    specs = list(KITS)
    index = 0
    while True:
        round_, place = divmod(index, len(_PASSERS_BY))
        name = _PASSERS_BY[place] + (f" {round_ + 1}" if round_ else "")
        yield Person(name, specs[index % len(specs)])
        index += 1


def body_of(person: Person, rng: random.Random, *, team_id: int = TEAM_ID) -> Body:
    """Somebody's character, with plausible level, ability score and HP."""
    kit = KITS[person.spec]
    max_hp = int(_MAX_HP[kit.role] * rng.uniform(0.85, 1.2))
    return Body(
        player_id(uid_of_person(person)),
        max_hp=max_hp,
        hp=max_hp,
        name=person.name,
        class_id=kit.class_id,
        level=LEVEL,
        season_level=rng.randint(60, 100),
        ability_score=rng.randint(41_000, 58_000),
        season_strength=rng.randint(2_300, 3_200),
        skill_ids=(*kit.skill_ids, *(imagine.skill_id for imagine in rng.sample(IMAGINES, 2))),
        team_id=team_id,
        x=rng.uniform(-40, 40),
        z=rng.uniform(-40, 40),
    )


def uid_of_person(person: Person) -> int:
    """The same person has the same number in every recording. Bit 10 of it is for bots (protocol.md 6)."""
    return (10_000 + zlib.crc32(person.name.encode()) % 90_000_000) & ~(1 << 10)
