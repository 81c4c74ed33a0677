"""What there is to ask for, and what it is answered with. Knows no connection: requests come as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from resonance import __version__
from resonance.api import encounters, pages
from resonance.api.answers import JSON, Answer, found, problem, unnamed
from resonance.api.hub import Hub
from resonance.api.live import Live
from resonance.health import Health
from resonance.settings import Settings
from resonance.store.history import History

BASE = "/api/v1"
EVENTS = f"{BASE}/events"
ENCOUNTERS = f"{BASE}/encounters"
COMMANDS = (f"{BASE}/reset", f"{BASE}/pause")


@dataclass(frozen=True, slots=True)
class Actions:
    """What may be asked for with the token. Called on threads of the server, and must not wait."""

    reset: Callable[[], None]
    pause: Callable[[bool], None]
    is_paused: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Site:
    hub: Hub
    live: Live
    history: History | None  # None = nothing is saved
    health: Health
    actions: Actions
    settings: Callable[[], Settings]
    token: str  # "" = there is none, and nothing can be commanded
    view_key: str

    def methods(self, path: str) -> frozenset[str]:
        """What a path can be asked with; empty = there is no such path."""
        if path in COMMANDS:
            return frozenset(("POST",))
        return frozenset(("GET",)) if path == EVENTS or self._answer_to(path) is not None else frozenset()

    def get(self, path: str, given: Mapping[str, str]) -> Answer:
        """Of a path that `methods` knows, but for EVENTS."""
        answer = self._answer_to(path)
        if answer is None:
            return problem(404, "There is nothing here.")
        if given and path != ENCOUNTERS and not path.startswith("/overlay/"):
            return problem(400, "There are no parameters here.")
        return answer(given)

    def _answer_to(self, path: str) -> Callable[[Mapping[str, str]], Answer] | None:
        """Nothing of a path is ever the name of a file."""
        settings = self.settings()
        name = path.removeprefix("/overlay/").removesuffix(".html")
        if name in pages.PAGES and path == f"/overlay/{name}.html":
            return lambda given: pages.page(name)
        if path == ENCOUNTERS:
            return partial(encounters.page, self.history, settings)
        if path.startswith(f"{ENCOUNTERS}/"):
            return lambda given: encounters.one(self.history, settings, path.removeprefix(f"{ENCOUNTERS}/"))
        plain: dict[str, Callable[[], Answer]] = {
            f"{BASE}/live": lambda: Answer(200, self.live.whole()),
            f"{BASE}/health": lambda: found(self.health_report()),
            f"{BASE}/openapi.json": lambda: Answer(200, pages.openapi(), JSON),
        }
        make = plain.get(path)
        return None if make is None else lambda given: make()

    def post(self, path: str, body: bytes) -> Answer:
        """Of a path of COMMANDS, from somebody with the token."""
        if path.endswith("/reset"):
            if body.strip():
                return problem(400, "Nothing is to be said here.")
            self.actions.reset()
        else:
            on = _on(body)
            if on is None:
                return problem(400, 'Say {"on": true} or {"on": false}.')
            self.actions.pause(on)
        return found({"accepted": True}, 202)

    def health_report(self) -> dict[str, Any]:
        health = self.health
        return {
            "version": __version__,
            "capture": str(health.capture_state),
            "capture_problem": unnamed(health.capture_problem) or None,
            "game_found": bool(health.server),
            "packets_captured": health.packets_captured,
            "packets_dropped": health.packets_dropped,
            "messages": health.messages,
            "engine_problem": unnamed(health.engine_problem) or None,
            "store_problem": unnamed(health.store_problem) or None,
            "paused": self.actions.is_paused(),
        }


def _on(body: bytes) -> bool | None:
    """What pause is asked for with; None = it makes no sense."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.keys() != {"on"} or not isinstance(said["on"], bool):
        return None
    return said["on"]
