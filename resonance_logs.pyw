"""Starts Resonance Logs. When something it needs is missing, it says so in words instead of not appearing."""

import sys
from pathlib import Path


def main() -> int:
    try:
        from resonance.app import main as start
    except ImportError as problem:
        show(explain(problem))
        return 1
    return start()


def explain(problem: ImportError) -> str:
    folder = Path(__file__).resolve().parent
    return (
        f"Resonance Logs cannot start: {problem}.\n\n"
        f"It needs Python 3.11 or newer (this is {sys.version_info.major}.{sys.version_info.minor}) and the packages "
        "of requirements.txt. One command sets all of it up and opens the meter on its demo raid:\n\n"
        f'python "{folder / "dev.py"}" run'
    )


def show(text: str) -> None:
    """In a message box, since this file is started without a console; where there can be none, on stderr."""
    try:
        from tkinter import Tk, messagebox

        root = Tk()
        root.withdraw()
        messagebox.showerror("Resonance Logs", text)
        root.destroy()
    except Exception:  # no tkinter, no display: whatever it is, the text must still come out
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
