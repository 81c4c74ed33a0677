"""Where windows go: each remembers its place for every set of screens, and none is ever off them. No Tk in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry, clamp, overlap, parse

MOST_PLACES = 60
"""Of all windows on all sets of screens; the oldest are forgotten."""


def key(window: str, screens: Sequence[Screen]) -> str:
    """Names a window's place on this set of screens."""
    return " ".join([window, *sorted(screen.whole.words() for screen in screens)])


def remembered(places: Mapping[str, str], window: str, screens: Sequence[Screen]) -> Geometry | None:
    """As stored(), moved into view; None = nowhere yet."""
    found = stored(places, window, screens)
    return into_view(found, screens) if found is not None else None


def stored(places: Mapping[str, str], window: str, screens: Sequence[Screen]) -> Geometry | None:
    """Where it was on these screens, else where it was last; None = nowhere yet."""
    found = (parse(places.get(name, "")) for name in (key(window, screens), f"{window} last"))
    return next((place for place in found if place is not None), None)


def with_place(places: Mapping[str, str], window: str, screens: Sequence[Screen], where: Geometry) -> dict[str, str]:
    """The places with this one in them, newest last."""
    names = (key(window, screens), f"{window} last")
    kept = {name: words for name, words in places.items() if name not in names}
    for name in names:
        kept[name] = where.words()
    return dict(list(kept.items())[-MOST_PLACES:])


def screen_of(where: Geometry, screens: Sequence[Screen]) -> Screen:
    """The one that shows most of a window; the main one if none does."""
    return max(screens, key=lambda screen: overlap(where, screen.whole))


def into_view(where: Geometry, screens: Sequence[Screen]) -> Geometry:
    """Moved and shrunk as little as it takes to lie wholly in the work area of the screen it is on most."""
    return clamp(where, screen_of(where, screens).work)


def first_place(width: int, height: int, corner: int, screens: Sequence[Screen]) -> Geometry:
    """In the upper right of the main screen, `corner` pixels from its edges: where games have their maps least."""
    work = screens[0].work
    return clamp(Geometry(work.x + work.width - width - corner, work.y + corner, width, height), work)
