"""What a value of a foreign file may be: each function gives the value as it is used, or raises ValueError."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], Any]

EARLIEST_MS, LATEST_MS = 1_500_000_000_000, 4_100_000_000_000
"""2017 and 2099, in Unix ms: the game is younger."""

LARGEST_UID = 2**47 - 1  # an actor_id holds no larger one
LARGEST_COUNT = 10**9
LARGEST_AMOUNT = 10**13  # as many rows as are read of an encounter still add up to a number of 64 bits
LONGEST_NAME = 80  # characters


def whole(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    return check


def or_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def or_zero(check: Check) -> Check:
    """For columns that older files do not have."""
    return lambda value: 0 if value is None else check(value)


def fact(high: int) -> Check:
    """A number nobody counts with: None for one that makes no sense, and for 0, which means "not known"."""
    return lambda value: value if type(value) is int and 0 < value <= high else None


def name(value: Any) -> str | None:
    """In one line of bounded length; None for anything that is no name."""
    if not isinstance(value, str):
        return None
    printable = "".join(character if character.isprintable() else " " for character in value[: 4 * LONGEST_NAME])
    return " ".join(printable.split())[:LONGEST_NAME] or None


def text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def seconds(value: Any) -> float:
    """0 for anything that is no length."""
    return float(value) if type(value) in (int, float) and math.isfinite(value) and value > 0 else 0.0


def flag(value: Any) -> bool:
    return type(value) is int and value != 0


TIME = whole(EARLIEST_MS, LATEST_MS)
UID = whole(-LARGEST_UID, LARGEST_UID)
COUNT = or_zero(whole(0, LARGEST_COUNT))
AMOUNT = or_zero(whole(0, LARGEST_AMOUNT))
HP = or_none(whole(0, LARGEST_AMOUNT))
ID = whole(-(2**31), 2**31 - 1)
