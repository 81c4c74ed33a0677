"""Who may ask: this computer, by its own name, and pages that came from here.

A page of a stranger can make the user's browser ask anything of 127.0.0.1. It cannot choose Host (a name that was made
to point here stays in it), and the browser says where the page is from.
"""

from __future__ import annotations

import hmac
import ipaddress
from email.message import Message

from resonance.api.answers import Answer, problem

FOREIGN_SITES = ("cross-site", "same-site")
"""Of Sec-Fetch-Site: a page from elsewhere, or from another port of this computer."""

BEARER = "bearer "


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def own_names(address: str, port: int) -> frozenset[str]:
    """What Host may say on a connection to this address."""
    names = {"127.0.0.1", "localhost"} if is_loopback(address) else {address}
    return frozenset(f"{name}:{port}" for name in names)


def stranger(headers: Message, own: frozenset[str]) -> Answer | None:
    """Why this is not answered; None = it may be."""
    hosts = headers.get_all("Host") or []
    if len(hosts) != 1:
        return problem(400, "Exactly one Host header is needed.")
    if hosts[0].strip().lower() not in own:
        return problem(403, "This server does not go by that name.")
    origins = headers.get_all("Origin") or []
    allowed = {f"http://{name}" for name in own}
    if any(origin.strip().lower() not in allowed for origin in origins):
        return problem(403, "Pages from elsewhere may not ask.")
    if any(site.strip().lower() in FOREIGN_SITES for site in headers.get_all("Sec-Fetch-Site") or []):
        return problem(403, "Pages from elsewhere may not ask.")
    return None


def has_token(headers: Message, token: str) -> bool:
    """In `Authorization: Bearer ...`, which no foreign page can send unasked."""
    given = headers.get_all("Authorization") or []
    if len(given) != 1 or not given[0].lower().startswith(BEARER):
        return False
    return same(given[0][len(BEARER) :].strip(), token)


def same(given: str, secret: str) -> bool:
    """Compared in a time that tells nothing. No secret is never the same."""
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
