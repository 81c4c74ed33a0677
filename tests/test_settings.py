"""User settings: whatever the file holds, the meter starts and says what it did not take."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from resonance import settings
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.engine import Scope
from resonance.settings import META, Settings

many = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def value_of(name: str) -> st.SearchStrategy[Any]:
    """Any value that a setting may have."""
    meta = META[name]
    values: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(min_value=_whole(meta.low), max_value=_whole(meta.high)),
        float: st.floats(min_value=meta.low, max_value=meta.high, allow_nan=False),
        str: st.sampled_from(meta.choices) if meta.choices else st.text(max_size=20),
    }
    return values[meta.kind] | st.none() if meta.optional else values[meta.kind]


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_no_file(path: Path) -> None:
    """The first start uses the defaults, without a word and without making a file."""
    assert settings.load(path) == (Settings(), [])
    assert not path.exists()


def test_defaults() -> None:
    """The defaults the rest of the program counts on."""
    default = Settings()
    assert (default.clock, default.amounts, default.scope) == ("active", "raw", "encounter")
    assert (default.silence_s, default.instance_silence_s) == (15, 0)
    assert (default.capture_source, default.save_every_s) == ("auto", 5)
    assert (default.language, default.theme, default.opacity, default.row_height) == ("en", "dark", 0.94, "comfortable")
    assert (default.window_x, default.window_y, default.window_width, default.window_height) == (None,) * 4
    assert default.start_view == "damage"


def test_every_setting_is_described() -> None:
    """Each field has a group, a title and a meaning, and its default is one of its own values."""
    for field in dataclasses.fields(Settings):
        if field.name == "unknown":
            continue
        meta = META[field.name]
        assert meta.group
        assert meta.title
        assert meta.meaning.endswith(".")
        assert meta.accepts(field.default)


def test_choices_match_the_program() -> None:
    """Settings may not import the combat layer, so its words are repeated here and held together by this test."""
    assert set(META["clock"].choices) == {choice.value for choice in ClockChoice}
    assert set(META["amounts"].choices) == {choice.value for choice in AmountChoice}
    assert set(META["scope"].choices) == {choice.value for choice in Scope}
    assert set(META["start_view"].choices) == {view.name.lower() for view in View}


@many
@given(values=st.fixed_dictionaries({name: value_of(name) for name in META}))
def test_round_trip(path: Path, values: dict[str, Any]) -> None:
    """What is saved is what is loaded, for every value that the settings allow."""
    saved = Settings(**values)
    settings.save(path, saved)
    assert settings.load(path) == (saved, [])


@many
@given(stored=st.dictionaries(st.sampled_from(sorted(META)) | st.text(), json_values))
def test_any_json_object(path: Path, stored: dict[str, Any]) -> None:
    """Each setting has an allowed value, each wrong one is named, and the result can be saved."""
    path.write_text(json.dumps(stored), encoding="utf-8")
    loaded, problems = settings.load(path)
    refused = [name for name in META if name in stored and not META[name].accepts(stored[name])]
    for name in META:
        assert META[name].accepts(getattr(loaded, name))
    assert len(problems) == len(refused)
    assert all(
        f"({name})" in problem for name, problem in zip(sorted(refused), sorted(problems, key=_named), strict=True)
    )
    settings.save(path, loaded)
    assert settings.load(path)[1] == []


def _named(problem: str) -> str:
    return problem.partition("(")[2].partition(")")[0]


@many
@given(content=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_content(path: Path, content: bytes) -> None:
    """No content makes loading fail."""
    path.write_bytes(content)
    loaded, _ = settings.load(path)
    assert all(META[name].accepts(getattr(loaded, name)) for name in META)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("clock", "wall"),
        ("clock", 1),
        ("silence_s", -1),
        ("silence_s", "60"),
        ("silence_s", True),
        ("silence_s", 60.5),
        ("silence_s", None),
        ("opacity", 0.1),
        ("opacity", 1.5),
        ("opacity", float("nan")),
        ("window_x", 10**9),
        ("window_width", 0),
        ("capture_source", "x" * 2_000),
        ("theme", ["dark"]),
        ("theme", {}),
    ],
)
def test_value_that_cannot_be(path: Path, name: str, value: object) -> None:
    """A wrong value costs itself only, and the sentence names it."""
    path.write_text(json.dumps({name: value, "save_every_s": 7}), encoding="utf-8")
    loaded, problems = settings.load(path)
    assert loaded == Settings(save_every_s=7)
    assert len(problems) == 1
    assert name in problems[0]
    assert META[name].title in problems[0]
    assert len(problems[0]) < 200


def test_whole_number_for_a_fraction(path: Path) -> None:
    """Somebody who writes 1 means 1.0."""
    path.write_text('{"opacity": 1}', encoding="utf-8")
    assert settings.load(path) == (Settings(opacity=1), [])


def test_settings_of_a_newer_version(path: Path) -> None:
    """What this version does not know survives a load and a save."""
    newer = {"hologram": {"depth": [1, 2, None]}, "theme": "light", "名": "値"}
    path.write_text(json.dumps(newer), encoding="utf-8")
    loaded, problems = settings.load(path)
    assert problems == []
    settings.save(path, dataclasses.replace(loaded, theme="dark"))
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored["hologram"] == newer["hologram"]
    assert stored["名"] == "値"
    assert stored["theme"] == "dark"


def test_byte_order_mark(path: Path) -> None:
    """A file saved by a Windows editor loads."""
    path.write_text('{"theme": "light"}', encoding="utf-8-sig")
    assert settings.load(path) == (Settings(theme="light"), [])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe\x00", b'{"theme": "light"', b"9" * 5_000, b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "bytes", "object cut", "huge number", "nested"],
)
def test_damaged_file(path: Path, content: bytes) -> None:
    """The file is kept under another name, and the sentence names it."""
    path.write_bytes(content)
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert not path.exists()
    (aside,) = path.parent.iterdir()
    assert aside.read_bytes() == content
    assert len(problems) == 1
    assert aside.name in problems[0]


def test_unknown_setting_nested_too_deep(path: Path) -> None:
    """What could not be written back is not taken in."""
    path.write_text('{"x": ' + "[" * 400 + "]" * 400 + "}", encoding="utf-8")
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert len(problems) == 1


def test_damaged_twice_in_a_second(path: Path) -> None:
    """No damaged file replaces another one."""
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        settings.load(path)
    assert {kept.read_bytes() for kept in path.parent.iterdir()} == {b"first", b"second", b"third"}


def test_folder_in_place_of_the_file(path: Path) -> None:
    """What cannot be read is told, and stays where it is."""
    path.mkdir()
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert len(problems) == 1
    assert str(path) in problems[0]
    assert path.is_dir()


def test_damaged_file_that_cannot_be_moved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meter starts with defaults and says so."""
    path.write_bytes(b"{")
    monkeypatch.setattr(os, "replace", refuse)
    loaded, problems = settings.load(path)
    assert loaded == Settings()
    assert len(problems) == 1
    assert "cannot be moved" in problems[0]


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_first_save_makes_the_folder(tmp_path: Path) -> None:
    """Settings can be saved before anything else was written."""
    path = tmp_path / "new" / "folder" / "settings.json"
    settings.save(path, Settings(theme="light"))
    assert settings.load(path)[0].theme == "light"


def test_save_that_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays whole, nothing else is left in the folder, and the caller hears of it."""
    settings.save(path, Settings(theme="light"))
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        settings.save(path, Settings(theme="dark"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert settings.load(path)[0].theme == "light"


def test_disk_full_while_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is replaced only by one that is on the disk."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    settings.save(path, Settings(theme="light"))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        settings.save(path, Settings(theme="dark"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert settings.load(path)[0].theme == "light"
