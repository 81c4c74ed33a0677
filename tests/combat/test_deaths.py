"""Deaths and revives: a table of stories, and what the record tells of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fights import ANNA, BEN, BOSS, CLEO, WOLF, heal, hit

from resonance.combat.buffs import LayersChanged
from resonance.combat.deaths import HELP_MS, MAX_LINES, RECAP_MS, SAME_DEATH_MS, SAME_REVIVE_MS, Deaths
from resonance.combat.record import EncounterRecord, RecapKind, RecapLine
from resonance.events import ENVIRONMENT, Origin

Step = Callable[[Deaths], None]
KILLER, CLAW = 7001, 7002  # skills
SHELL, SLOW = 2_110_000, 2_110_001  # buffs


def blow(at_ms: int, source: int = WOLF, skill_id: int = KILLER, amount: int = 900, target: int = ANNA) -> Step:
    """A killing hit; what it really took is 500 HP."""
    event = hit(at_ms, source, target, amount, hp_loss=500, skill_id=skill_id, killed=True)
    return lambda deaths: deaths.hit(event, source, 500, 0)


def claw(at_ms: int, source: int = WOLF, amount: int = 100) -> Step:
    event = hit(at_ms, source, ANNA, amount, skill_id=CLAW)
    return lambda deaths: deaths.hit(event, source, 600, 500)


def heals(at_ms: int, source: int = BEN) -> Step:
    return lambda deaths: deaths.heal(heal(at_ms, source, ANNA, 50), source, 450, 500)


def buffs(at_ms: int, source: int = BEN, layers: int = 1, *, put_on: bool = True) -> Step:
    return lambda deaths: deaths.buff(LayersChanged(at_ms, ANNA, SLOW, layers, put_on, source))


def dies(at_ms: int, actor: int = ANNA) -> Step:
    return lambda deaths: deaths.died(at_ms, actor)


def lives(at_ms: int, actor: int = ANNA) -> Step:
    return lambda deaths: deaths.revived(at_ms, actor)


def play(*steps: Step) -> EncounterRecord:
    record = EncounterRecord(0)
    deaths = Deaths(record)
    for step in steps:
        step(deaths)
    return record


DEATHS: dict[str, tuple[list[Step], list[tuple[int, int | None, int | None]]]] = {  # (at_ms, killer, skill)
    "a killing hit": ([blow(5)], [(5, WOLF, KILLER)]),
    "a state": ([dies(5)], [(5, None, None)]),
    "a killing hit, then the state": ([blow(5), dies(5), dies(SAME_DEATH_MS)], [(5, WOLF, KILLER)]),
    "the state, then the killing hit": ([dies(5), blow(5 + SAME_DEATH_MS)], [(5, WOLF, KILLER)]),
    "the state, then a killing hit too late": (
        [dies(5), blow(6 + SAME_DEATH_MS)],
        [(5, None, None), (6 + SAME_DEATH_MS, WOLF, KILLER)],
    ),
    "the state after the hits": ([claw(1), claw(2, BOSS), dies(5)], [(5, BOSS, CLAW)]),
    "the last hit did nothing": ([claw(1), claw(2, BOSS, 0), dies(5)], [(5, WOLF, CLAW)]),
    "a heal after the last hit": ([claw(1), heals(2), dies(5)], [(5, WOLF, CLAW)]),
    "the last hit is long ago": ([claw(1), dies(2 + RECAP_MS)], [(2 + RECAP_MS, None, None)]),
    "the state, then hits of the same message": ([dies(5), claw(5), claw(5, BOSS, 0)], [(5, WOLF, CLAW)]),
    "the state, then hits of the same message, one of them killing": (
        [dies(5), claw(5, BOSS), blow(5)],
        [(5, WOLF, KILLER)],
    ),
    "the killing hit told twice": ([blow(5), blow(6, BOSS, CLAW)], [(5, WOLF, KILLER)]),
    "a fall": ([blow(5, ENVIRONMENT)], [(5, None, KILLER)]),
    "two deaths with time between": ([blow(5), blow(6 + SAME_DEATH_MS)], [(5, WOLF, KILLER), (2_006, WOLF, KILLER)]),
    "two deaths with a revive between": ([blow(5), lives(6), dies(7), blow(8)], [(5, WOLF, KILLER), (7, WOLF, KILLER)]),
    "a monster": ([blow(5, ANNA, target=WOLF), dies(6, BOSS)], []),
}


@pytest.mark.parametrize(("steps", "expected"), DEATHS.values(), ids=DEATHS.keys())
def test_deaths_and_their_killers(steps: list[Step], expected: list[tuple[int, int | None, int | None]]) -> None:
    """Killing hit and state are one death, whichever comes first, and the hit says who did it."""
    record = play(*steps)
    assert [(death.at_ms, death.killer, death.skill_id) for death in record.deaths] == expected
    assert {death.actor for death in record.deaths} <= {ANNA}


def test_recap_of_everything_that_can_happen() -> None:
    """Every kind of line, with source, skill, amount and HP."""
    record = play(
        claw(1_000),
        heals(2_000),
        lambda deaths: deaths.shield(3_000, ANNA, CLEO, SHELL, 80),
        buffs(4_000, WOLF, 3),
        buffs(5_000, WOLF, 0, put_on=False),
        blow(6_000),
    )
    (death,) = record.deaths
    assert death.recap == [
        RecapLine(1_000, RecapKind.HIT, WOLF, Origin.SKILL, CLAW, 100, 600, 500, False),
        RecapLine(2_000, RecapKind.HEAL, BEN, Origin.SKILL, 1518, 50, 450, 500, False),
        RecapLine(3_000, RecapKind.SHIELD, CLEO, Origin.BUFF, SHELL, 80, None, None, False),
        RecapLine(4_000, RecapKind.BUFF_ON, WOLF, Origin.BUFF, SLOW, 3, None, None, False),
        RecapLine(5_000, RecapKind.BUFF_OFF, WOLF, Origin.BUFF, SLOW, 0, None, None, False),
        RecapLine(6_000, RecapKind.HIT, WOLF, Origin.SKILL, KILLER, 900, 500, 0, True),
    ]


RECAPS: dict[str, tuple[list[Step], list[tuple[int, bool]]]] = {  # (at_ms, killed) of each line of the last death
    "ten seconds": (
        [claw(0), claw(1), claw(RECAP_MS), blow(1 + RECAP_MS)],
        [(1, False), (10_000, False), (10_001, True)],
    ),
    "silence before the death": ([claw(0), blow(90_000)], [(90_000, True)]),
    "the blow comes after the state": ([claw(4), dies(5), blow(900)], [(4, False), (900, True)]),
    "other things come between": ([claw(4), dies(5), claw(6), heals(7), buffs(8), blow(9)], [(4, False), (9, True)]),
    "the rest of the message": ([dies(5), claw(5), blow(5), claw(5), heals(5)], [(5, False), (5, True)]),
    "things after the blow": ([blow(5), claw(5), claw(6), heals(7), blow(8)], [(5, True)]),
    "a shield told late": (
        [claw(5), lambda deaths: deaths.shield(3, ANNA, BEN, SHELL, 80), blow(6)],
        [(3, False), (5, False), (6, True)],
    ),
    "the life before": ([claw(1), blow(2), claw(3), lives(4), claw(5), blow(6)], [(5, False), (6, True)]),
    "a second revive message is no new life": (
        [blow(2), lives(4), claw(5), lives(6), blow(7)],
        [(5, False), (7, True)],
    ),
    "the death before, its revive not seen": ([claw(1), blow(2), blow(5_000)], [(5_000, True)]),
    "hits on others": ([lambda deaths: deaths.hit(hit(1, WOLF, BEN), WOLF, 9, 8), blow(2)], [(2, True)]),
}


@pytest.mark.parametrize(("steps", "expected"), RECAPS.values(), ids=RECAPS.keys())
def test_lines_of_a_recap(steps: list[Step], expected: list[tuple[int, bool]]) -> None:
    """The last ten seconds of this life, oldest first, and the killing blow last."""
    recap = play(*steps).deaths[-1].recap
    assert [(line.at_ms, line.killed) for line in recap] == expected


REVIVES: dict[str, tuple[list[Step], list[tuple[int, int | None]]]] = {  # (at_ms, by)
    "nobody seen": ([blow(5), lives(9_000)], [(9_000, None)]),
    "no death seen": ([lives(5)], [(5, None)]),
    "healed just before": ([blow(5), heals(8_500), lives(9_000)], [(9_000, BEN)]),
    "buffed just before": ([blow(5), buffs(8_500, CLEO), lives(9_000)], [(9_000, CLEO)]),
    "the last of two before": ([blow(5), heals(8_500), buffs(8_600, CLEO), lives(9_000)], [(9_000, CLEO)]),
    "healed just after": ([blow(5), lives(9_000), heals(9_000 + HELP_MS), buffs(9_001, CLEO)], [(9_000, BEN)]),
    "healed before and after": ([blow(5), heals(8_900), lives(9_000), heals(9_001, CLEO)], [(9_000, BEN)]),
    "too long before": ([blow(5), heals(9_000 - HELP_MS - 1), lives(9_000)], [(9_000, None)]),
    "too long after": ([blow(5), lives(9_000), heals(9_001 + HELP_MS)], [(9_000, None)]),
    "healed before the death": ([heals(1), blow(5), lives(6)], [(6, None)]),
    "by themselves": ([blow(5), heals(8_900, ANNA), lives(9_000), buffs(9_001, ANNA)], [(9_000, None)]),
    "by a monster": ([blow(5), buffs(8_900, WOLF), lives(9_000)], [(9_000, None)]),
    "a buff that was on already": ([blow(5), buffs(8_900, put_on=False), lives(9_000)], [(9_000, None)]),
    "told twice": ([blow(5), lives(9_000), lives(9_000 + SAME_REVIVE_MS)], [(9_000, None)]),
    "two": ([blow(5), lives(9_000), blow(9_100), lives(9_200)], [(9_000, None), (9_200, None)]),
    "two, no death seen between": ([lives(5), lives(6 + SAME_REVIVE_MS)], [(5, None), (2_006, None)]),
    "a monster lives again": ([lives(5, BOSS)], []),
}


@pytest.mark.parametrize(("steps", "expected"), REVIVES.values(), ids=REVIVES.keys())
def test_revives_and_who_did_it(steps: list[Step], expected: list[tuple[int, int | None]]) -> None:
    """Message and state are one revive; another player who healed or buffed them in that second did it."""
    record = play(*steps)
    assert [(revive.at_ms, revive.by) for revive in record.revives] == expected
    assert {revive.actor for revive in record.revives} <= {ANNA}


def test_order_within_a_millisecond() -> None:
    """As it was told: the game's order, not one by kind or source."""
    (death,) = play(heals(5), claw(5, WOLF), buffs(5), claw(5, BOSS), blow(5, BEN)).deaths
    assert [(line.kind, line.source) for line in death.recap] == [
        (RecapKind.HEAL, BEN),
        (RecapKind.HIT, WOLF),
        (RecapKind.BUFF_ON, BEN),
        (RecapKind.HIT, BOSS),
        (RecapKind.HIT, BEN),
    ]


def test_every_player_has_a_recap_of_their_own() -> None:
    record = play(claw(1), blow(2, target=BEN), heals(3), blow(4))
    assert [(death.actor, [line.at_ms for line in death.recap]) for death in record.deaths] == [
        (BEN, [2]),
        (ANNA, [1, 3, 4]),
    ]


def test_long_fight_keeps_only_the_last_seconds() -> None:
    """Hours of hits leave ten seconds behind, and a flood in these no more than the newest lines."""
    deaths = Deaths(EncounterRecord(0))
    for second in range(20_000):
        claw(1_000 * second)(deaths)
    assert len(deaths._victims[ANNA].lines) == RECAP_MS // 1_000 + 1
    for _ in range(2 * MAX_LINES):
        claw(20_000_000)(deaths)
    assert len(deaths._victims[ANNA].lines) == MAX_LINES
