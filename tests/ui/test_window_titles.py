"""Titles of the windows with a title bar: each says which program it belongs to, in every language."""

from __future__ import annotations

from dataclasses import replace

from history_fakes import HistoryBench

from resonance import texts
from resonance.settings import Settings
from resonance.ui.obs.form import Form
from resonance.ui.space_window import SpaceWindow
from resonance.ui.words import words_of


def test_history(history: HistoryBench) -> None:
    """Also when the language changes while it is open."""
    history.open()
    assert history.window.dialog.title() == "History – Resonance Logs"
    texts.use("ja")
    try:
        history.window.apply(words_of(replace(history.settings, language="ja"), 1.0))
        assert history.window.dialog.title().endswith(" – Resonance Logs")
        assert "History" not in history.window.dialog.title()
    finally:
        texts.use("en")


def test_space_used(history: HistoryBench) -> None:
    """As the history, where it is opened."""
    history.open()
    space = SpaceWindow(
        history.root,
        history.database,
        history.database.parent,
        Settings,
        closed=lambda: None,
        offer=lambda order: False,
        changed=lambda: None,
    )
    assert space.dialog.title() == "Space used – Resonance Logs"
    space.close()


def test_forms_of_obs(history: HistoryBench) -> None:
    """Whatever they ask for."""
    history.open()
    form = Form(history.root, "Rule", (300, 200), lambda: None)
    assert form.dialog.title() == "Rule – Resonance Logs"
    form.dialog.destroy()
