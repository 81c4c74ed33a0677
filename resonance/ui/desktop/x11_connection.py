"""A connection to the X server that outlives errors.

Tk talks to the server on a connection of its own. Each one here belongs to one thread at a time, so that none needs
Xlib's locks, which nobody can still switch on once Tk has begun.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_int, c_uint, c_ulong, c_void_p
from functools import cache
from typing import Any

from resonance.ui.desktop.x11_api import ErrorEvent, load_xlib

_ANY_PROPERTY_TYPE = 0
_PROPERTY_LENGTH = 1 << 16  # in units of four bytes; more than any title, or all X resources, come to

_ON_ERROR = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(ErrorEvent))
_ON_LOST = ctypes.CFUNCTYPE(c_int, c_void_p)
_ON_EXIT = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)


@cache
def xlib() -> ctypes.CDLL:
    """Raises OSError.

    Xlib ends the process on an error unless there is a handler, and it has one handler for all connections. Ours go
    in once and stay: Tk may have put its own on top of them meanwhile.
    """
    library = load_xlib()
    _before_error.value = library.XSetErrorHandler(ctypes.cast(_on_error, c_void_p))
    _before_lost.value = library.XSetIOErrorHandler(ctypes.cast(_on_lost, c_void_p))
    return library


_connections: dict[int, Connection] = {}  # by Xlib's pointer
_before_error, _before_lost = c_void_p(), c_void_p()  # the handlers before ours


def _handle_error(display: int, event: Any) -> int:
    """Called on the thread that the connection belongs to; Tk's errors are for the handler that was there before."""
    connection = _connections.get(display)
    if connection is None:
        return int(ctypes.cast(_before_error, _ON_ERROR)(display, event))
    connection.errors.append(event.contents.error_code)
    return 0


def _handle_lost(display: int) -> int:
    connection = _connections.get(display)
    if connection is None:
        return int(ctypes.cast(_before_lost, _ON_LOST)(display))  # ends the process
    connection.lost = True
    return 0


def _handle_exit(_display: int, _data: object) -> None:
    """What Xlib asks instead of ending the process, which it would do even behind our handler."""


# They live as long as Xlib, which does not hold them.
_on_error, _on_lost, _on_exit = _ON_ERROR(_handle_error), _ON_LOST(_handle_lost), _ON_EXIT(_handle_exit)


class Connection:
    """A connection to the X server, for the thread that uses it.

    A failed request is noted in `errors`. When the server has gone, `lost` is set and every question has an empty
    answer; with a libX11 older than 1.7 the process ends, as it does by Tk's own connection.
    """

    def __init__(self, display: str) -> None:
        """`display` as in $DISPLAY. Raises OSError."""
        self.lib = xlib()
        pointer = self.lib.XOpenDisplay(display.encode())
        if not pointer:
            raise OSError(f"no X server answers at {display!r}")
        self._display: int | None = pointer
        self.errors: list[int] = []
        self.lost = False
        self.root: int = self.lib.XDefaultRootWindow(pointer)
        _connections[pointer] = self
        set_exit_handler = getattr(self.lib, "XSetIOErrorExitHandler", None)
        if set_exit_handler is not None:
            set_exit_handler.argtypes = (c_void_p, _ON_EXIT, c_void_p)
            set_exit_handler(pointer, _on_exit, None)

    @property
    def display(self) -> int:
        """Xlib's pointer. Raises OSError after close(): Xlib itself would crash."""
        if self._display is None:
            raise OSError("the connection to the X server is closed")
        return self._display

    def sync(self) -> list[int]:
        """The errors of all requests since the last time."""
        self.lib.XSync(self.display, False)
        errors, self.errors[:] = self.errors.copy(), []
        return errors

    def numbers(self, window: int, name: str) -> list[int]:
        """A property of 32-bit numbers; [] where there is none."""
        return self._property(window, name)[0]

    def words(self, window: int, name: str) -> str:
        """A property of text; "" where there is none."""
        return self._property(window, name)[1].decode("utf-8", "replace").replace("\0", " ").strip()

    def _property(self, window: int, name: str) -> tuple[list[int], bytes]:
        atom = self.lib.XInternAtom(self.display, name.encode(), True)
        if not atom:
            return [], b""
        kind, count, left, form = c_ulong(), c_ulong(), c_ulong(), c_int()
        data = c_void_p()
        self.lib.XGetWindowProperty(
            *(self.display, window, atom, 0, _PROPERTY_LENGTH, False, _ANY_PROPERTY_TYPE),
            *(kind, form, count, left, data),
        )
        self.errors.clear()  # the window may have gone meanwhile
        if not data.value:
            return [], b""
        try:
            if form.value == 32:  # Xlib gives each as a C long, however long that is
                return list((c_ulong * count.value).from_address(data.value)), b""
            return [], ctypes.string_at(data, count.value) if form.value == 8 else b""
        finally:
            self.lib.XFree(data)

    def tree(self, window: int) -> tuple[int, int]:
        """(root, parent) of a window; (0, 0) where it has gone."""
        root, parent, _children = self._query_tree(window)
        return root, parent

    def children(self, window: int) -> list[int]:
        """From the lowest to the one in front; empty where the window has gone."""
        return self._query_tree(window)[2]

    def _query_tree(self, window: int) -> tuple[int, int, list[int]]:
        root, parent, children, count = c_ulong(), c_ulong(), c_void_p(), c_uint()
        found = self.lib.XQueryTree(self.display, window, root, parent, children, count)
        self.errors.clear()
        if not found:
            return 0, 0, []
        windows: list[int] = []
        if children:
            windows = list(ctypes.cast(children, POINTER(c_ulong))[: count.value])
            self.lib.XFree(children)
        return root.value, parent.value, windows

    def close(self) -> None:
        """Gives back grabs and all else that was taken on this connection. May be called twice."""
        if self._display is None:
            return
        pointer, self._display = self._display, None
        self.lib.XCloseDisplay(pointer)
        del _connections[pointer]
