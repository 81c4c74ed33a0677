"""Where the pages and the data are, for the user's clipboard."""

from __future__ import annotations

import socket

from resonance.api.pages import PAGES
from resonance.api.status import Address
from resonance.texts import later

HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"

PAGE_TITLES = {
    "meter": later("Meter"),
    "mini": later("Mini mode"),
    "boss": later("Boss bar"),
    "deaths": later("Death ticker"),
}
DATA_TITLE = later("Data for programs")

_NOBODY = ("192.0.2.1", 9)
"""An address for documentation, that no machine has."""


def addresses_here(port: int) -> tuple[Address, ...]:
    pages = [Address(PAGE_TITLES[name], f"http://{HERE}:{port}/overlay/{name}.html") for name in PAGES]
    return (*pages, Address(DATA_TITLE, f"http://{HERE}:{port}/api/v1/live"))


def addresses_outside(port: int, view_key: str) -> tuple[Address, ...]:
    """For other machines; none where there is no network, or no key that would let them in."""
    host = network_address() if view_key else ""
    if not host:
        return ()
    base = f"http://{host}:{port}/overlay"
    return tuple(Address(PAGE_TITLES[name], f"{base}/{name}.html?key={view_key}", True) for name in PAGES)


def network_address() -> str:
    """As the other machines of the network call this one; "" where there is no network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOBODY)  # only chooses the way a packet would go
        except OSError:
            return ""
        address: str = probe.getsockname()[0]
    return "" if address.startswith("127.") or address == EVERYWHERE else address
