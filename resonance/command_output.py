"""Where what a command makes goes, and how it refuses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

UNUSABLE = 2  # exit code


def give(out: Path | None, made: bytes, write: Callable[[Path, bytes], object]) -> int:
    """Gives the exit code. `out` None: to the terminal, or into a pipe. `write` may raise OSError."""
    if out is None:
        # Bytes: what goes into a pipe is what goes into a file, line ends and byte order mark included.
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return 0
    try:
        write(out, made)
    except OSError as error:
        return refuse(f"{out} cannot be written ({error.strerror or error}).")
    return 0


def refuse(sentence: str) -> int:
    """Gives the exit code."""
    print(sentence, file=sys.stderr)
    return UNUSABLE
