"""`python -m resonance analyze`: the encounters of a recording as tables, or as data for other programs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from resonance.analyze import Analysis
from resonance.export import plain_text
from resonance.home import open_home, words


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    analyze = commands.add_parser("analyze", help="print every encounter of a recording")
    analyze.set_defaults(run=_analyze)
    analyze.add_argument("file", type=Path, help=".pcap or .pcapng")
    analyze.add_argument("--json", action="store_true", help="for other programs; the README names the keys")


def _analyze(chosen: argparse.Namespace) -> int:
    home = open_home()
    for problem in home.problems:
        print(problem, file=sys.stderr)
    analysis = Analysis(chosen.file, words(home.settings), home.settings)
    if analysis.problem:
        print(analysis.problem, file=sys.stderr)
    if chosen.json:
        json.dump(analysis.report(), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write(_tables(analysis))
    return 0


def _tables(analysis: Analysis) -> str:
    counts = analysis.counts
    parts = [table for snapshot in analysis.snapshots for table in plain_text.views(snapshot, analysis.names)]
    if not parts:
        found = "but no fight in it" if counts.notifies else "and none of the game's traffic in it"
        parts = [f"{counts.packets} packets, {found}.\n"]
    unread = f" ({counts.packet_errors} of them cannot be read)" if counts.packet_errors else ""
    parts.append(
        f"{counts.packets} packets{unread}, {counts.notifies} messages, {counts.gaps} gaps, "
        f"{counts.frame_errors + counts.message_errors} unreadable.\n"
    )
    return "\n".join(parts)
