"""What a message decoder gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from resonance.events import Event


@dataclass(slots=True)
class Decoded:
    """The events of one message, in order, and how many of its records could not be read."""

    events: list[Event] = field(default_factory=list)
    bad_records: int = 0
