"""`python -m resonance doctor`: why the meter shows nothing, in the terminal; and a zip for those who help."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import resonance
from resonance import logs, names
from resonance.capture import open_source
from resonance.capture.source import CaptureError
from resonance.command_arguments import add_source, seconds
from resonance.doctor import gathering, support
from resonance.doctor.checks import examine
from resonance.doctor.facts import Facts
from resonance.doctor.masking import private
from resonance.doctor.report import details, is_well, masked_report, report, verdict
from resonance.doctor.support import Item
from resonance.home import Home, open_home
from resonance.pipeline import Pipeline
from resonance.texts import say

NOT_WELL = 1  # exit code
LISTEN_S = 20.0
LOOK_S = 0.2


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    doctor = commands.add_parser("doctor", help="it shows nothing? Finds out why, and what to do")
    doctor.set_defaults(run=_doctor)
    add_source(doctor)
    doctor.add_argument(
        "--seconds", type=seconds, default=LISTEN_S, help=f"listen for so long ({LISTEN_S:.0f}); Ctrl-C ends it"
    )
    doctor.add_argument("--zip", type=Path, metavar="FILE", help="make a support zip too: report, settings, logs")
    doctor.add_argument("--recording", type=Path, metavar="FILE", help="put the game's part of a recording in the zip")
    doctor.add_argument("--force", action="store_true", help="do not ask, and replace the zip if there is one")


def _doctor(chosen: argparse.Namespace) -> int:
    _refuse_misuse(chosen)
    game = support.game_part(chosen.recording)
    home = open_home()
    log = logs.start(home.paths.logs, resonance.__version__, verbosity=home.settings.log_verbosity)
    try:
        facts = _listen(chosen, home)
        found = examine(facts)
        print(report(found))
        print(verdict(found), flush=True)
        if chosen.zip is not None:
            masked = masked_report(found, private(), details(facts))
            _make_zip(chosen, support.contents(masked, home.settings, home.paths.logs, private(), game))
    finally:
        log.close()
    return 0 if is_well(found) else NOT_WELL


def _refuse_misuse(chosen: argparse.Namespace) -> None:
    """Before anybody has waited for what cannot be."""
    if chosen.zip is None:
        if chosen.recording is not None:
            raise CaptureError("A recording goes into a support zip.", "Add --zip FILE.")
        return
    if chosen.zip.is_file() and not chosen.force:
        raise CaptureError(f"{chosen.zip} is there already.", "Choose another name, or add --force to replace it.")
    support.check_place(chosen.zip)
    if not chosen.force and not _can_ask():
        raise CaptureError(
            "There is no terminal here in which you could be asked whether to write the zip.",
            "Add --force to have it written without.",
        )


def _listen(chosen: argparse.Namespace, home: Home) -> Facts:
    """Capture for a while, as the meter does, and save nothing."""
    source = partial(open_source, chosen.source or home.settings.capture_source, chosen.interface)
    words = names.load(home.settings.language)
    pipeline = Pipeline(source, recorded=False, names=words, settings=home.settings, database=None, watch_game=True)
    print(f"Listening for {chosen.seconds:g} s…", file=sys.stderr, flush=True)
    began_s = time.monotonic()
    pipeline.start()
    with contextlib.suppress(KeyboardInterrupt):
        while time.monotonic() - began_s < chosen.seconds:
            time.sleep(min(LOOK_S, chosen.seconds))
    listened_s = time.monotonic() - began_s
    rate = round(pipeline.health.messages / listened_s)
    traffic = gathering.traffic(pipeline.health, is_live=True, listened_s=listened_s, messages_per_s=rate)
    pipeline.stop()
    return Facts(gathering.computer(home.paths), traffic)


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _make_zip(chosen: argparse.Namespace, items: Sequence[Item]) -> None:
    """After its contents were listed, and whoever sits at the terminal has agreed."""
    print()
    print("The support zip will hold:")
    for item in items:
        print(f"  {item.name}  {len(item.content):,} B  {item.words}")
    if not chosen.force and not _is_agreed(chosen.zip, items):
        print("Nothing was written.")
        return
    support.save(chosen.zip, items)
    print(say("The support zip is in {path}. Nothing was sent anywhere.", path=chosen.zip))


def _is_agreed(path: Path, items: Sequence[Item]) -> bool:
    """Asks, and shows everything first if that is wanted."""
    with contextlib.suppress(EOFError):
        while True:
            answer = input(f"Write it to {path}? [y: yes, s: show all of it first, n: no] ").strip().lower()
            if answer not in ("s", "show"):
                return answer in ("y", "yes")
            for item in items:
                print(f"\n=== {item.name}: {item.words}")
                print("" if item.text is None else item.text)
    return False
