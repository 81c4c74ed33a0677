"""The OBS window: connections and rules as the user makes, changes and removes them."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ttkbootstrap

from helpers import wait_until
from obs_stand_in import obs_server
from resonance import settings_file
from resonance.obs import connection, rules
from resonance.obs.connection import Connection
from resonance.obs.link import LinkStatus, State
from resonance.obs.passwords import Passwords
from resonance.obs.rules import ALL, Do, Rule, When
from resonance.settings import Settings
from resonance.ui.desktop.desktop import Screen
from resonance.ui.geometry import Geometry
from resonance.ui.obs.connection_form import KEPT, ConnectionForm
from resonance.ui.obs.rule_form import RuleForm
from resonance.ui.obs.window import ObsWindow
from resonance.ui.obs.words import condition_words, rule_words, status_words
from resonance.ui.preferences import Preferences

SCREEN = Screen(Geometry(0, 0, 1600, 1000), Geometry(0, 0, 1600, 960))
FIRST, SECOND = Connection("00000000", "Recording machine"), Connection("11111111", "Laptop", "10.0.0.3", 4456, 500)
RULE = Rule(When.WIPE, Do.SAVE_REPLAY, FIRST.key, 5.0)


class Desk:
    def __init__(self, root: ttkbootstrap.App, folder: Path) -> None:
        self.root = root
        self.statuses: dict[str, LinkStatus] = {}
        self.renewed: list[str] = []
        self.passwords = Passwords(folder)
        self.preferences = Preferences(
            Settings(obs_connections=connection.lines([FIRST]), obs_rules=rules.lines([RULE])),
            folder / "settings.json",
            lambda _, save: None,
            tell=lambda words: None,
            report=root.report_callback_exception,
        )
        self.window = ObsWindow(
            root,
            self.preferences,
            self.passwords,
            lambda: self.statuses,
            renew=self.renewed.append,
            screens=lambda: [SCREEN],
            above=lambda window: None,
            closed=lambda: None,
        )
        self.window.dialog.appear("", [SCREEN])

    @property
    def connections(self) -> list[Connection]:
        return connection.connections(self.preferences.settings.obs_connections)

    @property
    def rules(self) -> list[Rule]:
        return rules.rules(self.preferences.settings.obs_rules)

    def read(self) -> list[str]:
        """The sentences in the part that scrolls."""
        children = self.window._page.body.winfo_children()
        return [str(child.cget("text")) for child in children if child.winfo_class() == "TLabel"]

    def connection_form(self, found: Connection | None) -> ConnectionForm:
        self.window.edit_connection(found)
        assert isinstance(self.window.form, ConnectionForm)
        return self.window.form

    def rule_form(self, index: int | None) -> RuleForm:
        self.window.edit_rule(index)
        assert isinstance(self.window.form, RuleForm)
        return self.window.form


@pytest.fixture
def desk(tk_root: ttkbootstrap.App, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tk_root, tmp_path)
    yield made
    made.window.close()


def write(entry: tk.Entry, text: str) -> None:
    entry.delete(0, "end")
    entry.insert(0, text)


def choose(form: RuleForm, do: Do) -> None:
    form.do.current(list(Do).index(do))
    form.do.event_generate("<<ComboboxSelected>>")


def test_new_connection_with_its_password(desk: Desk, tmp_path: Path) -> None:
    """The settings get all but the password, which goes into its own file."""
    form = desk.connection_form(None)
    for entry, text in (
        (form.name, "Laptop"),
        (form.host, "10.0.0.3"),
        (form.port, "4456"),
        (form.password, "secret"),
        (form.shift, "0.5"),
    ):
        write(entry, text)
    form.form.save_button.invoke()
    _, made = desk.connections
    assert (made.name, made.host, made.port, made.shift_ms) == ("Laptop", "10.0.0.3", 4456, 500)
    assert desk.passwords.get(made.key) == "secret"
    assert desk.renewed == [made.key]
    assert desk.window.form is None
    settings_file.save(tmp_path / "settings.json", desk.preferences.settings)
    assert b"secret" not in (tmp_path / "settings.json").read_bytes()


def test_what_makes_no_sense_is_kept(desk: Desk) -> None:
    """A slip of the user's in the settings file is told of, and outlives every change made in the window."""
    slips = ('{"when": "pull", "do": "start_recrod"}', "nonsense")
    desk.preferences.change(
        obs_rules=(slips[0], *rules.lines([RULE])), obs_connections=(*connection.lines([FIRST]), slips[1])
    )
    assert any(rules.unreadable_words(2) in words for words in desk.read())
    desk.window.switch_rule(0)
    desk.window.remove_rule(0)
    desk.window.remove_connection(FIRST.key)
    assert desk.preferences.settings.obs_rules == (slips[0],)
    assert desk.preferences.settings.obs_connections == (slips[1],)


def test_kept_password_is_never_shown_and_stays(desk: Desk) -> None:
    """Dots stand for it; changing the name leaves it, emptying the field forgets it."""
    desk.passwords.keep(FIRST.key, "secret")
    form = desk.connection_form(FIRST)
    assert form.password.get() == KEPT
    write(form.name, "Other name")
    form.save()
    assert desk.passwords.get(FIRST.key) == "secret"
    assert [each.name for each in desk.connections] == ["Other name"]
    form = desk.connection_form(desk.connections[0])
    write(form.password, "")
    form.save()
    assert not desk.passwords.has(FIRST.key)


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", " "), ("host", "a b"), ("port", "x"), ("port", "0"), ("shift", "late"), ("shift", "inf")],
)
def test_connection_that_cannot_be(desk: Desk, field: str, text: str) -> None:
    """The form says so and stays open; nothing is changed."""
    form = desk.connection_form(FIRST)
    write(getattr(form, field), text)
    form.save()
    assert form.told.cget("text")
    assert desk.window.form is form
    assert desk.connections == [FIRST]


def test_connection_is_tested_before_it_is_saved(desk: Desk) -> None:
    """With what is typed: the versions, or what is wrong."""
    with obs_server("secret") as server:
        form = desk.connection_form(None)
        write(form.port, str(server.port))
        write(form.password, "wrong")
        form.test_button.invoke()
        wait_until(lambda: "password" in str(form.told.cget("text")), pump=desk.root.update)
        write(form.password, "secret")
        form.test_button.invoke()
        wait_until(lambda: "29.0.2" in str(form.told.cget("text")), pump=desk.root.update)


def test_connection_is_removed_with_its_password(desk: Desk) -> None:
    """Nothing of it stays."""
    desk.passwords.keep(FIRST.key, "secret")
    desk.window.remove_connection(FIRST.key)
    assert desk.connections == []
    assert not desk.passwords.has(FIRST.key)
    assert "gone" in condition_words(RULE, desk.connections)


def test_lights_follow_the_connections(desk: Desk) -> None:
    """What other threads know is there a moment later."""
    light, words = desk.window.states[FIRST.key]
    off = str(light.cget("image"))
    desk.statuses = {FIRST.key: LinkStatus(State.READY, is_recording=True)}
    wait_until(lambda: words.cget("text") == "Connected · recording", pump=desk.root.update)
    assert str(light.cget("image")) != off
    desk.statuses = {FIRST.key: LinkStatus(State.TROUBLE, "The password is wrong.")}
    wait_until(lambda: words.cget("text") == "The password is wrong.", pump=desk.root.update)


def test_new_rule(desk: Desk) -> None:
    """Everything that can be combined."""
    form = desk.rule_form(None)
    form.when.current(list(When).index(When.MY_DEATH))
    choose(form, Do.SCENE)
    write(form.scene, "Break")
    write(form.after, "2.5")
    form.boss_only.set(False)
    form.dungeon_only.set(True)
    form.form.save_button.invoke()
    assert desk.rules == [RULE, Rule(When.MY_DEATH, Do.SCENE, ALL, 2.5, "Break", False, True)]


def test_rule_is_changed_switched_off_and_removed(desk: Desk) -> None:
    """In its place."""
    form = desk.rule_form(0)
    assert (form.after.get(), form.connection.current()) == ("5", 1)
    write(form.after, "")
    form.save()
    assert desk.rules == [Rule(When.WIPE, Do.SAVE_REPLAY, FIRST.key)]
    desk.window.switch_rule(0)
    assert not desk.rules[0].on
    desk.window.remove_rule(0)
    assert desk.rules == []


def test_rules_change_while_one_of_them_is_being_edited(desk: Desk) -> None:
    """It is found again: no other rule is written over, and its switch stays as it was put."""
    other, edited = Rule(When.KILL, Do.STOP_RECORD), Rule(When.OVER, Do.STOP_RECORD)
    desk.preferences.change(obs_rules=rules.lines([RULE, edited, other]))
    form = desk.rule_form(1)
    desk.window.switch_rule(1)
    desk.window.remove_rule(0)
    write(form.after, "3")
    form.save()
    assert desk.rules == [replace(edited, after_s=3.0, on=False), other]


def test_rule_of_a_connection_that_is_gone_stays_one(desk: Desk) -> None:
    """Looking at it must not make it a rule for every OBS."""
    desk.window.remove_connection(FIRST.key)
    desk.rule_form(0).save()
    assert desk.rules == [RULE]


def test_connection_is_removed_while_it_is_being_edited(desk: Desk) -> None:
    """Its form closes: saving would bring it back without its password."""
    desk.connection_form(FIRST)
    desk.window.remove_connection(FIRST.key)
    assert desk.window.form is None


@pytest.mark.parametrize(
    ("scene", "after", "word"),
    [
        ("", "0", "Which scene"),
        ("x" * 101, "0", "too long"),
        ("Break", "-1", "number"),
        ("Break", "x", "number"),
        ("Break", "nan", "number"),
    ],
)
def test_rule_that_cannot_be(desk: Desk, scene: str, after: str, word: str) -> None:
    """The form says so and stays open."""
    form = desk.rule_form(None)
    choose(form, Do.SCENE)
    write(form.scene, scene)
    write(form.after, after)
    form.save()
    assert word in str(form.told.cget("text"))
    assert desk.rules == [RULE]


def test_switch_is_the_setting(desk: Desk) -> None:
    """Here as in the settings window."""
    desk.preferences.change(obs_enabled=True)
    desk.root.update()
    assert desk.window._is_on.get()


def test_words_of_rules_and_states() -> None:
    """Sentences that say all of it."""
    assert rule_words(RULE) == "The group wipes → save the replay buffer after 5 s"
    assert condition_words(RULE, [FIRST, SECOND]) == "only bosses · Recording machine"
    assert rule_words(Rule(When.OVER, Do.SCENE, scene="Break")) == "The encounter is over → show the scene “Break”"
    assert status_words(None) == "Switched off"
    assert status_words(LinkStatus(State.READY, is_streaming=True, failed="No.")) == "Connected · streaming. No."
