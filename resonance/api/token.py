"""The token that commands need, made once and kept where only this user reads it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import sys
from pathlib import Path

FILE = "api-token"
"""In the data folder."""

PRIVATE = 0o600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def load(folder: Path) -> str:
    """The token of this user; a new one at the first start, or in place of a damaged one. OSError."""
    path = folder / FILE
    with contextlib.suppress(FileNotFoundError, UnicodeError):
        if sys.platform != "win32" and path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)
        kept = path.read_text(encoding="ascii").strip()
        if _TOKEN.fullmatch(kept):
            return kept
    return _make(path)


def view_key(token: str) -> str:
    """What stands in addresses for the local network: it shows, and commands nothing."""
    return hmac.new(token.encode(), b"view", hashlib.sha256).hexdigest()[:32]


def _make(path: Path) -> str:
    token = secrets.token_urlsafe(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    os.replace(temporary, path)
    return token
