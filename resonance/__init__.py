"""Resonance Logs: a damage meter for Blue Protocol: Star Resonance.

A packet comes off the network card on one thread. A second thread turns bytes into messages, messages into events, and
adds events to the encounter. Five times a second it publishes a frozen snapshot. The Tk thread draws the newest
snapshot; the writer thread saves the encounter. Nothing else is shared.

The map. A part imports only parts that stand below it (tests/test_architecture.py):

    __main__.py         `python -m resonance ...`
    cli.py              The commands.
    app.py              Builds a session, shows it in window or terminal, and takes it down in order.
    app_window.py       The root window and its main loop.

    analyze.py          A recording -> its encounters, as tables or data.
    encounter_list.py   The saved encounters as a list in the terminal.
    terminal.py         The live table in a terminal.
    pipeline.py         Capture, engine and writer with their threads and queues.

    ui/                 Windows. The only code that knows Tk.
        meter.py        The always-on-top meter: header, boss, tabs, table and footer on one sheet.
        poll.py         The after() loop: newest snapshot, and at most ten notices a turn.
        window.py       Borderless, always on top, moved and resized by its own hand, never off the screen.
        pointer.py      What the mouse does on the meter.
        sheet.py        A canvas that asks Tk only for what changed.
        bars.py         The table with bars.        row.py  One row of it.      table.py  What it shows.
        header.py       Timer, scene, result.       boss_line.py  Boss and HP bar.
        tab_strip.py    Tabs, and the group.        footer.py  One sentence.    status.py  Which one.
        buttons.py      Quiet icon buttons.         icons.py  Their pictures.   tooltip.py  Their words.
        pulls.py        Which fight is shown.       menu.py  The user's corrections.
        actions.py      What can be asked for.      theme.py  Colours with their contrast, fonts, sizes.
        tabs/           TABS. One tab a file, and what they share.
            damage.py  Dealt.   healing.py  Done.   taken.py  Received.   players.py  Their rows.   tab.py  A tab.

    engine.py           Owns the fight: packets and commands in, snapshots and save orders out. No thread inside.
    simulate/           Scenarios -> the game's own bytes: demo, tests, benchmarks.
        recording.py    A scenario played into packets, and the truth about it.
        scenarios/      SCENARIOS. One a file.
            demo.py  A lively raid.     dungeon.py  Five players, a kill.       raid.py  A wipe, a reset, a kill.
            dummy.py  Training.         town.py  No fight at all.               load.py  As many hits as wanted.
        source.py       A scenario as a capture source.
        options.py      What can be chosen, and the stage a scenario plays on.
        fight.py        Players and monsters that act by themselves.    enemies.py  The monsters.
        combat.py       Damage and heal records.    truth.py  What was really played.
        kits.py         Skills, buffs, monsters.    roster.py  People.  bodies.py  A body.
        world.py        Bodies, clock, messages.    scene.py  Messages about scenes and the own character.
        deltas.py       What changed about a body.  session.py  One login.
        encode.py       The wire format, written.   wire.py  One TCP connection.    headers.py  Its headers.
        noise.py        Other traffic.              faults.py  What can happen to packets on their way.

    capture/            The network card, or a recorded file -> RawPacket. SOURCES is the table of live sources.
        source.py       What a source is: read(), close(), and CaptureError with advice for the user.
        thread.py       The capture thread: read, record, queue; counts what it must drop.
        windivert.py    Windows: the WinDivert driver, through pydivert.
        linux.py        Linux: an AF_PACKET raw socket.
        replay.py       Plays a recording, at the game's speed or as fast as it can.
        recorder.py     Writes packets to a file that replay reads.
        pcapfile.py     Reads .pcap and .pcapng, writes .pcap.
    store/              SQLite.
        schema.py       Tables of the newest version.
        migrations.py   One small function a step from every released version.
        writer.py       The writer thread: one connection, batches, one transaction each.
        orders.py       What the writer can be told to do.      saver.py  How it does it.
        rows.py         A record <-> rows.                      series.py  Curves <-> blobs.
        people.py       Players met, so that a meter started late shows names.
        failures.py     Whose fault a failed write is, and what to tell the user.
        history.py      Questions, read-only: list, open as an EncounterRecord.
    export/             Snapshot -> text or data. FORMATS, one format a file.
        plain_text.py   An aligned table.           export_format.py  What a format is.
        report.py       The data of `analyze --json`.

    protocol/           Bytes -> events. No I/O, no clock, no threads, no logging.
        decoder.py      The whole of protocol/ behind one call.
        packet.py       RawPacket; link, IP and TCP headers -> TcpSegment.
        flow.py         Finds the game's server among all flows.
        signature.py    What its traffic looks like.            watched.py  A flow that may be it.
        tcp.py          Segments in any order -> contiguous pieces, or a Hole.
        frames.py       Frames, frames within frames, zstd -> Message.
        messages.py     DECODERS: method -> function.    outcome.py  What they give.
        deltas.py       Methods 45 and 46: hits, heals, changes, deaths.
        entities.py     Method 6: who appears and leaves.
        scene.py        Scene, own character, dungeon, revive, server time.
        buffs.py        Buffs, in both layouts.
        salvage.py      Parts of a message that does not parse.
        attributes.py   ATTRIBUTES: id -> encoding and the fact it fills.
        dirty.py        The blobs of methods 22 and 24, which are not protobuf.
        errors.py       ProtocolError.
        pb/             Generated from proto/; a test proves it current.
    combat/             Events -> numbers. Pure: the same events always give the same numbers.
        tracker.py      When an encounter begins and ends.
        encounter.py    What it counts.             actors.py  Who is who.
        segments.py     When a segment opens and closes: boss, trash, kill, wipe, boss reset, silence.
        deaths.py       The last seconds before a death, and revives.
        buffs.py        Who has what on now, and uptime.        shields.py  Put up and absorbed.
        curves.py       Amounts per second, boss HP.            training.py  Runs on a training dummy.
        record.py       All that is kept of it, in memory and in the database.
        corrections.py  The user's changes to wrong guesses.
        tally.py        A sum of hits or heals.     clock.py  What "per second" divides by.
        snapshot.py     The frozen picture that everybody else reads.   sums.py  What it is summed from.
        metrics.py      Formulas.                   columns.py  COLUMNS, the table of columns.
        grouping.py     Skills as the game's own list groups them.

    events.py           Everything that can happen in the game, as frozen types. Read this file first.
    formats.py          Numbers to words: 12.3k, 45.1 %, 1:05:09.
    health.py           What went wrong and how the parts are doing, and notices to show.
    names.py            Ids to words, from assets/.
    settings.py         Every user setting; loads tolerantly, saves atomically.
    paths.py            Where database, settings, logs and assets live.
    logs.py             Log files, and hooks so that nothing dies unheard.
"""

__version__ = "0.1.0"
