"""A recording, read as fast as possible -> its encounters, as tables or as the data of `analyze --json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from resonance.capture.replay import Replay
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.engine import Engine
from resonance.export.report import actor_report, encounter_report
from resonance.health import Health
from resonance.names import Names
from resonance.protocol.decoder import Counts
from resonance.settings import Settings


class Analysis:
    """What one recording holds. Raises CaptureError where the file cannot be read as one."""

    def __init__(self, path: Path, names: Names, settings: Settings) -> None:
        self.path = path
        self.names = names
        self.problem = ""  # a file that ends too early: what is there is read, and this says so
        self._engine = Engine(names, settings, Health(), keep=True)
        self._read()
        clock, amounts = ClockChoice(settings.clock), AmountChoice(settings.amounts)
        self.snapshots: list[Snapshot] = [build(each.record, clock, amounts) for each in self._engine.encounters]

    def _read(self) -> None:
        source = Replay(self.path, None)
        try:
            while (packet := source.read()) is not None:
                self._engine.receive(packet)
            self.problem = source.problem
        finally:
            source.close()
        self._engine.finish()

    @property
    def counts(self) -> Counts:
        return self._engine.decoder.counts

    def report(self) -> dict[str, Any]:
        """Exactly what the README documents."""
        counts, tracker = self.counts, self._engine.tracker
        local = tracker.local_player_uid
        return {
            "file": str(self.path),
            "decode": {
                "packets": counts.packets,
                "frames": counts.frames,
                "notifies": counts.notifies,
                "methods": _by_id(counts.methods),
                "unknown_methods": _by_id(counts.unknown_methods),
                "gaps": counts.gaps,
                "missing_bytes": counts.missing_bytes,
                "frame_errors": counts.frame_errors,
                "message_errors": counts.message_errors,
                "packet_errors": counts.packet_errors,
            },
            "local_player": None if local is None else self.names.display_uid(local),
            "actors": [actor_report(info, self.names) for info in tracker.actors.all()],
            "encounters": [encounter_report(snapshot, self.names) for snapshot in self.snapshots],
        }


def _by_id(counts: dict[int, int]) -> dict[str, int]:
    return {str(method): counts[method] for method in sorted(counts)}
