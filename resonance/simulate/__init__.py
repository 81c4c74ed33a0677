"""Scenarios -> the game's own bytes, as packets: for the demo, tests and benchmarks. Begin at recording.py."""
