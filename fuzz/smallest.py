"""Of many inputs the few short ones that reach together all that any of them reaches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

_PROGRAM = str(Path(__file__).resolve().parent.parent / "resonance")

Step = tuple[str, int, int]
"""File, and two lines of it that were run one after the other."""


def smallest_set(run: Callable[[bytes], None], inputs: Iterable[bytes]) -> list[bytes]:
    """Shortest first: an input is taken when it makes the program take a step that those before it did not."""
    taken: list[bytes] = []
    seen: set[Step] = set()
    for data in sorted(set(inputs), key=lambda each: (len(each), each)):
        steps = steps_of(run, data)
        if not steps <= seen:
            taken.append(data)
            seen |= steps
    return taken


def steps_of(run: Callable[[bytes], None], data: bytes) -> set[Step]:
    """The steps through the program's own code with this input."""
    steps: set[Step] = set()

    def trace(frame: FrameType, _event: str, _value: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(_PROGRAM):
            return None
        before = frame.f_lineno

        def inside(frame: FrameType, event: str, _value: Any) -> Any:
            nonlocal before
            if event == "line":
                steps.add((name, before, frame.f_lineno))
                before = frame.f_lineno
            return inside

        return inside

    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        run(data)
    finally:
        sys.settrace(earlier)
    return steps
