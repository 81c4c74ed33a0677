"""LocalApi: follows the settings, and tells the readers what is new. On a thread of its own.

Nothing that goes wrong in here reaches the meter: it becomes a sentence, and is tried again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from resonance.api import token as tokens
from resonance.api.addresses import EVERYWHERE, HERE, addresses_here, addresses_outside
from resonance.api.hub import Hub
from resonance.api.live import Live
from resonance.api.server import Server
from resonance.api.site import Actions, Site
from resonance.api.status import ApiStatus
from resonance.api.teller import LOOK_S, Teller
from resonance.combat.snapshot import Snapshot
from resonance.follower import Follower
from resonance.health import Health
from resonance.settings import Settings
from resonance.store.history import History
from resonance.texts import say

log = logging.getLogger(__name__)

RETRY_S = 5.0
STOP_S = 1.0


class Wanted(NamedTuple):
    port: int
    network: bool


class LocalApi:
    """apply() and stop() from the thread that owns the settings; status from any."""

    def __init__(
        self,
        snapshot: Callable[[], Snapshot | None],
        shown: Callable[[], Snapshot | None],
        health: Health,
        settings: Settings,
        folder: Path,
        database: Path | None,
        actions: Actions,
    ) -> None:
        """`snapshot`: of the encounter. `shown`: what the meter shows. `folder`: the data folder, for the token.

        Does nothing before the settings switch it on.
        """
        self.status = ApiStatus()
        self._health = health
        self._settings = settings
        self._folder = folder
        self._actions = actions
        self._live = Live(snapshot, shown, lambda: self._settings, actions.is_paused)
        self._history = History(database) if database is not None else None  # for requests
        self._saved = History(database) if database is not None else None  # the teller waits for no request
        self._hub = Hub()  # of the newest server
        self._server: Server | None = None
        self._teller: Teller | None = None  # together with the server
        self._serving: Wanted | None = None  # what is served, or was tried last
        self._retry_s = 0.0
        self._told_problem = ""
        self._thread = Follower("api control", self._turn, self._last, pause_s=RETRY_S)
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Live effect of the settings. Comes back at once."""
        self._settings = settings
        self._hub.forget()  # with other settings everything would have been told in other words, or not at all
        if settings.api_enabled:
            self._thread.begin()
        self._thread.wake()

    def end(self) -> None:
        """Comes back at once; stop() then waits for it."""
        self._thread.end()

    def stop(self, limit_s: float | None = None) -> bool:
        """Within this time, None = the usual. False: the thread was late, and dies with the program."""
        self.end()
        return self._thread.join(STOP_S if limit_s is None else limit_s)

    # On the thread

    def _turn(self) -> float:
        self._follow()
        if self._teller is not None:
            self._teller.turn(time.monotonic())
        return LOOK_S if self._server is not None else RETRY_S

    def _last(self) -> None:
        self._close()
        for history in filter(None, (self._history, self._saved)):
            history.close()

    def _follow(self) -> None:
        """Start, stop or move the server as the settings say."""
        settings = self._settings
        wanted = Wanted(settings.api_port, settings.api_network) if settings.api_enabled else None
        is_due = self._server is None and wanted is not None and time.monotonic() >= self._retry_s
        if wanted == self._serving and not is_due:
            return
        self._close()
        self._serving = wanted
        if wanted is None:
            self._told_problem = ""
            self.status = ApiStatus()
            return
        try:
            self._open(wanted)
        except OSError as error:
            self._retry_s = time.monotonic() + RETRY_S
            self._complain(wanted, error)

    def _open(self, wanted: Wanted) -> None:
        token = self._load_token()
        view_key = tokens.view_key(token) if token else ""
        hub = Hub()
        site = Site(
            hub, self._live, self._history, self._health, self._actions, lambda: self._settings, token, view_key
        )
        server = Server(EVERYWHERE if wanted.network else HERE, wanted.port, site)
        self._server, self._hub = server, hub
        self._teller = Teller(hub, self._live, self._saved, lambda: self._settings, lambda: server.streams > 0)
        found = addresses_here(wanted.port)
        if wanted.network:
            found += addresses_outside(wanted.port, view_key)
        self.status = ApiStatus(found, token)
        self._told_problem = ""
        log.info("the local API listens on port %d%s", wanted.port, " of every network" if wanted.network else "")

    def _load_token(self) -> str:
        """ "" where it cannot be kept: then nothing can be commanded, and everything else works."""
        try:
            return tokens.load(self._folder)
        except OSError as error:
            log.warning("there is no token: %s", error)
            return ""

    def _complain(self, wanted: Wanted, error: OSError) -> None:
        words = say(
            "The overlay cannot use port {port} ({reason}). Choose another one in the settings; this is tried again.",
            port=wanted.port,
            reason=error.strerror or error,
        )
        self.status = ApiStatus(problem=words)
        if words != self._told_problem:
            self._told_problem = words
            self._health.tell(words, is_error=True)

    def _close(self) -> None:
        server, self._server, self._teller = self._server, None, None
        if server is not None:
            self._hub.close()
            server.stop()
