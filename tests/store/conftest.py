"""A database file that is not there yet, and what is open on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from resonance.health import Health
from resonance.store.history import History
from resonance.store.migrations import open_newest
from resonance.store.saver import Saver


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_newest(path)) as connection:
        yield connection


@pytest.fixture
def saver(path: Path) -> Iterator[Saver]:
    with closing(Saver(open_newest(path))) as saver:
        yield saver


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with closing(History(path)) as history:
        yield history


@pytest.fixture
def health() -> Health:
    return Health()
