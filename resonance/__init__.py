"""Resonance Logs: a damage meter for Blue Protocol: Star Resonance.

A packet comes off the network card on one thread. A second thread turns bytes into messages, messages into events, and
adds events to the encounter. Five times a second it publishes a frozen snapshot. The Tk thread draws the newest
snapshot; the writer thread saves the encounter. Nothing else is shared.

The map. A part imports only parts that stand below it (tests/test_architecture.py):

    __main__.py         `python -m resonance ...`
    cli.py              Which command is asked for.     no_console.py  What they say where nobody reads what is printed.
    window_commands.py  `demo`, `live`, `replay`, `open`.   command_arguments.py  What several commands can be told.
    command_output.py   What several of them say, and where what they make goes.
    analyze_command.py  `analyze`.                  history_commands.py    `history`, `rebuild`.
    recording_commands.py  `record`, `simulate`.    home.py  Where this user's things are.
    app.py              Builds a session, shows it in window or terminal, and takes it down in order.
    app_window.py       The root window and its main loop.
    selftest.py         Is this program whole, and does it work here?
    driver_command.py   `unload-driver`.                doctor_command.py  `doctor`.

    analyze.py          A recording -> its encounters, as tables or data.
    encounter_list.py   The saved encounters as a list in the terminal.
    export_command.py   `export`: a saved encounter as text, data, picture or page.
    chapters_command.py  `chapters`: of a video, made of the history.
    import_command.py   `import`: encounters of other programs.     backup_command.py  `backup`, `restore`.
    importing.py        IMPORTERS: which file is whose.
    backup/             Database and settings in one zip, and back.
        making.py       Makes one.                  restoring.py  Checks and restores it.   archive.py  The zip.
    terminal.py         The live table in a terminal.
    doctor/             Why the meter shows nothing: lights, a report, a zip for those who help.
        checks.py       CHECKS, a function a check.     facts.py  What they judge.      finding.py  What they find.
        computer_checks.py  traffic_checks.py  disk_checks.py  vpn.py  The functions.
        gathering.py    Asks the computer.              report.py  As text.             masking.py  Without names.
        support.py      The zip.                        game_recording.py  Only what the game sent.
    pipeline.py         Capture, engine and writer with their threads and queues.

    ui/                 Windows. The only code that knows Tk.
        shell.py        What holds the windows together: what is asked for by mouse, key or tray.
        services.py     What runs beside the meter.     live_settings.py  What other settings do at once.
        meter.py        The always-on-top meter: its window, mini mode.     meter_buttons.py  Its buttons.
        face.py         What it shows, in one look: header, boss, fight and footer on one sheet.
        fight_view.py   Strip, table and chart of a fight, and the way through its places.
        place.py        What a place is, and how the user wants fights read.
        tabs/           TABS. One tab a file, and what they share.
            damage.py  Dealt.   healing.py  Done.   taken.py  Received.   players.py  Their rows.
            deaths.py  Who, when, of what.          buffs.py  Which were up.          tab.py  A tab.
        details/        Where a click leads. One kind of place a file.
            player.py  What they share.   skills.py  Skills.   targets.py  Targets, sources.   skill.py  One skill.
            timeline.py  Over time.       buffs.py  Buffs.     recap.py  Before a death.
        lines.py        Lines of a fight -> a table, with the columns, order and explanations the user chose.
        column_menu.py  Which columns, in which order; presets.
        poll.py         The after() loop: newest snapshot, and at most ten notices a turn.
        window.py       Borderless, always on top, moved and resized by its own hand.
        placing.py      Where windows go, for each set of screens.      geometry.py  Rectangles.
        meter_places.py  Where the meter goes.
        showing.py      Shows and hides the meter.      visibility.py  When it hides by itself.
        one_line.py     Mini mode.                      mini.py  Its words.             tray.py  Its icon.
        through.py      Click-through.              stacking.py  What stands in front of the meter.
        escape.py       Escape goes back while the pointer is on the meter.
        pointer.py      What the mouse does on the meter.
        sheet.py        A canvas that asks Tk only for what changed.
        bars.py         The table with bars.        row.py  One row of it.      table.py  What it shows.
        chart.py        Curves over time.           plot_area.py  What they stand on.
        header.py       Timer, scene, result.       boss_line.py  Boss and HP bar.
        tab_strip.py    Tabs, and the group.        footer.py  One sentence.    status.py  Which one.
        buttons.py      Quiet icon buttons.         icons.py  Their pictures.   tooltip.py  Their words.
        pulls.py        Which fight is shown.       menu.py  The user's corrections.    copying.py  A table as text.
        actions.py      What can be asked for.      theme.py  Colours with their contrast, fonts, sizes.
        words.py        Settings -> how fights are read.                hotkeys.py  Which of them work.
        preferences.py  The settings while windows are open: change, listen, save.
        dialogs.py      The windows with a title bar: one of each.      dialog.py  What one is.
        options/        The settings window, built from settings.META.
            options.py  The window.                 page.py  A page that scrolls.       look.py  Its colours and fonts.
            setting_row.py  One setting.            editors.py  A function a kind.      search.py  Finding one.
            hotkey.py   Recording keys.             colours.py  Colours of classes.     profile_bar.py  Profiles.
            addresses.py  Addresses of the overlay.             obs_switch.py  OBS.
            host.py     What it must be told.
        welcome.py      The first start.
        export/         The export window.
            window.py   The window.                 choices.py  What can be chosen.     preview.py  What it will be.
            clipboard.py  windows_clipboard.py  Text and pictures.                      files.py  Where to.
        history/        The history window.
            window.py   Filters, list and fight.    fight_pane.py  The fight.           opened.py  Which one.
            filter_bar.py  filters.py  finding.py  suggestions.py   What is looked for.
            list_pane.py  list_view.py  list_row.py  pages.py  choice.py  words.py      The list.
            timeline.py  timeline_picture.py  timeline_plot.py      The group over time.
            menus.py  comparing.py                  What can be done with fights, and compared.
            row_menu.py  changes.py  edits.py  bottom_line.py       What the user changes, and undoes.
            following.py                                            Looks again when something was saved.
        compare/        Two fights or players side by side.
            window.py   The window.                 head.py  Who is who.            panes.py  Tables or a chart.
            subjects.py  Who is compared.           tables.py  curves.py            What is shown of them.
        analytics/      The whole history: days, dungeons, characters, players met, deaths.
            window.py   Its pages.      page.py  What a page is.
            days.py  dungeons.py  characters.py  players.py  deaths.py  One page a file.
            plot_sheet.py  A plot on a canvas.
        diagnostics/    How the program itself is doing.
            control.py  Opens it.       window.py  Values and graphs.
        side_meters.py  Small meters beside the meter.
        progress/       Bests, boss by boss.
            window.py   The window.                 rows.py  Its table.             curve.py  The newest pulls.
        difficulty.py   Of a place, in words.
        side_windows.py  One of each of these.          side_window.py  What they share.
        side_table.py    Their tables.                  history_watch.py  When they ask anew.
        streaming.py    The local API, and what it asks for.
        obs/            OBS.
            control.py  Follows the settings.   window.py  Connections and rules.           words.py  In words.
            connection_form.py  rule_form.py  form.py                                       One of them.
        chapters/       Video chapters.
            control.py  Opens it.               window.py  The window.
        backup_dialog.py  Saves and restores backups.           restoring.py    The window while no meter runs.
        file_import.py  Files from the menu, or dropped.
        opened_files.py  Dropped, or opened with the program.
        doctor/         The windows of the doctor.
            control.py  window.py  rows.py              support_window.py  The zip before it is written.
        capture_control.py  Unloading the driver, capturing again.   rights.py  When rights are missing.
        space_window.py   What takes how much space.    sentence.py  A label, its lines broken as its language wants.
        background.py   Questions that may take a while.                garbage.py  Tk objects die on the Tk thread.
        desktop/        What the operating system offers beyond Tk.
            desktop.py  What is asked of it.        keys.py  Hotkeys in words.
            windows.py          Windows.            windows_api.py  Its calls.          windows_loop.py  A thread.
            windows_drop.py     Files dropped on a window.
            windows_hotkeys.py  Keys.               windows_tray.py  The icon.          windows_screens.py  Monitors.
            windows_instance.py  One meter at a time.
            x11.py              Linux.              x11_keys.py  Keys.
            x11_api.py          Xlib.               x11_connection.py  Outlives errors.
            posix_instance.py   One meter at a time.

    api/                The local API and the pages for the browser, off until it is switched on.
        control.py      Follows the settings, on a thread of its own.       status.py  What is shown of it.
        server.py       A thread a connection, up to a limit.               request_reader.py  Bytes and seconds.
        handler.py      One request.        guard.py  Who may ask.          token.py  Who may command.
        site.py         What there is to ask for.                           answers.py  Answers.
        live.py         The newest snapshot.            shown.py  In words, for overlays.
        encounters.py   The history.        pages.py  The pages.            addresses.py  Where they are.
        teller.py       What is new.        changes.py  What has happened.  hub.py  Who has heard of it.

    obs/                OBS: rules, and where every fight is in which video. Off until it is switched on.
        control.py      Follows the settings and the fights, on a thread of its own.
        link.py         One connection on a thread of its own.      actions.py  What it can do there.
        client.py       Asks, and hears.        wire.py  obs-websocket 5.           connection.py  Where to.
        rules.py        When this happens, do that.                 outputs.py  What runs there now.
        video_track.py  What OBS says -> which moment is where.     clips.py  Shown in a player.
        marker.py       Names of files.
        passwords.py    In a file of their own.                     windows_secrets.py  DPAPI.
    chapters/           Chapters of videos. Pure, but for what it asks the history.
        sources.py      What they are for.      moments.py  What was fought.
        making.py       By the rules of the platforms.              texts.py  As text.

    engine_loop.py      The thread around it.           engine_commands.py  What it can be told.
    engine.py           Owns the fight: packets and commands in, snapshots and save orders out. No thread inside.
    simulate/           Scenarios -> the game's own bytes: demo, tests, benchmarks.
        recording.py    A scenario played into packets, and the truth about it.
        scenarios/      SCENARIOS. One a file.
            demo.py  A lively raid.     dungeon.py  Five players, a kill.       raid.py  A wipe, a reset, a kill.
            dummy.py  Training.         town.py  No fight at all.               load.py  As many hits as wanted.
        source.py       A scenario as a capture source.
        options.py      What can be chosen, and the stage a scenario plays on.
        fight.py        A group and its enemies.    group.py  Players who act by themselves.    enemies.py  Monsters.
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
            windivert_errors.py  Why it cannot be opened.           driver_clock.py  Its time stamps.
            driver_files.py  Its files, the right ones.             driver_guard.py  Nobody else can change them.
            driver_service.py  Unloading it.                        driver_users.py  Who uses it.
        npcap.py        Npcap or libpcap: the adapter that the game is on.
            pcap_library.py  Its calls.
        adapters.py     Names of network adapters.
        game_process.py  Which connections are the game's own: a hint.
        windows_processes.py  What Windows tells of them.           windows_calls.py  The calls.
        linux.py        Linux: an AF_PACKET raw socket.             rights.py  What to do where that is not allowed.
        replay.py       Plays a recording, at the game's speed or as fast as it can.        pace.py  Which speed.
        recorder.py     Writes packets to a file that replay reads.
        pcapfile.py     Reads .pcap and .pcapng, writes .pcap.  pcapng.py  Its blocks.     file_parts.py  Both.
    store/              SQLite.
        found.py        What a file of somebody else holds.         saved.py  An encounter with its journal.
        foreign_file.py  rust_import.py             Encounters from the database of the Rust program.
        rust/           What its tables mean.
            tables.py  source.py  checks.py  cast.py  hits.py  segments.py  buffs.py  record.py
        name_ids.py     Names back to ids.          copying.py  A sound copy of a database.
        schema.py       Tables of the newest version.
        migrations.py   One small function a step from every released version.
        writer.py       The writer thread: one connection, batches, one transaction each.
        orders.py       What the writer can be told to do.      saver.py  How it does it.
        rows.py         A record <-> rows.                      series.py  Curves <-> blobs.
        fitting.py      Numbers that no column holds.
        journal.py      Entries of a journal <-> compressed columns.
        layouts.py      Which columns they have.                packing.py  Columns <-> bytes.
        rebuild.py      Recounts an encounter from its journal.
        interrupted.py  Ends what a crash left running.         presence.py  Unless somebody lives.
        reading.py      What is stored of one encounter.
        people.py       Players met, so that a meter started late shows names.
        failures.py     Whose fault a failed write is, and what to tell the user.
        history.py      Questions, read-only: list, open as an EncounterRecord.
        search.py       What the user looks for -> SQL.         summary.py  Lines of the list.
        listed.py       What list and bests need of a record.   met.py  Names of players, to be searched.
        analytics.py    What the whole history says.            player_sums.py  A table for it.
        news.py         Whether something has come to an end.   dungeons.py  And of dungeons.
        effective_sums.py  Damage without overkill, for lists and bests.
        bests.py        Progress, boss by boss.                 usage.py  What takes how much space.
        space.py        All files, and what would go.           saving.py  Saves as an import does.
        trial.py        Can it be written to?
        doubles.py      Keeps a recording from being saved twice.
        marks.py        Favourites, notes, deletions.           retention.py  What the history lets go of.
        videos.py       Recordings and streams.                 video_tables.py  Their tables.
        fought.py       What was fought in a time.
    encounter_file/     .rlog: one encounter with its journal, for other players. docs/encounter-file.md
        writing.py      A saved encounter -> bytes.     reading.py  A file, perhaps a stranger's -> the encounter.
        container.py    Magic, hash, pieces.            tables.py  A record <-> tables <-> bytes.
        columns.py      What a value may be.            journal_chunks.py  The journal, within limits.
        pseudonyms.py   Takes out who the players are.
    export/             Snapshot -> text, picture, page or data.
        format_table.py  FORMATS, one format a file.
        export_format.py  What a format is, and what can be chosen.
        text_table.py  discord.py  chat_line.py  markdown.py  tsv_table.py  csv_table.py  json_data.py  png_card.py
        html_report.py  encounter_file.py  The formats.     plain_text.py  An aligned table.
        journal_data.py  Entries of a journal as data.
        report.py       The data of `analyze --json`.
        cells.py        The table of a view.        spreadsheet.py  Raw numbers.        scope.py  Whom it is about.
        template.py     Title lines.                people.py  deaths.py  fight.py  buffs.py  Words for them.
        plot.py         Bars and dots from left to right.       plot_picture.py  As a picture.
        card.py         The picture.                card_rows.py  Its rows.             canvas.py  Drawing on it.
        fonts.py        Glyph by glyph.             bitmap.py  For Windows' clipboard.
        html_tables.py  html_chart.py  html_parts.py  What a page is made of.

    protocol/           Bytes -> events. No I/O, no clock, no threads, no logging.
        decoder.py      The whole of protocol/ behind one call.
        packet.py       RawPacket; link, IP and TCP headers -> TcpSegment.
        flow.py         Finds the game's server among all flows.        joined.py  A flow that is it.
        signature.py    What its traffic looks like.            watched.py  A flow that may be it.
        tcp.py          Segments in any order -> contiguous pieces, or a Hole.
        frames.py       Frames, frames within frames, zstd -> Message.
        runtime.py      Which runtime of protobuf decodes.
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
        rules.py        When time ends it.          dungeon.py  When the dungeon says that it is over.
        recorder.py     Notes for the journal what it is counted from.
        entries.py      What it notes.              recount.py  Notes -> numbers, also of a part.
        encounter.py    What it counts.             actors.py  Who is who.
        routes.py       What hits of one kind have in common.       feeds.py  Clocks and curves they go into.
        segments.py     When a segment opens and closes: boss, trash, kill, wipe, boss reset, silence.
        deaths.py       The last seconds before a death, and revives.
        buffs.py        Who has what on now.            buff_tracks.py  Uptime.
        shields.py      Put up and absorbed.
        curves.py       Amounts per second, boss HP.            timeline.py  Those of a fight, for charts.
        training.py     Runs on a training dummy.
        record.py       All that is kept of it, in memory and in the database.
        corrections.py  The user's changes to wrong guesses.    pieces.py  What is counted apart to be split.
        tally.py        A sum of hits or heals.     clock.py  What "per second" divides by.
        snapshot.py     The frozen picture that everybody else reads.   sums.py  What it is summed from.
        pictures.py     The snapshots somebody looks at.        evening.py  Several encounters in one.
        compare.py      Two fights or players, number by number.
        metrics.py      Formulas.                   columns.py  COLUMNS, the table of columns.
        column.py       What a column is.           line.py  What a row is about.   presets.py  Columns by role.
        grouping.py     Skills as the game's own list groups them.

    follower.py         A thread that looks again and again at what others want.
    happenings.py       Two snapshots in a row -> pulls, kills, wipes, deaths, ends.
    events.py           Everything that can happen in the game, as frozen types. Read this file first.
    formats.py          Numbers to words: 12.3k, 45.1 %, 1:05:09.
    health.py           What went wrong and how the parts are doing, and notices to show.
    diagnostics.py      A sample of it a second.    diagnostics_process.py  CPU and memory.
    outbound.py         What was sent to whom: normally nothing.
    names.py            Ids to words.               name_tables.py  The tables in assets/.
    settings.py         Every user setting.         setting_meta.py  What is known of one.
    settings_file.py    Loads tolerantly, saves atomically, profiles.
    texts.py            The windows' words in the user's language.
    colours.py          Colours of classes and specs.   palettes.py  Those of windows, with their contrast.
    running.py          Keeps others out while the data folder is in use.
    handover.py         Files from a second start to the meter that runs.
    paths.py            Where database, settings, logs and assets live.
    elevation.py        Windows: administrator's rights.        heap.py  One for all threads.
    logs.py             Log files, and hooks so that nothing dies unheard.
"""

__version__ = "0.1.0"
