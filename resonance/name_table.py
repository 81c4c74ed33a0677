"""Reads one table of names from `assets/`, as far as it can be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

from resonance.texts import say

_HEX_COLOR = re.compile(r"#[0-9a-f]{6}")


def read_names(path: Path, language: str, columns: tuple[str, ...], take: Callable[..., None]) -> str:
    """Call `take(name, *columns)` for every row; gives what is wrong with the table, "" for nothing.

    The name is the one in the language, else English, else Chinese, else "". Rows that are damaged, or refused by
    ValueError, are skipped.
    """
    try:
        # A damaged byte costs its row only: it becomes U+FFFD, which no name holds.
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        return say(
            "{name} cannot be read ({reason}): ids are shown instead of its names.",
            name=path.name,
            reason=error.strerror,
        )
    header, *lines = text.rstrip("\n").split("\n")
    keys = header.split("\t")
    wanted = (f"name_{language}", "name_en", "name_zh", *columns)
    if missing := [key for key in wanted if key not in keys]:
        return say(
            "{name} has no column {column}: ids are shown instead of its names.", name=path.name, column=missing[0]
        )
    pick = itemgetter(*map(keys.index, wanted))
    damaged = 0
    for line in lines:
        cells = line.split("\t")
        try:
            if len(cells) != len(keys) or "\ufffd" in line:
                raise ValueError("damaged row")
            name, english, chinese, *rest = pick(cells)
            take(name or english or chinese, *rest)
        except ValueError:
            damaged += 1
    if not damaged:
        return ""
    return say(
        "{name} is damaged: {damaged} of its {rows} rows cannot be read.",
        name=path.name,
        damaged=damaged,
        rows=len(lines),
    )


def checked_color(cell: str) -> str:
    """The colour, or "" for none; ValueError for anything that a window could not draw."""
    if cell and not _HEX_COLOR.fullmatch(cell):
        raise ValueError(f"no colour: {cell!r}")
    return cell
