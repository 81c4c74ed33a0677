"""Builders for stories of attempts at a boss, and the segments that came of them."""

from __future__ import annotations

from fights import ANNA, BOSS, SECOND, Story, boss_appears, hit, seen

from resonance.events import ActorState, Died, Event, LocalPlayerKnown, SceneEntered

DUNGEON = 6008

Expected = tuple[str, int | None, str, int]  # kind, attempt, result, damage


def at(seconds: float) -> int:
    return int(seconds * SECOND)


def enter(*events: Event) -> list[Event]:
    """In a dungeon, where silence does not end the encounter, with a boss of a million HP."""
    return [SceneEntered(0, DUNGEON, 1, None), LocalPlayerKnown(0, ANNA), boss_appears(), *events]


def kills(at_ms: int, player: int) -> list[Event]:
    """A boss's hit kills a player, and the player's state says so."""
    return [hit(at_ms, BOSS, player, killed=True), seen(player, at_ms, state=ActorState.DEAD), Died(at_ms, player)]


def boss_hp(at_ms: int, hp: int, boss: int = BOSS) -> Event:
    return seen(boss, at_ms, hp=hp)


def segments_of(story: Story) -> list[Expected]:
    snapshot = story.only
    return [
        (str(each.kind), each.attempt, str(each.result), damage)
        for each, damage in zip(snapshot.segments, snapshot.segment_damage, strict=True)
    ]
