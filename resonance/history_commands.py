"""`python -m resonance history` and `rebuild`: saved encounters as tables or data, corrected, and counted again."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from resonance import encounter_list, names
from resonance.combat import corrections
from resonance.combat.clock import ClockChoice
from resonance.combat.entries import Correction, Merged, WipeMarked
from resonance.combat.record import EncounterRecord
from resonance.combat.snapshot import AmountChoice, build
from resonance.command_arguments import moment, number
from resonance.export import plain_text
from resonance.export.report import encounter_report
from resonance.health import Health
from resonance.home import open_home
from resonance.home import words as words_of
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.migrations import bring_up_to_date
from resonance.store.orders import AppendJournal, Order, SaveEncounter
from resonance.store.rebuild import corrected, rebuild
from resonance.store.search import Query
from resonance.store.writer import Writer

SAVE_S = 5.0  # how long a correction may take to be saved

NO_SEGMENT = ("There is no such segment to correct.", "`--json` lists them in order, the first is 1.")
NO_SPLIT = ("It cannot be split there.", "The moment must lie within a segment, with hits before and after it.")


def add_parsers(commands: argparse._SubParsersAction[Any]) -> None:
    history = commands.add_parser("history", help="list the saved encounters, or print one")
    history.set_defaults(run=_history)
    history.add_argument("id", nargs="?", type=number, help="number of an encounter in the list")
    history.add_argument("--json", action="store_true", help="with a number: as `analyze --json` gives an encounter")
    correction = history.add_mutually_exclusive_group()
    correction.add_argument("--wipe", type=int, metavar="N", help="segment N, counted from 1, was a wipe after all")
    correction.add_argument("--no-wipe", type=int, metavar="N", help="segment N was no wipe")
    correction.add_argument("--merge", type=int, metavar="N", help="segment N belongs to the one before it")
    correction.add_argument(
        "--split", type=moment, metavar="M:SS", help="so long after the start another segment begins"
    )
    history.add_argument("--last", type=number, default=20, metavar="N", help="how many to list (20)")

    rebuild = commands.add_parser("rebuild", help="count saved encounters again from their events")
    rebuild.set_defaults(run=_rebuild)
    rebuild.add_argument("id", nargs="?", type=number, help="number of an encounter in the list; otherwise all")


def _history(chosen: argparse.Namespace) -> int:
    is_corrected = any(each is not None for each in (chosen.wipe, chosen.no_wipe, chosen.merge, chosen.split))
    if chosen.id is None and (is_corrected or chosen.json):
        raise StoreError("Of which encounter?", "Put its number in the list first: history 12 --wipe 2.")
    home = open_home()
    words = words_of(home.settings)
    bring_up_to_date(home.paths.database)
    with contextlib.closing(History(home.paths.database)) as history:
        if chosen.id is None:
            clock = ClockChoice(home.settings.clock)
            listed = history.search(Query(clock=clock), chosen.last)
            sys.stdout.write(encounter_list.render(listed, history.count(), words, clock))
            return 0
        record = history.open_record(chosen.id)
        correction = _correction(chosen, record)
        if correction is not None:
            changed = corrected(history, chosen.id, correction, words)
            if changed is None:
                raise StoreError(*(NO_SPLIT if chosen.split is not None else NO_SEGMENT))
            record, key = changed, history.key_of(chosen.id)
            _save(home.paths.database, SaveEncounter(key, record), AppendJournal(key, None, (correction,)))
    snapshot = build(record, ClockChoice(home.settings.clock), AmountChoice(home.settings.amounts))
    if chosen.json:
        json.dump(encounter_report(snapshot, words), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write("\n".join(plain_text.views(snapshot, words)))
    return 0


def _correction(chosen: argparse.Namespace, record: EncounterRecord) -> Correction | None:
    """The one asked for."""
    if chosen.wipe is not None:
        return WipeMarked(chosen.wipe - 1, True)
    if chosen.no_wipe is not None:
        return WipeMarked(chosen.no_wipe - 1, False)
    if chosen.split is not None:
        return corrections.split_at(record, record.started_at_ms + chosen.split)
    return Merged(chosen.merge - 1) if chosen.merge is not None else None


def _rebuild(chosen: argparse.Namespace) -> int:
    """One line an encounter. Those that cannot be rebuilt stay as they are; the one asked for by number must be."""
    home = open_home()
    words = words_of(home.settings)
    bring_up_to_date(home.paths.database)
    with contextlib.closing(History(home.paths.database)) as history:
        if chosen.id is not None:
            print(_rebuild_one(home.paths.database, history, chosen.id, words))
            return 0
        for summary in reversed(history.list_encounters(-1)):
            try:
                print(_rebuild_one(home.paths.database, history, summary.encounter_id, words))
            except StoreError as error:
                print(f"{summary.encounter_id}: {error}")
    return 0


def _rebuild_one(database: Path, history: History, encounter_id: int, words: names.Names) -> str:
    rebuilt = rebuild(history, encounter_id, words)
    if not rebuilt.differences:
        return f"{encounter_id}: nothing is different."
    _save(database, SaveEncounter(history.key_of(encounter_id), rebuilt.record))
    return f"{encounter_id}: {'; '.join(rebuilt.differences)}."


def _save(database: Path, *orders: Order) -> None:
    health = Health()
    writer = Writer(database, health)
    writer.start()
    for order in orders:
        writer.offer(order)
    if not writer.stop(SAVE_S):
        raise StoreError(health.store_problem or "The correction could not be saved.", "")
