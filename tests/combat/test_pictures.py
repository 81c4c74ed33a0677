"""Which snapshots are made, and when anew."""

from __future__ import annotations

from fight_events import ANNA, BOSS, hit
from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import EVENING_LOOKS, Pictures, Scope
from resonance.combat.rules import Rules
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tracker import Tracker


def test_evening_follows_a_running_fight_once_a_second() -> None:
    """With the fifth look it has everything; the encounter with each."""
    tracker = Tracker(names.load(), Rules(0))
    tracker.apply(hit(1_000, ANNA, BOSS, 100))
    pictures = Pictures(Scope.EVENING)
    pictures.watch(frozenset({Scope.ENCOUNTER}))
    pictures.follow(tracker.current)
    seen = []
    for look in range(EVENING_LOOKS + 1):
        shown = pictures.looked_at()
        evening, encounter = shown[Scope.EVENING], shown[Scope.ENCOUNTER]
        assert evening is not None
        assert encounter is not None
        assert encounter.damage.amount == 100 * (look + 1)
        seen.append(evening.damage.amount)
        tracker.apply(hit(1_100 + look, ANNA, BOSS, 100))
    assert seen == [*[100] * EVENING_LOOKS, 100 * (EVENING_LOOKS + 1)]


def test_other_settings_show_at_once() -> None:
    """Nothing made before is shown again."""
    tracker = Tracker(names.load(), Rules(0))
    tracker.apply(hit(1_000, ANNA, BOSS, 100))
    pictures = Pictures(Scope.EVENING)
    pictures.follow(tracker.current)
    pictures.looked_at()
    pictures.use(ClockChoice.BOSS, AmountChoice.EFFECTIVE)
    evening = pictures.looked_at()[Scope.EVENING]
    assert evening is not None
    assert (evening.clock, evening.amounts) == (ClockChoice.BOSS, AmountChoice.EFFECTIVE)
