"""A stroll through town: many come and go with buffs and pets, a line change, not one hit."""

from __future__ import annotations

import random
from collections.abc import Iterator

from resonance.protocol.packet import RawPacket
from resonance.simulate import scene
from resonance.simulate.bodies import Body
from resonance.simulate.encode import Attribute
from resonance.simulate.kits import KITS
from resonance.simulate.options import Stage
from resonance.simulate.roster import RAIDERS, body_of, passers_by
from resonance.simulate.world import LEFT_BY_TRANSFER, LEFT_VIEW, PERMANENT, TICK_MS, World

SCENE_ID = 8  # Asterleeds
LINES = (12, 31)

_DEFAULT_SECONDS = 140.0
_CROWD = 18  # people in view, about
_FOOD_BUFF = 2_010_071
_PET = 54
_JUMP, _RIDE = 3, 33  # actor states (protocol.md 7.4)


class _Crowd:
    """Whoever is near on one line."""

    def __init__(self, world: World, newcomers: Iterator[Body]) -> None:
        self._world = world
        self._newcomers = newcomers
        self._people: list[tuple[Body, list[Body]]] = []  # with their pets

    def step(self) -> None:
        """A tenth of a second: somebody comes, goes, eats, jumps or spends a skill point."""
        rng = self._world.rng
        if rng.random() < (0.35 if len(self._people) < _CROWD else 0.12):
            self._come(next(self._newcomers))
        if self._people and rng.random() < 0.1 * len(self._people) / _CROWD:
            self._go(rng.randrange(len(self._people)))
        for body, _ in self._people:
            if rng.random() < 0.05:
                self._do_something(body, rng)

    def _come(self, body: Body) -> None:
        world = self._world
        world.appear([body])
        for _ in range(3):
            world.buff_on(body, body, _FOOD_BUFF, PERMANENT)
        pets = [world.summon(body, _PET, ())] if world.rng.random() < 0.2 else []
        self._people.append((body, pets))

    def _go(self, index: int) -> None:
        body, pets = self._people.pop(index)
        reason = LEFT_BY_TRANSFER if self._world.rng.random() < 0.15 else LEFT_VIEW
        for gone in (body, *pets):
            self._world.leave(gone, reason)

    def _do_something(self, body: Body, rng: random.Random) -> None:
        world = self._world
        kind = rng.random()
        if kind < 0.4:
            world.set(body, Attribute.STATE, rng.choice((0, _JUMP, _RIDE)))
        elif kind < 0.6:
            world.set(body, Attribute.TEAM, 0 if rng.random() < 0.5 else rng.randint(1, 1 << 24))
        elif kind < 0.9:
            for kit in KITS.values():
                if kit.class_id == body.class_id and kit.self_buff[0]:
                    world.buff_on(body, body, *kit.self_buff)
        else:
            world.set(body, Attribute.ABILITY_SCORE, body.ability_score + rng.randint(1, 400))


def play(stage: Stage) -> Iterator[RawPacket]:
    world = stage.world
    seconds = stage.options.seconds or _DEFAULT_SECONDS
    local = world.add_player(body_of(RAIDERS[0], world.rng, team_id=0), local=True)
    newcomers = _newcomers(world)
    for line in LINES:
        yield from scene.enter(world, SCENE_ID, line, name="Asterleeds")
        crowd = _Crowd(world, newcomers)
        steps = round(seconds * 1000 / TICK_MS / len(LINES))
        for step in range(steps):
            crowd.step()
            if step == steps // 2:
                scene.score_changed(world, local.ability_score + 250)
                scene.currency_gained(world, 10_002, 500_000 + step)
            if step % 90 == 50:
                scene.items_shown(world)
                world.buff_on(local, local, _FOOD_BUFF, PERMANENT)
            yield from world.tick()
    yield from world.disconnect()


def _newcomers(world: World) -> Iterator[Body]:
    for person in passers_by():
        yield world.add_player(body_of(person, world.rng, team_id=0))
