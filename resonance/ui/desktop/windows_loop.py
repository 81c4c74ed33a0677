"""The one thread that may register hotkeys and own the tray icon: a hidden window and its message loop.

The Tk thread asks it questions and waits a short while for the answer; its messages go to handlers. Everything that
Windows calls here goes through the window's procedure, because menus run a message loop of their own that only knows
windows. An exception in the procedure reaches sys.unraisablehook (logs.py), and Windows gets a 0.
"""

from __future__ import annotations

import ctypes
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from ctypes import wintypes
from typing import Any, TypeVar

from resonance.texts import say
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_api import Api

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Handler = Callable[[int, int, int], object]  # window, wParam, lParam

PATIENCE_S = 2.0  # calls take microseconds; this only bounds a Windows, or a thread, that hangs

WM_ASKED = windows_api.WM_APP
_CLASS = "ResonanceLogs"


class MessageLoop:
    """`event`: a handle to wait for beside messages, 0 = none; `on_event` is called when it is set.

    Set `handlers` and `at_end` before start().
    """

    def __init__(self, api: Api, event: int, on_event: Callable[[], object]) -> None:
        self.handlers: dict[int, Handler] = {}  # by message; everything else is left to Windows
        self.at_end: list[Callable[[int], object]] = []  # called with the window, before it is gone
        self._api = api
        self._events = (wintypes.HANDLE * 1)(event)
        self._event_count = 1 if event else 0
        self._on_event = on_event
        self._questions: queue.SimpleQueue[Callable[[int], None]] = queue.SimpleQueue()
        self._window: Future[int] = Future()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="desktop", daemon=True)
        self._procedure = windows_api.WindowProcedure(self._on_message)  # must live as long as the window

    def start(self) -> None:
        """OSError when there is no window after a short while."""
        self._thread.start()
        self._window.result(PATIENCE_S)

    def ask(self, question: Callable[[int], Answer]) -> Answer:
        """The answer to a question that the loop's thread is asked with its window.

        OSError when it does not come in time, or cannot come; and whatever the question raises.
        """
        if not self._thread.is_alive():
            raise OSError(say("the thread for it has ended"))
        answer: Future[Answer] = Future()
        window = self._window.result(PATIENCE_S)
        self._questions.put(lambda handle: _answer(answer, question, handle))
        if not self._api.user32.PostMessageW(window, WM_ASKED, 0, 0):
            raise self._api.error("PostMessageW")
        try:
            return answer.result(PATIENCE_S)
        except TimeoutError:
            answer.cancel()  # too late is never: the asker has gone on
            raise

    def close(self) -> bool:
        """End the thread. Whether it has ended: if not, it still waits for the event's handle."""
        self._closing = True
        if self._thread.is_alive() and self._window.done():
            self._api.user32.PostMessageW(self._window.result(), WM_ASKED, 0, 0)
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            window = self._open_window()
        except OSError as error:
            self._window.set_exception(error)
            return
        self._window.set_result(window)
        try:
            self._pump()
        finally:
            for give_back in self.at_end:
                give_back(window)
            self._close_window(window)

    def _open_window(self) -> int:
        """Never shown, but a real one: a message-only window would not hear that the task bar is new."""
        user32, module = self._api.user32, self._api.kernel32.GetModuleHandleW(None)
        kind = windows_api.WindowClass(lpfnWndProc=self._procedure, hInstance=module, lpszClassName=_CLASS)
        kind.cbSize = ctypes.sizeof(kind)
        if not user32.RegisterClassExW(ctypes.byref(kind)):
            raise self._api.error("RegisterClassExW")
        style, extended = windows_api.WS_POPUP, windows_api.WS_EX_TOOLWINDOW
        window = user32.CreateWindowExW(extended, _CLASS, _CLASS, style, 0, 0, 0, 0, None, None, module, None)
        if not window:
            error = self._api.error("CreateWindowExW")
            user32.UnregisterClassW(_CLASS, module)
            raise error
        return int(window)

    def _close_window(self, window: int) -> None:
        self._api.user32.DestroyWindow(window)
        self._api.user32.UnregisterClassW(_CLASS, self._api.kernel32.GetModuleHandleW(None))

    def _pump(self) -> None:
        """Wait for messages and the event, until closed."""
        user32, message = self._api.user32, wintypes.MSG()
        while not self._closing:
            woken_by = user32.MsgWaitForMultipleObjectsEx(
                self._event_count,
                self._events,
                windows_api.INFINITE,
                windows_api.QS_ALLINPUT,
                windows_api.MWMO_INPUTAVAILABLE,
            )
            if woken_by == windows_api.WAIT_FAILED:
                raise self._api.error("MsgWaitForMultipleObjectsEx")
            if self._event_count and woken_by == windows_api.WAIT_OBJECT_0:
                self._on_event()
            while user32.PeekMessageW(ctypes.byref(message), None, 0, 0, windows_api.PM_REMOVE):
                user32.DispatchMessageW(ctypes.byref(message))

    def _on_message(self, window: int, message: int, wparam: int, lparam: int) -> Any:
        if message == WM_ASKED:
            self._answer_all(window)
        elif message in self.handlers:
            self.handlers[message](window, wparam, lparam)
        else:
            return self._api.user32.DefWindowProcW(window, message, wparam, lparam)
        return 0

    def _answer_all(self, window: int) -> None:
        if self._closing:
            self._api.user32.EndMenu()  # an open menu would keep the thread
        while not self._questions.empty():
            self._questions.get()(window)


def _answer(answer: Future[Answer], question: Callable[[int], Answer], window: int) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(question(window))
    except Exception as error:  # is raised where it was asked
        answer.set_exception(error)
