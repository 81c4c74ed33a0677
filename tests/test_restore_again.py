"""After the window was asked to restore: the session ends, the backup is put in place, and the program begins again."""

from __future__ import annotations

from pathlib import Path

import pytest

from backups import NOON, make_home, numbers_in, save
from resonance import app_window, backup, cli, window_commands
from resonance.app import Session
from resonance.home import Home, Wish
from resonance.paths import Paths


@pytest.mark.parametrize("command", [["live", "--after", "1"], ["demo"], ["open"]])
def test_program_begins_again_with_what_was_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """In the same process, with what the backup holds; no process is waited for again, and no file opened."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path / "home"))
    paths = make_home(tmp_path / "home", 1, language="ja")
    archive = backup.make(paths, tmp_path, NOON)
    make_home(tmp_path / "home", 2, language="zh")
    if command == ["open"]:
        (tmp_path / "fight.rlog").touch()
        monkeypatch.setattr("resonance.importing.importer_of", lambda path: None)
        command = ["open", str(tmp_path / "fight.rlog")]
    seen: list[tuple[str, int]] = []
    waited: list[int] = []

    def run_session(session: Session, home: Home, **_: object) -> int:
        seen.append((home.settings.language, len(session.opens)))
        if len(seen) == 1:
            save(paths.database, 3)
            home.wish = Wish(restore=archive)
        return 5

    class NoWindow:
        def restore(self, archive: Path, paths: Paths, theme: str) -> None:
            backup.restore(archive, paths)

    monkeypatch.setattr(window_commands, "run_session", run_session)
    monkeypatch.setattr(app_window, "AppWindow", NoWindow)
    monkeypatch.setattr("resonance.elevation.wait_for", waited.append)
    assert cli.main(command) == 5
    assert seen == [("zh", int(command[0] == "open")), ("ja", 0)]
    assert waited == ([1] if command[0] == "live" else [])
    assert numbers_in(paths.database) == {1}
