"""Log files, one a start, and hooks so that no thread and no Tk callback dies unheard.

Logs may be passed on with a bug report: names of players never go into them, nowhere in the program.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from resonance.texts import say

LEVEL_VARIABLE = "RESONANCE_LOG"
"""Environment variable with the verbosity: debug, info (default), warning or error."""

KEPT_FILES = 10
LARGEST_BYTES = 2_000_000
"""Size at which a file is set aside as `.1`, replacing an older `.1`: one start takes at most twice this."""

ASIDE = ".1"
"""End of the name of what was set aside, as RotatingFileHandler calls it."""

_BEGUN = re.compile(r"-(\d{8})-(\d{6})-\d+\.log$")
"""End of the name of a log: day and time of the start, and its process."""

_LINE = "%(asctime)s.%(msecs)03d %(levelname)-7s %(threadName)s %(name)s: %(message)s"
_TIME = "%Y-%m-%d %H:%M:%S"

# Loud libraries: pydivert logs every packet.
_QUIET = ("pydivert",)

_program = logging.getLogger("resonance")
_log = logging.getLogger(__name__)


class LogFile(RotatingFileHandler):
    """Of one start. A line that cannot be written is lost: the disk is full, and the doctor tells that."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        _hold(stream)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


@dataclass(slots=True)
class Log:
    """The log of this start."""

    path: Path | None  # None = no file could be made; `problem` says why
    problem: str  # a sentence; empty = none
    _handlers: list[logging.Handler]
    _listeners_before: list[Callable[[str], None]]
    _hooks_before: tuple[Any, Any, Any]

    def close(self) -> None:
        """Close the file and give the hooks back to who had them before."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            with suppress(OSError):  # of a full disk: the last lines
                handler.close()
        _listeners[:] = self._listeners_before
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hooks_before


def start(
    folder: Path,
    version: str,
    *,
    verbosity: str = "",
    environ: Mapping[str, str] = os.environ,
    on_bug: Callable[[str], None] | None = None,
) -> Log:
    """Begin to log into a new file of this folder, and keep the newest ten there. Never raises.

    `verbosity`: of the settings, see `use_verbosity`; the environment variable comes first.
    `on_bug` gets a sentence for the user when an error came up that nobody had caught, from the thread it came up in.
    Warnings go to the standard error stream too, where there is one: a windowed exe has none.
    """
    wanted = environ.get(LEVEL_VARIABLE, "").strip().upper()
    level = _level(wanted)
    use_verbosity(verbosity, environ)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    path, problem, handlers = _open(folder, version)
    if sys.stderr is not None:
        handlers.append(_to_stderr())
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    log = Log(path, problem, handlers, _listeners[:], (sys.excepthook, sys.unraisablehook, threading.excepthook))
    _listeners[:] = [on_bug] if on_bug else []
    sys.excepthook, sys.unraisablehook, threading.excepthook = _uncaught, _unraisable, _uncaught_in_thread
    _log.info("version %s, Python %s on %s", version, sys.version.split()[0], sys.platform)
    if wanted and level is None:
        _log.warning("%s=%s is no verbosity; info is used", LEVEL_VARIABLE, wanted)
    if problem:
        _log.warning(problem)
    return log


def use_verbosity(verbosity: str, environ: Mapping[str, str] = os.environ) -> None:
    """From now on: debug, info, warning or error; anything else is info. The environment variable comes first."""
    _program.setLevel(_level(environ.get(LEVEL_VARIABLE, "")) or _level(verbosity) or logging.INFO)


def _level(name: str) -> int | None:
    return logging.getLevelNamesMapping().get(name.strip().upper())


def files(folder: Path) -> list[Path]:
    """The logs in a folder, the newest first, what was set aside of a long one behind it."""
    found = sorted(folder.glob("resonance-*.log"), key=_begun, reverse=True)
    return [each for path in found for each in (path, path.with_name(path.name + ASIDE)) if each.exists()]


def report_callback_exception(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """For Tk: `root.report_callback_exception = logs.report_callback_exception`."""
    _bug("an error in the window", kind, error, trace)


def _open(folder: Path, version: str) -> tuple[Path | None, str, list[logging.Handler]]:
    path = folder / f"resonance-{version}-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = LogFile(path, maxBytes=LARGEST_BYTES, backupCount=1, encoding="utf-8")
    except OSError as error:
        return None, say("No log can be written to {folder} ({reason}).", folder=folder, reason=error.strerror), []
    handler.setFormatter(logging.Formatter(_LINE, _TIME))
    _delete_old(path)
    return path, "", [handler]


def _to_stderr() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    return handler


def _delete_old(new: Path) -> None:
    """Keep the newest files beside the new one, and those that another running meter writes."""
    others = [path for path in new.parent.glob("resonance-*.log") if path != new]
    today = _begun(new)[0]
    # One of a later day is of a clock that was wrong: it would outlive all that come after it.
    others.sort(key=lambda path: (_begun(path)[0] <= today, _begun(path)))
    for path in others[: -(KEPT_FILES - 1)]:
        for each in (path, path.with_name(path.name + ASIDE)):
            try:
                if not _is_written(path):
                    each.unlink(missing_ok=True)
            except OSError as error:
                _log.info("old log %s stays: %s", each.name, error.strerror)


def _begun(path: Path) -> tuple[str, str]:
    """Day and time in the name of a log: those of the file change with each line, and with each copy."""
    found = _BEGUN.search(path.name)
    return (found[1], found[2]) if found else ("", "")


def _is_written(path: Path) -> bool:
    """Does another running meter hold it? OSError; on Windows deleting it will tell."""
    try:
        with path.open("rb") as file:
            return not _hold(file)
    except FileNotFoundError:
        return False


def _hold(file: IO[Any]) -> bool:
    """Lock a log for as long as it is open. False: somebody else has. Windows deletes no file that is open anyway."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
    return True


_listeners: list[Callable[[str], None]] = []  # at most one: the `on_bug` of the last start


def _bug(where: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    _log.critical("%s (%s)", where, kind.__name__, exc_info=(kind, error, trace) if error else None)
    for tell in _listeners:
        tell(say("Something went wrong inside the program ({error}); the log tells what.", error=kind.__name__))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        _bug("the main thread ended with an error", kind, error, trace)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if not issubclass(args.exc_type, SystemExit):
        name = args.thread.name if args.thread else "unknown"
        _bug(f"the thread {name} ended with an error", args.exc_type, args.exc_value, args.exc_traceback)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    """Where Python can only look on: callbacks from C, destructors."""
    _bug("an error in a callback or destructor", args.exc_type, args.exc_value, args.exc_traceback)
