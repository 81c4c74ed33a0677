"""Resonance Logs: a damage meter for Blue Protocol: Star Resonance.

A packet comes off the network card on one thread. A second thread turns bytes into messages, messages into events, and
adds events to the encounter. Five times a second it publishes a frozen snapshot. The Tk thread draws the newest
snapshot; the writer thread saves the encounter. Nothing else is shared.

The map, top to bottom; a part may import only what stands in a lower rank (tests/test_architecture.py):

rank 0, the program:
    __main__.py         `python -m resonance ...`
    cli.py              The commands.
    app.py              Builds a session, shows it in window or terminal, and takes it down in order.
    app_window.py       The root window and its main loop.
    analyze.py          A recording -> its encounters, as tables or data.
    terminal.py         The live table in a terminal.
    pipeline.py         Capture, engine and writer with their threads and queues.

rank 1, windows, the only code that knows Tk:
    ui/meter.py         The always-on-top meter.

rank 2:
    engine.py           Owns the fight: packets and commands in, snapshots and save orders out. No thread inside.
    simulate/           Scenarios -> the game's own bytes: demo mode, tests, benchmarks.

rank 3:
    capture/__init__.py SOURCES, the table of capture sources.
    capture/source.py   What a source is: read(), close(), and CaptureError with advice for the user.
    capture/thread.py   The capture thread: read, stamp, queue; counts what it must drop.
    capture/windivert.py  Windows: sniffs TCP with the WinDivert driver through pydivert.
    capture/linux.py    Linux: AF_PACKET raw socket.
    capture/replay.py   Plays a recording, at the game's speed or as fast as it can.
    capture/pcapfile.py Reads .pcap and .pcapng, writes .pcap.
    capture/recorder.py Writes packets to a file that replay reads.
    store/              SQLite: schema.py, migrations.py, writer.py, history.py.
    export/             Snapshot -> text or data, one format a file; FORMATS is the table of them.

rank 4, pure: no I/O, no clock, no threads, no logging:
    protocol/decoder.py   The whole of protocol/ behind one call: packets in, events out.
    combat/tracker.py     When an encounter begins and ends.

rank 5, for everybody:
    events.py           Everything that can happen in the game, as frozen types. Read this file first.
"""

__version__ = "0.1.0"
