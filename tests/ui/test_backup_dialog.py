"""The window for backups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backups import NOON, forge, make_home, save
from helpers import wait_until
from resonance.backup import Looked, make
from resonance.paths import Paths
from resonance.store.copying import Contents

if TYPE_CHECKING:
    import ttkbootstrap

    from resonance.ui.backup_dialog import BackupDialog


class Backups:
    """The window over a data folder, with somebody who answers its questions."""

    def __init__(self, root: ttkbootstrap.App, paths: Paths) -> None:
        from resonance.ui.backup_dialog import BackupDialog

        self.root, self.paths = root, paths
        self.answer: Path | str = ""
        self.asked: list[object] = []  # windows that the questions belong to
        self.restored: list[Path] = []
        self.told_elsewhere: list[str] = []
        self.window: BackupDialog = BackupDialog(
            root,
            paths,
            closed=self.close,
            restore=self.restored.append,
            tell=self.told_elsewhere.append,
            ask_folder=self._ask,
            ask_file=self._ask,
        )
        self.window.dialog.deiconify()

    def _ask(self, **options: object) -> str:
        self.asked.append(options["parent"])
        return str(self.answer)

    def close(self) -> None:
        if self.window.dialog.winfo_exists():
            self.window.close()

    @property
    def told(self) -> str:
        return str(self.window.told.cget("text"))

    @property
    def offered(self) -> list[str]:
        return [str(button.cget("text")) for button in self.window.buttons]

    def press(self, words: str) -> None:
        self.window.buttons[self.offered.index(words)].invoke()

    def choose(self, archive: Path) -> None:
        """To restore it; until it has been looked at."""
        self.answer = archive
        self.press("Restore…")
        wait_until(self.is_answered, pump=self.root.update)

    def save_in(self, folder: Path) -> None:
        self.answer = folder
        self.press("Save…")
        wait_until(self.is_answered, pump=self.root.update)

    def is_answered(self) -> bool:
        return all(str(button.cget("state")) == "normal" for button in self.window.buttons)


@pytest.fixture
def open_over(tk_root: ttkbootstrap.App) -> Iterator[Callable[[Paths], Backups]]:
    made: list[Backups] = []

    def open_window(paths: Paths) -> Backups:
        made.append(Backups(tk_root, paths))
        return made[-1]

    yield open_window
    for each in made:
        each.close()


@pytest.fixture
def backups(open_over: Callable[[Paths], Backups], tmp_path: Path) -> Backups:
    return open_over(make_home(tmp_path / "home", 1, 2))


def test_backup_is_made(backups: Backups, tmp_path: Path) -> None:
    """The zip is in the folder that was chosen; the window says its name, and how it is brought back."""
    backups.save_in(tmp_path)
    (path,) = tmp_path.glob("ResonanceLogs-*.zip")
    assert backups.told == f"The backup is in {path}."
    assert backups.offered == ["Save…", "Restore…"]


def test_nothing_is_chosen(backups: Backups) -> None:
    """Nothing happens; the questions belonged to the window, behind which they would wait unseen."""
    backups.press("Save…")
    backups.press("Restore…")
    assert backups.told == ""
    assert backups.offered == ["Save…", "Restore…"]
    assert backups.asked == [backups.window.dialog] * 2


def test_backup_that_fails(open_over: Callable[[Paths], Backups], tmp_path: Path) -> None:
    """The reason is told."""
    backups = open_over(Paths(tmp_path / "home", tmp_path, portable=False))
    backups.save_in(tmp_path)
    assert "nothing to back up" in backups.told


def test_window_is_closed_while_the_backup_is_made(backups: Backups, tmp_path: Path) -> None:
    """The backup is made all the same, and told of elsewhere."""
    backups.answer = tmp_path
    backups.press("Save…")
    backups.close()
    wait_until(lambda: backups.told_elsewhere, pump=backups.root.update)
    (path,) = tmp_path.glob("ResonanceLogs-*.zip")
    assert backups.told_elsewhere == [f"The backup is in {path}."]


def test_what_will_be_replaced_is_said_first(backups: Backups, tmp_path: Path) -> None:
    """With times and counts of both histories; only the next button does it, and nothing is touched before."""
    archive = make(make_home(tmp_path / "old", 1), tmp_path, NOON)
    files = (backups.paths.database, backups.paths.settings)
    before = [path.read_bytes() for path in files]
    backups.choose(archive)
    assert "The backup of 2026-05-04 12:00:00 is sound." in backups.told
    assert "Its history: 1 encounter, of 2025-10-09" in backups.told
    assert "It takes the place of yours: 2 encounters, the newest of 2025-10-09" in backups.told
    assert "kept under another name" in backups.told
    assert backups.offered == ["Restore now", "Cancel"]
    assert [path.read_bytes() for path in files] == before
    assert backups.restored == []
    backups.press("Restore now")
    assert backups.restored == [archive]


def test_user_thinks_better_of_it(backups: Backups, tmp_path: Path) -> None:
    """Nothing is restored, and the window is as it was."""
    backups.choose(make(backups.paths, tmp_path, NOON))
    backups.press("Cancel")
    assert (backups.told, backups.offered, backups.restored) == ("", ["Save…", "Restore…"], [])


@pytest.mark.parametrize("cut", [10, 500])
def test_zip_that_is_no_sound_backup(backups: Backups, tmp_path: Path, cut: int) -> None:
    """It is refused with a sentence before anything stops."""
    archive = make(backups.paths, tmp_path, NOON)
    archive.write_bytes(archive.read_bytes()[:cut])
    backups.choose(archive)
    assert backups.told == f"{archive.name} is no backup, or a damaged one."
    assert backups.offered == ["Save…", "Restore…"]


def test_window_is_closed_while_a_zip_is_checked(backups: Backups, tmp_path: Path) -> None:
    """Nobody asks any more."""
    backups.answer = make(backups.paths, tmp_path, NOON)
    backups.press("Restore…")
    backups.close()
    (tmp_path / "out").mkdir()
    backups.root.update()
    assert backups.restored == []


def test_settings_alone(backups: Backups, tmp_path: Path) -> None:
    """The window says that the history stays; and the other way round."""
    backups.choose(forge(tmp_path / "settings.zip", {"settings.json": b"{}"}))
    assert "There is no history in it: yours stays." in backups.told
    backups.press("Cancel")
    bare = make_home(tmp_path / "bare", 5)
    bare.settings.unlink()
    backups.choose(make(bare, tmp_path, NOON))
    assert "There are no settings in it: yours stay." in backups.told


def test_history_there_is_damaged(backups: Backups, tmp_path: Path) -> None:
    """That is when a backup is wanted most: it is offered, and nothing is said about the history there."""
    archive = make(backups.paths, tmp_path, NOON)
    save(backups.paths.database, 3)
    backups.paths.database.write_bytes(b"no database" * 999)
    backups.choose(archive)
    assert "It takes the place of yours" not in backups.told
    assert backups.offered == ["Restore now", "Cancel"]


@pytest.mark.parametrize("forged", [2**62, -(2**62)])
def test_forged_time(forged: int) -> None:
    """It is a dash."""
    from resonance.ui.backup_dialog import contents_words, replaced_lines

    forged_words = contents_words(Contents(4, 3, 1, forged))
    assert forged_words == "3 encounters, the newest of —"
    assert contents_words(Contents(4, 0, 1)) == "no encounters"
    assert f"Its history: {forged_words}." in replaced_lines(Looked("", Contents(4, 3, 1, forged), True), None)
