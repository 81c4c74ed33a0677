"""Labels whose lines break where the language allows."""

from __future__ import annotations

import tkinter as tk
from tkinter import font as tkfont

import pytest

from resonance.ui.sentence import Sentence, broken

JAPANESE = "Windows では管理者だけがネットワークを監視でき（メーターはそこで）、Npcap も使えます。"
CHINESE = "在 OBS 中：工具 → WebSocket 服务器设置 → 开启 WebSocket 服务器。"


def measure(text: str) -> float:
    """Two cells for a wide character."""
    return sum(1 if ord(each) < 0x1100 else 2 for each in text)


def test_words_of_letters_are_left_to_tk() -> None:
    """It breaks them at spaces, as it should."""
    words = "Windows lets only administrators listen → here."
    assert broken(words, measure, 10) == words


@pytest.mark.parametrize("words", [JAPANESE, CHINESE])
@pytest.mark.parametrize("width", range(14, 90, 3))
def test_lines_are_full_and_nothing_is_torn(words: str, width: int) -> None:
    """No line is too wide, none ends long before it must, and no foreign word is cut."""
    lines = broken(words, measure, width).split("\n")
    assert max(map(measure, lines)) <= width
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    for line in lines[:-1]:
        assert measure(line) > width - measure("WebSocket ") - 2
    for foreign in ("Windows", "Npcap", "OBS", "WebSocket"):
        assert sum(line.count(foreign) for line in lines) == words.count(foreign)


@pytest.mark.parametrize("width", range(14, 90))
def test_no_line_begins_with_a_full_stop_or_ends_with_a_bracket(width: int) -> None:
    """As books do."""
    for line in broken(JAPANESE, measure, width).split("\n"):
        assert line[0] not in "、。）ー"
        assert line[-1] != "（"


def test_breaks_of_the_text_stay() -> None:
    """Each of its lines is broken for itself; a word that has no room stands alone."""
    assert broken("一二三\n\n四五六", measure, 4) == "一二\n三\n\n四五\n六"
    assert broken("あ Resonance い", measure, 4) == "あ\nResonance\nい"


def test_label_follows_its_width_and_its_words(tk_root: tk.Tk) -> None:
    """It is never wider than it may be."""
    label = Sentence(tk_root, JAPANESE, font=tkfont.nametofont("TkDefaultFont", tk_root))
    label.pack()
    widths = []
    for width_px in (0, 400, 200):
        label.wrap(width_px)
        tk_root.update_idletasks()
        widths.append(label.winfo_reqwidth())
    assert widths[0] > 400 >= widths[1] > 200 >= widths[2]
    label.tell("Short.")
    assert label.cget("text") == "Short."
