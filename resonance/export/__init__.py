"""Snapshot -> text, picture or page. format_table.py is the table of formats, which only an export needs."""
