"""Histories as the program of each version left them: tests/store/versions/<version>.sql, never changed afterwards.

A new version needs one more, once its step is finished: `python tests/old_databases.py` writes the one of this program.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent / "store" / "versions"

HEAD = "PRAGMA auto_vacuum = 2;\nPRAGMA application_id = {};\nPRAGMA user_version = {};\n"


def versions() -> list[int]:
    return sorted(int(path.stem) for path in FOLDER.glob("*.sql"))


def build(version: int, path: Path) -> Path:
    """The file of this version, in the place of whatever was there."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((FOLDER / f"{version}.sql").read_text("utf-8"))
    return path


def freeze(database: Path) -> None:
    """FileExistsError for a version that was frozen before."""
    with closing(sqlite3.connect(database)) as connection:
        about = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        application_id, version = about
        with (FOLDER / f"{version}.sql").open("x", encoding="utf-8", newline="\n") as file:
            file.write(HEAD.format(application_id, version))
            file.writelines(f"{statement}\n" for statement in connection.iterdump())


def write_some(database: Path) -> None:
    """A few rows in every table."""
    from store_records import STARTED_AT_MS, make_record

    from fight_events import ANNA, BEN, BOSS, heal, hit
    from resonance.combat.entries import Began, Finished
    from resonance.store.migrations import open_newest
    from resonance.store.orders import (
        AppendJournal,
        Delete,
        SaveEncounter,
        SavePeople,
        SaveVideo,
        SetFavourite,
        SetNote,
    )
    from resonance.store.people import Person
    from resonance.store.saver import Saver
    from resonance.store.videos import Span, Video, VideoKind

    began = Began(1, None, 1, ANNA, None, None, (), 15_000, 60_000, 0.9, 0.99, None, None, 0, False)
    hits = [hit(STARTED_AT_MS + 100 * number, ANNA, BOSS, 1_000 + number) for number in range(5)]
    journal = (began, *hits, heal(STARTED_AT_MS + 600, BEN, ANNA, 77), Finished())
    spans = (Span(STARTED_AT_MS, STARTED_AT_MS + 9_000, 0), Span(STARTED_AT_MS + 10_000, STARTED_AT_MS + 20_000, 9_000))
    video = Video("v1", VideoKind.RECORDING, "obs", "Recording", STARTED_AT_MS, True, "/videos/raid.mkv", True, spans)
    with closing(open_newest(database)) as connection:
        Saver(connection).write(
            [
                *(SaveEncounter(f"key{number}", make_record(number, players=2, ended=True)) for number in (1, 2, 3)),
                AppendJournal("key1", 0, journal),
                SetFavourite("key1", True),
                SetNote("key1", "Our first one.\nÜber – 初めて"),
                Delete(("key3",), STARTED_AT_MS + 999_000),
                SavePeople((Person(ANNA, STARTED_AT_MS, "Anna", 1, "iaido", 60, 12_345), Person(BEN, STARTED_AT_MS))),
                SaveVideo(video),
            ]
        )


if __name__ == "__main__":
    import tempfile

    here = Path(__file__).parent
    sys.path[:0] = [str(here.parent), str(here), str(here / "store")]
    with tempfile.TemporaryDirectory() as folder:
        write_some(Path(folder) / "history.db")
        freeze(Path(folder) / "history.db")
