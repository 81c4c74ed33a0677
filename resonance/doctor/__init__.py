"""The capture doctor: what stands between the game and the meter's numbers, as lights from top to bottom.

CHECKS (checks.py) is the table, one function a check, from Facts to a Finding; nothing in it asks the computer.
gathering.py does, and may take a second. report.py makes text of it that can be passed on, support.py a zip.
"""
