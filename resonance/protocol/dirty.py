"""Dirty blobs: the deltas of the own character and of the dungeon, which are not protobuf (protocol.md 5.12).

A blob is a tree of containers: field numbers as in the protobuf message, each followed by its value. Nothing tells how
long a value is, so reading is driven by a schema, and a field the schema does not know ends its container: the rest of
that container is skipped by the container's size.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from resonance.protocol.errors import ProtocolError

GUARD = b"\xef\xbe\xad\xde"
BEGIN, END, NONE, ONLY_UPSERTS = -2, -3, -4, -1
MAX_ENTRIES = 10_000  # of one map; a blob is at most a few KiB
MAX_DEPTH = 16


class Scalar(Enum):
    """How a plain value is laid out."""

    I32 = auto()
    U32 = auto()
    I64 = auto()
    U64 = auto()
    F32 = auto()
    TEXT = auto()
    I32_OR_I64 = auto()  # the dungeon's scene_uuid: sources disagree; the guard tells (protocol.md 14, 16)


@dataclass(frozen=True, slots=True)
class MapOf:
    key: Scalar
    value: Schema


Schema = Scalar | MapOf | Mapping[int, "Schema"]
"""A scalar, a map, or the fields of a container by number."""

_STRUCTS = {
    Scalar.I32: struct.Struct("<i"),
    Scalar.U32: struct.Struct("<I"),
    Scalar.I64: struct.Struct("<q"),
    Scalar.U64: struct.Struct("<Q"),
    Scalar.F32: struct.Struct("<f"),
}


def read_blob(data: bytes, schema: Mapping[int, Schema]) -> dict[int, Any]:
    """The changed fields, nested as the schema is: numbers, bytes, dicts. Empty for a keep-alive."""
    return _Reader(data).container(schema, 0)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pos = 0
        self._guard = len(GUARD) if data[4:8] == GUARD else 0  # one source reads blobs without guards

    def scalar(self, kind: Scalar) -> int | float | bytes:
        if kind is Scalar.TEXT:
            return self._text()
        if kind is Scalar.I32_OR_I64:
            short = self._guard and self._data[self._pos + 4 : self._pos + 8] == GUARD
            kind = Scalar.I32 if short else Scalar.I64
        layout = _STRUCTS[kind]
        if self._pos + layout.size + self._guard > len(self._data):
            raise ProtocolError("a dirty blob ends within a value")
        value: int | float = layout.unpack_from(self._data, self._pos)[0]
        self._pos += layout.size
        self._pass_guard()
        return value

    def _i32(self) -> int:
        return int(self.scalar(Scalar.I32))

    def _text(self) -> bytes:
        length = self._i32()
        if not 0 <= length <= len(self._data) - self._pos:
            raise ProtocolError(f"a text of {length} bytes in a dirty blob")
        value = self._data[self._pos : self._pos + length]
        self._pos += length
        self._pass_guard()
        return value

    def _pass_guard(self) -> None:
        if self._guard:
            if self._data[self._pos : self._pos + 4] != GUARD:
                raise ProtocolError("a guard is missing in a dirty blob")
            self._pos += 4

    def container(self, schema: Mapping[int, Schema], depth: int) -> dict[int, Any]:
        if depth > MAX_DEPTH:
            raise ProtocolError("a dirty blob nested too deep")
        if self._i32() != BEGIN:
            raise ProtocolError("a container of a dirty blob does not begin")
        size = self._i32()
        if size == END:
            return {}
        end = self._pos + size
        if not self._pos <= end <= len(self._data):
            raise ProtocolError(f"a container of {size} bytes in a dirty blob")
        fields: dict[int, Any] = {}
        while self._pos < end:
            number = self._i32()
            if number not in schema:
                break
            fields[number] = self._value(schema[number], depth + 1)
        if self._pos > end:  # going back to the end would read the same bytes again and again
            raise ProtocolError("a value of a dirty blob that is longer than its container")
        self._pos = end
        if self._i32() != END:
            raise ProtocolError("a container of a dirty blob does not end")
        return fields

    def _value(self, schema: Schema, depth: int) -> Any:
        if isinstance(schema, Scalar):
            return self.scalar(schema)
        if isinstance(schema, MapOf):
            return self._map(schema, depth)
        return self.container(schema, depth)

    def _map(self, schema: MapOf, depth: int) -> dict[Any, Any]:
        """Three counts: upserts, removals, upserts (protocol.md 5.12); removals are of no use here."""
        first = self._i32()
        if first == NONE:
            return {}
        if first == ONLY_UPSERTS:
            first, removed, second = self._i32(), 0, 0
        else:
            removed, second = self._i32(), self._i32()
        if min(first, removed, second) < 0 or first + removed + second > MAX_ENTRIES:
            raise ProtocolError("a map of a dirty blob with impossible counts")
        entries: dict[Any, Any] = {}
        for _ in range(first):
            key = self.scalar(schema.key)
            entries[key] = self._value(schema.value, depth)
        for _ in range(removed):
            self.scalar(schema.key)
        for _ in range(second):
            key = self.scalar(schema.key)
            entries[key] = self._value(schema.value, depth)
        return entries
