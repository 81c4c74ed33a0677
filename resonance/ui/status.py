"""Health and quality -> the sentences of the footer and of the empty window. No Tk in here."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.record import Quality
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.export.plain_text import missing
from resonance.health import CaptureState, Health
from resonance.texts import later, say


class Tone(StrEnum):
    """The colour of the dot before the sentence."""

    OK = "ok"  # all is well
    NOTE = "note"  # worth knowing: paused, something is missing
    BAD = "bad"  # it does not work, and the user can do something about it
    IDLE = "idle"  # waiting


@dataclass(frozen=True, slots=True)
class Status:
    tone: Tone
    text: str
    tip: str  # more of it, for the pointer that rests on the sentence


CLOCK_TITLES = {
    ClockChoice.ACTIVE: later("Active clock"),
    ClockChoice.ELAPSED: later("Elapsed clock"),
    ClockChoice.PERSONAL: later("Personal clock"),
    ClockChoice.BOSS: later("Boss clock"),
}

CLOCK_TIPS = {
    ClockChoice.ACTIVE: later('"Per second" divides by the time in combat, without pauses of the whole group.'),
    ClockChoice.ELAPSED: later('"Per second" divides by the time from the first to the last hit.'),
    ClockChoice.PERSONAL: later('"Per second" divides by each player\'s own time in combat.'),
    ClockChoice.BOSS: later(
        '"Per second" divides by the time a boss is being fought, or in combat where there is none.'
    ),
}

EFFECTIVE = later("effective")
EFFECTIVE_TIP = later("Amounts are effective: without overkill and overheal, as far as HP are known.")

SCOPE_TITLES = {
    Scope.SEGMENT: later("this fight"),
    Scope.ENCOUNTER: later("whole encounter"),
    Scope.EVENING: later("this evening"),
}

SCOPE_TIPS = {
    Scope.SEGMENT: later("The newest fight alone is shown."),
    Scope.ENCOUNTER: later("Everything since the last reset or change of scene is shown."),
    Scope.EVENING: later(
        "All encounters since the program was started, or since a pause of four hours, are shown together. "
        "Time between them does not count."
    ),
}

NEXT_SCOPE = {
    Scope.SEGMENT: (Scope.ENCOUNTER, later("Click for the whole encounter.")),
    Scope.ENCOUNTER: (Scope.EVENING, later("Click for the whole evening.")),
    Scope.EVENING: (Scope.SEGMENT, later("Click for the newest fight alone.")),
}
"""What comes after a scope where one is switched, and the words for it."""


def basis(clock: ClockChoice, amounts: AmountChoice, scope: Scope) -> tuple[str, ...]:
    """What the numbers are, for the end of the footer: the most words first, then as many as have room."""
    words = [CLOCK_TITLES[clock], *([EFFECTIVE] if amounts is AmountChoice.EFFECTIVE else []), SCOPE_TITLES[scope]]
    spoken = [say(word) for word in words]
    return tuple(" · ".join(spoken[first:]) for first in range(len(spoken)))


def basis_tip(clock: ClockChoice, amounts: AmountChoice, scope: Scope, *, can_switch: bool = True) -> str:
    lines = [CLOCK_TIPS[clock], *([EFFECTIVE_TIP] if amounts is AmountChoice.EFFECTIVE else []), SCOPE_TIPS[scope]]
    lines += [NEXT_SCOPE[scope][1]] if can_switch else []
    return "\n".join(say(line) for line in lines)


class MessageRate:
    """Messages a second over the last few seconds, from a counter that only grows."""

    WINDOW_S = 3.0

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def update(self, now_s: float, messages: int) -> int:
        """`now_s`: a clock that never goes back. 0 until two looks lie a while apart."""
        seen = self._seen
        if seen and messages < seen[-1][1]:
            seen.clear()
        seen.append((now_s, messages))
        while len(seen) > 2 and seen[1][0] <= now_s - self.WINDOW_S:
            seen.popleft()
        span_s = now_s - seen[0][0]
        return round((messages - seen[0][1]) / span_s) if span_s > 0 else 0


def status(health: Health, snapshot: Snapshot | None, *, paused: bool, rate: int, activity: str) -> Status:
    """The footer's sentence. `activity`: what the program does while it reads, such as "Capturing" or "Demo"."""
    lacks = missing(snapshot.quality) if snapshot else []
    completeness = (" · " + (", ".join(lacks) if lacks else say("complete"))) if snapshot else ""
    tip = _tip(health, snapshot)
    if health.engine_problem:
        return Status(Tone.BAD, health.engine_problem, tip)
    if health.capture_state is CaptureState.FAILED:
        problem = health.capture_problem or say("The capture has failed and is being tried again")
        return Status(Tone.BAD, problem, tip)
    if health.store_problem:
        return Status(Tone.BAD, health.store_problem, tip)
    if paused:
        return Status(Tone.NOTE, say("Paused") + completeness, tip)
    if health.capture_state is CaptureState.STARTING:
        return Status(Tone.IDLE, say("Starting the capture"), tip)
    if health.capture_state is CaptureState.ENDED:
        training = f" · {health.training}" if health.training else ""
        return Status(Tone.NOTE if lacks else Tone.IDLE, say("Recording ended") + training + completeness, tip)
    if not health.server:
        packets = formats.count(health.packets_captured)
        return Status(Tone.IDLE, say("Looking for the game · {packets} packets seen", packets=packets), tip)
    doing = health.training or say("{activity} · {rate} msg/s", activity=say(activity), rate=formats.count(rate))
    return Status(Tone.NOTE if lacks else Tone.OK, f"{doing}{completeness}", tip)


def quality_words(quality: Quality) -> str:
    """Whether something is missing, and what."""
    lacks = missing(quality)
    if not lacks:
        return say("Complete: nothing of this encounter is known to be missing.")
    words = say("Missing in this encounter: {what}. Real numbers are higher.", what=", ".join(lacks))
    if quality.started_late:
        words += "\n" + say("The meter joined a fight that was already running; the next one will be whole.")
    return words


def _tip(health: Health, snapshot: Snapshot | None) -> str:
    lines = []
    if health.capture_source:
        lines.append(say("Source: {name}", name=health.capture_source))
    if health.server:
        lines.append(say("Game server: {address}", address=health.server))
    packets, messages = formats.count(health.packets_captured), formats.count(health.messages)
    lines.append(say("Packets: {packets}, messages: {messages}", packets=packets, messages=messages))
    if snapshot is not None:
        lines.append(quality_words(snapshot.quality))
    return "\n".join(lines)


def waiting(health: Health, *, paused: bool) -> tuple[str, str]:
    """For a window without an encounter: what is awaited, and what to do."""
    if health.engine_problem:
        return say("Something in the meter is broken."), health.engine_problem
    if health.capture_state is CaptureState.FAILED:
        problem = health.capture_problem or say("Nothing could be opened.")
        return say("The capture does not work."), problem + "\n" + say("It is tried again by itself.")
    if paused:
        return say("The meter is paused."), say("Press the triangle at the top to go on.")
    if health.capture_state is CaptureState.STARTING:
        return say("Starting the capture."), say("This takes a moment.")
    if health.capture_state is CaptureState.ENDED:
        advice = say("No fight is left to show. Numbers come from hits by or on players.")
        return say("The recording is over."), advice
    if not health.packets_captured:
        advice = say("Start the game. If it runs already, choose another capture source in the settings.")
        return say("No network traffic seen yet."), advice
    if not health.server:
        return (
            say("No game connection found yet."),
            say("Log in to the game. If you are already in it, change zone or line once: that opens a new connection."),
        )
    if health.training:
        advice = say("Nothing else is counted until the menu switches the training off.")
        return f"{health.training}.", advice
    return (
        say("Connected: waiting for the first hit."),
        say("Numbers start with it. Change zone once if names or HP stay unknown."),
    )
