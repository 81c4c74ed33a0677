"""The local API while windows are open: it follows the settings, and what it is asked for is done on the Tk thread."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from resonance.api.status import ApiStatus
from resonance.pipeline import Pipeline
from resonance.settings import Settings

if TYPE_CHECKING:  # at run time when it is switched on: a server takes a while to import
    from resonance.api.control import LocalApi


class Streaming:
    def __init__(
        self,
        pipeline: Pipeline,
        folder: Path,
        settings: Settings,
        *,
        reset: Callable[[], object],
        pause: Callable[[bool], object],
        is_paused: Callable[[], bool],
    ) -> None:
        """`folder`: the data folder. `is_paused` is asked on any thread, the others are called in turn()."""
        self._pipeline = pipeline
        self._folder = folder
        self._reset = reset
        self._pause = pause
        self._is_paused = is_paused
        self._asked: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._api: LocalApi | None = None  # None = it was not switched on yet
        self.apply(settings)

    def status(self) -> ApiStatus:
        return self._api.status if self._api is not None else ApiStatus()

    def apply(self, settings: Settings) -> None:
        """The settings, or other ones. Comes back at once."""
        if self._api is not None:
            self._api.apply(settings)
        elif settings.api_enabled:
            self._api = self._made(settings)

    def turn(self) -> None:
        """Do what was asked for since the last turn."""
        while not self._asked.empty():
            self._asked.get()()

    def end(self) -> None:
        """Comes back at once; close() then waits for it."""
        if self._api is not None:
            self._api.end()

    def close(self, limit_s: float) -> None:
        if self._api is not None:
            self._api.stop(limit_s)

    def _made(self, settings: Settings) -> LocalApi:
        from resonance.api.control import LocalApi
        from resonance.api.site import Actions

        actions = Actions(
            reset=lambda: self._asked.put(self._reset),
            pause=lambda on: self._asked.put(lambda: self._pause(on)),
            is_paused=self._is_paused,
        )
        pipeline = self._pipeline
        return LocalApi(
            pipeline.snapshot, pipeline.shown, pipeline.health, settings, self._folder, pipeline.database, actions
        )
