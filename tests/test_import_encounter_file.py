"""An encounter file from one player's history into another's, by the commands."""

from __future__ import annotations

import sqlite3
from argparse import ArgumentParser
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from resonance import export_command, import_command
from resonance.events import is_player
from resonance.store import StoreError
from resonance.store.history import History, open_saved
from resonance.store.migrations import open_newest
from resonance.store.orders import Delete, SaveEncounter
from resonance.store.saver import Saver
from rlog_files import saved_fight


class Homes:
    """Two players, the first of whom has a fight in the history."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.saved = saved_fight("dungeon")
        assert self.saved.journal is not None
        self.file = folder / "fight.rlog"
        self.be("author")
        self.write(SaveEncounter(self.saved.key, self.saved.record))
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(
                "INSERT INTO journal_chunks VALUES (1, 0, 0, NULL, NULL, 1, ?)", (self.saved.journal.blobs[0],)
            )

    def be(self, who: str) -> None:
        self.database = self.folder / who / "resonance.db"
        self.database.parent.mkdir(exist_ok=True)
        self._monkeypatch.setenv("RESONANCE_HOME", str(self.database.parent))

    def write(self, *orders: SaveEncounter | Delete) -> None:
        with closing(open_newest(self.database)) as connection:
            Saver(connection).write(orders)

    def export(self, *words: str) -> int:
        return self._run(export_command, "export", "1", "rlog", "--out", str(self.file), *words)

    def bring_in(self) -> int:
        return self._run(import_command, "import", str(self.file))

    def _run(self, command: object, *words: str) -> int:
        parser = ArgumentParser()
        command.add_parser(parser.add_subparsers())  # type: ignore[attr-defined]
        chosen = parser.parse_args(words)
        code: int = chosen.run(chosen)
        return code


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Homes:
    return Homes(tmp_path, monkeypatch)


def test_to_another_player(homes: Homes, capsys: pytest.CaptureFixture[str]) -> None:
    """The encounter stands in the other history, with all its events, and says where it is from."""
    assert homes.export() == 0
    homes.be("reader")
    assert homes.bring_in() == 0
    assert "1 imported" in capsys.readouterr().out
    there = open_saved(homes.database, homes.saved.key)
    assert there.record == replace(homes.saved.record, local_player=None)
    assert there.journal is not None
    with closing(History(homes.database)) as history:
        (line,) = history.list_encounters(-1)
    assert line.imported == "Resonance Logs (.rlog)"


def test_nothing_of_it_is_mine(homes: Homes) -> None:
    """The numbers of whoever made the file are not my DPS, and its pulls are not my pulls."""
    assert homes.saved.record.local_player is not None
    with closing(History(homes.database)) as history:
        assert history.bests()
    homes.export()
    homes.be("reader")
    homes.bring_in()
    with closing(History(homes.database)) as history:
        (line,) = history.list_encounters(-1)
        assert line.my_damage is None
        assert line.my_class_id is None
        assert history.bests() == []
        assert history.people() == []


def test_same_file_twice(homes: Homes, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time nothing is imported."""
    homes.export()
    homes.be("reader")
    homes.bring_in()
    assert homes.bring_in() == 0
    assert "0 imported, 1 there already" in capsys.readouterr().out


@pytest.mark.parametrize("words", [(), ("--anonymise",)])
def test_own_file_while_the_encounter_is_there(
    homes: Homes, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """It stays mine, and is not there twice."""
    homes.export(*words)
    assert homes.bring_in() == 0
    assert "1 there already" in capsys.readouterr().out
    with closing(History(homes.database)) as history:
        (line,) = history.list_encounters(-1)
    assert line.imported is None
    assert open_saved(homes.database, 1).record == homes.saved.record


def test_own_file_after_the_encounter_was_deleted(homes: Homes) -> None:
    """It is there again, as an imported one."""
    homes.export()
    homes.write(Delete((homes.saved.key,), 1))
    assert homes.bring_in() == 0
    there = open_saved(homes.database, homes.saved.key)
    assert there.record.tallies == homes.saved.record.tallies
    assert there.journal is not None


def test_anonymous_file(homes: Homes) -> None:
    """Nobody in it has a name, and streamer mode makes every file so."""
    homes.export("--anonymise")
    homes.be("reader")
    homes.bring_in()
    record = open_saved(homes.database, homes.saved.key).record
    assert {info.name for info in record.actors.values()} == {None}
    players = sorted(info.uid for info in record.actors.values() if is_player(info.actor_id))
    assert players == list(range(1, len(players) + 1))
    homes.be("author")
    anonymous = homes.file.read_bytes()
    (homes.database.parent / "settings.json").write_text('{"hide_names": true}')
    assert homes.export("--force") == 0
    assert homes.file.read_bytes() == anonymous


def test_damaged_file_leaves_the_history_alone(homes: Homes) -> None:
    """A sentence, and no history is begun for it."""
    homes.export()
    homes.be("reader")
    homes.file.write_bytes(homes.file.read_bytes()[:-1])
    with pytest.raises(StoreError, match="damaged"):
        homes.bring_in()
    assert not homes.database.exists()
