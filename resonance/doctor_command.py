"""`python -m resonance doctor`: why the meter shows nothing, in the terminal; and a zip for those who help."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
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
    doctor.add_argument("--force", action="store_true", help="replace the zip if there is one, and do not ask")


def _doctor(chosen: argparse.Namespace) -> int:
    _refuse_misuse(chosen)
    home = open_home()
    log = logs.start(home.paths.logs, resonance.__version__, verbosity=home.settings.log_verbosity)
    try:
        facts = _listen(chosen, home)
        found = examine(facts)
        print(report(found))
        print(verdict(found), flush=True)
        if chosen.zip is not None:
            _make_zip(chosen, home, masked_report(found, private(), details(facts)))
    finally:
        log.close()
    return 0 if is_well(found) else NOT_WELL


def _refuse_misuse(chosen: argparse.Namespace) -> None:
    if chosen.recording is not None and chosen.zip is None:
        raise CaptureError("A recording goes into a support zip.", "Add --zip FILE.")
    if chosen.zip is not None and chosen.zip.exists() and not chosen.force:
        raise CaptureError(f"{chosen.zip} is there already.", "Choose another name, or add --force to replace it.")


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


def _make_zip(chosen: argparse.Namespace, home: Home, masked: str) -> None:
    """After its contents were shown, and whoever sits at a terminal has agreed."""
    items = support.contents(masked, home.settings, home.paths.logs, private(), chosen.recording)
    print()
    print("The support zip will hold:")
    for item in items:
        print(f"  {item.name}  {len(item.content):,} B  {item.words}")
    if sys.stdin is not None and sys.stdin.isatty() and not chosen.force:
        answer = input(f"Write it to {chosen.zip}? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            print("Nothing was written.")
            return
    support.save(chosen.zip, items)
    print(say("The support zip is in {path}. Nothing was sent anywhere.", path=chosen.zip))
