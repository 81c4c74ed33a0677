"""`python -m resonance ...`: the same engine with and without a window.

Exit codes: 0 done, 2 the command or its file cannot be used (one clear sentence on stderr says why).
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import resonance
from resonance import no_console
from resonance.capture.source import CaptureError
from resonance.store import StoreError

UNUSABLE = 2


def _add_windows(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import window_commands

    window_commands.add_parsers(commands)


def _add_analyze(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import analyze_command

    analyze_command.add_parser(commands)


def _add_history(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import history_commands

    history_commands.add_parsers(commands)


def _add_recordings(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import recording_commands

    recording_commands.add_parsers(commands)


def _add_export(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import export_command

    export_command.add_parser(commands)


def _add_import(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import import_command

    import_command.add_parser(commands)


def _add_backup(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import backup_command

    backup_command.add_parser(commands)


def _add_selftest(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import selftest

    selftest.add_parser(commands)


def _add_driver(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import driver_command

    driver_command.add_parser(commands)


def _add_doctor(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import doctor_command

    doctor_command.add_parser(commands)


def _add_chapters(commands: argparse._SubParsersAction[Any]) -> None:
    from resonance import chapters_command

    chapters_command.add_parser(commands)


WINDOWS = ("demo", "live", "replay", "open")

GROUPS: tuple[tuple[tuple[str, ...], Callable[[argparse._SubParsersAction[Any]], None]], ...] = (
    (WINDOWS, _add_windows),
    (("analyze",), _add_analyze),
    (("history", "rebuild"), _add_history),
    (("record", "simulate"), _add_recordings),
    (("export",), _add_export),
    (("chapters",), _add_chapters),
    (("import",), _add_import),
    (("backup", "restore"), _add_backup),
    (("selftest",), _add_selftest),
    (("unload-driver",), _add_driver),
    (("doctor",), _add_doctor),
)
"""Commands, and what adds them. Only what the chosen one needs is imported: the window opens sooner."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    _speak_utf8()
    arguments = _opening(sys.argv[1:] if arguments is None else arguments)
    with no_console.in_a_box():
        chosen = parser_for(arguments).parse_args(arguments)
    if refusal := no_console.refusal(chosen):
        return _refuse(refusal)
    if chosen.command in WINDOWS or getattr(chosen, "report", None) is not None:  # these speak elsewhere
        return _run(chosen)
    with no_console.in_a_box():
        return _run(chosen)


def _opening(arguments: list[str]) -> list[str]:
    """A file alone is to be opened: so a double click on one comes here, and one that is dropped on the program."""
    first = arguments[0] if arguments else "-"
    if first.startswith("-") or any(first in names for names, _add in GROUPS):
        return arguments
    return ["open", *arguments] if Path(first).suffix or os.path.isfile(first) else arguments


def _run(chosen: argparse.Namespace) -> int:
    try:
        code: int = chosen.run(chosen)
        if sys.stdout is not None:  # as it is without a console
            sys.stdout.flush()
        return code
    except (CaptureError, StoreError) as error:
        return _refuse(f"{error.reason} {error.advice}".strip())
    except BrokenPipeError:  # the reader of our output has seen enough
        _discard_output()
        return 0
    except OSError as error:
        _discard_output()
        return _refuse(f"{error.filename or 'The output'} cannot be written ({error.strerror or error}).")


def parser_for(arguments: list[str]) -> argparse.ArgumentParser:
    """A parser that knows the command of these arguments, and its relatives; all of them where it is none."""
    parser = argparse.ArgumentParser(prog=_program(), description="A damage meter for Blue Protocol: Star Resonance.")
    parser.add_argument("--version", action="version", version=f"Resonance Logs {resonance.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    needed = [add for names, add in GROUPS if arguments and arguments[0] in names]
    for add in needed or [add for _names, add in GROUPS]:
        add(commands)
    return parser


def _program() -> str:
    """As the user calls it."""
    return Path(sys.executable).name if getattr(sys, "frozen", False) else "python -m resonance"


def _speak_utf8() -> None:
    """Names come in every script; a Windows console may stand on an older code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _refuse(sentence: str) -> int:
    with no_console.in_a_box():
        print(sentence, file=sys.stderr)
    return UNUSABLE


def _discard_output() -> None:
    """What is still to be written goes nowhere, or Python would try again at its end, and complain."""
    with suppress(OSError, ValueError, AttributeError):  # no output, or none of the system's
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
