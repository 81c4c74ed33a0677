"""Events -> numbers. Pure: the same events always give the same numbers. `tracker.Tracker` takes the events."""
