"""OBS over obs-websocket v5: rules that start, stop, save and switch, and where every fight is in which video.

Nothing here runs before the settings switch it on, and nothing that goes wrong here reaches the meter.
"""
