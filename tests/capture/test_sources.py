"""The table of capture sources, and opening them by name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from resonance import capture
from resonance.capture import SOURCES, SourceKind, open_source
from resonance.capture.source import CaptureError, Source


class Silent:
    """A source that only knows how it was opened."""

    is_live = True
    problem = ""

    def __init__(self, name: str, interface: str) -> None:
        self.name, self.interface = name, interface

    def read(self) -> None:
        return None

    def dropped(self) -> int:
        return 0

    def close(self) -> None:
        pass


def opener(name: str) -> Callable[[str], Source]:
    return lambda interface: Silent(name, interface)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The same table with sources that need no rights, on a system of one's choice."""
    silent = tuple(kind._replace(open=opener(kind.name)) for kind in SOURCES)

    def choose(platform: str) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setattr(capture, "SOURCES", silent)

    return choose


@pytest.mark.parametrize(("platform", "best"), [("win32", "windivert"), ("linux", "afpacket")])
def test_auto_takes_the_best_of_the_system(platform: str, best: str, on: Callable[[str], None]) -> None:
    """WinDivert on Windows, the raw socket on Linux."""
    on(platform)
    assert open_source().name == best
    assert open_source("auto").name == best


@pytest.mark.parametrize(
    ("platform", "names"),
    [("win32", {"windivert", "npcap"}), ("linux", {"windivert", "afpacket", "npcap"}), ("darwin", set())],
)
def test_sources_of_each_system(platform: str, names: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The table says what can be chosen where."""
    monkeypatch.setattr(sys, "platform", platform)
    assert {kind.name for kind in SOURCES if kind.is_supported} == names


def refusing(*names: str) -> tuple[SourceKind, ...]:
    """The table, with some sources that cannot be opened, and none that needs rights."""

    def refuse(name: str) -> Callable[[str], Source]:
        def fail(_interface: str) -> Source:
            raise CaptureError(f"{name} is blocked.", "Allow it.")

        return fail

    return tuple(kind._replace(open=refuse(kind.name) if kind.name in names else opener(kind.name)) for kind in SOURCES)


def test_auto_goes_on_to_npcap_where_windivert_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows; who has chosen WinDivert by name is told instead."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(capture, "SOURCES", refusing("windivert"))
    assert open_source().name == "npcap"
    with pytest.raises(CaptureError, match="windivert is blocked"):
        open_source("windivert")


@pytest.mark.parametrize(("platform", "first"), [("win32", "windivert"), ("linux", "afpacket")])
def test_auto_where_nothing_can_be_opened(platform: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user reads about the best source; on Linux no other is tried unasked."""
    monkeypatch.setattr(sys, "platform", platform)
    everything = [kind.name for kind in SOURCES] if platform == "win32" else ["afpacket"]
    monkeypatch.setattr(capture, "SOURCES", refusing(*everything))
    with pytest.raises(CaptureError, match=f"{first} is blocked"):
        open_source()


def test_source_by_name_with_interface(on: Callable[[str], None]) -> None:
    """Name and interface reach the source."""
    on("linux")
    source = open_source("windivert", "eth0")
    assert isinstance(source, Silent)
    assert (source.name, source.interface) == ("windivert", "eth0")


@pytest.mark.parametrize("choice", ["npcap2", "", "afpacket"])
def test_name_that_does_not_exist_here(choice: str, on: Callable[[str], None]) -> None:
    """An unknown name, or another system's, is refused with those that exist."""
    on("win32")
    with pytest.raises(CaptureError) as caught:
        open_source(choice)
    assert f'"{choice}"' in caught.value.reason
    assert "auto, windivert" in caught.value.advice
    assert "afpacket" not in caught.value.advice


def test_system_without_any_source(on: Callable[[str], None]) -> None:
    """Elsewhere a recording can still be looked at, and the user is told."""
    on("darwin")
    with pytest.raises(CaptureError, match="Replay a recording"):
        open_source()


def test_windivert_on_windows_takes_no_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wish that cannot be met is refused, not passed over."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(CaptureError, match="all network cards"):
        open_source("windivert", "Ethernet 2")


@pytest.mark.parametrize("kind", SOURCES, ids=[kind.name for kind in SOURCES])
def test_every_line_can_be_shown(kind: SourceKind) -> None:
    """Names to type, titles and one sentence each; no two names alike."""
    assert kind.name == kind.name.lower().strip() != "auto"
    assert kind.title
    assert kind.description.endswith(".")
    assert [other.name for other in SOURCES].count(kind.name) == 1


def test_replay_does_not_load_the_driver() -> None:
    """Importing the table and the replay does not import pydivert, which may be broken or slow."""
    code = "import sys, resonance.capture, resonance.capture.replay; print('pydivert' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
