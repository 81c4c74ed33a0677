"""Encounter files (.rlog): one encounter with its whole journal, to be given to others. See docs/encounter-file.md."""
