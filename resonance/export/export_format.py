"""What an export format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names


@dataclass(frozen=True, slots=True)
class ExportFormat:
    key: str  # what settings and commands call it
    title: str
    suffix: str  # of a file, with the dot
    render: Callable[[Snapshot, View, Names], str]
