"""A table in Markdown: for forums, wikis and issue trackers."""

from __future__ import annotations

import re

from resonance import formats
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import cell_words, ranked, shown_columns
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.people import player_name, role
from resonance.export.scope import spoken
from resonance.export.template import title_of
from resonance.names import Names
from resonance.texts import later, say

_MEANINGFUL = re.compile(r"([\\`*_\[\]<>|~#&@!])")


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """The title, an empty line, and the table. A title of the user's own is left as it is, emphasis and all."""
    names = spoken(names, options)
    columns = shown_columns(snapshot, view, options)
    lines = [title_of(snapshot, view, names, options)]
    players = ranked(snapshot, view, options)
    if players:
        titles = ["#", say("Player"), say("Spec"), *(say(column.title(view)) for column in columns)]
        lines += ["", _line(titles), _line(["--:", ":--", ":--", *("--:" for _ in columns)])]
    for each in players:
        actor = each.row.actor
        name, spec = escaped(player_name(actor, names)), escaped(role(actor, names) or formats.DASH)
        numbers = [cell_words(column, snapshot, each.line) for column in columns]
        lines.append(_line([str(each.rank), name, spec, *numbers]))
    return "".join(line + "\n" for line in lines)


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is: no emphasis, no link, no HTML, no end of the cell."""
    return _MEANINGFUL.sub(r"\\\1", text)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


FORMAT = ExportFormat("markdown", later("Markdown table"), ".md", "text", render)
