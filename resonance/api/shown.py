"""Snapshot -> what an overlay draws: words and lengths of bars, as the meter would show them."""

from __future__ import annotations

from typing import Any

from resonance import formats
from resonance.colours import Colours
from resonance.combat import metrics
from resonance.combat.columns import BY_KEY
from resonance.combat.record import ActorInfo
from resonance.combat.snapshot import PlayerRow, Snapshot
from resonance.combat.tally import View
from resonance.export.deaths import cause
from resonance.export.fight import dead_in, hp_share, place_words, shown_boss
from resonance.export.people import player_name, role
from resonance.export.plain_text import result_word, shown_segment
from resonance.names import Names
from resonance.settings import Settings
from resonance.texts import say

MOST_ROWS = 40
"""Players of a view. More than any group has; in a town, the largest."""

MOST_DEATHS = 12
"""The newest."""

VIEWS = {View.DAMAGE: "damage", View.HEALING: "healing", View.TAKEN: "taken"}


def shown(snapshot: Snapshot | None, names: Names, settings: Settings, *, paused: bool) -> dict[str, Any]:
    """With `fight` None while there is nothing to show."""
    return {
        "scope": settings.scope,
        "theme": settings.theme,
        "language": settings.language,
        "paused": paused,
        "words": _words(),
        "fight": None if snapshot is None else _fight(snapshot, names, _colours(names, settings)),
    }


def _words() -> dict[str, str]:
    return {
        "waiting": say("Connected: waiting for the first hit."),
        "paused": say("Paused"),
        "group": say("Group"),
        "you": say("You"),
    }


def _colours(names: Names, settings: Settings) -> Colours:
    return Colours(names, settings.palette, settings.colour_by, settings.class_colours, settings.spec_colours)


def _fight(snapshot: Snapshot, names: Names, colours: Colours) -> dict[str, Any]:
    segment = shown_segment(snapshot)
    is_fight = snapshot.encounters is None
    pull = segment.attempt if segment is not None and is_fight else None
    scene, difficulty = place_words(snapshot, names)
    return {
        "timer": formats.duration(snapshot.clock_ms(View.DAMAGE)),
        "scene": scene or None,
        "difficulty": difficulty or None,
        "pull": None if pull is None else say("Pull {number}", number=pull),
        "result": (result_word(snapshot) or None) if is_fight else None,
        "complete": snapshot.quality.complete,
        "boss": _boss(snapshot, names),
        "views": {word: _view(snapshot, view, names, colours) for view, word in VIEWS.items()},
        "deaths": _deaths(snapshot, names, colours),
    }


def _boss(snapshot: Snapshot, names: Names) -> dict[str, Any] | None:
    boss = shown_boss(snapshot)
    if boss is None:
        return None
    return {
        "name": names.monster(boss.monster_id),
        "share": hp_share(boss),
        "percent": formats.percent(hp_share(boss)),
        "points": f"{formats.short(boss.hp)} / {formats.short(boss.max_hp)}",
        "end": dead_in(snapshot) or None,
    }


def _view(snapshot: Snapshot, view: View, names: Names, colours: Colours) -> dict[str, Any]:
    """Everybody's sums; of the players the first, and the local player wherever that one stands."""
    total = snapshot.amount(snapshot.total(view))
    rows = list(enumerate(snapshot.rows(view), start=1))
    top = max((snapshot.amount(row.tally(view)) for _, row in rows), default=0)
    unit = say(BY_KEY["per_second"].title(view))
    return {
        "title": say(BY_KEY["amount"].title(view)),
        "unit": unit.lower(),
        "per_second": formats.short(metrics.per_second(total, snapshot.clock_ms(view))),
        "players": len(rows),
        "rows": [
            _row(snapshot, view, rank, row, top, names, colours)
            for rank, row in rows
            if rank <= MOST_ROWS or row.is_local
        ],
    }


def _row(
    snapshot: Snapshot, view: View, rank: int, row: PlayerRow, top: int, names: Names, colours: Colours
) -> dict[str, Any]:
    """`amount` and `per_second` are pairs of number and unit; `bar` is 0..1 of the first player."""
    amount = snapshot.amount(row.tally(view))
    own = metrics.per_second(amount, snapshot.clock_ms(view, row))
    return {
        "rank": rank,
        "uid": names.display_uid(row.actor.uid),
        "name": player_name(row.actor, names),
        "role": role(row.actor, names),
        "colour": colours.of(row.actor.class_id, row.actor.spec),
        "is_local": row.is_local,
        "amount": formats.amount_parts(amount),
        "per_second": formats.amount_parts(own),
        "share": formats.percent_parts(metrics.ratio(amount, snapshot.amount(snapshot.total(view)))),
        "bar": metrics.ratio(amount, top),
    }


def _deaths(snapshot: Snapshot, names: Names, colours: Colours) -> list[dict[str, Any]]:
    """The newest first."""
    deaths = sorted(snapshot.deaths, key=lambda death: -death.at_ms)[:MOST_DEATHS]
    found = []
    for death in deaths:
        actor = snapshot.info(death.actor) or ActorInfo(death.actor)
        found.append(
            {
                "uid": names.display_uid(actor.uid),
                "at_ms": death.at_ms,
                "time": formats.duration(death.at_ms - snapshot.started_at_ms),
                "name": player_name(actor, names),
                "colour": colours.of(actor.class_id, actor.spec),
                "is_local": death.actor == snapshot.local_player,
                "cause": cause(snapshot, death, names),
            }
        )
    return found
