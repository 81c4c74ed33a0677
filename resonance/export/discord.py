"""A message for Discord: the title, and the table in a code block, which has a fixed-width font."""

from __future__ import annotations

from resonance import formats
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import ranked, shown_columns
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.plain_text import cut, table_lines
from resonance.export.scope import spoken
from resonance.export.template import title_of
from resonance.names import Names
from resonance.texts import later, say

LIMIT = 2_000
"""Characters of a message from who has no subscription."""

LONGEST_TITLE = 300
"""Cells: a title leaves room for players."""

FENCE = "```"


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """At most LIMIT characters: the last players are left out where there are too many, and it says how many."""
    names = spoken(names, options)
    columns = shown_columns(snapshot, view, options)
    players = [(each.rank, each.row) for each in ranked(snapshot, view, options)]
    title = cut(title_of(snapshot, view, names, options), LONGEST_TITLE)
    table = table_lines(snapshot, view, names, columns, players)
    for left_out in range(len(players) + 1):
        lines = table[: len(table) - left_out]
        message = _message(title, [*lines, *_rest(left_out)])
        if characters(message) <= LIMIT:
            return message
    return _message(title, [])


def characters(text: str) -> int:
    """As the strictest counts them: Discord's server counts code points, its windows an emoji as two."""
    return len(text.encode("utf-16-le")) // 2


def _message(title: str, lines: list[str]) -> str:
    return "".join(line + "\n" for line in ([title, FENCE, *lines, FENCE] if lines else [title]))


def _rest(count: int) -> list[str]:
    if not count:
        return []
    return [say("and 1 more player") if count == 1 else say("and {count} more players", count=formats.count(count))]


FORMAT = ExportFormat("discord", later("Discord message"), ".txt", "text", render)
