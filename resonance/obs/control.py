"""ObsControl: follows the settings, keeps the links, and turns what happens in fights into what OBS is to do.

It polls the newest snapshot on a thread of its own, which the engine does not notice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from resonance import names
from resonance.combat.rules import OPEN_WORLD
from resonance.combat.snapshot import Snapshot
from resonance.export.plain_text import pull_word
from resonance.follower import Follower
from resonance.happenings import Happening, Watch, What
from resonance.health import Health
from resonance.obs import connection as connections
from resonance.obs import marker, rules
from resonance.obs.actions import Action
from resonance.obs.connection import Connection
from resonance.obs.link import Link, LinkHost, LinkStatus
from resonance.obs.passwords import Passwords
from resonance.settings import Settings
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.orders import Order, SaveVideo
from resonance.store.videos import Video
from resonance.texts import say

log = logging.getLogger(__name__)

LOOK_S = 0.05
PAUSE_S = 2.0
"""After a fault."""

STOP_S = 2.0
LINKS_S = 0.5
"""For all links together at the end of the program: one that hangs is left to die with it."""


class ObsControl:
    """apply(), links() and stop() from the thread that owns the settings."""

    def __init__(
        self,
        snapshot: Callable[[], Snapshot | None],
        health: Health,
        settings: Settings,
        folder: Path,
        database: Path | None,
        offer: Callable[[Order], bool],
    ) -> None:
        """`folder`: the data folder, for the passwords. Does nothing before the settings switch it on."""
        self.passwords = Passwords(folder)
        self._snapshot = snapshot
        self._health = health
        self._settings = settings
        self._database = database
        self._offer = offer
        self._links: dict[str, Link] = {}
        self._watch = Watch()
        self._newest: Happening | None = None  # the attempt fought last, or being fought
        self._renewed: set[str] = set()  # keys of connections that are to be made anew
        self._unreadable: tuple[str, ...] = ()  # what the user was told of
        self._thread = Follower("obs rules", self._turn, self._last, pause_s=PAUSE_S)
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Live effect of the settings. Comes back at once."""
        self._settings = settings
        if settings.obs_enabled:
            self._thread.begin()
        self._thread.wake()

    def renew(self, key: str) -> None:
        """A connection has another password."""
        self._renewed.add(key)
        self._thread.wake()

    def statuses(self) -> Mapping[str, LinkStatus]:
        """By key of a connection; those that are switched off are not in it."""
        return {key: link.status for key, link in dict(self._links).items()}

    def end(self) -> None:
        """Comes back at once; stop() then waits for it."""
        self._thread.end()

    def stop(self, limit_s: float | None = None) -> bool:
        """Within this time, None = the usual. False: a thread was late, and dies with the program."""
        self.end()
        return self._thread.join(STOP_S if limit_s is None else limit_s)

    # On the thread

    def _turn(self) -> float | None:
        self._follow()
        for happening in self._watch.look(self._snapshot()):
            self._on_happening(happening)
        return LOOK_S if self._links else None

    def _last(self) -> None:
        links = list(self._links.values())
        for link in links:
            link.stop()
        end_s = time.monotonic() + LINKS_S
        for link in links:
            link.join(max(0.0, end_s - time.monotonic()))

    def _follow(self) -> None:
        """Start and stop links as the settings say."""
        settings = self._settings
        wanted = {each.key: each for each in connections.connections(settings.obs_connections)}
        if not settings.obs_enabled:
            wanted = {}
        renewed, self._renewed = self._renewed, set()
        for key, link in list(self._links.items()):
            if wanted.get(key) != link.connection or key in renewed:
                link.stop()
                del self._links[key]
                self._await(link)
        self._tell_unreadable(settings)
        if not self._links and wanted:
            self._watch = Watch()
            self._watch.look(self._snapshot())  # what happened while nobody looked is no news
        for key, each in wanted.items():
            if key not in self._links:
                self._links[key] = link = Link(each, self._host(each))
                link.start()

    def _await(self, link: Link) -> None:
        """The next link of this connection goes on with what it knows. Not longer than the program lives."""
        end_s = time.monotonic() + STOP_S
        while not link.join(LOOK_S) and time.monotonic() < end_s and not self._thread.is_ending:
            pass

    def _tell_unreadable(self, settings: Settings) -> None:
        """Once, of what in the settings is no rule and no connection: nothing is done by it."""
        found = (*connections.unreadable(settings.obs_connections), *rules.unreadable(settings.obs_rules))
        if not settings.obs_enabled or found == self._unreadable:
            return
        self._unreadable = found
        if found:
            log.warning("%d lines of the settings are no rule for OBS, and no connection to it", len(found))
            self._health.tell(rules.unreadable_words(len(found)), is_error=True)

    def _host(self, connection: Connection) -> LinkHost:
        return LinkHost(
            password=lambda: self.passwords.get(connection.key),
            save=lambda video: self._offer(SaveVideo(video)),
            known=lambda: self._known(connection.key),
            tell=lambda words: self._health.tell(words, is_error=True),
            rename=self._rename,
        )

    def _known(self, key: str) -> list[Video]:
        """Of each kind the newest that may go on; others have ended, whenever that was."""
        if self._database is None:
            return []
        try:
            with closing(History(self._database)) as history:
                return [each for each in history.running_videos() if each.connection == key]
        except StoreError as error:
            log.warning("no recordings from earlier: %s", error)
            return []

    def _on_happening(self, happening: Happening) -> None:
        if happening.is_boss and happening.what in (What.STARTED, What.ENDED):
            self._newest = happening
        kind = names.load(self._settings.language).scene_kind(happening.scene_id)
        for rule in rules.rules(self._settings.obs_rules):
            if rules.applies(rule, happening, in_dungeon=kind not in OPEN_WORLD):
                for key, link in self._links.items():
                    if rule.connection in (rules.ALL, key):
                        link.do(Action(rule.do, rule.scene), rule.after_s)

    def _rename(self, path: Path, video: Video | None) -> Path:
        """By the attempt fought last, if it is in the video; of the replay buffer it always is."""
        newest, settings = self._newest, self._settings
        if not settings.obs_rename or newest is None:
            return path
        if video is not None and newest.at_ms < video.started_at_ms:
            return path
        spoken = names.load(settings.language)
        begun_s = video.started_at_ms / 1000 if video is not None else datetime.now().timestamp()
        stem = marker.file_stem(
            datetime.fromtimestamp(begun_s),
            [
                spoken.scene(newest.scene_id),
                spoken.monster(newest.boss_monster_id) if newest.boss_monster_id is not None else None,
                pull_word(newest.result) if newest.result is not None else None,
                say("Pull {number}", number=newest.attempt) if newest.attempt is not None else None,
            ],
        )
        return marker.rename(path, stem)
