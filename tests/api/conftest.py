"""A running local API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_bench import Bench

from export_fights import SCRIPTS, make_record, make_snapshot
from resonance.store.migrations import open_newest
from resonance.store.orders import SaveEncounter
from resonance.store.saver import Saver


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """With three encounters."""
    path = tmp_path / "history.db"
    saver = Saver(open_newest(path))
    saver.write([SaveEncounter(f"key{number}", make_record(*SCRIPTS[: number + 1])) for number in range(3)])
    saver.close()
    return path


@pytest.fixture
def bench(tmp_path: Path, database: Path) -> Iterator[Bench]:
    """A fight is shown, and three are in the history."""
    bench = Bench(tmp_path, make_snapshot(*SCRIPTS), database)
    bench.open()
    yield bench
    bench.close()
