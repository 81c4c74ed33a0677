"""The commands as a user types them, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers import ROOT, shared_capture, wait_until
from resonance import cli

REPORT_KEYS = {
    "": {"file", "decode", "local_player", "actors", "encounters"},
    "decode": {
        "packets",
        "frames",
        "notifies",
        "methods",
        "unknown_methods",
        "gaps",
        "missing_bytes",
        "frame_errors",
        "message_errors",
    },
    "actor": {
        "uid",
        "kind",
        "name",
        "class_id",
        "spec",
        "level",
        "ability_score",
        "max_hp",
        "monster_id",
    },
    "encounter": {
        "scene_id",
        "scene",
        "started_at_ms",
        "elapsed_ms",
        "active_ms",
        "result",
        "boss",
        "totals",
        "players",
        "segments",
        "deaths",
        "buffs",
        "quality",
    },
    "boss": {"uid", "monster_id", "name", "hp", "max_hp"},
    "totals": {"damage", "healing", "taken"},
    "player": {
        "uid",
        "name",
        "class_id",
        "spec",
        "ability_score",
        "damage",
        "hits",
        "crits",
        "lucky_hits",
        "dps",
        "share",
        "healing",
        "heals",
        "effective_healing",
        "taken",
        "hits_taken",
        "deaths",
        "boss_damage",
        "overheal",
        "shielding",
        "revives",
        "targets",
        "skills",
    },
    "segment": {
        "kind",
        "attempt",
        "boss_monster_id",
        "name",
        "started_at_ms",
        "ended_at_ms",
        "result",
        "hp_start",
        "hp_end",
        "damage",
    },
    "death": {"uid", "at_ms", "killer", "skill_id", "recap"},
    "recap": {"before_ms", "kind", "source", "skill_id", "name", "amount", "hp_before", "hp_after"},
    "target": {"kind", "uid", "monster_id", "name", "amount", "hits", "skills"},
    "buff": {"uid", "buff_id", "name", "uptime", "count"},
    "skill": {"kind", "skill_id", "name", "amount", "hits", "crits", "lucky_hits", "max"},
    "quality": {"complete", "gaps", "missing_bytes", "dropped_packets", "started_late"},
}


@pytest.fixture
def command(tmp_path: Path) -> Any:
    """Runs `python -m resonance ...` with a home of its own and no display."""

    def call(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        environ = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        done = subprocess.run(
            [sys.executable, "-m", "resonance", *map(str, arguments)],
            cwd=ROOT,
            env=environ | {"RESONANCE_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"},
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == code, done.stderr
        return done

    return call


@pytest.fixture
def dungeon(command: Any, tmp_path: Path) -> Path:
    path = tmp_path / "dungeon.pcap"
    command("simulate", "dungeon", "--out", path)
    return path


def test_json_report_has_exactly_the_promised_keys(command: Any, dungeon: Path) -> None:
    """Other programs rely on these and no others."""
    report = json.loads(command("analyze", dungeon, "--json").stdout)
    assert set(report) == REPORT_KEYS[""]
    assert set(report["decode"]) == REPORT_KEYS["decode"]
    assert report["file"] == str(dungeon)
    (encounter,) = report["encounters"]
    assert set(encounter) == REPORT_KEYS["encounter"]
    for key in ("boss", "totals", "quality"):
        assert set(encounter[key]) == REPORT_KEYS[key]
    lists = {
        "actor": report["actors"],
        "player": encounter["players"],
        "skill": [skill for player in encounter["players"] for skill in player["skills"]],
        "target": [target for player in encounter["players"] for target in player["targets"]],
        "segment": encounter["segments"],
        "death": encounter["deaths"],
        "recap": [line for death in encounter["deaths"] for line in death["recap"]],
        "buff": encounter["buffs"],
    }
    for key, rows in lists.items():
        assert rows, f"the dungeon has no {key}, so nothing is proven"
        for row in rows:
            assert set(row) == REPORT_KEYS[key]
    assert sum(player["share"] for player in encounter["players"]) == pytest.approx(1)
    assert report["local_player"] in {player["uid"] for player in encounter["players"]}
    assert encounter["result"] == "kill"


def test_analyze_prints_a_table_an_encounter(command: Any, dungeon: Path) -> None:
    """Readable, with names in their own script."""
    text = command("analyze", dungeon).stdout
    assert "Goblin King" in text
    assert "さくらもち" in text
    assert "packets" in text.splitlines()[-1]


def test_recording_cut_short_gives_what_is_there(command: Any, dungeon: Path) -> None:
    """Half a file is half a fight, and a sentence says so."""
    dungeon.write_bytes(dungeon.read_bytes()[: dungeon.stat().st_size // 2])
    done = command("analyze", dungeon, "--json")
    (encounter,) = json.loads(done.stdout)["encounters"]
    assert encounter["totals"]["damage"] > 0
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["README.md", "no-such-file.pcap", "tests"])
def test_file_that_is_no_recording(command: Any, name: str) -> None:
    """One clear sentence and exit code 2."""
    for arguments in (["analyze"], ["analyze", "--json"], ["replay", "--terminal"]):
        done = command(*arguments, ROOT / name, code=2)
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr


def test_replay_as_fast_as_possible_in_the_terminal(command: Any, dungeon: Path) -> None:
    """The last table is the fight's, and it comes without waiting for the fight's time."""
    whole = command("analyze", dungeon).stdout.split("\n\n")[0]
    assert whole in command("replay", dungeon, "--speed", "max", "--terminal").stdout


def test_saved_fight_opens_again_with_the_same_numbers(command: Any, dungeon: Path) -> None:
    """What a replay saved is in the list, and its tables and data are those of the recording."""
    assert "No encounter" in command("history").stdout
    command("replay", dungeon, "--speed", "max", "--terminal", "--save")
    listed = command("history").stdout.splitlines()
    assert len(listed) == 3
    assert "Goblin King" in listed[1]
    assert "active clock" in listed[2]
    number = listed[1].split()[0]
    analyzed = command("analyze", dungeon).stdout
    assert command("history", number).stdout.strip() in analyzed
    stored = json.loads(command("history", number, "--json").stdout)
    (recorded,) = json.loads(command("analyze", dungeon, "--json").stdout)["encounters"]
    assert stored == recorded
    assert len(command("history", "4711", code=2).stderr.strip().splitlines()) == 1


def test_wrong_guess_is_put_right_in_the_history(command: Any, tmp_path: Path) -> None:
    """Marked, unmarked and merged in the saved encounter, with nothing lost."""
    raid = tmp_path / "raid.pcap"
    command("simulate", "raid", "--out", raid)
    command("replay", raid, "--speed", "max", "--terminal", "--save")
    number = command("history").stdout.splitlines()[1].split()[0]

    def segments() -> list[tuple[str, int]]:
        stored = json.loads(command("history", number, "--json").stdout)
        return [(each["result"], each["damage"]) for each in stored["segments"]]

    before = segments()
    assert [result for result, _damage in before] == ["wipe", "reset", "kill"]
    command("history", number, "--wipe", "2")
    assert [result for result, _damage in segments()] == ["wipe", "wipe", "kill"]
    command("history", number, "--no-wipe", "2")
    command("history", number, "--merge", "2")
    assert segments() == [("left", before[0][1] + before[1][1]), before[2]]
    assert len(command("history", number, "--merge", "9", code=2).stderr.strip().splitlines()) == 1


def test_encounter_is_split_in_the_history(command: Any, tmp_path: Path) -> None:
    """Another segment begins at the moment, nothing is lost, counting again keeps it, and merging undoes it."""
    raid = tmp_path / "raid.pcap"
    command("simulate", "raid", "--out", raid)
    command("replay", raid, "--speed", "max", "--terminal", "--save")
    number = command("history").stdout.splitlines()[1].split()[0]

    def stored() -> Any:
        return json.loads(command("history", number, "--json").stdout)

    before = stored()
    command("history", number, "--split", "0:20")
    damage = [each["damage"] for each in stored()["segments"]]
    assert len(damage) == 4
    assert min(damage) > 0
    assert sum(damage[:2]) == before["segments"][0]["damage"]
    assert damage[2:] == [each["damage"] for each in before["segments"][1:]]
    assert "nothing is different" in command("rebuild", number).stdout
    assert len(command("history", number, "--split", "99:00", code=2).stderr.strip().splitlines()) == 1
    command("history", number, "--merge", "2")
    assert stored() == before
    assert "nothing is different" in command("rebuild", number).stdout


def test_long_replay_as_fast_as_possible_is_read_to_its_end(command: Any, tmp_path: Path) -> None:
    """However far the reading is behind the file, all of it is counted before the command ends."""
    raid = tmp_path / "raid.pcap"
    command("simulate", "raid", "--out", raid)
    whole = command("analyze", raid).stdout.split("\n\n")[0]
    assert whole in command("replay", raid, "--speed", "max", "--terminal").stdout


def test_demo_without_a_display_says_so_and_shows_the_table(command: Any) -> None:
    """No traceback on a machine without a screen: a sentence, then numbers."""
    if sys.platform == "win32":
        pytest.skip("Windows always has a display")
    text = command("demo", "--seconds", "4").stdout
    assert text.splitlines()[0].startswith("There is no display")
    assert "Mirabelle" in text


def test_simulated_recording_is_the_same_for_the_same_seed(command: Any, tmp_path: Path) -> None:
    """A bug report may name a seed."""
    paths = [tmp_path / f"{number}.pcap" for number in range(3)]
    for path, seed in zip(paths, (5, 5, 6), strict=True):
        command("simulate", "dummy", "--seed", seed, "--out", path)
    first, same, other = (path.read_bytes() for path in paths)
    assert first == same
    assert first != other


def test_recorded_boss_fight(command: Any) -> None:
    """The real recording through the real command."""
    report = json.loads(command("analyze", shared_capture("boss-fight.pcap"), "--json").stdout)
    assert report["local_player"] == 100005
    assert report["encounters"][0]["totals"]["damage"] == 477_564_479


def test_file_that_is_there_is_not_replaced(command: Any, tmp_path: Path) -> None:
    """Somebody's file stays what it was, unless the user says otherwise."""
    precious = tmp_path / "precious.pcap"
    precious.write_text("mine")
    for arguments in (["simulate", "dummy", "--out", precious], ["record", precious, "--seconds", "1"]):
        assert "--force" in command(*arguments, code=2).stderr
    assert precious.read_text() == "mine"
    command("simulate", "dummy", "--out", precious, "--force")
    assert "Guild Center" in command("analyze", precious).stdout


@pytest.mark.parametrize(
    "arguments",
    [["--wipe", "1"], ["--no-wipe", "1"], ["--merge", "2"], ["--json"]],
    ids=lambda arguments: arguments[0],
)
def test_history_without_the_number_that_is_needed(command: Any, arguments: list[str]) -> None:
    """The sentence says that it is missing; no list, as if nothing had been asked for."""
    done = command("history", *arguments, code=2)
    assert done.stdout == ""
    assert "Of which encounter?" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["analyze", "DUNGEON"], ["analyze", "DUNGEON", "--json"], ["history"]], ids=str)
def test_output_that_cannot_be_written(dungeon: Path, tmp_path: Path, arguments: list[str]) -> None:
    """One clear sentence and exit code 2."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "resonance", *(word.replace("DUNGEON", str(dungeon)) for word in arguments)],
            cwd=ROOT,
            env=os.environ | {"RESONANCE_HOME": str(tmp_path / "home")},
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )
    assert done.returncode == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("The output cannot be written")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_second_demo_leaves_the_first_its_fights(command: Any, tmp_path: Path) -> None:
    """Each has a history of its own; one that nobody uses any more is begun anew."""
    home = tmp_path / "home"
    first = subprocess.Popen(
        [sys.executable, "-m", "resonance", "demo", "--terminal"],
        cwd=ROOT,
        env=os.environ | {"RESONANCE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: (home / "demo.db-wal").exists() and (home / "demo.db-live").exists(), timeout=60)
        before = (home / "demo.db").stat().st_ino
        command("demo", "--terminal", "--seconds", "1")
        assert (home / "demo-2.db").exists()
        assert (home / "demo.db").stat().st_ino == before
        command("demo", "--terminal", "--seconds", "1")
        assert not (home / "demo-3.db").exists()
    finally:
        first.kill()
        first.wait()


def test_window_starts_without_what_other_commands_need() -> None:
    """Whoever opens the meter does not wait for import, backup, export, analysis and simulation."""
    program = (
        "import sys\nfrom resonance import cli\ncli.parser_for(['live']).parse_args(['live'])\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    loaded = set(done.stdout.split())
    assert "resonance.pipeline" in loaded
    needless = ("analyze", "backup", "export.format_table", "importing", "simulate", "terminal", "encounter_list")
    commands = (
        "backup_command",
        "export_command",
        "import_command",
        "recording_commands",
        "history_commands",
        "analyze_command",
    )
    assert not loaded & {f"resonance.{name}" for name in (*needless, *commands)}


def test_help_knows_every_command(command: Any) -> None:
    """Also those whose code is loaded only when they are asked for; a mistyped one is answered with all of them."""
    names = [name for group, _add in cli.GROUPS for name in group]
    text = command("--help").stdout
    mistyped = command("histroy", code=2).stderr
    for name in names:
        assert f"    {name}" in text
        assert name in mistyped
        assert f"resonance {name} " in command(name, "--help").stdout


def test_unknown_capture_source_is_refused_in_words(command: Any, tmp_path: Path) -> None:
    """The sentence names the sources there are."""
    done = command("record", tmp_path / "out.pcapng", "--source", "telepathy", code=2)
    assert "auto" in done.stderr
