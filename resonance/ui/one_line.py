"""Mini mode as the window does it: one line, that grows while the pointer is over it."""

from __future__ import annotations

from collections.abc import Callable

from resonance.ui.geometry import Geometry
from resonance.ui.window import BorderlessWindow

SHRINK_MS = 400
"""How long the pointer may be away from a grown window before it is one line again."""


class OneLine:
    def __init__(
        self,
        window: BorderlessWindow,
        *,
        into_view: Callable[[Geometry], Geometry],
        is_held: Callable[[], bool],
        changed: Callable[[], None],
    ) -> None:
        """`is_held`: something keeps it grown, such as an open menu. `changed`: it is another size now."""
        self.is_on = False
        self.height = 0  # of the line, in screen pixels
        self.full_height = 0  # of the window when it is not one line
        self._window = window
        self._into_view = into_view
        self._is_held = is_held
        self._changed = changed
        self._grown_from: Geometry | None = None  # where the line was; None = it has not grown
        self._job: str | None = None
        window.bind("<Enter>", lambda event: self._grow())
        window.bind("<Leave>", lambda event: self._shrink_later())

    @property
    def is_shown(self) -> bool:
        """Whether the window is one line now."""
        return self.is_on and self._grown_from is None

    def use(self, on: bool, height: int) -> None:
        """Be one line of this height from now on, or not."""
        if (on, height) == (self.is_on, self.height):
            return
        was_on, place = self.is_on, self.where()
        self.is_on, self.height, self._grown_from = on, height, None
        if on or was_on:
            self._window.place_at(self.as_shown(place) if on else self._into_view(place))

    def as_shown(self, whole: Geometry) -> Geometry:
        """Where a window goes that would stand there if it were not one line; of one line, all is in view."""
        self.full_height = whole.height
        return self._into_view(whole._replace(height=self.height)) if self.is_shown else whole

    def where(self) -> Geometry:
        """Where the window stands, or would if it were not one line."""
        if not self.is_on:
            return self._window.where()
        return (self._grown_from or self._window.where())._replace(height=self.full_height)

    def moved(self, where: Geometry) -> None:
        """By hand: a grown window shrinks to where it is now."""
        if not self.is_on:
            self.full_height = where.height
        elif self._grown_from is not None:
            self._grown_from = where._replace(height=self.height)

    def close(self) -> None:
        if self._job is not None:
            self._window.after_cancel(self._job)
            self._job = None

    def _grow(self) -> None:
        self.close()
        if self.is_shown:
            self._grown_from = self._window.where()
            self._window.place_at(self._into_view(self._grown_from._replace(height=self.full_height)))
            self._changed()

    def _shrink_later(self) -> None:
        if self._grown_from is not None and self._job is None:
            self._job = self._window.after(SHRINK_MS, self._shrink)

    def _shrink(self) -> None:
        """Unless the pointer is over it: entering a menu or a tip is a <Leave> too."""
        self._job = None
        x, y = self._window.winfo_pointerxy()
        where = self._window.where()
        is_over = where.x <= x < where.x + where.width and where.y <= y < where.y + where.height
        if is_over or self._is_held():
            self._shrink_later()
        elif self._grown_from is not None:
            line, self._grown_from = self._grown_from, None
            self._window.place_at(line)
            self._changed()
