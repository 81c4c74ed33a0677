"""TARGETS: what is fuzzed. The quick tests, the long runs and the corpus all go through this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fuzz import encounters, files, network


class Target(NamedTuple):
    """`run` takes any bytes, and raises only when a promise of the program is broken."""

    run: Callable[[bytes], None]
    longest_bytes: int  # of an input in a long run


TARGETS = {
    "packets": Target(network.packets, 2_048),
    "reassembly": Target(network.reassembly, 1_024),
    "flows": Target(network.flows, 4_096),
    "frames": Target(network.frames, 4_096),
    "containers": Target(network.containers, 4_096),
    "messages": Target(network.messages, 2_048),
    "dirty": Target(network.dirty, 1_024),
    "decoder": Target(network.decoder, 6_144),
    "capture-file": Target(files.capture_file, 2_048),
    "settings": Target(files.settings, 12_288),
    "profile": Target(files.profile, 12_288),
    "encounter-file": Target(encounters.encounter_file, 4_096),
}
