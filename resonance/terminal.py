"""The live table in a terminal: for machines without a display, and for those who like it."""

from __future__ import annotations

import signal
import sys
import time
from typing import TextIO

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import plain_text
from resonance.names import Names
from resonance.pipeline import Pipeline
from resonance.texts import say

REDRAW_S = 0.5
PRINT_S = 5.0  # where the output is no terminal, so that a log stays readable
LOOK_S = 0.1
CLEAR = "\x1b[H\x1b[J"  # cursor home, clear to the end


def show_live(
    pipeline: Pipeline,
    names: Names,
    *,
    seconds: float | None = None,
    out: TextIO | None = None,
) -> Snapshot | None:
    """Draw the newest snapshot until the recording is over, the seconds have passed, or Ctrl-C. Gives the last one."""
    out = out or sys.stdout
    is_terminal = out.isatty()
    every_s = REDRAW_S if is_terminal else PRINT_S
    end = time.monotonic() + seconds if seconds is not None else None
    next_draw = time.monotonic() + every_s
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # the end of the session is a Ctrl-C
    try:
        while not _is_over(pipeline, end):
            time.sleep(LOOK_S)
            if time.monotonic() >= next_draw:
                next_draw = time.monotonic() + every_s
                out.write((CLEAR if is_terminal else "\n") + picture(pipeline, names))
                out.flush()
    except KeyboardInterrupt:
        pass
    finally:
        pipeline.stop()
        signal.signal(signal.SIGTERM, before)
    out.write((CLEAR if is_terminal else "\n") + picture(pipeline, names))
    out.flush()
    return pipeline.shown()


def _is_over(pipeline: Pipeline, end: float | None) -> bool:
    if end is not None and time.monotonic() >= end:
        return True
    return pipeline.health.all_read or bool(pipeline.health.engine_problem)


def picture(pipeline: Pipeline, names: Names) -> str:
    """The tables of the newest snapshot, and what is to be said about capture."""
    snapshot = pipeline.shown()
    lines = []
    if snapshot is not None:
        lines += [plain_text.render(snapshot, view, names) for view in View if snapshot.rows(view)]
    health = pipeline.health
    problems = (health.capture_problem, health.store_problem, health.engine_problem)
    lines += [f"{problem}\n" for problem in problems if problem]
    if snapshot is None and not any(problems):
        words = say("No fight yet.") if health.server else say("Waiting for the game's traffic.")
        lines.append(words + "\n")
    while not health.notices.empty():
        lines.append(health.notices.get().text + "\n")
    return "\n".join(lines)
