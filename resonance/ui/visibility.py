"""When the meter hides by itself, and why. No Tk in here."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.settings import Settings


class Visibility:
    """Looks at the fight and at the window in front, a few times a second, and says whether to show the meter."""

    def __init__(self) -> None:
        self.hidden_by_hand = False
        self._hit_at_s: float | None = None  # when a fight last went on; None = not since the start
        self._seen: tuple[int, int] | None = None  # the fight as it was looked at last
        self._game_was_in_front = False

    def look(self, now_s: float, snapshot: Snapshot | None) -> None:
        """`now_s`: a clock that never goes back."""
        seen = (snapshot.started_at_ms, snapshot.elapsed_ms) if snapshot is not None else None
        if seen != self._seen:
            self._seen = seen
            if snapshot is not None and not snapshot.ended:
                self._hit_at_s = now_s
        if self._hit_at_s is None:
            self._hit_at_s = now_s  # the start counts: a meter that hides at once looks broken

    def is_shown(self, now_s: float, settings: Settings, in_front: str | None) -> bool:
        """`in_front`: see Desktop. Where it cannot be known, and until the game was seen, nothing is hidden for it."""
        if self.hidden_by_hand:
            return False
        if settings.hide_behind and in_front and self._is_behind(settings, in_front):
            return False
        quiet_s = now_s - self._hit_at_s if self._hit_at_s is not None else 0.0
        return not (settings.hide_out_of_combat and quiet_s > settings.hide_after_s)

    def _is_behind(self, settings: Settings, in_front: str) -> bool:
        words = [word.strip().casefold() for word in settings.game_windows.split(",") if word.strip()]
        is_game = any(word in in_front.casefold() for word in words)
        self._game_was_in_front |= is_game
        return self._game_was_in_front and not is_game
