"""The table of decoders: method of the WorldNtf service -> function (protocol.md 4.2).

A method that is not here is counted by its id and is no error; most methods of the game say nothing about combat.
"""

from __future__ import annotations

from collections.abc import Callable

from resonance.protocol import deltas, entities, scene
from resonance.protocol.outcome import Decoded

Decode = Callable[[bytes, int], Decoded]
"""(protobuf payload, capture time in Unix ms) -> events. May raise ProtocolError or protobuf's DecodeError."""

DECODERS: dict[int, Decode] = {
    3: scene.enter_scene,
    6: entities.near_entities,
    21: scene.container_data,
    22: scene.container_dirty,
    23: scene.dungeon_data,
    24: scene.dungeon_dirty,
    39: scene.revive_user,
    43: scene.server_time,
    45: deltas.near_deltas,
    46: deltas.to_me_delta,
}
