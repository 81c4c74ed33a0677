"""Arguments that several commands have."""

from __future__ import annotations

import argparse

from resonance.capture import SOURCES

MOST = 2**31 - 1
MOST_DIGITS = 6  # of a part of a time


def add_source(parser: argparse.ArgumentParser) -> None:
    there_are = ", ".join(["auto", *(kind.name for kind in SOURCES if kind.is_supported)])
    parser.add_argument("--source", help=f"where packets come from: {there_are}")
    parser.add_argument("--interface", default="", help="one network interface; otherwise all")


def number(text: str) -> int:
    """A whole one that the database can be asked for. ArgumentTypeError for anything else."""
    try:
        found = int(text)
    except ValueError:
        found = MOST + 1
    if abs(found) > MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of the list")
    return found


def seconds(text: str) -> float:
    return above_zero(text, "a number above 0")


def moment(text: str) -> int:
    """Ms, of "M:SS", "H:MM:SS" or seconds. ArgumentTypeError for anything else."""
    parts = text.split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) <= MOST_DIGITS for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no time, such as 2:34")
    total_s: int = sum(int(part) * 60**place for place, part in enumerate(reversed(parts)))
    return total_s * 1000


def above_zero(text: str, wanted: str) -> float:
    """ArgumentTypeError unless the text is what is wanted, in words."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return number
