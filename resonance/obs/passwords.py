"""Passwords of connections, in a file of their own that only this user of the system can read.

On Windows they are encrypted for the user (DPAPI); elsewhere the file's mode keeps others out. They are in no other
file: not in the settings, the logs, a backup or a support zip.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from resonance.obs import windows_secrets

FILE = "obs-passwords"
"""In the data folder."""

PRIVATE = 0o600
LONGEST = 200
LARGEST_BYTES = 1 << 16

Change = Callable[[bytes], bytes]
"""OSError."""


def _as_it_is(secret: bytes) -> bytes:
    return secret


class Passwords:
    """By key of a connection. Any thread may ask; one changes."""

    def __init__(
        self,
        folder: Path,
        protect: Change = windows_secrets.protect if sys.platform == "win32" else _as_it_is,
        unprotect: Change = windows_secrets.unprotect if sys.platform == "win32" else _as_it_is,
    ) -> None:
        self._path = folder / FILE
        self._protect, self._unprotect = protect, unprotect

    def get(self, key: str) -> str:
        """ "" = there is none, or it cannot be read, as after a move to another computer."""
        kept = self._load().get(key)
        if kept is None:
            return ""
        try:
            return self._unprotect(base64.b64decode(kept, validate=True)).decode()
        except (OSError, ValueError):
            return ""

    def has(self, key: str) -> bool:
        return key in self._load()

    def keep(self, key: str, password: str) -> None:
        """Keep it; "" forgets it. OSError."""
        kept = self._load()
        kept.pop(key, None)
        if password:
            kept[key] = base64.b64encode(self._protect(password.encode())).decode()
        self._save(kept)

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget those of connections that are no more. OSError."""
        kept = self._load()
        if any(key not in keys for key in kept):
            self._save({key: value for key, value in kept.items() if key in keys})

    def _load(self) -> dict[str, str]:
        try:
            if sys.platform != "win32" and self._path.stat().st_mode & 0o077:
                self._path.chmod(PRIVATE)
            with self._path.open("rb") as file:
                found = json.loads(file.read(LARGEST_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if isinstance(value, str)}

    def _save(self, kept: dict[str, str]) -> None:
        if not kept:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f"{FILE}.{secrets.token_hex(4)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump(kept, file)
            os.replace(temporary, self._path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
