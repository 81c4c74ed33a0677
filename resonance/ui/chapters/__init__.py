"""The window of the video chapters."""
