"""`history`, and what corrects a saved encounter, as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_line import Run


def test_saved_fight_opens_again_with_the_same_numbers(command: Run, dungeon: Path) -> None:
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


def test_recording_replayed_again(command: Run, dungeon: Path) -> None:
    """It is in the history once, with the user's words about it, and the second replay says so."""
    told = "in the history already"
    assert told not in command("replay", dungeon, "--speed", "max", "--terminal", "--save").stdout
    number = command("history").stdout.splitlines()[1].split()[0]
    before = command("history", number, "--json").stdout
    assert told in command("replay", dungeon, "--speed", "max", "--terminal", "--save").stdout
    assert len(command("history").stdout.splitlines()) == 3
    assert command("history", number, "--json").stdout == before


def test_wrong_guess_is_put_right_in_the_history(command: Run, tmp_path: Path) -> None:
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


def test_encounter_is_split_in_the_history(command: Run, tmp_path: Path) -> None:
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


@pytest.mark.parametrize(
    "arguments",
    [["--wipe", "1"], ["--no-wipe", "1"], ["--merge", "2"], ["--json"]],
    ids=lambda arguments: arguments[0],
)
def test_history_without_the_number_that_is_needed(command: Run, arguments: list[str]) -> None:
    """The sentence says that it is missing; no list, as if nothing had been asked for."""
    done = command("history", *arguments, code=2)
    assert done.stdout == ""
    assert "Of which encounter?" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
