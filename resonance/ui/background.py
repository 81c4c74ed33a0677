"""Questions that may take a while, asked on a thread of their own and answered on the Tk thread."""

from __future__ import annotations

import queue
import threading
import tkinter as tk
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

LOOK_MS = 20
"""Between two looks for an answer; only while one is awaited."""


class Background:
    """One thread, one question after the other. An answer that nobody waits for any more is thrown away."""

    def __init__(self, window: tk.Misc) -> None:
        self._window = window
        self._questions: queue.SimpleQueue[tuple[int, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, Any, Exception | None]] = queue.SimpleQueue()
        self._waiting: dict[int, tuple[Callable[[Any], object], Callable[[Exception], object]]] = {}
        self._newest: dict[str, int] = {}
        self._number = 0
        self._job: str | None = None
        self._thread = threading.Thread(target=self._work, name="questions", daemon=True)
        self._thread.start()

    def ask(
        self,
        about: str,
        question: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """`question` runs on the thread, `then` or `failed` on the Tk thread.

        A newer question about the same makes the older one's answer worthless: nobody hears it.
        """
        self._number += 1
        self._waiting.pop(self._newest.get(about, 0), None)
        self._newest[about] = self._number
        self._waiting[self._number] = (then, failed)
        self._questions.put((self._number, question))
        if self._job is None:
            self._job = self._window.after(LOOK_MS, self._look)

    def close(self) -> None:
        """No answer comes after this; a question that is being worked on ends by itself."""
        self._waiting.clear()
        self._questions.put(None)
        if self._job is not None:
            self._window.after_cancel(self._job)
            self._job = None

    def _work(self) -> None:
        while (asked := self._questions.get()) is not None:
            number, question = asked
            if number not in self._waiting:
                continue
            try:
                self._answers.put((number, question(), None))
            except Exception as error:
                self._answers.put((number, None, error))

    def _look(self) -> None:
        self._job = None
        try:
            while not self._answers.empty():
                self._tell(*self._answers.get())
        finally:  # what one of them raises is no reason to leave the others waiting
            if self._waiting and self._job is None:
                self._job = self._window.after(LOOK_MS, self._look)

    def _tell(self, number: int, answer: Any, error: Exception | None) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return
        then, failed = waiting
        if error is None:
            then(answer)
        else:
            failed(error)
