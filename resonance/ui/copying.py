"""The open table as text for the clipboard. No Tk in here."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export import plain_text
from resonance.export.export_format import ExportOptions
from resonance.names import visible
from resonance.ui.chart import Chart
from resonance.ui.place import Place
from resonance.ui.tabs.players import PlayersTab
from resonance.ui.words import Words


def copied(snapshot: Snapshot, place: Place, words: Words) -> tuple[str, int]:
    """What is copied, and how many rows it has; of a chart, the players of its view. 0 rows: nothing.

    Players are copied in the export format that the settings name, anything else as a text table. Raises
    template.TemplateError, whose text is a sentence, where the settings' template of the title cannot be used.
    """
    reading = words.reading
    body = place.body(snapshot, reading)
    if isinstance(place, PlayersTab) or isinstance(body, Chart):
        return _players(snapshot, place.view, words), len(snapshot.rows(place.view))
    titles = [body.name_title, *(heading.title for heading in body.headings)]
    rows = [[_name(row.name, row.details), *("".join(cell) for cell in row.cells)] for row in body.rows]
    title = " · ".join(filter(None, [place.above(snapshot, reading), place.title(snapshot, reading)]))
    lines = [plain_text.heading(snapshot, place.view, reading.names), title]
    if rows:
        lines += plain_text.aligned([titles, *rows], left=(0,))
    return "".join(line + "\n" for line in lines), len(rows)


def _players(snapshot: Snapshot, view: View, words: Words) -> str:
    """With the columns that the window shows."""
    from resonance.export.format_table import BY_KEY

    settings = words.settings
    options = ExportOptions(
        columns=words.reading.columns,
        title=settings.export_title,
        chat=settings.chat_template,
        chat_limit=settings.chat_limit,
    )
    return str(BY_KEY[settings.copy_format].render(snapshot, view, words.reading.names, options))


def _name(name: str, details: tuple[str, ...]) -> str:
    return plain_text.in_code_block(visible(f"{name} ({details[0]})" if details else name))
