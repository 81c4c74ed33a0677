"""FORMATS: the table of export formats, one format a file."""

from __future__ import annotations

from resonance.export import (
    chat_line,
    csv_table,
    discord,
    encounter_file,
    html_report,
    json_data,
    markdown,
    png_card,
    text_table,
    tsv_table,
)

FORMATS = (
    text_table.FORMAT,
    discord.FORMAT,
    chat_line.FORMAT,
    markdown.FORMAT,
    tsv_table.FORMAT,
    csv_table.FORMAT,
    json_data.FORMAT,
    png_card.FORMAT,
    html_report.FORMAT,
    encounter_file.FORMAT,
)

BY_KEY = {each.key: each for each in FORMATS}
