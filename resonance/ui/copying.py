"""The open table as text for the clipboard. No Tk in here."""

from __future__ import annotations

from resonance.combat.snapshot import Snapshot
from resonance.export import plain_text
from resonance.export.people import clean
from resonance.ui.chart import Chart
from resonance.ui.lines import shown_columns
from resonance.ui.place import Place, Reading
from resonance.ui.tabs.players import PlayersTab


def copied(snapshot: Snapshot, place: Place, reading: Reading) -> tuple[str, int]:
    """What is copied, and how many rows it has; of a chart, the players of its view. 0 rows: nothing."""
    body = place.body(snapshot, reading)
    if isinstance(place, PlayersTab) or isinstance(body, Chart):
        columns = shown_columns(snapshot, place.view, reading)
        text = plain_text.render(snapshot, place.view, reading.names, columns=columns)
        return text, len(snapshot.rows(place.view))
    titles = [body.name_title, *(heading.title for heading in body.headings)]
    rows = [[_name(row.name, row.details), *("".join(cell) for cell in row.cells)] for row in body.rows]
    title = " · ".join(filter(None, [place.above(snapshot, reading), place.title(snapshot, reading)]))
    lines = [plain_text.heading(snapshot, place.view, reading.names), title]
    if rows:
        lines += plain_text.aligned([titles, *rows], left=(0,))
    return "".join(line + "\n" for line in lines), len(rows)


def _name(name: str, details: tuple[str, ...]) -> str:
    return clean(f"{name} ({details[0]})" if details else name).replace("`", "'")
