"""A Windows that is none: the calls of the desktop layer, with just enough behind them, for tests on any system.

Structures come in by byref(), whose target ctypes keeps in `_obj`.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field
from typing import Any

from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_api import Api

WINDOW = 0x7001  # the hidden window of the message loop
WRAPPER = 0x500  # the top-level window around any window of Tk
ICON = 0x900
NEW_BAR = 0xC123


@dataclass
class Monitor:
    whole: tuple[int, int, int, int]  # left, top, right, bottom
    work: tuple[int, int, int, int]
    is_main: bool = False
    dpi: int = 96


@dataclass
class World:
    """What the calls of one fake Windows have in common."""

    error: int = 0  # last error, of every thread
    fail: set[str] = field(default_factory=set)  # calls that do nothing and give 0
    fail_with: int = 5
    styles: dict[int, int] = field(default_factory=lambda: {WRAPPER: 0x00080008})  # extended, by window
    taken: set[tuple[int, int]] = field(default_factory=set)  # hotkeys of other programs
    hotkeys: dict[int, tuple[int, int]] = field(default_factory=dict)
    monitors: list[Monitor] = field(default_factory=list)
    front: int = 0
    titles: dict[int, str] = field(default_factory=dict)
    processes: dict[int, int] = field(default_factory=dict)  # by window
    programs: dict[int, str] = field(default_factory=dict)  # path by process
    events: dict[str, int] = field(default_factory=dict)  # handle by name
    signalled: set[int] = field(default_factory=set)
    closed: list[int] = field(default_factory=list)  # handles
    messages: queue.SimpleQueue[tuple[int, int, int]] = field(default_factory=queue.SimpleQueue)
    tray: list[tuple[int, str]] = field(default_factory=list)  # NIM_..., title
    menu: list[str] = field(default_factory=list)  # as it was opened last
    chosen: int = 0  # number of the entry that the user takes
    alive: set[str] = field(default_factory=set)  # what must be given back
    threads: set[str] = field(default_factory=set)  # that registered hotkeys

    def refuses(self, call: str) -> bool:
        if call in self.fail:
            self.error = self.fail_with
        return call in self.fail


def fake_api(world: World) -> Api:
    parts = FakeUser32(world), FakeKernel32(world), FakeShell32(world), FakeAdvapi32(world), FakeShcore(world)
    return Api(*parts, lambda: world.error)


class FakeUser32:
    def __init__(self, world: World) -> None:
        self.world = world
        self.procedure: Any = None

    # The message loop

    def RegisterClassExW(self, kind: Any) -> int:
        if self.world.refuses("RegisterClassExW"):
            return 0
        self.procedure = kind._obj.lpfnWndProc
        self.world.alive.add("class")
        return 1

    def CreateWindowExW(self, *_arguments: Any) -> int:
        if self.world.refuses("CreateWindowExW"):
            return 0
        self.world.alive.add("window")
        return WINDOW

    def DestroyWindow(self, _window: int) -> int:
        self.world.alive.discard("window")
        return 1

    def UnregisterClassW(self, _name: str, _module: int) -> int:
        self.world.alive.discard("class")
        return 1

    def PostMessageW(self, _window: int, message: int, wparam: int, lparam: int) -> int:
        if self.world.refuses("PostMessageW"):
            return 0
        self.world.messages.put((message, wparam, lparam))
        return 1

    def MsgWaitForMultipleObjectsEx(self, count: int, handles: Any, *_options: int) -> int:
        while not self.world.refuses("MsgWaitForMultipleObjectsEx"):
            if count and handles[0] in self.world.signalled:
                self.world.signalled.discard(handles[0])  # it resets itself
                return windows_api.WAIT_OBJECT_0
            if not self.world.messages.empty():
                return windows_api.WAIT_OBJECT_0 + count
            threading.Event().wait(0.02)
        return windows_api.WAIT_FAILED

    def PeekMessageW(self, message: Any, *_options: Any) -> int:
        if self.world.messages.empty():
            return 0
        target = message._obj
        target.message, target.wParam, target.lParam = self.world.messages.get()
        return 1

    def DispatchMessageW(self, message: Any) -> int:
        told = message._obj
        return int(self.procedure(WINDOW, told.message, told.wParam, told.lParam))

    def DefWindowProcW(self, *_message: int) -> int:
        return 0

    # Hotkeys

    def RegisterHotKey(self, _window: int, number: int, modifiers: int, code: int) -> int:
        self.world.threads.add(threading.current_thread().name)
        if self.world.refuses("RegisterHotKey"):
            return 0
        if (modifiers, code) in self.world.taken | set(self.world.hotkeys.values()):
            self.world.error = windows_api.ERROR_HOTKEY_ALREADY_REGISTERED
            return 0
        self.world.hotkeys[number] = modifiers, code
        return 1

    def UnregisterHotKey(self, _window: int, number: int) -> int:
        return int(self.world.hotkeys.pop(number, None) is not None)

    # Tray

    def RegisterWindowMessageW(self, _name: str) -> int:
        return NEW_BAR

    def ChangeWindowMessageFilterEx(self, *_arguments: Any) -> int:
        return 1

    def GetSystemMetrics(self, _what: int) -> int:
        return 20

    def CreateIconFromResourceEx(self, image: bytes, size: int, *_options: int) -> int:
        assert len(image) == size
        if self.world.refuses("CreateIconFromResourceEx"):
            return 0
        self.world.alive.add("icon")
        return ICON

    def DestroyIcon(self, _icon: int) -> int:
        self.world.alive.discard("icon")
        return 1

    def CreatePopupMenu(self) -> int:
        self.world.menu = []
        self.world.alive.add("menu")
        return 1

    def AppendMenuW(self, _menu: int, _flags: int, number: int, words: str) -> int:
        self.world.menu.append(words)
        assert number == len(self.world.menu)
        return 1

    def GetCursorPos(self, _place: Any) -> int:
        return 1

    def SetForegroundWindow(self, _window: int) -> int:
        return 1

    def TrackPopupMenu(self, *_arguments: Any) -> int:
        return self.world.chosen

    def DestroyMenu(self, _menu: int) -> int:
        self.world.alive.discard("menu")
        return 1

    def EndMenu(self) -> int:
        return 0

    # Windows and screens

    def GetAncestor(self, _window: int, _which: int) -> int | None:
        return None if self.world.refuses("GetAncestor") else WRAPPER

    def GetWindowLongPtrW(self, window: int, _which: int) -> int:
        return self.world.styles[window]

    def SetWindowLongPtrW(self, window: int, _which: int, style: int) -> int:
        if self.world.refuses("SetWindowLongPtrW"):
            return 0
        before, self.world.styles[window] = self.world.styles[window], style
        return before

    def SetWindowPos(self, *_arguments: Any) -> int:
        return 1

    def GetForegroundWindow(self) -> int | None:
        return self.world.front or None

    def GetWindowThreadProcessId(self, window: int, process: Any) -> int:
        process._obj.value = self.world.processes[window]
        return 1

    def GetWindowTextW(self, window: int, text: Any, _length: int) -> int:
        text.value = self.world.titles[window]
        return len(text.value)

    def EnumDisplayMonitors(self, _context: None, _area: None, note: Any, data: int) -> int:
        for number, _ in enumerate(self.world.monitors, start=1):
            note(number, None, None, data)
        return 1

    def GetMonitorInfoW(self, monitor: int, info: Any) -> int:
        if self.world.refuses("GetMonitorInfoW"):
            return 0
        told, found = info._obj, self.world.monitors[monitor - 1]
        for rect, sides in ((told.rcMonitor, found.whole), (told.rcWork, found.work)):
            rect.left, rect.top, rect.right, rect.bottom = sides
        told.dwFlags = int(found.is_main)
        return 1


class FakeKernel32:
    OWN_PROCESS = 4711

    def __init__(self, world: World) -> None:
        self.world = world

    def GetModuleHandleW(self, _name: None) -> int:
        return 1

    def GetCurrentProcessId(self) -> int:
        return self.OWN_PROCESS

    def OpenProcess(self, _rights: int, _inherit: bool, process: int) -> int | None:
        return process if process in self.world.programs else None

    def QueryFullProcessImageNameW(self, process: int, _flags: int, path: Any, _length: Any) -> int:
        path.value = self.world.programs[process]
        return 1

    def CreateEventExW(self, _attributes: Any, name: str, _flags: int, _rights: int) -> int | None:
        if self.world.refuses("CreateEventExW"):
            return None
        self.world.error = windows_api.ERROR_ALREADY_EXISTS if name in self.world.events else 0
        return self.world.events.setdefault(name, 0x40 + len(self.world.events))

    def SetEvent(self, event: int) -> int:
        self.world.signalled.add(event)
        return 1

    def CloseHandle(self, handle: int) -> int:
        self.world.closed.append(handle)
        return 1

    def LocalFree(self, _memory: int) -> None:
        self.world.alive.discard("rights")


class FakeAdvapi32:
    def __init__(self, world: World) -> None:
        self.world = world

    def ConvertStringSecurityDescriptorToSecurityDescriptorW(
        self, _words: str, _revision: int, descriptor: Any, _size: None
    ) -> int:
        if self.world.refuses("ConvertStringSecurityDescriptorToSecurityDescriptorW"):
            return 0
        self.world.alive.add("rights")
        descriptor._obj.value = 0x600
        return 1


class FakeShell32:
    def __init__(self, world: World) -> None:
        self.world = world

    def Shell_NotifyIconW(self, what: int, data: Any) -> int:
        if self.world.refuses("Shell_NotifyIconW"):
            return 0
        self.world.tray.append((what, data._obj.szTip))
        return 1


class FakeShcore:
    def __init__(self, world: World) -> None:
        self.world = world

    def GetDpiForMonitor(self, monitor: int, _kind: int, x_dpi: Any, y_dpi: Any) -> int:
        if self.world.refuses("GetDpiForMonitor"):
            return -1
        x_dpi._obj.value = y_dpi._obj.value = self.world.monitors[monitor - 1].dpi
        return 0
