"""The words of the windows in the user's language: English in the code, the others from assets/texts.tsv.

The English words are the key, so the code reads as the window does, and a sentence without a translation appears in
English. Whatever a user may read goes through `say()` where it is made or shown; words that are kept in a table for
later go through `later()`, which only marks them. A test finds marked words without a row, and rows nobody needs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh", "ja")

_ASSETS = Path(__file__).resolve().parent.parent / "assets"

# One for the whole process, like its locale: it is changed by the settings alone.
_table: dict[str, str] = {}


def use(language: str, assets: Path = _ASSETS) -> str:
    """From now on, speak one of LANGUAGES; any other is English. Gives what is wrong with the file, "" if nothing."""
    global _table
    _table, problem = ({}, "") if language not in LANGUAGES[1:] else _load(language, assets)
    return problem


def say(english: str, **values: object) -> str:
    """The words in the user's language. `values` fill the {names} in them."""
    words = _table.get(english, english)
    return words.format(**values) if values else words


def later(english: str) -> str:
    """Marks words that `say()` will be asked for elsewhere; gives them back as they are."""
    return english


@cache
def _load(language: str, assets: Path) -> tuple[dict[str, str], str]:
    """Rows of English, Chinese, Japanese; a line break inside is written \\n."""
    try:
        lines = (assets / "texts.tsv").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        return {}, f"The translations cannot be read ({error}): the windows speak English."
    column = lines[0].split("\t").index(language)
    table = {}
    for line in lines[1:]:
        cells = [cell.replace("\\n", "\n") for cell in line.split("\t")]
        if len(cells) > column and cells[column]:
            table[cells[0]] = cells[column]
    return table, ""
