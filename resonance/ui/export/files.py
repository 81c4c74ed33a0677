"""Files to save to: what they are called, and where the last one went. No Tk in here."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from resonance.combat.snapshot import Snapshot
from resonance.names import Names

LONGEST_NAME = 80  # characters, without the suffix

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
"""By Windows, in the name of a file."""


def file_name(snapshot: Snapshot, names: Names, suffix: str) -> str:
    """ "Kartgriff 2026-08-18 03-00.png" """
    boss = names.monster(snapshot.boss.monster_id) if snapshot.boss else ""
    what = boss or names.scene(snapshot.scene_id) or "Resonance Logs"
    clean = " ".join(_FORBIDDEN.sub(" ", what).split())[:LONGEST_NAME].strip(" .")
    return f"{clean} {datetime.fromtimestamp(snapshot.started_at_ms / 1000):%Y-%m-%d %H-%M}{suffix}"


def free_path(folder: Path, name: str) -> Path:
    """One that is nobody's yet: with a number behind the name if need be."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path


class Folder:
    """Where the last file went, as long as the program runs; the user's own folder at first."""

    def __init__(self) -> None:
        self.path = Path.home()


LAST = Folder()
