"""The history over HTTP: a page of what a query finds, and one encounter."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from resonance.api.answers import Answer, found, problem, unnamed
from resonance.api.live import names_of
from resonance.combat.clock import ClockChoice
from resonance.combat.record import Result
from resonance.combat.snapshot import AmountChoice, build
from resonance.export.report import encounter_report
from resonance.names import Names
from resonance.settings import Settings
from resonance.store import StoreError
from resonance.store.history import EncounterSummary, History
from resonance.store.search import BY_NAME, ORDERS, Query

MOST_A_PAGE = 100
USUAL_PAGE = 50
LARGEST_NUMBER = 2**53 - 1
"""What every JSON reader holds exactly."""

LONGEST_NAME = 64

SORTED_BY = tuple(sorted(ORDERS.keys() - BY_NAME))

Reader = Callable[[str], Any]
"""The text of a parameter -> its value; ValueError."""


class BadParameter(ValueError):
    """The text is for the caller."""


def _number(low: int, high: int = LARGEST_NUMBER) -> Reader:
    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,16}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _one_of(*words: str) -> Reader:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError("one of " + ", ".join(words))
        return text

    return read


def _flag(text: str) -> bool:
    return bool(_one_of("false", "true")(text) == "true")


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME:
        raise ValueError(f"1 to {LONGEST_NAME} characters")
    return text


PARAMETERS: dict[str, Reader] = {
    "limit": _number(1, MOST_A_PAGE),
    "offset": _number(0),
    "player": _name,
    "boss_id": _number(0),
    "scene_id": _number(0),
    "from_ms": _number(0),
    "to_ms": _number(0),
    "class_id": _number(0),
    "my_class_id": _number(0),
    "result": _one_of(*map(str, Result)),
    "favourites": _flag,
    "imported": _flag,
    "min_ms": _number(0),
    "max_ms": _number(0),
    "order": _one_of(*SORTED_BY),
    "descending": _flag,
}


def read_parameters(given: Mapping[str, str]) -> dict[str, Any]:
    """BadParameter."""
    values = {}
    for name, text in given.items():
        if name not in PARAMETERS:
            raise BadParameter(f"There is no parameter of this name; there are {', '.join(PARAMETERS)}.")
        try:
            values[name] = PARAMETERS[name](text)
        except ValueError as error:
            raise BadParameter(f"{name} must be {error}.") from None
    return values


def page(history: History | None, settings: Settings, given: Mapping[str, str]) -> Answer:
    try:
        values = read_parameters(given)
    except BadParameter as error:
        return problem(400, str(error))
    if settings.hide_names and "player" in values:
        return problem(403, "Names are hidden: nobody can be looked for by name.")
    limit, offset = values.pop("limit", USUAL_PAGE), values.pop("offset", 0)
    asked = query(values, settings)
    try:
        total = history.count_found(asked) if history else 0
        lines = history.search(asked, limit, offset) if history else []
    except StoreError as error:
        return _unreadable(error)
    spoken = names_of(settings)
    encounters = [line_report(line, spoken) for line in lines]
    return found({"total": total, "limit": limit, "offset": offset, "encounters": encounters})


def query(values: dict[str, Any], settings: Settings) -> Query:
    """`values`: of PARAMETERS but for limit and offset, as read_parameters gives them."""
    for name, field in (("boss_id", "boss_ids"), ("scene_id", "scene_ids")):
        if name in values:
            values[field] = frozenset((values.pop(name),))
    if "result" in values:
        values["result"] = Result(values["result"])
    return Query(**values, clock=ClockChoice(settings.clock))


def line_report(line: EncounterSummary, names: Names) -> dict[str, Any]:
    """One of the list. Nothing of it names a player."""
    return {
        "id": line.encounter_id,
        "started_at_ms": line.started_at_ms,
        "elapsed_ms": line.elapsed_ms,
        "active_ms": line.active_ms,
        "scene_id": line.scene_id,
        "scene": names.scene(line.scene_id),
        "difficulty": line.difficulty,
        "result": str(line.result),
        "ended": line.ended,
        "boss_monster_id": line.boss_monster_id,
        "boss": names.monster(line.boss_monster_id) if line.boss_monster_id is not None else None,
        "attempts": line.attempts,
        "players": line.players,
        "damage": line.damage,
        "healing": line.healing,
        "taken": line.taken,
        "my_damage": line.my_damage,
        "my_dps": line.my_dps,
        "favourite": line.favourite,
        "imported": line.imported is not None,
        "complete": line.quality.complete,
    }


def one(history: History | None, settings: Settings, number: str) -> Answer:
    """As in `analyze --json`."""
    gone = problem(404, "There is no such encounter.")
    try:
        encounter = _number(1)(number)
    except ValueError:
        return gone
    if history is None:
        return gone
    try:
        history.count()  # what cannot be read at all is not gone
    except StoreError as error:
        return _unreadable(error)
    try:
        history.key_of(encounter)
    except StoreError:
        return gone
    try:
        record = history.open_record(encounter)
    except StoreError as error:
        return _unreadable(error)
    snapshot = build(record, ClockChoice(settings.clock), AmountChoice(settings.amounts))
    return found(encounter_report(snapshot, names_of(settings)))


def _unreadable(error: StoreError) -> Answer:
    return problem(503, unnamed(str(error)))
