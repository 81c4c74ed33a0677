"""What the messages of a dungeon say about where one fight ends and the next begins.

Hearsay (protocol.md 5.11, 10.4): no capture shows these messages filled. So they only add boundaries where they come,
and nothing waits for them.
"""

from __future__ import annotations

from resonance.events import DungeonChanged

PLAYING, END, SETTLEMENT = 3, 4, 5  # FlowInfo.state
BOUNDARY_DELAY_MS = 3_000  # the last hits come after the message that ends their fight (protocol.md 10.3)
NO_BOUNDARIES = frozenset((*range(1301104, 1301107), 6521002, 6521003, 1083, 1302101, *range(920501, 920508)))
"""Objectives that come and go within a fight (protocol.md 10.3)."""


class Dungeon:
    """What was told last in this scene, and the boundaries that are due."""

    def __init__(self) -> None:
        self.state: int | None = None  # FlowInfo.state; None = not told
        self.objectives: dict[int, list[int]] = {}  # [progress, complete] by target
        self.end_due_ms: int | None = None  # it said that it is over; None = it did not
        self.split_due_ms: int | None = None  # an objective changed

    def leave(self) -> None:
        """Another scene."""
        self.state = None
        self.objectives.clear()

    def clear_due(self) -> None:
        """An encounter begins or has ended: what was due was about the one before."""
        self.end_due_ms = self.split_due_ms = None

    def begins(self, event: DungeonChanged) -> bool:
        """Is it only now being played? Then whatever was fought before is over."""
        return event.state == PLAYING != self.state

    def changed(self, event: DungeonChanged) -> None:
        """A reconnect brings all of it once more, so only what is another than before is a boundary."""
        if event.state not in (None, self.state):
            self.state = event.state
            if event.state in (END, SETTLEMENT) and self.end_due_ms is None:
                self.end_due_ms = event.at_ms + BOUNDARY_DELAY_MS
        for target_id, *progress in event.targets:
            if target_id in NO_BOUNDARIES or self.objectives.get(target_id) == progress:
                continue
            self.objectives[target_id] = progress
            if progress == [0, 0] or all(progress):  # newly set, or completed
                self.split_due_ms = event.at_ms + BOUNDARY_DELAY_MS

    def is_over(self, now_ms: int) -> bool:
        return self.end_due_ms is not None and now_ms >= self.end_due_ms

    def has_moved_on(self, now_ms: int) -> bool:
        """To another objective."""
        return self.split_due_ms is not None and now_ms >= self.split_due_ms
