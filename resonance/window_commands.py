"""`python -m resonance demo`, `live`, `replay` and `open`: the meter, in a window or the terminal."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import time
from functools import partial
from pathlib import Path
from typing import Any

from resonance import elevation
from resonance.app import Session, run_session
from resonance.capture import open_source
from resonance.command_arguments import above_zero, add_source, seconds
from resonance.home import Home, open_home
from resonance.store import StoreError
from resonance.texts import later


def add_parsers(commands: argparse._SubParsersAction[Any]) -> None:
    demo = commands.add_parser("demo", help="open the meter on a made-up raid; needs no game and no rights")
    demo.set_defaults(run=_demo)
    demo.add_argument("--seed", type=int, default=1, help="another seed, another raid")
    _add_showing(demo)

    live = commands.add_parser("live", help="open the meter on the game's traffic")
    live.set_defaults(run=_live)
    add_source(live)
    live.add_argument(elevation.AFTER, type=int, help=argparse.SUPPRESS)
    _add_showing(live)

    replay = commands.add_parser("replay", help="open the meter on a recording")
    replay.set_defaults(run=_replay)
    replay.add_argument("file", type=Path, help=".pcap or .pcapng")
    replay.add_argument("--speed", type=_speed, default=1.0, metavar="N|max", help="1 = as it was (default), or max")
    replay.add_argument("--save", action="store_true", help="keep the encounters in the history")
    _add_showing(replay)

    opened = commands.add_parser("open", help="open the meter, and encounter files in its history")
    opened.set_defaults(run=_open, source=None, interface="", terminal=False)
    opened.add_argument("files", type=Path, nargs="+", metavar="FILE", help="what `import` takes: .rlog files, mostly")
    opened.add_argument(elevation.AFTER, type=int, help=argparse.SUPPRESS)
    opened.add_argument("--seconds", type=seconds, help="end after so long")


def _add_showing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--terminal", action="store_true", help="a table in the terminal in place of the window")
    parser.add_argument("--seconds", type=seconds, help="end after so long")


def _speed(text: str) -> float | None:
    """How many times the game's speed; None = as fast as possible."""
    return None if text == "max" else above_zero(text, "a number above 0, or max")


def _demo(chosen: argparse.Namespace, seed: int | None = None) -> int:
    """`seed` None: as chosen."""
    from resonance.simulate.source import SimulatedSource

    home = open_home()
    database = _demo_database(home.paths.home)
    source = SimulatedSource(
        "demo", seed=chosen.seed if seed is None else seed, started_at_ms=time.time_ns() // 1_000_000
    )
    return _show(Session(lambda: source, False, later("Demo"), database), home, chosen)


def _demo_database(folder: Path) -> Path:
    """A file without fights: the user's own history stays free of made-up ones, and each demo has its own."""
    from resonance.store.copying import nobody_counts_in

    for number in itertools.count(1):
        database = folder / ("demo.db" if number == 1 else f"demo-{number}.db")
        try:
            with nobody_counts_in(database) as is_free:
                if not is_free:
                    continue
                for old in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
                    with contextlib.suppress(OSError):
                        old.unlink()
        except StoreError:  # there is no such folder yet, or it is the writer's to complain about
            pass
        break
    return database


def _live(chosen: argparse.Namespace, opens: tuple[Path, ...] = ()) -> int:
    if chosen.after is not None:
        elevation.wait_for(chosen.after)
    home = open_home()
    choice = chosen.source or home.settings.capture_source
    source = partial(open_source, choice, chosen.interface)
    session = Session(source, False, later("Capturing"), home.paths.database, only_one=True, opens=opens)
    code = _show(session, home, chosen)
    return _demo(chosen, seed=1) if home.wish.demo else code


def _open(chosen: argparse.Namespace) -> int:
    """What is no file of encounters is a StoreError before there is a window."""
    from resonance.importing import importer_of

    open_home()  # the sentence is to be in the user's language
    for path in chosen.files:
        importer_of(path)
    return _live(chosen, tuple(chosen.files))


def _replay(chosen: argparse.Namespace) -> int:
    from resonance.capture.replay import Replay

    home = open_home()
    replay = Replay(chosen.file, chosen.speed)
    database = home.paths.database if chosen.save else None
    return _show(Session(lambda: replay, True, later("Replaying"), database), home, chosen)


def _show(session: Session, home: Home, chosen: argparse.Namespace) -> int:
    code = run_session(session, home, in_terminal=chosen.terminal, seconds=chosen.seconds)
    return code if home.wish.restore is None else _restore(home.wish.restore, home, chosen)


def _restore(archive: Path, home: Home, chosen: argparse.Namespace) -> int:
    """Bring the backup back, and begin again with what it brought."""
    from resonance.app_window import AppWindow

    AppWindow().restore(archive, home.paths, home.settings.theme)
    # Another process has been waited for, and files have been imported.
    code: int = chosen.run(argparse.Namespace(**{**vars(chosen), "after": None, "files": []}))
    return code
