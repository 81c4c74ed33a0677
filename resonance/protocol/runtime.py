"""Which runtime of protobuf decodes the messages."""

from __future__ import annotations

from google.protobuf.internal import api_implementation

from resonance.texts import say

FAST = "upb"


def kind() -> str:
    """ "upb", in C, as it should be; "python" where that is missing: sixty times slower, and it fails in other ways."""
    return str(api_implementation.Type())


def slow_words(kind: str) -> str:
    """What it means for the user that another one than FAST decodes."""
    return say("Messages are read by a slow part of protobuf ({kind}): in a raid numbers will be missing.", kind=kind)


def slow_advice() -> str:
    return say("Remove the environment variable PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION, or install the meter again.")
