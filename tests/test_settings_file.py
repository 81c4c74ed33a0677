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

from resonance import settings_file
from resonance.setting_meta import Shape
from resonance.settings import META, Settings

many = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


entries = st.text(max_size=20)
colours = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


def value_of(name: str) -> st.SearchStrategy[Any]:
    """Any value that a setting may have."""
    meta = META[name]
    values: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: st.integers(min_value=_whole(meta.low), max_value=_whole(meta.high)),
        float: st.floats(min_value=meta.low, max_value=meta.high, allow_nan=False),
        str: st.sampled_from(meta.choices) if meta.choices else entries,
        tuple: st.lists(entries, max_size=3).map(tuple),
        dict: st.dictionaries(entries, colours if meta.shape is Shape.COLOURS else entries, max_size=3),
    }
    return values[meta.kind]


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_no_file(path: Path) -> None:
    """The first start uses the defaults, without a word and without making a file."""
    assert settings_file.load(path) == (Settings(), [])
    assert not path.exists()


@many
@given(values=st.fixed_dictionaries({name: value_of(name) for name in META}))
def test_round_trip(path: Path, values: dict[str, Any]) -> None:
    """What is saved is what is loaded, for every value that the settings allow."""
    saved = Settings(**values)
    settings_file.save(path, saved)
    assert settings_file.load(path) == (saved, [])


@many
@given(stored=st.dictionaries(st.sampled_from(sorted(META)) | st.text(), json_values))
def test_any_json_object(path: Path, stored: dict[str, Any]) -> None:
    """Each setting has an allowed value, each wrong one is named, and the result can be saved."""
    path.write_text(json.dumps(stored), encoding="utf-8")
    loaded, problems = settings_file.load(path)
    refused = [name for name in META if name in stored and not META[name].accepts(as_loaded(stored[name]))]
    for name in META:
        assert META[name].accepts(getattr(loaded, name))
    assert len(problems) == len(refused)
    assert all(
        f"({name})" in problem for name, problem in zip(sorted(refused), sorted(problems, key=_named), strict=True)
    )
    settings_file.save(path, loaded)
    assert settings_file.load(path)[1] == []


def as_loaded(value: object) -> object:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def _named(problem: str) -> str:
    return problem.partition("(")[2].partition(")")[0]


@many
@given(content=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_content(path: Path, content: bytes) -> None:
    """No content makes loading fail."""
    path.write_bytes(content)
    loaded, _ = settings_file.load(path)
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
        ("opacity", float("inf")),
        ("game_windows", "\ud800"),
        ("columns_damage", "amount"),
        ("columns_damage", [1]),
        ("columns_damage", ["x"] * 201),
        ("places", ["meter"]),
        ("places", {"meter": 3}),
        ("places", {"meter" * 100: "600x424+1+2"}),
        ("class_colours", {"storm": "red"}),
        ("class_colours", {"storm": "#12345g"}),
        ("capture_source", "x" * 2_000),
        ("theme", ["dark"]),
        ("theme", {}),
    ],
)
def test_value_that_cannot_be(path: Path, name: str, value: object) -> None:
    """A wrong value costs itself only, and the sentence names it."""
    path.write_text(json.dumps({name: value, "save_every_s": 7}), encoding="utf-8")
    loaded, problems = settings_file.load(path)
    assert loaded == Settings(save_every_s=7)
    assert len(problems) == 1
    assert name in problems[0]
    assert META[name].title in problems[0]
    assert len(problems[0]) < 200


def test_whole_number_for_a_fraction(path: Path) -> None:
    """Somebody who writes 1 means 1.0."""
    path.write_text('{"opacity": 1}', encoding="utf-8")
    assert settings_file.load(path) == (Settings(opacity=1), [])


def test_settings_of_a_newer_version(path: Path) -> None:
    """What this version does not know survives a load and a save."""
    newer = {"hologram": {"depth": [1, 2, None]}, "theme": "light", "名": "値"}
    path.write_text(json.dumps(newer), encoding="utf-8")
    loaded, problems = settings_file.load(path)
    assert problems == []
    settings_file.save(path, dataclasses.replace(loaded, theme="dark"))
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored["hologram"] == newer["hologram"]
    assert stored["名"] == "値"
    assert stored["theme"] == "dark"


FIRST_LAYOUT = {
    "clock": "personal",
    "silence_s": 60,
    "start_view": "taken",
    "capture_source": "windivert",
    "save_every_s": 7,
    "language": "zh",
    "theme": "light",
    "opacity": 0.5,
    "row_height": "compact",
}
SECOND_LAYOUT = {**FIRST_LAYOUT, "clock": "boss", "amounts": "effective", "scope": "segment", "instance_silence_s": 90}
THIRD_LAYOUT = {**SECOND_LAYOUT, "reset_dropped_percent": 50, "reset_back_percent": 98}


@pytest.mark.parametrize("older", [FIRST_LAYOUT, SECOND_LAYOUT, THIRD_LAYOUT])
@pytest.mark.parametrize("place", [(None, None, None, None), (-1900, 80, 600, 424)])
def test_settings_of_an_earlier_version(path: Path, older: dict[str, Any], place: tuple[int | None, ...]) -> None:
    """Every choice is kept, the meter stands where it stood, and what is new has its default."""
    stored = {**older, **dict(zip(WINDOW, place, strict=True))}
    path.write_text(json.dumps(stored), encoding="utf-8")
    loaded, problems = settings_file.load(path)
    places = {"meter last": "600x424+-1900+80"} if place[0] else {}
    assert (loaded, problems) == (Settings(**older, places=places), [])
    settings_file.save(path, loaded)
    assert settings_file.load(path) == (loaded, [])
    assert not set(WINDOW) & set(json.loads(path.read_text(encoding="utf-8")))


WINDOW = ("window_x", "window_y", "window_width", "window_height")


@pytest.mark.parametrize("place", [(1, 2, 300, None), (1, 2, 0, 400), (1, 2, -300, 400), ("1", 2, 300, 400)])
def test_place_of_an_earlier_version_that_cannot_be(path: Path, place: tuple[object, ...]) -> None:
    """The meter is placed anew, without a word: nothing is lost by it."""
    path.write_text(json.dumps(dict(zip(WINDOW, place, strict=True))), encoding="utf-8")
    assert settings_file.load(path) == (Settings(), [])


@pytest.mark.parametrize("side", [10**9, True, 10**400])
def test_side_of_an_earlier_version_out_of_range(path: Path, side: int) -> None:
    """A number that is no coordinate is none."""
    path.write_text(json.dumps({**dict.fromkeys(WINDOW, 300), "window_x": side}), encoding="utf-8")
    assert settings_file.load(path) == (Settings(), [])


def test_place_known_in_both_ways(path: Path) -> None:
    """A file that an older version wrote after a newer one: what the newer one remembered holds."""
    newer = {"places": {"meter last": "500x400+1+2"}, **dict.fromkeys(WINDOW, 300)}
    path.write_text(json.dumps(newer), encoding="utf-8")
    assert settings_file.load(path)[0].places == {"meter last": "500x400+1+2"}


def test_byte_order_mark(path: Path) -> None:
    """A file saved by a Windows editor loads."""
    path.write_text('{"theme": "light"}', encoding="utf-8-sig")
    assert settings_file.load(path) == (Settings(theme="light"), [])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"null",
        b"\xff\xfe\x00",
        b'{"theme": "light"',
        b"9" * 5_000,
        b"[" * 100_000,
        b'{"theme": "light"}'.ljust(settings_file.LARGEST_BYTES + 1),
    ],
    ids=["empty", "cut", "list", "null", "bytes", "object cut", "huge number", "nested", "huge"],
)
def test_damaged_file(path: Path, content: bytes) -> None:
    """The file is kept under another name, and the sentence names it."""
    path.write_bytes(content)
    loaded, problems = settings_file.load(path)
    assert loaded == Settings()
    assert not path.exists()
    (aside,) = path.parent.iterdir()
    assert aside.read_bytes() == content
    assert len(problems) == 1
    assert aside.name in problems[0]


def test_unknown_setting_nested_too_deep(path: Path) -> None:
    """What could not be written back is not taken in."""
    path.write_text('{"x": ' + "[" * 400 + "]" * 400 + "}", encoding="utf-8")
    loaded, problems = settings_file.load(path)
    assert loaded == Settings()
    assert len(problems) == 1


def test_damaged_twice_in_a_second(path: Path) -> None:
    """No damaged file replaces another one."""
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        settings_file.load(path)
    assert {kept.read_bytes() for kept in path.parent.iterdir()} == {b"first", b"second", b"third"}


def test_folder_in_place_of_the_file(path: Path) -> None:
    """What cannot be read is told, and stays where it is."""
    path.mkdir()
    loaded, problems = settings_file.load(path)
    assert loaded == Settings()
    assert len(problems) == 1
    assert str(path) in problems[0]
    assert path.is_dir()


def test_damaged_file_that_cannot_be_moved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meter starts with defaults and says so."""
    path.write_bytes(b"{")
    monkeypatch.setattr(os, "replace", refuse)
    loaded, problems = settings_file.load(path)
    assert loaded == Settings()
    assert len(problems) == 1
    assert "cannot be moved" in problems[0]


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_first_save_makes_the_folder(tmp_path: Path) -> None:
    """Settings can be saved before anything else was written."""
    path = tmp_path / "new" / "folder" / "settings.json"
    settings_file.save(path, Settings(theme="light"))
    assert settings_file.load(path)[0].theme == "light"


def test_save_that_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file stays whole, nothing else is left in the folder, and the caller hears of it."""
    settings_file.save(path, Settings(theme="light"))
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        settings_file.save(path, Settings(theme="dark"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert settings_file.load(path)[0].theme == "light"


def test_disk_full_while_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is replaced only by one that is on the disk."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    settings_file.save(path, Settings(theme="light"))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        settings_file.save(path, Settings(theme="dark"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert settings_file.load(path)[0].theme == "light"


@pytest.mark.skipif(os.name == "nt", reason="no pipes in folders")
def test_pipe_in_place_of_the_file(path: Path) -> None:
    """Defaults, and a sentence; reading it would never end."""
    os.mkfifo(path)
    settings, (problem,) = settings_file.load(path)
    assert settings == Settings()
    assert "cannot be read" in problem
