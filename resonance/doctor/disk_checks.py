"""Checks of the disk: can fights be saved?"""

from __future__ import annotations

from resonance.doctor.facts import Facts
from resonance.doctor.finding import Finding, green, grey, red, yellow
from resonance.texts import say

MB = 1_000_000
TOO_LITTLE_BYTES = 100 * MB
LITTLE_BYTES = 1_000 * MB


def database(facts: Facts) -> Finding:
    if facts.traffic.store_problem:
        return red(say("The history is not being saved."), facts.traffic.store_problem)
    if not facts.computer.write_problem:
        return green(say("Fights can be saved."))
    return red(facts.computer.write_problem, facts.computer.write_advice)


def free_disk(facts: Facts) -> Finding:
    free = facts.computer.free_bytes
    if free is None:
        return grey(say("This system does not tell how much space is free."))
    words = say("{size} MB are free.", size=f"{free // MB:,}")
    if free < TOO_LITTLE_BYTES:
        return red(words, say("Delete what you do not need: without space no fight is saved."))
    if free < LITTLE_BYTES:
        return yellow(words, say("Make some room before long: a full disk ends the saving of fights."))
    return green(words)
