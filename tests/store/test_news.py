"""News of the history: what counts as some, and when nothing is counted at all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from resonance.combat.record import EncounterRecord, Segment, SegmentKind, SegmentResult
from resonance.store.history import History
from resonance.store.orders import Delete, SaveEncounter
from resonance.store.saver import Saver


def pulled(*results: SegmentResult, ended: bool) -> EncounterRecord:
    """An encounter with an attempt for each result."""
    record = EncounterRecord(1_760_000_000_000, ended=ended)
    record.segments = [
        Segment(SegmentKind.BOSS, 1_760_000_000_000 + index, attempt=index + 1, result=result)
        for index, result in enumerate(results)
    ]
    return record


def test_ends_are_news_and_saves_of_what_runs_are_none(saver: Saver, history: History) -> None:
    """An attempt that is over, an encounter that is over, and one that is deleted."""
    running, wipe = SegmentResult.RUNNING, SegmentResult.WIPE
    steps = (
        ([SaveEncounter("k", pulled(running, ended=False))], False),
        ([SaveEncounter("k", pulled(wipe, ended=False))], True),
        ([SaveEncounter("k", pulled(wipe, running, ended=False))], False),
        ([SaveEncounter("k", pulled(wipe, SegmentResult.KILL, ended=True))], True),
        ([Delete(("k",), 1_760_000_009_000)], True),
    )
    before = history.news()
    for orders, is_news in steps:
        saver.write(orders)
        found = history.news()
        assert before is not None
        assert found is not None
        assert found.differ(before) is is_news
        before = found


def test_nothing_is_counted_while_nothing_is_written(saver: Saver, history: History) -> None:
    """The same answer is given again, until somebody writes."""
    found = history.news()
    assert history.news() is found
    saver.write([SaveEncounter("k", pulled(ended=False))])
    assert history.news() is not found


def test_no_file_is_no_news(tmp_path: Path) -> None:
    """There is nothing to tell before the first save."""
    with closing(History(tmp_path / "none.db")) as history:
        assert history.news() is None
