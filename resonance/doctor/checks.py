"""The table of all checks, in the order in which a packet of the game comes to the meter."""

from __future__ import annotations

from resonance.doctor import computer_checks, disk_checks, traffic_checks
from resonance.doctor.facts import Facts
from resonance.doctor.finding import Check, Finding
from resonance.texts import later

CHECKS: tuple[Check, ...] = (
    Check("rights", later("Rights"), computer_checks.rights),
    Check("capture", later("Capture"), computer_checks.capture),
    Check("driver_file", later("Driver file"), computer_checks.driver_file),
    Check("adapters", later("Network adapters"), computer_checks.adapters),
    Check("game", later("The game"), computer_checks.game),
    Check("connections", later("Its connections"), computer_checks.connections),
    Check("packets", later("Packets"), traffic_checks.packets),
    Check("signature", later("The game's signature"), traffic_checks.signature),
    Check("decoder", later("Decoder"), computer_checks.decoder),
    Check("messages", later("Messages"), traffic_checks.messages),
    Check("unknown_methods", later("Unknown messages"), traffic_checks.unknown_methods),
    Check("gaps", later("Gaps"), traffic_checks.gaps),
    Check("drops", later("Lost packets"), traffic_checks.drops),
    Check("clock", later("Clock"), traffic_checks.clock),
    Check("database", later("Database"), disk_checks.database),
    Check("free_disk", later("Free disk"), disk_checks.free_disk),
)


def examine(facts: Facts) -> list[tuple[Check, Finding]]:
    """Every check with what it finds, in the order of the table."""
    return [(check, check.judge(facts)) for check in CHECKS]
