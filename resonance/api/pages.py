"""The pages for the browser. Each is whole in itself: what they share is put into them when they are read.

A page may run only the scripts that are in its file, and ask only the server it came from: whatever a player is called,
nothing of it is ever run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from resonance.api.answers import Answer

PAGES = ("meter", "mini", "boss", "deaths")
"""Files of assets/overlay."""

HTML = "text/html; charset=utf-8"

_ASSETS = Path(__file__).resolve().parent.parent.parent / "assets"
_SHARED = re.compile(r"/\* include (\w+\.(?:css|js)) \*/")
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


@cache
def page(name: str) -> Answer:
    """One of PAGES. OSError."""
    folder = _ASSETS / "overlay"
    text = (folder / f"{name}.html").read_text(encoding="utf-8")
    text = _SHARED.sub(lambda found: (folder / found[1]).read_text(encoding="utf-8"), text)
    policy = {"script": [], "style": []}  # type: dict[str, list[str]]
    for kind, content in _INLINE.findall(text):
        policy[kind].append(f"'sha256-{_digest(content)}'")
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(policy['script'])}",
        f"style-src {' '.join(policy['style'])}",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return Answer(200, text.encode(), HTML, (("Content-Security-Policy", "; ".join(rules)),))


@cache
def openapi() -> bytes:
    """OSError."""
    return (_ASSETS / "openapi.json").read_bytes()


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
