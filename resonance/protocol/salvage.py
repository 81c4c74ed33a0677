"""Parts of a message that does not parse as a whole, so that a bad one costs only itself."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from resonance.protocol.outcome import Decoded
from resonance.protocol.pb.combat_pb2 import LooseSecond
from resonance.protocol.pb.entity_pb2 import Attr


def loose_items(raw: bytes, out: Decoded) -> list[bytes]:
    """The unparsed items of a message that holds a uuid and a list."""
    try:
        return list(LooseSecond.FromString(raw).items)
    except DecodeError:
        out.bad_records += 1
        return []


def loose_attrs(raw: bytes, out: Decoded) -> list[Attr]:
    """The attributes of a collection that can be read."""
    attrs = []
    for part in loose_items(raw, out):
        try:
            attrs.append(Attr.FromString(part))
        except DecodeError:
            continue  # whoever salvages has counted the message they are in
    return attrs
