"""Profiles to pass on, and backups of the settings file."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from resonance import settings_file
from resonance.setting_meta import LONGEST_ENTRY, LONGEST_TEXT, MOST_TEXTS, Shape
from resonance.settings import META, Settings
from resonance.settings_file import IN_PROFILE, ProfileError

many = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)

OTHERS = Settings(
    theme="light",
    opacity=0.5,
    silence_s=0,
    hotkey_reset="",
    class_colours={"storm": "#123456"},
    columns_damage=("amount",),
    places={"meter last": "1x1+0+0"},
    welcomed=True,
)
MINE = Settings(language="ja", places={"meter last": "600x424+1+2"}, columns_damage=("share",), unknown={"new": 1})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "raid.json"


# Profiles


def test_profile_passed_on(profile: Path) -> None:
    """The reader has the settings of the writer; what the program remembers for itself stays the reader's own."""
    settings_file.export_profile(profile, OTHERS)
    taken, problems = settings_file.import_profile(profile, MINE)
    assert problems == []
    for name in META:
        assert getattr(taken, name) == getattr(OTHERS if name in IN_PROFILE else MINE, name)
    assert taken.unknown == MINE.unknown
    assert (taken.places, taken.columns_damage, taken.welcomed) == (MINE.places, MINE.columns_damage, False)


def test_profile_holds_nothing_private(profile: Path) -> None:
    """Neither where windows were nor what a newer version left."""
    settings_file.export_profile(profile, MINE)
    stored = json.loads(profile.read_text(encoding="utf-8"))
    assert stored[settings_file.PROFILE_MARK] == 1
    assert set(stored["settings"]) == set(IN_PROFILE)
    assert all(META[name].group for name in IN_PROFILE)


def test_profile_with_some_values_that_cannot_be(profile: Path) -> None:
    """Each of them leaves the setting as it was, and is named; the others are taken."""
    write_profile(profile, {"theme": "light", "opacity": 7, "language": None, "silence_s": 9, "later": [1]})
    taken, problems = settings_file.import_profile(profile, MINE)
    assert taken == dataclasses.replace(MINE, theme="light", silence_s=9)
    assert ["(opacity)" in problem or "(language)" in problem for problem in problems] == [True, True]
    assert "'ja' is used" in next(problem for problem in problems if "(language)" in problem)


def test_profile_of_an_earlier_version(profile: Path) -> None:
    """A setting that it does not hold stays as it is."""
    write_profile(profile, {"theme": "light"})
    assert settings_file.import_profile(profile, MINE) == (dataclasses.replace(MINE, theme="light"), [])


def test_backup_imported_as_a_profile(path: Path) -> None:
    """A settings file, and so each of its backups, brings its settings back."""
    settings_file.save(path, OTHERS)
    backup = settings_file.back_up(path)
    assert backup is not None
    taken, problems = settings_file.import_profile(backup, MINE)
    assert problems == []
    assert (taken.theme, taken.opacity, taken.places) == ("light", 0.5, MINE.places)


def write_profile(profile: Path, inside: Any, version: Any = 1) -> None:
    profile.write_text(json.dumps({settings_file.PROFILE_MARK: version, "settings": inside}), encoding="utf-8")


MARKED = b'{"resonance_profile": 1, "settings": {"theme": "light"}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n",
        MARKED[:-1],
        b"[1, 2]",
        b"{}",
        b'{"name": "left-pad", "version": "1.0", "theme": "light", "scope": "segment"}',
        b'{"resonance_profile": 1}',
        b'{"resonance_profile": 1, "settings": ["theme"]}',
        b'{"resonance_profile": true, "settings": "x"}',
        b'{"resonance_profile": 0, "settings": {"theme": "light"}}',
        b'{"resonance_profile": "1", "settings": {"theme": "light"}}',
        b'{"resonance_profile": 1, "settings": {"theme": ' + b"[" * 100_000,
        b'{"resonance_profile": 1, "settings": {"x": ' + b"[" * 400 + b"]" * 400 + b"}}",
        b"9" * 5_000,
        MARKED.ljust(settings_file.LARGEST_BYTES + 1),
    ],
)
def test_file_that_is_no_profile(profile: Path, content: bytes) -> None:
    """One sentence with the name of the file and what to choose instead."""
    profile.write_bytes(content)
    with pytest.raises(ProfileError, match=r"raid\.json is no settings profile\. Choose a file"):
        settings_file.import_profile(profile, MINE)
    assert profile.read_bytes() == content


def test_profile_of_a_newer_layout(profile: Path) -> None:
    """The user learns that an update would read it."""
    write_profile(profile, {"theme": "light"}, version=2)
    with pytest.raises(ProfileError, match="update this program"):
        settings_file.import_profile(profile, MINE)


def test_profile_that_cannot_be_read(profile: Path) -> None:
    """A file that is gone and a folder are told like everything else."""
    with pytest.raises(ProfileError, match=r"raid\.json cannot be read \(.+\)"):
        settings_file.import_profile(profile, MINE)
    profile.mkdir()
    with pytest.raises(ProfileError, match="cannot be read"):
        settings_file.import_profile(profile, MINE)


@many
@given(
    inside=st.dictionaries(
        st.sampled_from(sorted(META)) | st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_any_profile(profile: Path, inside: dict[str, Any]) -> None:
    """Whatever stands in it, the result is settings that can be saved, and nothing else of the user's is touched."""
    write_profile(profile, inside)
    taken, _ = settings_file.import_profile(profile, MINE)
    assert all(META[name].accepts(getattr(taken, name)) for name in META)
    assert all(getattr(taken, name) == getattr(MINE, name) for name in META if name not in IN_PROFILE)


def test_largest_settings_can_be_read_again(path: Path, profile: Path) -> None:
    """The limit of what is read is above everything that can be written."""
    fullest = Settings(**{name: longest(name) for name in META})
    assert all(META[name].accepts(getattr(fullest, name)) for name in META)
    settings_file.save(path, fullest)
    assert settings_file.load(path) == (fullest, [])
    settings_file.export_profile(profile, fullest)
    assert settings_file.import_profile(profile, Settings())[1] == []


def longest(name: str) -> object:
    """The value that takes most room in the file: each character outside of the first plane takes twelve bytes."""
    meta = META[name]
    numbered = [f"{number:03}" + "🐉" * (LONGEST_ENTRY - 3) for number in range(MOST_TEXTS)]
    if meta.kind is tuple:
        return tuple(numbered)
    if meta.kind is dict:
        return {text: "#123456" if meta.shape is Shape.COLOURS else text for text in numbered}
    return "🐉" * LONGEST_TEXT if meta.kind is str and not meta.choices else getattr(Settings(), name)


# Backups


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / settings_file.BACKUPS).iterdir())


def test_backup_is_the_file_as_it_was(path: Path) -> None:
    """Byte for byte, even a damaged one; its name tells when."""
    path.write_bytes(b"{damaged")
    before = datetime.now()
    backup = settings_file.back_up(path)
    assert backup is not None
    assert backups(path) == [backup]
    assert backup.read_bytes() == b"{damaged"
    assert before <= datetime.strptime(backup.name, "settings-%Y%m%d-%H%M%S-%f.json") <= datetime.now()


def test_ten_newest_backups_are_kept(path: Path) -> None:
    """The eleventh replaces the oldest; other files in the folder are nobody's business."""
    path.write_text("0")
    settings_file.back_up(path)
    stranger = path.parent / settings_file.BACKUPS / "settings-mine.json"
    stranger.touch()
    for number in range(1, 13):
        path.write_text(str(number))
        settings_file.back_up(path)
    kept = [each.read_text() for each in backups(path) if each != stranger]
    assert kept == [str(number) for number in range(3, 13)]
    assert stranger.exists()


def test_clock_set_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest backup stays, although all others claim to be of later."""
    path.write_text("old")
    for _ in range(10):
        settings_file.back_up(path)

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) - timedelta(days=1)

    monkeypatch.setattr(settings_file, "datetime", Yesterday)
    path.write_text("new")
    backup = settings_file.back_up(path)
    assert backup is not None
    assert backup.read_text() == "new"
    assert len(backups(path)) == 10


def test_backup_of_nothing(path: Path) -> None:
    """Before the first save there is nothing to keep."""
    assert settings_file.back_up(path) is None
    assert not path.exists()


def test_folder_of_backups_that_cannot_be_made(path: Path) -> None:
    """No backup, and no exception: the save goes on."""
    path.write_text("{}")
    (path.parent / settings_file.BACKUPS).touch()
    assert settings_file.back_up(path) is None


def test_old_backup_that_cannot_be_deleted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new one is there all the same."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path.write_text("{}")
    for _ in range(10):
        settings_file.back_up(path)
    monkeypatch.setattr(os, "unlink", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    backup = settings_file.back_up(path)
    assert backup in backups(path)
    assert len(backups(path)) == 11
