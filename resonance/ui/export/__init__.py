"""The export window: a fight to the clipboard or to a file."""
