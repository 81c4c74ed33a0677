"""The history window: the encounters that were saved, and each of them with the tables of the meter."""
