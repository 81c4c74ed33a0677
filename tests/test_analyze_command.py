"""`analyze` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Run
from helpers import ROOT, shared_capture
from resonance.capture.pcapfile import write_pcap
from resonance.protocol.packet import RawPacket

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
        "packet_errors",
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
        "difficulty",
        "difficulty_name",
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


def test_json_report_has_exactly_the_promised_keys(command: Run, dungeon: Path) -> None:
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


def test_analyze_prints_a_table_an_encounter(command: Run, dungeon: Path) -> None:
    """Readable, with names in their own script."""
    text = command("analyze", dungeon).stdout
    assert "Goblin King" in text
    assert "さくらもち" in text
    assert "packets" in text.splitlines()[-1]


def test_packets_that_cannot_be_read_are_told(command: Run, tmp_path: Path) -> None:
    """Of a kind of network that is not known: how many there were, in words and as data."""
    recording = tmp_path / "other.pcap"
    write_pcap(recording, [RawPacket(1_787_022_000_000_000, 147, bytes(60))] * 3, 147)
    assert "3 packets (3 of them cannot be read)" in command("analyze", recording).stdout
    assert json.loads(command("analyze", recording, "--json").stdout)["decode"]["packet_errors"] == 3


def test_recording_cut_short_gives_what_is_there(command: Run, dungeon: Path) -> None:
    """Half a file is half a fight, and a sentence says so."""
    dungeon.write_bytes(dungeon.read_bytes()[: dungeon.stat().st_size // 2])
    done = command("analyze", dungeon, "--json")
    (encounter,) = json.loads(done.stdout)["encounters"]
    assert encounter["totals"]["damage"] > 0
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["README.md", "no-such-file.pcap", "tests"])
def test_file_that_is_no_recording(command: Run, name: str) -> None:
    """One clear sentence and exit code 2."""
    for arguments in (["analyze"], ["analyze", "--json"], ["replay", "--terminal"]):
        done = command(*arguments, ROOT / name, code=2)
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr


def test_recorded_boss_fight(command: Run) -> None:
    """The real recording through the real command."""
    report = json.loads(command("analyze", shared_capture("boss-fight.pcap"), "--json").stdout)
    assert report["local_player"] == 100005
    assert report["encounters"][0]["totals"]["damage"] == 477_564_479
