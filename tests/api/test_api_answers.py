"""What the local API answers."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from api_bench import Bench, Reader

from export_fights import FIRST_UID, SCRIPTS, WORDS, make_snapshot
from resonance import __version__, names
from resonance.api import answers
from resonance.doctor.masking import HOME, Private
from resonance.export.report import encounter_report
from resonance.store.history import History


def test_live_is_the_json_of_analyze(bench: Bench) -> None:
    """A program that reads recordings reads the running fight with the same code."""
    reply = bench.ask("/api/v1/live")
    assert reply.status == 200
    assert bench.snapshot is not None
    assert reply.data["encounter"] == json.loads(json.dumps(encounter_report(bench.snapshot, WORDS)))


def test_live_before_the_first_fight(bench: Bench) -> None:
    """Nothing is null, and not an error."""
    bench.snapshot = None
    data = bench.ask("/api/v1/live").data
    assert data["encounter"] is None
    assert data["shown"]["fight"] is None


def test_overlay_has_the_words_of_the_meter(bench: Bench) -> None:
    """Names, numbers and bars come ready to be drawn, the largest first."""
    fight = bench.ask("/api/v1/live").data["shown"]["fight"]
    rows = fight["views"]["damage"]["rows"]
    assert [row["name"] for row in rows] == list(SCRIPTS)
    assert [row["rank"] for row in rows] == [*range(1, len(SCRIPTS) + 1)]
    assert rows[0]["bar"] == 1.0
    assert rows[0]["amount"] == ["100.0", "M"]
    assert [row["is_local"] for row in rows].index(True) == 1
    assert fight["boss"]["name"] == "Kartgriff"
    assert fight["timer"] == "01:40"


def test_history_in_pages(bench: Bench) -> None:
    """The page says how many there are; the next one goes on where it ended."""
    first = bench.ask("/api/v1/encounters?limit=2").data
    second = bench.ask("/api/v1/encounters?limit=2&offset=2").data
    assert (first["total"], len(first["encounters"]), len(second["encounters"])) == (3, 2, 1)
    ids = [line["id"] for line in [*first["encounters"], *second["encounters"]]]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("result=kill", 3),
        ("result=wipe", 0),
        ("player=momo", 3),
        ("player=%E3%81%95%E3%81%8F", 1),
        ("scene_id=13002", 3),
        ("scene_id=1", 0),
        ("boss_id=1152", 3),
        ("from_ms=1760000000001", 0),
        ("min_ms=100000&max_ms=100000&class_id=2", 3),
        ("favourites=true", 0),
        ("imported=false&order=damage&descending=false", 3),
    ],
)
def test_history_with_the_filters_of_its_window(bench: Bench, query: str, found: int) -> None:
    """Each narrows what is listed."""
    assert bench.ask(f"/api/v1/encounters?{query}").data["total"] == found


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=",
        "offset=-1",
        "result=won",
        "order=name",
        "favourites=1",
        "what=1",
        "limit=1&limit=2",
        "player=",
        "player=" + "x" * 65,
        "player=%ff",
        "offset=99999999999999999999",
    ],
)
def test_filter_that_makes_no_sense(bench: Bench, query: str) -> None:
    """Is refused, rather than passed over."""
    reply = bench.ask(f"/api/v1/encounters?{query}")
    assert reply.status == 400
    assert reply.data["error"]


def test_encounter_of_the_history(bench: Bench) -> None:
    """Whole, as `analyze --json` has it."""
    assert bench.database is not None
    history = History(bench.database)
    newest = history.list_encounters(1)[0].encounter_id
    history.close()
    data = bench.ask(f"/api/v1/encounters/{newest}").data
    assert data.keys() == bench.ask("/api/v1/live").data["encounter"].keys()
    assert data["players"][0]["skills"]


@pytest.mark.parametrize("number", ["999", "0", "-1", "x", "", "1/2", "99999999999999999999", "1%00"])
def test_encounter_that_there_is_not(bench: Bench, number: str) -> None:
    """Whatever is asked for in its place."""
    assert bench.ask(f"/api/v1/encounters/{number}").status == 404


@pytest.fixture
def private_folder(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data lies in the home folder."""
    monkeypatch.setattr(answers, "private", lambda: Private(home=str(bench.folder)))
    return bench.folder


@pytest.mark.parametrize("path", ["encounters", "encounters/1", "encounters/999"])
def test_history_that_cannot_be_read(bench: Bench, private_folder: Path, path: str) -> None:
    """Is no history without this encounter: a program may ask again. Other devices are not told whose it is."""
    assert bench.database is not None
    bench.database.write_bytes(b"no database" * 1_000)
    reply = bench.ask(f"/api/v1/{path}")
    assert reply.status == 503
    assert HOME in reply.data["error"]
    assert str(private_folder) not in reply.data["error"]


def test_damaged_encounter(bench: Bench) -> None:
    """Keeps nobody from the others."""
    assert bench.database is not None
    with closing(sqlite3.connect(bench.database)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE encounters SET result = 'x' WHERE id = 3")
        connection.commit()
    assert [bench.ask(f"/api/v1/encounters/{number}").status == 200 for number in (1, 2, 3)] == [True, True, False]


def test_health_names_no_folder(bench: Bench, private_folder: Path) -> None:
    """What is wrong is said, but not who the user is."""
    bench.health.store_problem = f"Check {private_folder / 'history.db'}."
    assert HOME in bench.ask("/api/v1/health").data["store_problem"]
    assert str(private_folder) not in bench.ask("/api/v1/health").body.decode()


def test_health(bench: Bench) -> None:
    """How the meter is doing, in a few numbers."""
    bench.health.packets_captured = 7
    data = bench.ask("/api/v1/health").data
    assert (data["version"], data["packets_captured"], data["game_found"]) == (__version__, 7, False)


def test_commands_with_the_token(bench: Bench) -> None:
    """The meter is asked to reset, to pause, and to go on."""
    replies = [bench.post("reset"), bench.post("pause", {"on": True}), bench.post("pause", {"on": False})]
    assert [reply.status for reply in replies] == [202, 202, 202]
    assert bench.asked == ["reset", True, False]


@pytest.mark.parametrize("said", [None, {}, {"on": 1}, {"on": True, "off": 1}, [True], "on"])
def test_pause_that_says_nothing(bench: Bench, said: object) -> None:
    """Is refused, and nothing happens."""
    assert bench.post("pause", said).status == 400
    assert bench.asked == []


# Streamer mode


@pytest.mark.parametrize("path", ["live", "encounters", "encounters/3", "health"])
def test_streamer_mode_hides_every_name(bench: Bench, path: str) -> None:
    """Neither a name nor a uid of a player is anywhere in what is answered."""
    bench.change(hide_names=True)
    reply = bench.ask(f"/api/v1/{path}")
    assert reply.status == 200
    text = reply.body.decode()
    assert not [name for name in SCRIPTS if name in text]
    assert str(FIRST_UID) not in text


def test_streamer_mode_answers_no_question_about_a_name(bench: Bench) -> None:
    """Or it could be found out who was there by trying names."""
    bench.change(hide_names=True)
    assert bench.ask("/api/v1/encounters?player=Momoko").status == 403


def test_streamer_mode_takes_back_what_was_told(bench: Bench) -> None:
    """A reader that comes back is told nothing that was made before, and the next state has no names."""
    reader = Reader(bench)
    before = reader.next("snapshot")
    assert SCRIPTS[0] in json.dumps(before.data, ensure_ascii=False)
    bench.change(hide_names=True)
    after = reader.next("snapshot")
    reader.close()
    again = Reader(bench, before.id)
    states = [after, again.next("snapshot")]
    again.close()
    for state in states:
        assert not [name for name in SCRIPTS if name in json.dumps(state.data, ensure_ascii=False)]


def test_language_of_the_settings(bench: Bench) -> None:
    """The game's names follow at once."""
    bench.change(language="ja")
    data = bench.ask("/api/v1/live").data
    assert data["shown"]["language"] == "ja"
    assert data["encounter"]["scene"] == names.load("ja").scene(13_002)


def test_pause_is_told(bench: Bench) -> None:
    """Overlays say so."""
    reader = Reader(bench)
    assert not reader.next("snapshot").data["shown"]["paused"]
    bench.paused = True
    assert reader.next("snapshot").data["shown"]["paused"]
    reader.close()


def test_effective_amounts_are_those_of_the_meter(bench: Bench) -> None:
    """The overlay follows the setting that the snapshot was made with."""
    from resonance.combat.snapshot import AmountChoice

    bench.snapshot = replace(make_snapshot(*SCRIPTS), amounts=AmountChoice.EFFECTIVE)
    rows = bench.ask("/api/v1/live").data["shown"]["fight"]["views"]["damage"]["rows"]
    assert rows[0]["amount"] == ["50.0", "M"]
