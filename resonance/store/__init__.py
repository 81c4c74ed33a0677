"""SQLite: the writer thread saves encounters, the history reads them back."""

from __future__ import annotations


class StoreError(Exception):
    """The history cannot be used. Both texts, in the user's language, say what happened and what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason} {advice}".strip())
        self.reason = reason
        self.advice = advice
