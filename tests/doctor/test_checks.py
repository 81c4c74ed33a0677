"""Each light of the doctor, by what is known."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from doctor_facts import NO_GAME, SILENT, facts, findings

from resonance.doctor.checks import CHECKS, examine
from resonance.doctor.facts import DriverState, FileState
from resonance.doctor.finding import Light
from resonance.health import CaptureState

GREEN, YELLOW, RED, GREY = Light.GREEN, Light.YELLOW, Light.RED, Light.GREY
FAILED, STARTING, ENDED = CaptureState.FAILED, CaptureState.STARTING, CaptureState.ENDED
MISSING = (("WinDivert64.sys", FileState.MISSING),)
CHANGED = (("WinDivert64.dll", FileState.CHANGED),)
VPN = ("Ethernet", "NordLynx (NordLynx Tunnel)")

CASES: tuple[tuple[str, dict[str, Any], Light, str], ...] = (
    ("rights", {}, GREEN, "may listen"),
    ("rights", {**SILENT, "state": FAILED, "has_rights": False}, RED, "administrator"),
    ("rights", {**SILENT, "state": FAILED, "has_rights": False, "system": "linux"}, RED, "Linux"),
    ("rights", {**SILENT, "state": FAILED, "has_rights": None}, GREY, "does not tell"),
    ("rights", {"has_rights": False}, GREEN, "may listen"),  # it does listen
    ("capture", {}, GREEN, "WinDivert"),
    ("capture", {"state": FAILED, "problem": "It broke.", "advice": "Mend it."}, RED, "It broke."),
    ("capture", {"state": FAILED}, RED, "cannot be captured"),
    ("capture", {**SILENT, "state": STARTING, "driver": DriverState.LEFT_OVER}, RED, "folder that is gone"),
    ("capture", {**SILENT, "state": STARTING, "driver": DriverState.STOPPING}, RED, "still uses it"),
    ("capture", {**SILENT, "state": STARTING, "filtering_runs": False}, RED, "Base Filtering Engine"),
    ("capture", {**SILENT, "state": STARTING}, GREY, "yet"),
    ("capture", {"state": ENDED}, GREY, "over"),
    ("driver_file", {}, GREEN, "intact"),
    ("driver_file", {"driver_files": MISSING}, RED, "WinDivert64.sys: missing"),
    ("driver_file", {"driver_files": CHANGED}, RED, "WinDivert64.dll: changed"),
    ("driver_file", {"driver_files": ()}, GREY, "no driver file"),
    ("adapters", {}, GREEN, "1"),
    ("adapters", {"adapters": None}, GREY, "does not list"),
    ("adapters", {"adapters": VPN}, GREEN, "NordLynx"),
    ("adapters", {**NO_GAME, "adapters": VPN}, YELLOW, "NordLynx"),
    ("game", {}, GREEN, "runs"),
    ("game", {**NO_GAME, "game_runs": False}, YELLOW, "not found"),
    ("game", {**NO_GAME, "game_runs": None}, GREY, "does not tell"),
    ("game", {"game_runs": False}, GREEN, "packets are seen"),
    ("connections", {}, GREEN, "2 open"),
    ("connections", {"game_connections": 0}, YELLOW, "no connection"),
    ("connections", {"game_connections": None}, GREY, "does not tell"),
    ("connections", {"game_runs": False}, GREY, "found running"),
    ("packets", {}, GREEN, "100,000"),
    ("packets", {"packet_errors": 900}, GREEN, "900 of them cannot be read"),
    ("packets", {**NO_GAME, "packet_errors": 4}, GREEN, "4 of them cannot be read"),
    ("packets", {**NO_GAME, "packet_errors": 4_000}, YELLOW, "4,000 of them cannot be read"),
    ("packets", {**NO_GAME, "packet_errors": 4_000, "is_live": False}, YELLOW, "4,000 of them cannot be read"),
    ("packets", SILENT, RED, "No packet"),
    ("packets", {**SILENT, "listened_s": 2.0}, GREY, "Listening"),
    ("packets", {**SILENT, "state": FAILED}, GREY, "capturing does not work"),
    ("signature", {}, GREEN, "recognised"),
    ("signature", NO_GAME, RED, "none of the game"),
    ("signature", {**NO_GAME, "adapters": VPN}, RED, "NordLynx"),
    ("signature", {**NO_GAME, "listened_s": 8.0}, GREY, "Listening"),
    ("signature", {**NO_GAME, "game_runs": False}, GREY, "when the game runs"),
    ("signature", {**NO_GAME, "is_live": False}, RED, "recording"),
    ("signature", SILENT, GREY, "packets are seen"),
    ("decoder", {}, GREEN, "full speed"),
    ("decoder", {"protobuf": "python"}, YELLOW, "slow part of protobuf (python)"),
    ("messages", {}, GREEN, "400 a second"),
    ("messages", {"messages_per_s": None}, GREEN, "50,000 so far"),
    ("messages", {"messages_per_s": 0}, YELLOW, "silent"),
    ("messages", {"messages_per_s": 0, "state": ENDED}, GREEN, "50,000"),
    ("messages", {"engine_problem": "It broke."}, RED, "stopped counting"),
    ("messages", NO_GAME, GREY, "recognised"),
    ("unknown_methods", {}, GREEN, "2 kinds are not needed"),
    ("unknown_methods", {"unknown_methods": (5,)}, GREEN, "1 kind is not needed"),
    ("unknown_methods", {"known": 0}, RED, "updated"),
    ("unknown_methods", {"known": 0, "messages": 20}, GREEN, "0 messages"),
    ("unknown_methods", NO_GAME, GREY, "messages are read"),
    ("gaps", {}, GREEN, "Nothing"),
    ("gaps", {"gaps": 1, "missing_bytes": 900}, YELLOW, "1 gap in the game's stream, of 900 bytes"),
    ("gaps", {"gaps": 3, "missing_bytes": 4_500}, YELLOW, "4,500 bytes"),
    ("gaps", NO_GAME, GREY, "recognised"),
    ("drops", {}, GREEN, "No packet was lost"),
    ("drops", {"dropped": 20}, GREEN, "hardly any"),
    ("drops", {"dropped": 5_000}, YELLOW, "5,000"),
    ("drops", SILENT, GREY, "packets are seen"),
    ("clock", {}, GREEN, "agrees"),
    ("clock", {"server_ahead_ms": 180_000}, YELLOW, "03:00 behind"),
    ("clock", {"server_ahead_ms": -7_200_000}, YELLOW, "2:00:00 ahead"),
    ("clock", {"clock_set_back_ms": 60_000}, YELLOW, "set back by 01:00"),
    ("clock", {"server_ahead_ms": None}, GREY, "said its time"),
    ("clock", {"server_ahead_ms": 10**12, "is_live": False}, GREY, "recording"),
    ("database", {}, GREEN, "can be saved"),
    ("database", {"write_problem": "It is damaged.", "write_advice": "Start anew."}, RED, "It is damaged."),
    ("database", {"store_problem": "The disk is full."}, RED, "not being saved"),
    ("free_disk", {}, GREEN, "80,000 MB"),
    ("free_disk", {"free_bytes": 500_000_000}, YELLOW, "500 MB"),
    ("free_disk", {"free_bytes": 5_000_000}, RED, "5 MB"),
    ("free_disk", {"free_bytes": None}, GREY, "does not tell"),
)


@pytest.mark.parametrize(("key", "changes", "light", "words"), CASES)
def test_light_by_what_is_known(key: str, changes: dict[str, Any], light: Light, words: str) -> None:
    """Its colour, and a sentence that says why."""
    finding = findings(**changes)[key]
    assert finding.light is light
    assert words.lower() in finding.words.lower()


@pytest.mark.parametrize(("key", "changes", "light", "words"), CASES)
def test_whatever_is_wrong_has_one_thing_to_do(key: str, changes: dict[str, Any], light: Light, words: str) -> None:
    """Every red and every yellow light of every case has advice, and no other has any; all are whole sentences."""
    for finding in findings(**changes).values():
        assert bool(finding.advice) == (finding.light in (RED, YELLOW))
        assert finding.words.endswith((".", "…"))
        assert not finding.advice or finding.advice.endswith(".")


def test_every_light_of_the_table_is_shown_in_every_colour_it_has() -> None:
    """The cases above are about all checks."""
    assert {case[0] for case in CASES} == {check.key for check in CHECKS}


def test_all_is_well() -> None:
    """Where nothing is wrong, every light is green."""
    assert {finding.light for _, finding in examine(facts())} == {GREEN}


def test_recording_or_demo() -> None:
    """What only a live capture needs is grey there, and what is missing of it frightens nobody."""
    changed = {"has_rights": False, "game_runs": False, "state": STARTING, "driver": DriverState.LEFT_OVER}
    found = findings(is_live=False, **changed)
    assert [key for key, finding in found.items() if finding.light is GREY] == [
        *("rights", "capture", "game", "connections", "clock"),
    ]
    assert not {finding.light for finding in found.values()} & {RED, YELLOW}


def test_no_mixture_of_facts_breaks_a_check() -> None:
    """Whatever is unknown, wrong or missing together: each check comes to a finding."""
    choices: dict[str, tuple[Any, ...]] = {
        "system": ("win32", "linux", "darwin"),
        "has_rights": (True, False, None),
        "adapters": (None, (), VPN),
        "game_runs": (True, False, None),
        "game_connections": (None, 0, 3),
        "state": tuple(CaptureState),
        "packets": (0, 500),
        "has_server": (True, False),
        "is_live": (True, False),
    }
    lights = set()
    for mixture in itertools.product(*choices.values()):
        found = examine(facts(**dict(zip(choices, mixture, strict=True))))
        assert len(found) == len(CHECKS)
        lights |= {finding.light for _, finding in found}
    assert lights == set(Light)
