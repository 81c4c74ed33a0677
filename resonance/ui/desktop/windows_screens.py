"""The monitors of a Windows desktop."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

from resonance.ui.desktop import windows_api
from resonance.ui.desktop.desktop import Screen
from resonance.ui.desktop.windows_api import Api
from resonance.ui.geometry import Geometry

_UNSCALED_DPI = 96


def screens(api: Api) -> tuple[Screen, ...]:
    """The main screen first; empty when Windows does not tell."""
    monitors: list[int] = []

    def note(monitor: int, _context: object, _area: object, _data: int) -> bool:
        monitors.append(monitor)
        return True

    api.user32.EnumDisplayMonitors(None, None, windows_api.MonitorProcedure(note), 0)
    found = [told for monitor in monitors if (told := _look_at(api, monitor)) is not None]
    found.sort(key=lambda told: not told[0])
    return tuple(screen for _, screen in found)


def _look_at(api: Api, monitor: int) -> tuple[bool, Screen] | None:
    """Whether it is the main one, and the screen; None for one that is gone."""
    info = windows_api.MonitorInfo()
    info.cbSize = ctypes.sizeof(info)
    if not api.user32.GetMonitorInfoW(monitor, ctypes.byref(info)):
        return None
    screen = Screen(_area(info.rcMonitor), _area(info.rcWork), _scale(api, monitor))
    return bool(info.dwFlags & windows_api.MONITORINFOF_PRIMARY), screen


def _area(rect: wintypes.RECT) -> Geometry:
    return Geometry(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)


def _scale(api: Api, monitor: int) -> float:
    x_dpi, y_dpi = wintypes.UINT(), wintypes.UINT()
    if api.shcore is None:
        return 1.0
    wanted = windows_api.MDT_EFFECTIVE_DPI
    failed = api.shcore.GetDpiForMonitor(monitor, wanted, ctypes.byref(x_dpi), ctypes.byref(y_dpi))
    return 1.0 if failed or not x_dpi.value else x_dpi.value / _UNSCALED_DPI
