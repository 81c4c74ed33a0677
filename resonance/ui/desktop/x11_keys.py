"""Hotkeys on X11: a thread with its own connection that grabs keys on the root window."""

from __future__ import annotations

import itertools
import logging
import os
import queue
import select
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress

from resonance.texts import say
from resonance.ui.desktop import x11_api
from resonance.ui.desktop.keys import Key
from resonance.ui.desktop.x11_api import Event
from resonance.ui.desktop.x11_connection import Connection

logger = logging.getLogger(__name__)

_PATIENCE_S = 2.0  # for an answer of the thread, which has nothing to do but to wait for orders and keys
_KEYSYMS = {
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "ScrollLock": "Scroll_Lock",
    "Space": "space",
    **{f"Num{digit}": f"KP_{digit}" for digit in range(10)},
}
"""X's names of keys, where they are not keys.NAMED's. Those of letters are lower case."""

_USUAL_MASKS = {"Alt_L": x11_api.MOD1_MASK, "Super_L": x11_api.MOD4_MASK, "Num_Lock": 0, "Scroll_Lock": 0}
"""For a keyboard that has no such key."""

_Grab = tuple[int, int]  # keycode (0 = the keyboard has no such key) and mask of modifiers, without locks
_Answer = queue.SimpleQueue[dict[Key, str]]


class HotkeyThread:
    """While it runs, each bound key that is pressed puts its action into `asked`; one held down does so once."""

    def __init__(self, display: str, asked: queue.SimpleQueue[str]) -> None:
        """Raises OSError."""
        self._grabs = _Grabs(Connection(display), asked)
        self._orders: queue.SimpleQueue[tuple[Mapping[Key, str], _Answer]] = queue.SimpleQueue()
        self._wake_read, self._wake_write = os.pipe()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
        self._thread.start()

    def bind(self, wanted: Mapping[Key, str]) -> dict[Key, str]:
        """From now on these alone. Gives a sentence for each key that cannot be had."""
        answer: _Answer = queue.SimpleQueue()
        if self._thread.is_alive() and not self._closed:
            self._orders.put((wanted, answer))
            with suppress(queue.Empty, BrokenPipeError):  # it ended just now
                os.write(self._wake_write, b"!")
                return answer.get(timeout=_PATIENCE_S)
        return _unanswered(wanted)

    def close(self) -> None:
        """Give the keys back and end the thread. May be called twice."""
        if self._closed:
            return
        self._closed = True
        os.close(self._wake_write)
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        """Until the other end of the pipe is closed, or the server has gone."""
        connection = self._grabs.connection
        waited_for = (connection.lib.XConnectionNumber(connection.display), self._wake_read)
        try:
            while self._grabs.handle_events():
                ready, _, _ = select.select(waited_for, (), ())
                if self._wake_read in ready and not self._obey():
                    return
        finally:
            connection.close()
            os.close(self._wake_read)

    def _obey(self) -> bool:
        """Whether to go on."""
        if not os.read(self._wake_read, 1):
            return False
        wanted, answer = self._orders.get()
        refused = self._grabs.bind(wanted)
        answer.put(_unanswered(wanted) if self._grabs.connection.lost else refused)
        return True


def _unanswered(wanted: Mapping[Key, str]) -> dict[Key, str]:
    return dict.fromkeys(wanted, say("Hotkeys cannot be had: the X server does not answer."))


class _Grabs:
    """What the thread does: the keys it holds, and their events."""

    def __init__(self, connection: Connection, asked: queue.SimpleQueue[str]) -> None:
        self.connection = connection
        self._asked = asked
        self._wanted: Mapping[Key, str] = {}
        self._masks = _masks(connection)
        self._places: dict[Key, _Grab] = {}
        self._held: dict[_Grab, str] = {}
        self._down: set[int] = set()  # keycodes
        # Without this a key that is held down looks like one that is let go and pressed again and again.
        connection.lib.XkbSetDetectableAutoRepeat(connection.display, True, None)

    def bind(self, wanted: Mapping[Key, str]) -> dict[Key, str]:
        self._wanted = wanted
        self._masks = _masks(self.connection)
        self._places = {key: self._place(key) for key in wanted}
        self._release()
        refused = {}
        for key, action in wanted.items():
            grab = self._places[key]
            if not grab[0]:
                refused[key] = say("This keyboard has no {key}. Choose another key.", key=key.words())
            elif self._take(*grab):
                self._held[grab] = action
            else:
                refused[key] = say(
                    "{key} belongs to another program. Choose another key, or close that program.", key=key.words()
                )
        self._down &= {keycode for keycode, _ in self._held}  # one that is still held down was pressed once
        self.connection.sync()  # what was given back is free when this is answered
        return refused

    def handle_events(self) -> bool:
        """All that have come. False = the server has gone."""
        lib, display, event = self.connection.lib, self.connection.display, Event()
        while lib.XPending(display):
            lib.XNextEvent(display, event)
            if event.type == x11_api.KEY_PRESS:
                self._pressed(event.key.keycode, event.key.state)
            elif event.type == x11_api.KEY_RELEASE:
                self._down.discard(event.key.keycode)
            elif event.type == x11_api.MAPPING_NOTIFY:
                lib.XRefreshKeyboardMapping(event)
                self._follow_layout()
        return not self.connection.lost

    def _pressed(self, keycode: int, state: int) -> None:
        masks = self._masks
        modifiers = x11_api.SHIFT_MASK | x11_api.CONTROL_MASK | masks["Alt_L"] | masks["Super_L"]
        action = self._held.get((keycode, state & modifiers))
        if action is not None and keycode not in self._down:
            self._asked.put(action)
        self._down.add(keycode)

    def _follow_layout(self) -> None:
        """After another keyboard, or another layout, the same words may be at other places."""
        masks, self._masks = self._masks, _masks(self.connection)
        if masks == self._masks and self._places == {key: self._place(key) for key in self._wanted}:
            return
        for sentence in self.bind(self._wanted).values():
            logger.warning("after a change of the keyboard layout: %s", sentence)

    def _place(self, key: Key) -> _Grab:
        lib = self.connection.lib
        name = _KEYSYMS.get(key.name, key.name.lower() if len(key.name) == 1 else key.name)
        keycode = lib.XKeysymToKeycode(self.connection.display, lib.XStringToKeysym(name.encode()))
        mask_of = {
            "Ctrl": x11_api.CONTROL_MASK,
            "Shift": x11_api.SHIFT_MASK,
            "Alt": self._masks["Alt_L"],
            "Win": self._masks["Super_L"],
        }
        return keycode, sum(mask_of[each] for each in key.modifiers)

    def _take(self, keycode: int, mask: int) -> bool:
        """Whatever the locks say: for the server, F9 with NumLock on is another key than F9."""
        x = self.connection
        x.sync()
        for locks in self._lock_masks():
            x.lib.XGrabKey(
                *(x.display, keycode, mask | locks, x.root, False),
                *(x11_api.GRAB_MODE_ASYNC, x11_api.GRAB_MODE_ASYNC),
            )
        if not x.sync():
            return True
        for locks in self._lock_masks():
            x.lib.XUngrabKey(x.display, keycode, mask | locks, x.root)
        return False

    def _lock_masks(self) -> Iterator[int]:
        locks = {x11_api.LOCK_MASK, self._masks["Num_Lock"], self._masks["Scroll_Lock"]} - {0}
        for count in range(len(locks) + 1):
            yield from (sum(some) for some in itertools.combinations(locks, count))

    def _release(self) -> None:
        x = self.connection
        x.lib.XUngrabKey(x.display, x11_api.ANY_KEY, x11_api.ANY_MODIFIER, x.root)
        self._held.clear()


def _masks(connection: Connection) -> dict[str, int]:
    """Which modifier mask the keys of _USUAL_MASKS have on this keyboard."""
    lib, display = connection.lib, connection.display
    masks = _USUAL_MASKS.copy()
    by_keysym = {lib.XStringToKeysym(name.encode()): name for name in masks}
    modifiers = lib.XGetModifierMapping(display)
    if not modifiers:
        return masks
    keys_each = modifiers.contents.keys_each
    for index in range(8 * keys_each):  # rows: Shift, Lock, Control, Mod1 to Mod5
        keycode = modifiers.contents.keycodes[index]
        keysym = lib.XkbKeycodeToKeysym(display, keycode, 0, 0) if keycode else 0
        if keysym in by_keysym:
            masks[by_keysym[keysym]] = 1 << index // keys_each
    lib.XFreeModifiermap(modifiers)
    return masks
