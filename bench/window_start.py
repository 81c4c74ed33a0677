"""What the window benchmark measures of the program as it is started: its first paint, and the whole of it at work.

    python bench/window_start.py WHAT NUMBER

Nothing is imported before it is needed: what is loaded is a part of what is measured. The last line is the result, as
JSON. Times are those of time.monotonic(), which all processes share.
"""

import json
import sys
import time
from pathlib import Path

SETTLE_S = 5.0
"""After the first paint, before the CPU of the program is measured: the fight of the demo is on by then. No longer than
it is measured, so that a short try is short."""


def python(began_s):
    """Python alone."""
    return (time.monotonic() - began_s) * 1000


def tkinter(began_s):
    """An empty window."""
    import tkinter

    root = tkinter.Tk()
    root.update()
    return python(began_s)


def ttkbootstrap(began_s):
    """An empty window of the toolkit the program is made with."""
    import ttkbootstrap as toolkit

    root = toolkit.App(theme="bootstrap-dark")
    root.update()
    return python(began_s)


def program(began_s):
    """The demo, until its meter is on the screen."""
    found = []

    def painted(root):
        found.append(python(began_s))
        root.quit()

    run_demo(painted)
    return found[0]


def work(seconds):
    """Percent of one core that the running demo takes: the whole process, and of it the thread of the window."""
    clocks = (time.monotonic, time.process_time, time.thread_time)
    found = []

    def painted(root):
        root.after(round(min(SETTLE_S, seconds) * 1000), begin, root)

    def begin(root):
        root.after(round(seconds * 1000), end, root, [clock() for clock in clocks])

    def end(root, before):
        wall_s, process_s, thread_s = (clock() - then for clock, then in zip(clocks, before, strict=True))
        found.extend((process_s / wall_s * 100, thread_s / wall_s * 100))
        root.quit()

    run_demo(painted)
    return found


def run_demo(painted):
    """Run the program. `painted` gets its root when the meter was painted for the first time."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from resonance import app_window, cli

    class Watched(app_window.Shell):
        def __init__(self, root, *arguments, **options):
            super().__init__(root, *arguments, **options)
            self.meter.face.sheet.bind("<Expose>", lambda event: root.after_idle(self.on_painted, root), add="+")
            self.is_painted = False

        def on_painted(self, root):
            # The canvas has drawn by now: Tk queued that before it told of <Expose>. The pointer is asked for because
            # the screen answers only when it has done all that was sent before.
            root.winfo_pointerxy()
            if not self.is_painted:
                self.is_painted = True
                painted(root)

    app_window.Shell = Watched
    cli.main(["demo"])


if __name__ == "__main__":
    PARTS = {part.__name__: part for part in (python, tkinter, ttkbootstrap, program, work)}
    print(json.dumps(PARTS[sys.argv[1]](float(sys.argv[2]))))
