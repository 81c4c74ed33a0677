"""The orders of a real, simulated fight, as an engine gives them to the writer."""

from __future__ import annotations

from functools import cache

from resonance import names
from resonance.combat.entries import Entry
from resonance.combat.record import EncounterRecord
from resonance.engine import Engine
from resonance.health import Health
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.store.orders import AppendJournal, Order, SaveEncounter

KEY = "fight"


@cache
def fight_orders(seed: int = 3) -> tuple[SaveEncounter | AppendJournal, ...]:
    """Of the only encounter of the "dummy" scenario: its saves and the parts of its journal, in order."""
    given: list[Order] = []

    def take(order: Order) -> bool:
        given.append(order)
        return True

    engine = Engine(names.load(), Settings(save_every_s=5), Health(), take)
    for packet in generate("dummy", seed=seed).packets:
        engine.receive(packet)
        engine.tick(packet.at_us // 1000)
    engine.finish()
    found: list[SaveEncounter | AppendJournal] = []
    for order in given:
        if isinstance(order, SaveEncounter):
            found.append(SaveEncounter(KEY, order.record))
        elif isinstance(order, AppendJournal):
            found.append(AppendJournal(KEY, order.sequence, order.entries))
    return tuple(found)


def parts() -> list[AppendJournal]:
    return [order for order in fight_orders() if isinstance(order, AppendJournal)]


def saves() -> list[SaveEncounter]:
    return [order for order in fight_orders() if isinstance(order, SaveEncounter)]


def entries(*orders: AppendJournal) -> list[Entry]:
    return [entry for order in orders for entry in order.entries]  # type: ignore[misc]


def last_record() -> EncounterRecord:
    return saves()[-1].record
