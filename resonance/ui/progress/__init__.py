"""The window of personal bests and progress."""
