"""What the doctor found as text, to be read in a terminal or passed on."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence

import resonance
from resonance.doctor.facts import Facts
from resonance.doctor.finding import Check, Finding, Light
from resonance.doctor.masking import Private, mask
from resonance.texts import later, say

MARKS = {Light.GREEN: later("ok"), Light.YELLOW: later("note"), Light.RED: later("BAD"), Light.GREY: later("?")}


def report(found: Sequence[tuple[Check, Finding]], details: Sequence[str] = ()) -> str:
    """A line a check, and what to do below it. `details`: further lines at the end."""
    lines = [
        f"Resonance Logs {resonance.__version__}, Python {sys.version.split()[0]}, {sys.platform} {platform.release()}",
        "",
    ]
    for check, finding in found:
        lines.append(f"[{say(MARKS[finding.light])}] {say(check.title)}: {finding.words}")
        if finding.advice:
            lines.append(f"     → {finding.advice}")
    return "\n".join([*lines, *(["", *details] if details else [])]) + "\n"


def details(facts: Facts) -> list[str]:
    """For those who help: numbers that are in no light."""
    traffic = facts.traffic
    methods = " ".join(f"{method:#x}" for method in traffic.unknown_methods) or "-"
    return [
        f"listened {traffic.listened_s:.0f} s, {traffic.state}, {traffic.messages} messages, {traffic.known} known",
        f"methods that are not read: {methods}",
        f"driver {facts.computer.driver}, pcap library {facts.computer.pcap or '-'}",
    ]


def masked_report(found: Sequence[tuple[Check, Finding]], known: Private, details: Sequence[str] = ()) -> str:
    """The same, without addresses and names: for the clipboard and the support zip."""
    return mask(report(found, details), known)


def verdict(found: Sequence[tuple[Check, Finding]]) -> str:
    """In one sentence: the first red light, from top to bottom, is the cause of what is below it."""
    for check, finding in found:
        if finding.light is Light.RED:
            return say("Look at “{title}” first: {words}", title=say(check.title), words=finding.words)
    if any(finding.light is Light.YELLOW for _, finding in found):
        return say("It works, as far as can be told; the yellow lights are worth a look.")
    return say("Nothing is wrong, as far as can be told.")


def is_well(found: Sequence[tuple[Check, Finding]]) -> bool:
    """No red light."""
    return all(finding.light is not Light.RED for _, finding in found)
