"""Snapshot -> text: the table of export formats, one format a file."""

from resonance.export import plain_text

FORMATS = (plain_text.FORMAT,)
