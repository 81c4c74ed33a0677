"""How the system's allocator keeps memory."""

from __future__ import annotations

import sys
from contextlib import suppress

_M_ARENA_MAX = -8  # glibc's malloc.h


def share_among_threads() -> None:
    """To be called before there are threads. Changes nothing where there is no glibc.

    glibc gives threads heaps of their own, each of which stays as large as it once was. One for all takes 4 MB less,
    and threads of Python allocate one at a time anyway.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
