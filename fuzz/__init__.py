"""Hostile input for every part that reads bytes from outside: `python dev.py fuzz`, explained in docs/fuzzing.md.

targets.py   TARGETS: a name, and a function that takes any bytes and raises only when a promise is broken.
network.py   The targets between a packet and an event.   files.py   Those for files.
bounds.py    How much each part of the decoder may hold.  script.py  Bytes as a list of steps.
seeds.py     What the simulator gives a target to begin with.
corpus.py    The inputs that are kept in the repository.
hunt.py      One target under atheris.                    __main__.py  The commands.
"""
