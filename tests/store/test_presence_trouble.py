"""Something else in the place of the file that tells who counts: fights are saved, and the user is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_records import make_file, make_record, notices, running_writer, save

from helpers import wait_until
from resonance.health import Health
from resonance.store import StoreError
from resonance.store.copying import nobody_counts_in
from resonance.store.history import History
from resonance.store.orders import CloseInterrupted
from resonance.store.presence import Presence

OBSTACLES: dict[str, Callable[[Path], object]] = {"a folder": Path.mkdir}
if hasattr(os, "mkfifo"):
    OBSTACLES["a pipe"] = os.mkfifo


@pytest.fixture(params=OBSTACLES)
def blocked(request: pytest.FixtureRequest, path: Path) -> Path:
    """A database with a fight that was cut off; its file of presence cannot be made."""
    make_file(path, 1)
    OBSTACLES[request.param](path.with_name(f"{path.name}-live"))
    return path


def test_fights_are_saved(blocked: Path) -> None:
    """At once, and with one sentence about what is in the way; what nobody may close stays as it was."""
    health = Health()
    with running_writer(blocked, health) as writer:
        assert writer.offer(CloseInterrupted())
        assert writer.offer(save(2))
        wait_until(lambda: not writer.waiting())
        assert writer.offer(save(3))
        wait_until(lambda: not writer.waiting())
        assert health.store_problem == ""
        (notice,) = notices(health)
        assert f"{blocked.name}-live is not a file." in notice.text
        assert "Move it elsewhere." in notice.text
        assert notice.is_error
    with closing(History(blocked)) as history:
        assert {line.key for line in history.list_encounters(-1)} == {"key1", "key2", "key3"}
        assert history.open_record("key1") == make_record(1)


def test_nothing_is_replaced(blocked: Path) -> None:
    """Whoever wants to be alone is refused with a sentence: nobody can tell."""
    with pytest.raises(StoreError, match="is not a file"), nobody_counts_in(blocked):
        raise AssertionError("nobody knows that")


def test_moved_away(blocked: Path) -> None:
    """From then on it is as ever."""
    blocked.with_name(f"{blocked.name}-live").rename(blocked.with_name("elsewhere"))
    presence = Presence(blocked)
    with presence.alone() as is_alone:
        assert is_alone
    presence.end()
