"""A headless Chromium that opens one page and tells everything it did: requests, console, dialogs."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the browser itself asks nobody either
    "--remote-debugging-pipe",
)


class Chromium:
    """Speaks the DevTools protocol through a pair of pipes: JSON, each message ended by a zero byte."""

    def __init__(self, program: str, folder: Path) -> None:
        from_browser, to_us = os.pipe()
        from_us, to_browser = os.pipe()
        # The browser reads from descriptor 3 and writes to 4, whatever numbers ours have.
        plumbing = f'exec "$0" "$@" 3<&{from_us} 4>&{to_us}'
        self._process = subprocess.Popen(
            ["bash", "-c", plumbing, program, *FLAGS, f"--user-data-dir={folder}"],
            pass_fds=[from_us, to_us],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us)
        os.close(to_us)
        self._in = os.fdopen(from_browser, "rb")
        self._out = os.fdopen(to_browser, "wb")
        self._number = 0
        self._rest = b""
        self.events: list[tuple[str, dict[str, Any]]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session: str | None = None
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    _session: str | None = None

    def open(self, page: Path | str) -> None:
        """A file or an address; and wait until it is loaded."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=page.as_uri() if isinstance(page, Path) else page)
        while not self.told("Page.loadEventFired"):
            self._read()
        self.call("Runtime.evaluate", expression="1")  # what it still had to say comes before the answer

    def told(self, event: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.events if name == event]

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def picture(self, width: int, height: int) -> bytes:
        """Of the top of the page, as PNG."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])

    def prefer(self, scheme: str) -> None:
        """ "dark" or "light", as if the system of the reader were so."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._in.fileno(), 1 << 20)
            assert part, "Chromium has ended"
            self._rest += part
        raw, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        if "method" in message:
            self.events.append((message["method"], message.get("params", {})))
        return message

    def close(self) -> None:
        self._out.close()  # without its pipe it ends
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._in.close()


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[Chromium]:
    """Skips the test where none is installed."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None or shutil.which("bash") is None:
        pytest.skip("Chromium is not installed")
    browser = Chromium(program, folder)
    try:
        yield browser
    finally:
        browser.close()
