"""An engine, what it is fed with, and a writer that takes its orders."""

from __future__ import annotations

from collections.abc import Callable

from resonance import names
from resonance.engine import Engine
from resonance.health import Health
from resonance.protocol.packet import RawPacket
from resonance.settings import Settings
from resonance.store.orders import Order, SaveEncounter, SavePeople
from resonance.store.people import Person


class Orders:
    """A writer that can be told to take nothing."""

    def __init__(self) -> None:
        self.taken: list[SaveEncounter] = []
        self.people: list[Person] = []
        self.is_full = False

    def offer(self, order: Order) -> bool:
        if self.is_full:
            return False
        if isinstance(order, SaveEncounter):
            self.taken.append(order)
        elif isinstance(order, SavePeople):
            self.people += order.people
        return True


def engine_with(offer: Callable[[Order], bool] | None = None, **settings: int) -> Engine:
    return Engine(names.load(), Settings(**settings), Health(), offer)  # type: ignore[arg-type]


def play(engine: Engine, packets: list[RawPacket]) -> None:
    for packet in packets:
        engine.receive(packet)
        engine.tick(packet.at_us // 1000)
