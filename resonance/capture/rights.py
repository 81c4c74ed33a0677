"""What to do where Linux does not let this program read packets."""

from __future__ import annotations

import os
import sys

from resonance.capture.source import CaptureError
from resonance.texts import say


def linux_right_missing() -> CaptureError:
    program = os.path.realpath(sys.executable)
    if _unpacks_itself(program):
        # Such a program refuses to start when a right was given to it: it must not trust the folder it unpacks to.
        advice = say("Start it with sudo. The program from the zip can also be given the right once, with setcap.")
    else:
        advice = say(
            "Start it with sudo, or give the right once with: sudo setcap cap_net_raw+ep {program}", program=program
        )
    return CaptureError(say("Linux does not let this program read network packets."), advice)


def _unpacks_itself(program: str) -> bool:
    """Is this the build of one file, whose parts lie somewhere else while it runs?"""
    parts = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's programs
    return parts is not None and not os.path.realpath(parts).startswith(os.path.dirname(program) + os.sep)
