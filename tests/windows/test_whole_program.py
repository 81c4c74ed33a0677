"""The whole Windows program: window, pydivert, engine and database, over the stand-in that plays a dungeon."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import stand_in

from resonance.store.history import History

EXPECTED = "RESONANCE_EXPECTED"
"""Names a folder with dungeon.pcap and what `analyze --json` says of it on Linux, dungeon.json."""

SPEED = "20"  # the dungeon takes nine seconds then
SHOWN_S = 30
OF_A_PLAYER = (
    *("name", "damage", "hits", "crits", "lucky_hits", "boss_damage", "healing", "heals", "effective_healing"),
    *("taken", "hits_taken", "deaths", "revives", "overheal"),
)


def numbers(report: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on how fast the recording was played."""
    players = sorted(({key: each[key] for key in OF_A_PLAYER} for each in report["players"]), key=lambda p: p["name"])
    segments = [(each["kind"], each["result"], each["damage"]) for each in report["segments"]]
    return {"totals": report["totals"], "players": players, "segments": segments, "boss": report["boss"]["name"]}


def run(arguments: list[str], home: Path, expected_code: int = 0, **environment: str) -> str:
    """Give back what it prints. Into a file: Wine's own helpers inherit a pipe, and keep it open for long."""
    printed = home / "printed.txt"
    with printed.open("wb") as out:
        done = subprocess.run(
            [sys.executable, *arguments],
            env={**os.environ, **environment, "RESONANCE_HOME": str(home), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            timeout=90,
            check=False,
        )
    words = printed.read_text(encoding="utf-8")
    assert done.returncode == expected_code, words
    return words


def test_live_meter_counts_what_the_analysis_on_linux_counts(windows: None, tmp_path: Path) -> None:
    """A window on live capture, closed after a while: the encounter in its history has the same numbers."""
    dll, folder = os.environ.get("RESONANCE_STAND_IN"), os.environ.get(EXPECTED)
    if dll is None or folder is None:
        pytest.skip("needs the stand-in and a recording: tools/windows_capture_test.py has both")
    (tmp_path / "settings.json").write_text('{"welcomed": true}')
    log = tmp_path / "calls.log"
    run(
        [str(Path(stand_in.__file__)), dll, "live", "--seconds", str(SHOWN_S)],
        tmp_path,
        STAND_IN_PCAP=str(Path(folder) / "dungeon.pcap"),
        STAND_IN_SPEED=SPEED,
        STAND_IN_LOG=str(log),
    )
    with closing(History(tmp_path / "resonance.db")) as history:
        (listed,) = history.list_encounters(5)
    said = json.loads(run(["-m", "resonance", "history", str(listed.encounter_id), "--json"], tmp_path))
    expected = json.loads((Path(folder) / "dungeon.json").read_text(encoding="utf-8"))
    assert numbers(said) == numbers(expected["encounters"][0])
    assert said["quality"]["complete"]
    calls = log.read_text().splitlines()
    assert calls[0].startswith("open layer=0 priority=0 flags=5 ")
    assert calls[-1] == "close"
    assert "send" not in calls


def test_commands_that_read_the_network_say_what_went_wrong(windows: None, tmp_path: Path) -> None:
    """`record` ends at once with the sentence of the error, and nothing is left open."""
    dll = os.environ.get("RESONANCE_STAND_IN")
    if dll is None:
        pytest.skip("needs the stand-in: tools/windows_capture_test.py has it")
    command = [str(Path(stand_in.__file__)), dll, "record", str(tmp_path / "out.pcap"), "--source", "windivert"]
    assert "blocks the capture driver" in run(command, tmp_path, expected_code=2, STAND_IN_ERROR="1275")


def test_unload_driver_where_none_is_loaded(windows: None, tmp_path: Path) -> None:
    """Both spellings of the command say so, and succeed."""
    start = "import sys; from resonance.app import main; sys.exit(main())"
    for spelling in ("unload-driver", "--unload-driver"):
        assert "not loaded" in run(["-c", start, spelling], tmp_path)
