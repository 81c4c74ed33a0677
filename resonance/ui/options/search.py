"""Finding a setting by any word that is said about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from resonance.setting_meta import Meta
from resonance.texts import say


def haystack(meta: Meta, more_titles: Iterable[str] = ()) -> str:
    """All that is said about a setting, in the user's language and in English; for `matches`."""
    english = (meta.group, meta.title, meta.meaning, *meta.titles)
    return _folded(" ".join([*english, *map(say, english), *more_titles]))


def matches(words: str, typed: str) -> bool:
    """Whether all words typed occur in a haystack, in any order; nothing typed matches everything."""
    return all(word in words for word in _folded(typed).split())


def _folded(text: str) -> str:
    """Without the differences that nobody searches for: case, and the widths of East Asian letters."""
    return unicodedata.normalize("NFKC", text).casefold()
