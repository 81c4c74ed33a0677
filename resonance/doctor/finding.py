"""What a check is, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from resonance.doctor.facts import Facts


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"  # works, but something is worth knowing or doing
    RED = "red"  # this is why it does not work
    GREY = "grey"  # cannot be judged here and now


@dataclass(frozen=True, slots=True)
class Finding:
    """In the user's language."""

    light: Light
    words: str
    advice: str = ""  # the one thing to do; never empty where the light is red or yellow


@dataclass(frozen=True, slots=True)
class Check:
    key: str
    title: str  # to be said
    judge: Callable[[Facts], Finding]


def green(words: str) -> Finding:
    return Finding(Light.GREEN, words)


def grey(words: str) -> Finding:
    return Finding(Light.GREY, words)


def yellow(words: str, advice: str) -> Finding:
    return Finding(Light.YELLOW, words, advice)


def red(words: str, advice: str) -> Finding:
    return Finding(Light.RED, words, advice)
