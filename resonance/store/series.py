"""A series, one number for each second, <-> a blob: signed 64-bit numbers, little-endian, compressed with zstd."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable

import zstandard

TYPE = "q"
LARGEST_BYTES = 16 << 20  # 24 days; a damaged blob may claim any size


def packer() -> Callable[[array[int]], bytes]:
    """A function that makes blobs of series; for one thread at a time."""
    compress = zstandard.ZstdCompressor().compress
    return lambda series: compress(_little_endian(series[:]).tobytes())


def unpack(blob: bytes) -> array[int]:
    """The series in a blob. ValueError for bytes that are none."""
    try:
        if zstandard.frame_content_size(blob) > LARGEST_BYTES:
            raise ValueError("the series is too long")
        content = zstandard.ZstdDecompressor().decompress(blob, max_output_size=LARGEST_BYTES)
    except zstandard.ZstdError as error:
        raise ValueError(f"the series is damaged: {error}") from error
    series = array(TYPE)
    series.frombytes(content)
    return _little_endian(series)


def _little_endian(series: array[int]) -> array[int]:
    """From this machine's byte order, or back to it."""
    if sys.byteorder == "big":
        series = series[:]
        series.byteswap()
    return series
