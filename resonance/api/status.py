"""What the settings window shows of the local API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    title: str  # in English, for say()
    url: str
    is_network: bool = False  # for other machines


@dataclass(frozen=True, slots=True)
class ApiStatus:
    """At most one of `addresses` and `problem` is there; neither while it is switched off."""

    addresses: tuple[Address, ...] = ()
    token: str = ""  # "" = there is none
    problem: str = ""  # a sentence
