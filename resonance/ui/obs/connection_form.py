"""One connection to OBS: name, address, password, and whether it works."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace
from tkinter import ttk

from resonance.obs.connection import Connection, is_sound, line
from resonance.obs.link import try_out
from resonance.obs.passwords import LONGEST, Passwords
from resonance.setting_meta import LONGEST_ENTRY
from resonance.texts import say
from resonance.ui.background import Background
from resonance.ui.obs.form import Form
from resonance.ui.options.look import styled

SIZE = (500, 440)  # logical pixels
KEPT = "•" * 8
"""Stands for a password that is kept; it is never shown."""


class ConnectionForm:
    def __init__(
        self,
        root: tk.Misc,
        connection: Connection,
        passwords: Passwords,
        *,
        save: Callable[[Connection, str | None], object],
        closed: Callable[[], None],
    ) -> None:
        """`save` gets the connection, and its password; None = the one that is kept stays. OSError."""
        self._connection, self._passwords, self._save = connection, passwords, save
        self._closed = closed
        self.form = form = Form(root, say("Connection to OBS"), SIZE, closed)
        self._background = Background(form.dialog)
        form.hint(
            say(
                "In OBS: Tools → WebSocket Server Settings → Enable WebSocket server. "
                "“Show Connect Info” there tells port and password."
            )
        )
        self.name = form.add(say("Name"), self._entry(connection.name))
        self.host = form.add(say("Address"), self._entry(connection.host))
        self.port = form.add(say("Port"), self._entry(str(connection.port)))
        has_password = passwords.has(connection.key)
        self.password = form.add(say("Password"), self._entry(KEPT if has_password else "", show="•"))
        self._had_password = has_password
        self.shift = form.add(say("Bookmarks later by (s)"), self._entry(f"{connection.shift_ms / 1000:g}"))
        self.test_button = ttk.Button(form.body, text=say("Test the connection"), command=self.test)
        form.add("", styled(self.test_button, "secondary-outline"))
        self.told = form.hint("")
        form.finish(self.save)
        form.dialog.keyboard = self.name

    def close(self) -> None:
        self._background.close()
        self.form.close()

    def entered(self) -> Connection | None:
        """None where something is missing or wrong; the form then says what."""
        try:
            port, shift_ms = int(self.port.get().strip()), round(float(self.shift.get().strip()) * 1000)
        except (ValueError, OverflowError):
            self._tell(say("Write the port and the seconds as numbers."), is_bad=True)
            return None
        found = replace(
            self._connection,
            name=self.name.get().strip(),
            host=self.host.get().strip(),
            port=port,
            shift_ms=shift_ms,
        )
        if not is_sound(found) or len(line(found)) > LONGEST_ENTRY or len(self.password.get()) > LONGEST:
            self._tell(say("A name and an address are needed, and a port from 1 to 65535."), is_bad=True)
            return None
        return found

    def test(self) -> None:
        """With what is entered, saved or not."""
        found = self.entered()
        if found is None:
            return
        typed = self._typed()
        key = self._connection.key
        self.test_button.state(["disabled"])
        self._tell(say("Connecting…"))
        passwords = self._passwords
        self._background.ask(
            "test",
            lambda: try_out(found, passwords.get(key) if typed is None else typed),
            self._tested,
            lambda error: self._tested(str(error), is_bad=True),
        )

    def save(self) -> None:
        found = self.entered()
        if found is None:
            return
        try:
            self._save(found, self._typed())
        except OSError as error:
            self._tell(say("The password cannot be kept ({reason}).", reason=error.strerror or error), is_bad=True)
            return
        self._closed()

    def _typed(self) -> str | None:
        """None = what is kept was left as it is."""
        typed = self.password.get()
        return None if self._had_password and typed == KEPT else typed

    def _tested(self, words: str, *, is_bad: bool = False) -> None:
        self.test_button.state(["!disabled"])
        self._tell(words, is_bad=is_bad)

    def _tell(self, words: str, *, is_bad: bool = False) -> None:
        look = self.form.look
        self.told.tell(words)
        self.told.configure(foreground=look.danger if is_bad else look.text)

    def _entry(self, text: str, show: str = "") -> ttk.Entry:
        entry = styled(ttk.Entry(self.form.body, show=show))
        entry.insert(0, text)
        return entry
