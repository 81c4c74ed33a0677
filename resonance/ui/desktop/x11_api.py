"""Xlib, XFixes and XRandR by ctypes: the functions that are used, with their structures and constants."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, Union, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
from functools import cache
from typing import Any

# X.h, Xatom.h, shapeconst.h
KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY = 2, 3, 34
SHIFT_MASK, LOCK_MASK, CONTROL_MASK, MOD1_MASK, MOD4_MASK = 1, 2, 4, 8, 64
ANY_KEY, ANY_MODIFIER = 0, 1 << 15
GRAB_MODE_ASYNC = 1
SHAPE_INPUT = 2

_display, _window, _mask = c_void_p, c_ulong, c_uint


class KeyEvent(Structure):
    _fields_ = (
        ("type", c_int),
        ("serial", c_ulong),
        ("send_event", c_int),
        ("display", c_void_p),
        ("window", c_ulong),
        ("root", c_ulong),
        ("subwindow", c_ulong),
        ("time", c_ulong),
        ("x", c_int),
        ("y", c_int),
        ("x_root", c_int),
        ("y_root", c_int),
        ("state", c_uint),
        ("keycode", c_uint),
        ("same_screen", c_int),
    )


class Event(Union):
    _fields_ = (("type", c_int), ("key", KeyEvent), ("room", c_long * 24))


class ErrorEvent(Structure):
    _fields_ = (
        ("type", c_int),
        ("display", c_void_p),
        ("resourceid", c_ulong),
        ("serial", c_ulong),
        ("error_code", ctypes.c_ubyte),
        ("request_code", ctypes.c_ubyte),
        ("minor_code", ctypes.c_ubyte),
    )


class ModifierMap(Structure):
    _fields_ = (("keys_each", c_int), ("keycodes", POINTER(ctypes.c_ubyte)))


class WindowChanges(Structure):
    _fields_ = (
        ("x", c_int),
        ("y", c_int),
        ("width", c_int),
        ("height", c_int),
        ("border_width", c_int),
        ("sibling", c_ulong),
        ("stack_mode", c_int),
    )


SIBLING_AND_MODE = 1 << 5 | 1 << 6  # which of them count
BELOW = 1


class MonitorInfo(Structure):
    _fields_ = (
        ("name", c_ulong),
        ("primary", c_int),
        ("automatic", c_int),
        ("output_count", c_int),
        ("x", c_int),
        ("y", c_int),
        ("width", c_int),
        ("height", c_int),
        ("width_mm", c_int),
        ("height_mm", c_int),
        ("outputs", c_void_p),
    )


_Signatures = dict[str, tuple[Any, tuple[Any, ...]]]  # what a function gives, and what it takes

_X11: _Signatures = {
    "XOpenDisplay": (_display, (c_char_p,)),
    "XCloseDisplay": (c_int, (_display,)),
    "XDefaultRootWindow": (_window, (_display,)),
    "XDisplayWidth": (c_int, (_display, c_int)),
    "XDisplayHeight": (c_int, (_display, c_int)),
    "XDefaultScreen": (c_int, (_display,)),
    "XConnectionNumber": (c_int, (_display,)),
    "XSetErrorHandler": (c_void_p, (c_void_p,)),
    "XSetIOErrorHandler": (c_void_p, (c_void_p,)),
    "XSync": (c_int, (_display, c_int)),
    "XFree": (c_int, (c_void_p,)),
    "XPending": (c_int, (_display,)),
    "XNextEvent": (c_int, (_display, POINTER(Event))),
    "XInternAtom": (c_ulong, (_display, c_char_p, c_int)),
    "XGetWindowProperty": (
        c_int,
        (
            *(_display, _window, c_ulong, c_long, c_long, c_int, c_ulong),
            *(POINTER(c_ulong), POINTER(c_int), POINTER(c_ulong), POINTER(c_ulong), POINTER(c_void_p)),
        ),
    ),
    "XQueryTree": (
        c_int,
        (_display, _window, POINTER(_window), POINTER(_window), POINTER(c_void_p), POINTER(c_uint)),
    ),
    "XConfigureWindow": (c_int, (_display, _window, c_uint, POINTER(WindowChanges))),
    "XGrabKey": (c_int, (_display, c_int, _mask, _window, c_int, c_int, c_int)),
    "XUngrabKey": (c_int, (_display, c_int, _mask, _window)),
    "XStringToKeysym": (c_ulong, (c_char_p,)),
    "XKeysymToKeycode": (ctypes.c_ubyte, (_display, c_ulong)),
    "XkbKeycodeToKeysym": (c_ulong, (_display, ctypes.c_ubyte, c_int, c_int)),
    "XkbSetDetectableAutoRepeat": (c_int, (_display, c_int, POINTER(c_int))),
    "XGetModifierMapping": (POINTER(ModifierMap), (_display,)),
    "XFreeModifiermap": (c_int, (POINTER(ModifierMap),)),
    "XRefreshKeyboardMapping": (c_int, (POINTER(Event),)),
}
_XFIXES: _Signatures = {
    "XFixesQueryExtension": (c_int, (_display, POINTER(c_int), POINTER(c_int))),
    "XFixesQueryVersion": (c_int, (_display, POINTER(c_int), POINTER(c_int))),
    "XFixesCreateRegion": (c_ulong, (_display, c_void_p, c_int)),
    "XFixesDestroyRegion": (None, (_display, c_ulong)),
    "XFixesSetWindowShapeRegion": (None, (_display, _window, c_int, c_int, c_int, c_ulong)),
}
_XRANDR: _Signatures = {
    "XRRQueryExtension": (c_int, (_display, POINTER(c_int), POINTER(c_int))),
    "XRRQueryVersion": (c_int, (_display, POINTER(c_int), POINTER(c_int))),
    "XRRGetMonitors": (POINTER(MonitorInfo), (_display, _window, c_int, POINTER(c_int))),
    "XRRFreeMonitors": (None, (POINTER(MonitorInfo),)),
}


def _load(file: str, signatures: _Signatures) -> ctypes.CDLL:
    """OSError without the library, AttributeError when it is too old to have all of it."""
    library = ctypes.CDLL(file)
    for name, (gives, takes) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = gives, takes
    return library


def _load_extension(file: str, signatures: _Signatures) -> ctypes.CDLL | None:
    try:
        return _load(file, signatures)
    except (OSError, AttributeError):
        return None


def load_xlib() -> ctypes.CDLL:
    """Raises OSError. Only for `x11_connection`: without its error handlers Xlib ends the process on an error."""
    try:
        return _load("libX11.so.6", _X11)
    except AttributeError as error:
        raise OSError(str(error)) from None


@cache
def xfixes() -> ctypes.CDLL | None:
    """None = it is not installed, or too old; likewise below."""
    return _load_extension("libXfixes.so.3", _XFIXES)


@cache
def xrandr() -> ctypes.CDLL | None:
    return _load_extension("libXrandr.so.2", _XRANDR)
