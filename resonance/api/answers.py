"""What a request is answered with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from resonance.doctor.masking import mask, private

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


def to_json(value: Any) -> bytes:
    """On one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def found(value: Any, status: int = 200) -> Answer:
    return Answer(status, to_json(value))


def unnamed(sentence: str) -> str:
    """For other devices too, so without what says who the user is, such as the folder of a file."""
    return mask(sentence, private())


def problem(status: int, sentence: str, *headers: tuple[str, str]) -> Answer:
    return Answer(status, to_json({"error": sentence}), headers=headers)
