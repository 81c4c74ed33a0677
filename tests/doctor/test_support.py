"""The support zip: what is in it, and what is not."""

from __future__ import annotations

import json
import zipfile
from dataclasses import fields, replace
from pathlib import Path

import pytest

from resonance.capture import SOURCES
from resonance.capture.pcapfile import write_pcap
from resonance.capture.source import CaptureError
from resonance.doctor import support
from resonance.doctor.masking import Private
from resonance.protocol.packet import LinkType
from resonance.settings import META, Settings
from resonance.simulate.recording import generate

KNOWN = Private(home="/data/people/momoko", user="momoko", computer="tower")
LOG = "resonance-1.2.3-20260101-000000-1.log"


def contents(folder: Path, settings: Settings | None = None, recording: Path | None = None) -> dict[str, support.Item]:
    items = support.contents("report\n", settings or Settings(), folder, KNOWN, support.game_part(recording))
    return {item.name: item for item in items}


def test_report_settings_and_logs_are_in_it(tmp_path: Path) -> None:
    """The logs by their names, the newest first, what was set aside of them too; nothing else of the folder."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / LOG).write_text("a line\n")
    (tmp_path / (LOG + ".1")).write_text("an older line\n")
    items = contents(tmp_path)
    assert list(items) == ["report.txt", "settings.json", f"logs/{LOG}", f"logs/{LOG}.1"]
    assert items["report.txt"].text == "report\n"
    assert items[f"logs/{LOG}.1"].text == "an older line\n"
    assert all(item.words for item in items.values())


def test_logs_are_masked(tmp_path: Path) -> None:
    """Addresses, homes and the user's name are not in them any more."""
    (tmp_path / LOG).write_text("momoko on tower, 10.1.2.3, /data/people/momoko/resonance.db\n")
    assert contents(tmp_path)[f"logs/{LOG}"].text == "<user> on <computer>, <address>, <home>/resonance.db\n"


def test_long_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its end, from a whole line on."""
    monkeypatch.setattr(support, "MOST_LOG_BYTES", 25)
    (tmp_path / LOG).write_text("first line\nsecond line\nthird line\n")
    assert contents(tmp_path)[f"logs/{LOG}"].text == "second line\nthird line\n"


def test_settings_without_what_was_typed(tmp_path: Path) -> None:
    """Whatever a user has typed, or a newer version has left, is not passed on; what META bounds is."""
    typed = {
        name: "SECRET words"
        for name, meta in META.items()
        if meta.kind is str and not meta.choices and meta.accepts("SECRET words")
    }
    assert {"export_title", "chat_template", "game_windows"} <= typed.keys()
    plain = [name for name in typed if META[name].shape == "plain" and META[name].group]
    settings = replace(
        Settings(),
        **{name: typed[name] for name in plain},
        places={"SECRET": "1x1"},
        unknown={"SECRET": 1},
        font_size=17,
    )
    text = contents(tmp_path, settings)["settings.json"].text or ""
    assert "SECRET" not in text
    shown = json.loads(text)
    assert shown["font_size"] == 17
    assert shown["theme"] == "dark"
    assert shown["export_title"] == "<12 characters>"
    assert shown["hotkey_mini"] == Settings().hotkey_mini
    assert len(fields(Settings)) > len(shown)


@pytest.mark.parametrize(
    ("source", "shown"),
    [("auto", "auto"), *((kind.name, kind.name) for kind in SOURCES), ("my own words", "<12 characters>")],
)
def test_source_of_packets(tmp_path: Path, source: str, shown: str) -> None:
    """It is the first thing a helper asks for, and a name of the program's own; anything else was typed."""
    item = contents(tmp_path, replace(Settings(), capture_source=source))["settings.json"]
    assert json.loads(item.text or "")["capture_source"] == shown


def test_recording_only_when_it_is_asked_for(tmp_path: Path) -> None:
    """Then only the game's part of it, and in words what that holds; it is no text to be shown."""
    path = tmp_path / "fight.pcap"
    write_pcap(path, generate("dummy").packets, LinkType.ETHERNET)
    assert support.RECORDING not in contents(tmp_path)
    item = contents(tmp_path, recording=path)[support.RECORDING]
    assert "names of the players" in item.words
    assert item.text is None
    assert item.content


def test_recording_that_cannot_be_used(tmp_path: Path) -> None:
    """No zip without it is made in silence."""
    with pytest.raises(CaptureError):
        contents(tmp_path, recording=tmp_path / "none.pcap")


def test_zip_holds_what_was_shown(tmp_path: Path) -> None:
    """Byte for byte, in place of an older file of the name; nothing else is left behind."""
    items = list(contents(tmp_path).values())
    path = tmp_path / "out.zip"
    path.write_bytes(b"older")
    support.save(path, items)
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {i.name: i.content for i in items}
    assert [each.name for each in tmp_path.iterdir()] == ["out.zip"]


@pytest.mark.parametrize(("place", "reason"), [("gone/out.zip", "No such file"), ("folder", "directory")])
def test_zip_that_cannot_be_written(place: str, reason: str, tmp_path: Path) -> None:
    """The chosen name, the reason and what to do are said, also before the work; there is no half a file."""
    (tmp_path / "folder").mkdir()
    path, items = tmp_path / place, list(contents(tmp_path).values())
    for attempt in (lambda: support.check_place(path), lambda: support.save(path, items)):
        with pytest.raises(CaptureError) as caught:
            attempt()
        assert caught.value.reason.startswith(f"{path} cannot be written (")
        assert reason in caught.value.reason
        assert caught.value.advice
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_place_for_a_zip(tmp_path: Path) -> None:
    """Looking at it leaves nothing behind, and a file that is there as it is."""
    path = tmp_path / "out.zip"
    path.write_bytes(b"older")
    support.check_place(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("out.zip", b"older")]
