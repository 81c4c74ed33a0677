"""The timeline of a page: players in their colours, boss HP as a thin line, deaths as crosses on the axis; as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.combat.record import ActorInfo
from resonance.combat.tally import View
from resonance.combat.timeline import boss_hp, boss_segments, curve_of, from_ms, seconds_of, step_of, stretch, tick_step
from resonance.export.html_parts import Markup, element, join
from resonance.export.html_tables import Page
from resonance.export.people import actor_name, player_name
from resonance.texts import say

MOST_CURVES = 10
"""Players: with more lines, none can be followed."""

# Units of the picture, which is as wide as the page.
WIDTH, HEIGHT = 1_000, 260
LEFT, RIGHT, TOP, BOTTOM = 60, 990, 26, 232
SPAN_TOP, SPAN_HEIGHT = 16, 4
CROSS = 5
TICKS = 10
GRID_LINES = 3


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a fight to the picture."""

    seconds: int
    step_s: int
    top: float  # the largest amount per second

    def x(self, second: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(second, 0.0), self.seconds) / self.seconds

    def x_of(self, point: int) -> float:
        """The first and the last point of a curve stand at the ends, any other in the middle of its step."""
        if (point + 1) * self.step_s >= self.seconds:
            return RIGHT
        return self.x((point + 0.5) * self.step_s if point else 0)

    def y(self, share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * share


def timeline(page: Page, view: View) -> Markup:
    """The curves of the largest players of the view, and a legend; "" where there is nothing to draw."""
    chosen = {row.actor.actor_id for row in page.snapshot.players}
    actors = [row.actor for row in page.whole.rows(view) if row.actor.actor_id in chosen][:MOST_CURVES]
    curves = [curve_of(page.whole, view, [actor.actor_id]) for actor in actors]
    seconds = seconds_of(page.whole)
    top = max((max(curve, default=0.0) for curve in curves), default=0.0)
    if seconds < 2 or not top:
        return Markup("")
    scale = _Scale(seconds, step_of(seconds), top)
    lines = [
        element("polyline", points=_points(scale, curve, top), class_=f"curve {page.class_of(actor)}")
        for actor, curve in zip(actors, curves, strict=True)
    ]
    svg = element(
        "svg",
        *_grid(scale),
        *_pulls(page, scale),
        *reversed(lines),  # the largest lies above the others
        *_hp_lines(page, scale),
        *_deaths(page, scale),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=say("Timeline"),
    )
    return join(_legend(page, actors), svg)


def _points(scale: _Scale, values: Sequence[float], top: float) -> str:
    return " ".join(f"{scale.x_of(point):.1f},{scale.y(value / top):.1f}" for point, value in enumerate(values))


def _grid(scale: _Scale) -> Iterable[Markup]:
    for line in range(GRID_LINES + 1):
        y = f"{scale.y(line / GRID_LINES):.1f}"
        yield element("line", x1=str(LEFT), x2=str(RIGHT), y1=y, y2=y, class_="grid")
        amount = formats.short(scale.top * line / GRID_LINES)
        yield element("text", amount, x=str(LEFT - 6), y=y, dy="4", text_anchor="end")
    for second in range(0, scale.seconds, tick_step(scale.seconds, TICKS)):
        x = f"{scale.x(second):.1f}"
        yield element("text", formats.duration(second * 1000), x=x, y=str(BOTTOM + 20), text_anchor="middle")


def _pulls(page: Page, scale: _Scale) -> Iterable[Markup]:
    if page.whole.segment is not None:
        return
    for segment in boss_segments(page.whole):
        left, right = (scale.x(second) for second in stretch(page.whole, segment))
        words = say("Pull {number}", number=segment.attempt)
        yield element(
            "rect",
            element("title", words),
            x=f"{left:.1f}",
            y=str(SPAN_TOP),
            width=f"{max(right - left, 1):.1f}",
            height=str(SPAN_HEIGHT),
            class_="pull",
        )
        if right - left > 8 * len(words):
            yield element("text", words, x=f"{left:.1f}", y=str(SPAN_TOP - 4))


def _hp_lines(page: Page, scale: _Scale) -> Iterable[Markup]:
    """Broken where the HP are not known."""
    points: list[str] = []
    for index, share in enumerate((*boss_hp(page.whole), None)):
        if share is not None:
            points.append(f"{scale.x_of(index):.1f},{scale.y(share):.1f}")
            continue
        if len(points) > 1:
            yield element("polyline", points=" ".join(points), class_="hp")
        points = []


def _deaths(page: Page, scale: _Scale) -> Iterable[Markup]:
    for death in page.snapshot.deaths:
        x = scale.x((death.at_ms - from_ms(page.whole)) / 1000)
        name = actor_name(page.snapshot, death.actor, page.names)
        path = (
            f"M{x - CROSS:.1f} {BOTTOM - CROSS}L{x + CROSS:.1f} {BOTTOM + CROSS}"
            f"M{x - CROSS:.1f} {BOTTOM + CROSS}L{x + CROSS:.1f} {BOTTOM - CROSS}"
        )
        yield element("path", element("title", say("{name} died", name=name)), d=path, class_="death")


def _legend(page: Page, actors: Sequence[ActorInfo]) -> Markup:
    entries = [
        element("li", element("span", class_=page.class_of(actor)), player_name(actor, page.names)) for actor in actors
    ]
    if any(share is not None for share in boss_hp(page.whole)):
        entries.append(element("li", element("span"), say("Boss HP")))
    return element("ul", *entries, class_="legend")
