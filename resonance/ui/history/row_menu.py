"""The menu of the chosen encounters. No widgets in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from resonance import formats
from resonance.combat.corrections import may_split
from resonance.combat.entries import Correction, Merged, SplitAt, WipeMarked
from resonance.combat.record import Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.combat.timeline import from_ms
from resonance.store.history import EncounterSummary
from resonance.texts import say
from resonance.ui.menu import Entry, Groups

MOST_PULLS = 6
"""Of a longer evening the newest."""


@dataclass(frozen=True, slots=True)
class RowActions:
    favourite: Callable[[Sequence[EncounterSummary], bool], None]
    note: Callable[[EncounterSummary], None]
    correct: Callable[[EncounterSummary, Correction], None]
    export: Callable[[], None] | None  # None = that cannot be had
    delete: Callable[[Sequence[EncounterSummary]], None]
    clip: Callable[[EncounterSummary], None] | None = None  # None = no videos are known


def row_menu(chosen: Sequence[EncounterSummary], opened: Snapshot | None, actions: RowActions) -> Groups:
    """`opened`: the fight, where it is the only chosen one. Not for an empty choice."""
    is_favourite = all(each.favourite for each in chosen)
    if len(chosen) == 1:
        words = say("No favourite any more") if is_favourite else say("Make it a favourite")
    else:
        words = say("No favourites any more") if is_favourite else say("Make them favourites")
    marks = [Entry(words, partial(actions.favourite, chosen, not is_favourite))]
    groups: list[tuple[Entry, ...]] = []
    if len(chosen) == 1:
        summary = chosen[0]
        marks.append(Entry(say("Note…"), partial(actions.note, summary)))
        corrections = _corrections(summary, opened, actions) if opened is not None and opened.ended else ()
        groups = [corrections] if corrections else []
        if actions.export is not None:
            groups.append((Entry(say("Export…"), actions.export, enabled=opened is not None),))
        if actions.clip is not None:
            groups.append((Entry(say("Open the clip"), partial(actions.clip, summary)),))
    delete = say("Delete") if len(chosen) == 1 else say("Delete {count} encounters", count=len(chosen))
    return (tuple(marks), *groups, (Entry(delete, partial(actions.delete, chosen)),))


def moment_menu(
    summary: EncounterSummary, opened: Snapshot, second: float, correct: Callable[[EncounterSummary, Correction], None]
) -> Groups:
    """What can be done at a second of the fight: split what was on then, or undo a split."""
    moment_ms = from_ms(opened) + round(second * 1000)
    index = next((index for index, each in enumerate(opened.segments) if may_split(each, moment_ms)), None)
    words = say("Split the fight here, at {time}", time=formats.duration(round(second * 1000)))
    if index is None or not opened.ended:
        return ((Entry(words, lambda: None, enabled=False),),)
    segment = opened.segments[index]
    entries = [Entry(words, partial(correct, summary, SplitAt(index, moment_ms)))]
    if index:
        merged = say("Merge it with the fight before it")
        if segment.kind is SegmentKind.BOSS:
            merged = say("Merge pull {number} with the fight before it", number=segment.attempt)
        entries.append(Entry(merged, partial(correct, summary, Merged(index))))
    if segment.kind is SegmentKind.BOSS:
        is_wipe = segment.result is SegmentResult.WIPE
        entries.append(Entry(_mark(segment), partial(correct, summary, WipeMarked(index, not is_wipe))))
    return (tuple(entries),)


def _corrections(summary: EncounterSummary, opened: Snapshot, actions: RowActions) -> tuple[Entry, ...]:
    pulls = [index for index, each in enumerate(opened.segments) if each.kind is SegmentKind.BOSS]
    entries = []
    for index in pulls[-MOST_PULLS:]:
        segment = opened.segments[index]
        if segment.ended_at_ms is not None:
            is_wipe = segment.result is SegmentResult.WIPE
            entries.append(Entry(_mark(segment), partial(actions.correct, summary, WipeMarked(index, not is_wipe))))
    for index in [each for each in pulls if each > 0][-MOST_PULLS:]:
        words = say("Merge pull {number} with the fight before it", number=opened.segments[index].attempt)
        entries.append(Entry(words, partial(actions.correct, summary, Merged(index))))
    return tuple(entries)


def _mark(pull: Segment) -> str:
    if pull.result is SegmentResult.WIPE:
        return say("Pull {number} was not a wipe", number=pull.attempt)
    return say("Mark pull {number} as a wipe", number=pull.attempt)
