"""Where things live, for every way the program can be started."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from resonance import paths, texts
from resonance.paths import Surroundings

REPO = Path(__file__).resolve().parent.parent


def around(
    tmp_path: Path, *, exe: Path | None = None, bundle: Path | None = None, home: str | None = None
) -> Surroundings:
    environ = {} if home is None else {"RESONANCE_HOME": home}
    return Surroundings(environ, exe, bundle, tmp_path / "user")


def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    folder.mkdir()
    return folder / "ResonanceLogs.exe"


def spoil(folder: Path) -> None:
    """Make it impossible to write here, for administrators too: a file lies where the folder should be."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")


def test_source_checkout(tmp_path: Path) -> None:
    """Data in the user's own folder, assets from the checkout."""
    found = paths.find(around(tmp_path))
    assert found.home == tmp_path / "user"
    assert found.home.is_dir()
    assert found.assets == REPO / "assets"
    assert (found.assets / "skills.tsv").is_file()
    assert not found.portable
    assert found.problem == ""
    assert found.database.parent == found.settings.parent == found.logs.parent == found.home


def test_home_variable(tmp_path: Path) -> None:
    """RESONANCE_HOME wins over everything, and its folder is made."""
    exe = frozen(tmp_path)
    found = paths.find(around(tmp_path, exe=exe, home=str(tmp_path / "some" / "where")))
    assert found.home == tmp_path / "some" / "where"
    assert found.home.is_dir()
    assert not found.portable
    assert not (exe.parent / paths.PORTABLE_FOLDER).exists()


def test_home_variable_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative folder is fixed at the start, whatever folder the program works in later."""
    monkeypatch.chdir(tmp_path)
    assert paths.find(around(tmp_path, home="here")).home == tmp_path / "here"


def test_empty_home_variable(tmp_path: Path) -> None:
    """An empty variable is none."""
    assert paths.find(around(tmp_path, home="")).home == tmp_path / "user"


def test_home_variable_that_cannot_be_used(tmp_path: Path) -> None:
    """The wish is kept, and the sentence names the folder."""
    spoil(tmp_path / "where")
    found = paths.find(around(tmp_path, home=str(tmp_path / "where")))
    assert found.home == tmp_path / "where"
    assert str(found.home) in found.problem


def test_exe_in_a_writable_folder(tmp_path: Path) -> None:
    """Everything written lies beside the exe; the assets come from the bundle."""
    exe = frozen(tmp_path)
    found = paths.find(around(tmp_path, exe=exe, bundle=tmp_path / "unpacked"))
    assert found.home == exe.parent / paths.PORTABLE_FOLDER
    assert found.portable
    assert found.problem == ""
    assert found.assets == tmp_path / "unpacked" / "assets"
    assert list(found.home.iterdir()) == []
    assert not (tmp_path / "user").exists()


def test_exe_in_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """An installed program keeps to the user's own folder; it says so as long as nothing of the user lies there."""
    exe = frozen(tmp_path)
    spoil(exe.parent / paths.PORTABLE_FOLDER)
    found = paths.find(around(tmp_path, exe=exe))
    assert found.home == tmp_path / "user"
    assert not found.portable
    assert str(exe.parent) in found.problem
    assert str(found.home) in found.problem
    found.settings.write_text("{}")
    again = paths.find(around(tmp_path, exe=exe))
    assert again.home == found.home
    assert again.problem == ""


@pytest.mark.parametrize("name", [paths.DATABASE, paths.SETTINGS])
def test_new_exe_for_a_user_who_has_a_history(tmp_path: Path, name: str) -> None:
    """It goes on where the history is, and does not begin an empty one beside itself."""
    exe = frozen(tmp_path)
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / name).touch()
    found = paths.find(around(tmp_path, exe=exe))
    assert found.home == tmp_path / "user"
    assert found.problem == ""
    assert found.reason == "this user's history is there"
    assert not (exe.parent / paths.PORTABLE_FOLDER).exists()


@pytest.mark.parametrize("chosen_by", [paths.PORTABLE_MARKER, paths.PORTABLE_FOLDER])
def test_portable_beside_a_history_of_the_user(tmp_path: Path, chosen_by: str) -> None:
    """The marker, or the data of an earlier start, keeps everything beside the exe all the same."""
    exe = frozen(tmp_path)
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / paths.DATABASE).touch()
    (exe.parent / chosen_by).mkdir()
    found = paths.find(around(tmp_path, exe=exe))
    assert found.home == exe.parent / paths.PORTABLE_FOLDER
    assert found.portable
    assert found.problem == ""


def test_data_beside_the_exe_that_cannot_be_written_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The history lies there, so that going on elsewhere must not happen in silence."""
    exe = frozen(tmp_path)
    first = paths.find(around(tmp_path, exe=exe))
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / paths.SETTINGS).touch()
    monkeypatch.setattr(paths, "_can_write", lambda folder: folder != first.home)
    found = paths.find(around(tmp_path, exe=exe))
    assert found.home == tmp_path / "user"
    assert str(first.home) in found.problem


def test_portable_marker_in_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Who asked for portable is told that it is not."""
    exe = frozen(tmp_path)
    (exe.parent / paths.PORTABLE_MARKER).touch()
    spoil(exe.parent / paths.PORTABLE_FOLDER)
    found = paths.find(around(tmp_path, exe=exe))
    assert found.home == tmp_path / "user"
    assert not found.portable
    assert str(exe.parent) in found.problem
    assert str(tmp_path / "user") in found.problem


def test_nowhere_to_write(tmp_path: Path) -> None:
    """There is an answer even then, with a sentence."""
    spoil(tmp_path / "user")
    found = paths.find(around(tmp_path))
    assert found.home == tmp_path / "user"
    assert "cannot be written" in found.problem


def test_problem_read_when_the_language_is_known(tmp_path: Path) -> None:
    """The settings lie below the folder in question, so what is wrong with it is said in their language later on."""
    spoil(tmp_path / "user")
    found = paths.find(around(tmp_path))
    english = found.problem
    texts.use("zh")
    assert str(tmp_path / "user") in found.problem
    assert found.problem != english


def test_this_process_from_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real surroundings are those of a checkout."""
    monkeypatch.setenv("RESONANCE_HOME", str(tmp_path))
    here = paths.surroundings()
    assert here.exe is None
    assert here.bundle is None
    assert here.user_folder.is_absolute()
    assert paths.find().home == tmp_path


def test_this_process_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The marks that PyInstaller leaves are read."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "unpacked"), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ResonanceLogs.exe"))
    here = paths.surroundings()
    assert here.exe == tmp_path / "ResonanceLogs.exe"
    assert here.bundle == tmp_path / "unpacked"
