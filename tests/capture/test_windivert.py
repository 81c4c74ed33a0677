"""The WinDivert source: what it asks of pydivert, and what it says when that cannot be had."""

from __future__ import annotations

import ast
import logging
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from resonance.capture import driver_clock, windivert
from resonance.capture.source import CaptureError
from resonance.capture.windivert import WinDivert

pydivert = pytest.importorskip("pydivert", reason="pydivert is not installed")

PACKET = b"\x45\0\0\x2c" + b"\0" * 36 + b"game"


class OnlyListening:
    """A stand-in for pydivert.Divert that knows the calls of a listener, and no other."""

    made: ClassVar[list[OnlyListening]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.arguments, self.options = arguments, options
        self.parameters: dict[str, int] = {}
        self.calls: list[str] = []
        self._impl = SimpleNamespace(
            _handle=7, _is_open=False, shutdown=lambda how: self.calls.append(f"shutdown{how}")
        )
        self.made.append(self)

    @staticmethod
    def check_filter(text: str) -> tuple[bool, int, str]:
        return True, 0, ""

    def open(self) -> None:
        self.calls.append("open")

    def recv(self) -> SimpleNamespace:
        self.calls.append("recv")
        return SimpleNamespace(raw=memoryview(PACKET), timestamp=driver_clock.performance_counter()[0])

    def set_param(self, parameter: Any, value: int) -> None:
        self.parameters[parameter.name] = value

    def close(self) -> None:
        self.calls.append("close")


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> type[OnlyListening]:
    monkeypatch.setattr(pydivert, "Divert", OnlyListening)
    monkeypatch.setattr(OnlyListening, "made", [])
    monkeypatch.setattr(windivert, "ON_WINDOWS", False)  # so that the stand-in's own shutdown is called
    monkeypatch.setattr(windivert.driver_files, "use", lambda: None)
    return OnlyListening


def test_driver_is_opened_to_sniff_only(listening: type[OnlyListening]) -> None:
    """Sniff mode and receive-only, exactly: packets are copied, never held back, and the handle cannot send."""
    source = WinDivert()
    source.read()
    source.close()
    (divert,) = listening.made
    assert divert.arguments == ("tcp and not loopback",)
    assert divert.options == {"flags": pydivert.Flag.SNIFF | pydivert.Flag.RECV_ONLY}
    assert int(divert.options["flags"]) == 1 | 4
    assert divert.calls == ["open", "recv", "shutdown1", "close"]


def test_queue_of_the_driver_is_widened(listening: type[OnlyListening]) -> None:
    """The driver may keep as much as WinDivert 2.2 allows, while Python is busy."""
    WinDivert().close()
    assert listening.made[0].parameters == {"QUEUE_LEN": 16_384, "QUEUE_SIZE": 33_554_432, "QUEUE_TIME": 4_000}


def test_one_interface_is_handed_on(listening: type[OnlyListening]) -> None:
    """The Linux backend is told which interface to listen to."""
    WinDivert("tcp", interface="lo").close()
    assert listening.made[0].arguments == ("tcp",)
    assert listening.made[0].options["interfaces"] == ["lo"]


def test_pydivert_does_not_log_every_packet(listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch) -> None:
    """A DEBUG root logger does not make pydivert format each packet."""
    monkeypatch.setattr(logging.getLogger("pydivert"), "level", logging.NOTSET)
    WinDivert().close()
    assert logging.getLogger("pydivert").level == logging.WARNING


def test_no_call_that_sends_or_changes_anything() -> None:
    """Nothing in the module sends, diverts, drops, installs or stops a service, or uses the faulty ways to receive."""
    tree = ast.parse(Path(windivert.__file__).read_text(encoding="utf-8"))
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    words |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    words |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    forbidden = ("send", "inject", "register", "unregister", "drop", "recv_", "service", "checksum")
    found = {word for word in words if word.startswith(forbidden) or "Send" in word or "SEND" in word}
    assert not found
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    receiving = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "recv"]
    assert [(call.args, call.keywords) for call in receiving] == [([], [])], "recv() must block: no timeout"


@pytest.mark.parametrize("text", [windivert.FILTER, "!loopback && ip && tcp"])
def test_filter_compiles(text: str) -> None:
    """pydivert's own compiler takes the filter; that needs no rights."""
    try:
        assert pydivert.Divert.check_filter(text)[0]
    except (ImportError, NotImplementedError) as error:
        pytest.skip(f"no filter compiler here: {error}")


def test_bad_filter_is_told_before_opening() -> None:
    """A wrong filter is named with the place of the mistake."""
    with pytest.raises(CaptureError, match="tcp and nonsense") as caught:
        WinDivert("tcp and nonsense")
    assert "position" in caught.value.reason


def test_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing pydivert is a sentence for the user."""
    monkeypatch.setitem(sys.modules, "pydivert", None)
    with pytest.raises(CaptureError, match="could not be loaded"):
        WinDivert()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (TypeError("'str' object cannot be interpreted as an integer"), "WinDivert64.dll is missing"),
        (ImportError("libebpfdivert not found"), "libebpfdivert not found"),
    ],
)
def test_driver_library_that_cannot_be_loaded(
    failure: Exception, said: str, listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing DLL makes pydivert fail in its own error message; the user still reads what to do."""

    def fail(_text: str) -> None:
        raise failure

    monkeypatch.setattr(listening, "check_filter", staticmethod(fail))
    with pytest.raises(CaptureError, match="could not be loaded") as caught:
        WinDivert()
    assert said in caught.value.reason
    assert "Antivirus" in caught.value.advice


def test_driver_library_that_gives_no_verdict(listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error swallowed while the filter is checked is not taken for a bad filter."""
    monkeypatch.setattr(listening, "check_filter", staticmethod(lambda _text: (False, 0, "")))
    with pytest.raises(CaptureError, match="could not be loaded"):
        WinDivert()


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (PermissionError(1, "Operation not permitted"), "sudo"),
        (OSError(95, "Operation not supported"), "raw socket"),
        (NotImplementedError("Layer NETWORK is not supported on this system."), "raw socket"),
    ],
)
def test_linux_backend_that_cannot_be_opened(
    failure: Exception, said: str, listening: type[OnlyListening], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The numbers of Linux are not read as those of Windows."""

    def fail(_self: OnlyListening) -> None:
        raise failure

    monkeypatch.setattr(listening, "open", fail)
    with pytest.raises(CaptureError) as caught:
        WinDivert()
    assert said in caught.value.advice
