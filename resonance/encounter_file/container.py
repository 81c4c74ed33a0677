"""The outermost layer of an encounter file: magic, version, hash, and the pieces between which everything lies.

All numbers of this layer are unsigned and little-endian:

    0   8   MAGIC
    8   2   the version of the format
    10  32  SHA-256 of everything behind it
    42  4   size of the record
    46      the record: one frame of zstd, with its size and a checksum
        4   how many chunks the journal has
            each chunk: its size in 4 bytes, and the chunk as store/journal.py makes it
"""

from __future__ import annotations

import hashlib
import struct
from typing import NamedTuple

import zstandard

MAGIC = b"\x89RLOG\r\n\x1a"
"""Cannot begin a text, and does not survive what changes line ends."""

VERSION = 1
HASHED_FROM = 42
LEVEL = 15  # of zstd

LARGEST_FILE = 64 << 20
"""Bytes. A raid of 60,000 hits takes half a megabyte, and no fight has a hundred times as many."""

LARGEST_RECORD = 32 << 20  # bytes, unpacked
MOST_CHUNKS = 2_000

_SIZE = struct.Struct("<I")
_HEAD = struct.Struct("<8sH32s")


class FileError(ValueError):
    """This is no encounter file, or a damaged one; the text, in English, says what is wrong with it."""


class NewerVersion(FileError):
    """A newer program made it."""


class Pieces(NamedTuple):
    record: bytes  # unpacked
    chunks: tuple[bytes, ...]  # packed
    record_size: int = LARGEST_FILE  # bytes that the record takes, or may take, in the file


def pack(pieces: Pieces) -> bytes:
    """The same bytes for the same pieces, as long as zstd is the same. FileError for more than a file may hold."""
    if len(pieces.record) > LARGEST_RECORD or len(pieces.chunks) > MOST_CHUNKS:
        raise FileError("the encounter is too large for a file")
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=True)
    record = compressor.compress(pieces.record)
    body = [_SIZE.pack(len(record)), record, _SIZE.pack(len(pieces.chunks))]
    for chunk in pieces.chunks:
        body += [_SIZE.pack(len(chunk)), chunk]
    content = b"".join(body)
    packed = _HEAD.pack(MAGIC, VERSION, hashlib.sha256(content).digest()) + content
    if len(packed) > LARGEST_FILE:
        raise FileError("the encounter is too large for a file")
    return packed


def unpack(content: bytes) -> Pieces:
    """FileError; NewerVersion, which is one, for a file of a newer program."""
    if len(content) > LARGEST_FILE:
        raise FileError("it is too large")
    if content[: len(MAGIC)] != MAGIC:
        raise FileError("it does not begin as one")
    if len(content) < HASHED_FROM:
        raise FileError("it ends too early")
    _, version, digest = _HEAD.unpack_from(content)
    if version > VERSION:
        raise NewerVersion(f"version {version}")
    if version < 1 or hashlib.sha256(content[HASHED_FROM:]).digest() != digest:
        raise FileError("its hash is another")
    size, at = _size(content, HASHED_FROM)
    record, at = _piece(content, at, size)
    count, at = _size(content, at)
    if count > MOST_CHUNKS:
        raise FileError(f"{count} chunks")
    chunks = []
    for _ in range(count):
        size, at = _size(content, at)
        chunk, at = _piece(content, at, size)
        chunks.append(chunk)
    if at != len(content):
        raise FileError(f"{len(content) - at} bytes too many")
    return Pieces(_unpacked(record), tuple(chunks), len(record))


def _size(content: bytes, at: int) -> tuple[int, int]:
    """The number at this place, and the place behind it."""
    end = at + _SIZE.size
    if end > len(content):
        raise FileError("it ends too early")
    return _SIZE.unpack_from(content, at)[0], end


def _piece(content: bytes, at: int, size: int) -> tuple[bytes, int]:
    end = at + size
    if end > len(content):
        raise FileError("it ends too early")
    return content[at:end], end


def _unpacked(frame: bytes) -> bytes:
    """No more than the frame itself says, and that is checked before: a bomb never goes off."""
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= LARGEST_RECORD:
            raise FileError(f"a record of {size} bytes")
        unpacked: bytes = zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise FileError(f"its record is damaged: {error}") from error
    return unpacked
