"""`python -m resonance ...`: the same engine with and without a window.

Exit codes: 0 done, 2 the command or its file cannot be used (one clear sentence on stderr says why).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import queue
import sys
import time
from functools import partial
from pathlib import Path

import resonance
from resonance import backup_command, encounter_list, export_command, formats, import_command, names, texts
from resonance.analyze import Analysis
from resonance.app import Home, Session, open_home, run_session
from resonance.capture import SOURCES, open_source
from resonance.capture.pcapfile import write_pcap
from resonance.capture.recorder import Recorder
from resonance.capture.replay import Replay
from resonance.capture.source import CaptureError
from resonance.capture.thread import Captured, CaptureThread
from resonance.combat import corrections
from resonance.combat.clock import ClockChoice
from resonance.combat.entries import Correction, Merged, WipeMarked
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import View
from resonance.export import plain_text
from resonance.export.report import encounter_report
from resonance.health import Health
from resonance.pipeline import PACKETS
from resonance.protocol.packet import LinkType
from resonance.settings import Settings
from resonance.simulate.recording import generate
from resonance.simulate.scenarios import SCENARIOS
from resonance.simulate.source import SimulatedSource
from resonance.store import StoreError
from resonance.store.history import History
from resonance.store.orders import AppendJournal, Order, SaveEncounter
from resonance.store.rebuild import rebuild
from resonance.store.writer import Writer
from resonance.texts import later

UNUSABLE = 2
SAVE_S = 5.0  # how long a correction may take to be saved
LOOK_S = 0.2  # how often a waiting command looks whether it is over


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    _speak_utf8()
    chosen = _parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
        return code
    except (CaptureError, StoreError) as error:
        print(f"{error.reason} {error.advice}".strip(), file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0


def _speak_utf8() -> None:
    """Names come in every script; a Windows console may stand on an older code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m resonance", description="A damage meter for Blue Protocol: Star Resonance."
    )
    parser.add_argument("--version", action="version", version=f"Resonance Logs {resonance.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="open the meter on a made-up raid; needs no game and no rights")
    demo.set_defaults(run=_demo)
    demo.add_argument("--seed", type=int, default=1, help="another seed, another raid")
    _add_showing(demo)

    live = commands.add_parser("live", help="open the meter on the game's traffic")
    live.set_defaults(run=_live)
    _add_source(live)
    _add_showing(live)

    replay = commands.add_parser("replay", help="open the meter on a recording")
    replay.set_defaults(run=_replay)
    replay.add_argument("file", type=Path, help=".pcap or .pcapng")
    replay.add_argument("--speed", type=_speed, default=1.0, metavar="N|max", help="1 = as it was (default), or max")
    replay.add_argument("--save", action="store_true", help="keep the encounters in the history")
    _add_showing(replay)

    analyze = commands.add_parser("analyze", help="print every encounter of a recording")
    analyze.set_defaults(run=_analyze)
    analyze.add_argument("file", type=Path, help=".pcap or .pcapng")
    analyze.add_argument("--json", action="store_true", help="for other programs; the README names the keys")

    history = commands.add_parser("history", help="list the saved encounters, or print one")
    history.set_defaults(run=_history)
    history.add_argument("id", nargs="?", type=int, help="number of an encounter in the list")
    history.add_argument("--json", action="store_true", help="with a number: as `analyze --json` gives an encounter")
    correction = history.add_mutually_exclusive_group()
    correction.add_argument("--wipe", type=int, metavar="N", help="segment N, counted from 1, was a wipe after all")
    correction.add_argument("--no-wipe", type=int, metavar="N", help="segment N was no wipe")
    correction.add_argument("--merge", type=int, metavar="N", help="segment N belongs to the one before it")
    history.add_argument("--last", type=int, default=20, metavar="N", help="how many to list (20)")

    rebuild = commands.add_parser("rebuild", help="count saved encounters again from their events")
    rebuild.set_defaults(run=_rebuild)
    rebuild.add_argument("id", nargs="?", type=int, help="number of an encounter in the list; otherwise all")

    record = commands.add_parser("record", help="write the traffic of this computer to a file, for bug reports")
    record.set_defaults(run=_record)
    record.add_argument("out", type=Path, help="a .pcapng to make")
    record.add_argument("--force", action="store_true", help="replace the file if there is one")
    record.add_argument("--seconds", type=_seconds, help="stop after so long; otherwise Ctrl-C does")
    _add_source(record)

    export_command.add_parser(commands)
    import_command.add_parser(commands)
    backup_command.add_parser(commands)

    simulate = commands.add_parser("simulate", help="write a made-up fight as a recording")
    simulate.set_defaults(run=_simulate)
    simulate.add_argument("scenario", choices=sorted(SCENARIOS), metavar="SCENARIO", help=", ".join(sorted(SCENARIOS)))
    simulate.add_argument("--out", type=Path, required=True, help="a .pcap to make")
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--force", action="store_true", help="replace the file if there is one")
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    there_are = ", ".join(["auto", *(kind.name for kind in SOURCES if kind.is_supported)])
    parser.add_argument("--source", help=f"where packets come from: {there_are}")
    parser.add_argument("--interface", default="", help="one network interface; otherwise all")


def _add_showing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--terminal", action="store_true", help="a table in the terminal in place of the window")
    parser.add_argument("--seconds", type=_seconds, help="end after so long")


def _speed(text: str) -> float | None:
    """How many times the game's speed; None = as fast as possible."""
    return None if text == "max" else _above_zero(text, "a number above 0, or max")


def _seconds(text: str) -> float:
    return _above_zero(text, "a number above 0")


def _above_zero(text: str, wanted: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}")
    return number


def _new_file(chosen: argparse.Namespace) -> Path:
    """The file to make; one that is there is somebody's, and stays unless it may be replaced."""
    out: Path = chosen.out
    if out.exists() and not chosen.force:
        raise CaptureError(f"{out} is there already.", "Choose another name, or add --force to replace it.")
    return out


def _demo(chosen: argparse.Namespace, seed: int | None = None) -> int:
    """`seed` None: as chosen."""
    home = open_home()
    database = home.paths.home / "demo.db"  # the user's own history stays free of made-up fights
    for old in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        with contextlib.suppress(OSError):
            old.unlink()
    source = SimulatedSource(
        "demo", seed=chosen.seed if seed is None else seed, started_at_ms=time.time_ns() // 1_000_000
    )
    return _show(Session(lambda: source, False, later("Demo"), database), home, chosen)


def _live(chosen: argparse.Namespace) -> int:
    home = open_home()
    choice = chosen.source or home.settings.capture_source
    source = partial(open_source, choice, chosen.interface)
    code = _show(Session(source, False, later("Capturing"), home.paths.database, only_one=True), home, chosen)
    return _demo(chosen, seed=1) if home.wants_demo else code


def _replay(chosen: argparse.Namespace) -> int:
    home = open_home()
    replay = Replay(chosen.file, chosen.speed)
    database = home.paths.database if chosen.save else None
    return _show(Session(lambda: replay, True, later("Replaying"), database), home, chosen)


def _show(session: Session, home: Home, chosen: argparse.Namespace) -> int:
    return run_session(session, home, in_terminal=chosen.terminal, seconds=chosen.seconds)


def _analyze(chosen: argparse.Namespace) -> int:
    home = open_home()
    for problem in home.problems:
        print(problem, file=sys.stderr)
    analysis = Analysis(chosen.file, _words(home.settings), home.settings)
    if analysis.problem:
        print(analysis.problem, file=sys.stderr)
    if chosen.json:
        json.dump(analysis.report(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write(_tables(analysis))
    return 0


def _history(chosen: argparse.Namespace) -> int:
    home = open_home()
    words = _words(home.settings)
    with contextlib.closing(History(home.paths.database)) as history:
        if chosen.id is None:
            listed, clock = history.list_encounters(chosen.last), ClockChoice(home.settings.clock)
            sys.stdout.write(encounter_list.render(listed, history.count(), words, clock))
            return 0
        record = history.open_record(chosen.id)
        correction = _correction(chosen)
        if correction is not None:
            if not corrections.apply(record, correction):
                raise StoreError(
                    "There is no such segment to correct.", "`--json` lists them in order, the first is 1."
                )
            key = history.key_of(chosen.id)
            _save(home.paths.database, SaveEncounter(key, record), AppendJournal(key, None, (correction,)))
    snapshot = build(record, ClockChoice(home.settings.clock), AmountChoice(home.settings.amounts))
    if chosen.json:
        json.dump(encounter_report(snapshot, words), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write("\n".join(_views(snapshot, words)))
    return 0


def _words(chosen: Settings) -> names.Names:
    """Numbers, words and names of players as the settings want them."""
    formats.use_style(chosen.number_style)
    texts.use(chosen.language)
    return names.load(chosen.language, hide_players=chosen.hide_names)


def _correction(chosen: argparse.Namespace) -> Correction | None:
    """The one asked for."""
    if chosen.wipe is not None:
        return WipeMarked(chosen.wipe - 1, True)
    if chosen.no_wipe is not None:
        return WipeMarked(chosen.no_wipe - 1, False)
    return Merged(chosen.merge - 1) if chosen.merge is not None else None


def _rebuild(chosen: argparse.Namespace) -> int:
    """One line an encounter. Those that cannot be rebuilt stay as they are; the one asked for by number must be."""
    home = open_home()
    words = _words(home.settings)
    with contextlib.closing(History(home.paths.database)) as history:
        if chosen.id is not None:
            print(_rebuild_one(home.paths.database, history, chosen.id, words))
            return 0
        for summary in reversed(history.list_encounters(-1)):
            try:
                print(_rebuild_one(home.paths.database, history, summary.encounter_id, words))
            except StoreError as error:
                print(f"{summary.encounter_id}: {error}")
    return 0


def _rebuild_one(database: Path, history: History, encounter_id: int, words: names.Names) -> str:
    rebuilt = rebuild(history, encounter_id, words)
    if not rebuilt.differences:
        return f"{encounter_id}: nothing is different."
    _save(database, SaveEncounter(history.key_of(encounter_id), rebuilt.record))
    return f"{encounter_id}: {'; '.join(rebuilt.differences)}."


def _save(database: Path, *orders: Order) -> None:
    health = Health()
    writer = Writer(database, health)
    writer.start()
    for order in orders:
        writer.offer(order)
    if not writer.stop(SAVE_S):
        raise StoreError(health.store_problem or "The correction could not be saved.", "")


def _views(snapshot: Snapshot, words: names.Names) -> list[str]:
    """The tables that are not empty."""
    return [plain_text.render(snapshot, view, words) for view in View if snapshot.rows(view)]


def _tables(analysis: Analysis) -> str:
    counts = analysis.counts
    parts = [table for snapshot in analysis.snapshots for table in _views(snapshot, analysis.names)]
    if not parts:
        found = "but no fight in it" if counts.notifies else "and none of the game's traffic in it"
        parts = [f"{counts.packets} packets, {found}.\n"]
    parts.append(
        f"{counts.packets} packets, {counts.notifies} messages, {counts.gaps} gaps, "
        f"{counts.frame_errors + counts.message_errors} unreadable.\n"
    )
    return "\n".join(parts)


def _record(chosen: argparse.Namespace) -> int:
    """Everything that is captured, whether the game's or not: the file is the user's to keep or to send."""
    out = _new_file(chosen)
    choice = chosen.source or open_home().settings.capture_source
    opened = [open_source(choice, chosen.interface)]  # here, so that a source that cannot be had ends the command
    recorder = Recorder(out)
    packets: queue.Queue[Captured] = queue.Queue(PACKETS)
    health = Health()
    # On a thread of its own, because a blocked driver does not hear Ctrl-C.
    capture = CaptureThread(
        lambda: opened.pop() if opened else open_source(choice, chosen.interface), packets, health, recorder
    )
    print(f"Recording {opened[0].name} to {out}. Ctrl-C ends it.", flush=True)
    print("It holds all TCP traffic of this computer, other programs' too: mind whom you give it to.", flush=True)
    end = time.monotonic() + chosen.seconds if chosen.seconds is not None else float("inf")
    capture.start()
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() < end and not recorder.problem:
            with contextlib.suppress(queue.Empty):
                packets.get(timeout=LOOK_S)
    capture.stop()
    for problem in filter(None, (recorder.problem, health.capture_problem)):
        print(problem, file=sys.stderr)
    print(f"{recorder.packets} packets, {health.packets_dropped} lost.")
    return 0


def _simulate(chosen: argparse.Namespace) -> int:
    out = _new_file(chosen)
    recording = generate(chosen.scenario, seed=chosen.seed)
    count = write_pcap(out, recording.packets, LinkType.ETHERNET)
    print(f"{count} packets in {out}.")
    return 0
