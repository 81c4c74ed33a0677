"""The OBS window: the switch, the connections with their lights, and the rules."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from tkinter import ttk

from ttkbootstrap import ToolTip

from resonance.obs import connection as links
from resonance.obs import rules
from resonance.obs.connection import Connection
from resonance.obs.link import LinkStatus, State
from resonance.obs.passwords import Passwords
from resonance.obs.rules import Do, Rule, When
from resonance.palettes import readable
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui.desktop.desktop import Screen
from resonance.ui.dialog import Dialog
from resonance.ui.icons import icon
from resonance.ui.obs.connection_form import ConnectionForm
from resonance.ui.obs.rule_form import RuleForm
from resonance.ui.obs.words import condition_words, rule_words, status_words
from resonance.ui.options.look import DialogLook, styled
from resonance.ui.options.page import Page
from resonance.ui.preferences import Preferences
from resonance.ui.sentence import Sentence

# Logical pixels.
SIZE, SMALLEST = (680, 600), (520, 360)
PADDING = 18
GAP = 8
LIGHT = 16
WRAP = 470

LOOK_EVERY_MS = 250
"""How the connections are, which other threads know."""

NAMES = ("obs_enabled", "obs_in_demo", "obs_connections", "obs_rules")


class ObsWindow:
    def __init__(
        self,
        root: tk.Misc,
        preferences: Preferences,
        passwords: Passwords,
        statuses: Callable[[], Mapping[str, LinkStatus]],
        *,
        rests: Callable[[Settings], bool] = lambda settings: False,
        renew: Callable[[str], object],
        screens: Callable[[], Sequence[Screen]],
        above: Callable[[tk.Toplevel], None],
        closed: Callable[[], None],
    ) -> None:
        """`rests`: OBS is left alone, though it may be switched on: this is a demo or a replay.

        `renew`: the connection of this key has another password. To be shown with `dialog.appear`."""
        self.dialog = Dialog(root, size=SIZE, smallest=SMALLEST, closed=closed)
        self.dialog.title("OBS – Resonance Logs")
        self._root, self._preferences, self._passwords = root, preferences, passwords
        self._rests = rests
        self._statuses, self._renew, self._screens, self._above = statuses, renew, screens, above
        self.look = DialogLook(self.dialog)
        self._lights = self._made_lights()
        self.form: ConnectionForm | RuleForm | None = None  # None = closed
        self._job: str | None = None
        self._shown: dict[str, LinkStatus | None] = {}
        self.states: dict[str, tuple[ttk.Label, ttk.Label]] = {}  # light and words, by connection
        frame = ttk.Frame(self.dialog, padding=self.look.px(PADDING))
        frame.pack(fill="both", expand=True)
        self._build_switch(frame)
        self._page = Page(frame, self.look)
        self._page.pack(fill="both", expand=True)
        self._unlisten = preferences.listen(self._on_change)
        self._fill()
        self._turn()

    def close(self) -> None:
        self._close_form()
        self._unlisten()
        if self._job is not None:
            self.dialog.after_cancel(self._job)
        self.dialog.destroy()

    # What is set

    @property
    def connections(self) -> list[Connection]:
        return links.connections(self._preferences.settings.obs_connections)

    @property
    def rules(self) -> list[Rule]:
        return rules.rules(self._preferences.settings.obs_rules)

    def _on_change(self, settings: Settings, changed: frozenset[str]) -> None:
        if changed & set(NAMES):
            self._is_on.set(settings.obs_enabled)
            self._fill()

    def _keep_connection(self, found: Connection, password: str | None) -> None:
        if password is not None:
            self._passwords.keep(found.key, password)
        others = [each for each in self.connections if each.key != found.key]
        before = [each.key for each in self.connections]
        others.insert(before.index(found.key) if found.key in before else len(before), found)
        self._change_connections(others)
        self._renew(found.key)

    def remove_connection(self, key: str) -> None:
        self._close_form()  # which may be about this one, and would bring it back without its password
        kept = [each for each in self.connections if each.key != key]
        self._change_connections(kept)
        self._passwords.keep_only({each.key for each in kept})

    def _change_connections(self, found: Sequence[Connection]) -> None:
        kept = links.unreadable(self._preferences.settings.obs_connections)
        self._preferences.change(obs_connections=links.lines(found) + kept)

    def _keep_rules(self, found: Sequence[Rule]) -> None:
        kept = rules.unreadable(self._preferences.settings.obs_rules)
        self._preferences.change(obs_rules=rules.lines(found) + kept)

    def _keep_rule(self, before: Rule | None, rule: Rule) -> None:
        """In the place of the rule that it was, wherever that is by now. None = it is new."""
        found = self.rules
        for at, each in enumerate(found):
            if before is not None and replace(each, on=before.on) == before:
                found[at] = replace(rule, on=each.on)
                break
        else:
            found.append(rule)
        self._keep_rules(found)

    def remove_rule(self, index: int) -> None:
        self._keep_rules([each for at, each in enumerate(self.rules) if at != index])

    def switch_rule(self, index: int) -> None:
        self._keep_rules([replace(each, on=not each.on) if at == index else each for at, each in enumerate(self.rules)])

    # Forms

    def edit_connection(self, found: Connection | None) -> None:
        """None = a new one."""
        found = found or Connection(links.new_key(), say("This computer"))
        self._open(
            ConnectionForm(self.dialog, found, self._passwords, save=self._keep_connection, closed=self._close_form)
        )

    def edit_rule(self, index: int | None) -> None:
        """None = a new one."""
        rule = Rule(When.PULL, Do.START_RECORD) if index is None else self.rules[index]
        save = partial(self._keep_rule, None if index is None else rule)
        self._open(RuleForm(self.dialog, rule, self.connections, save=save, closed=self._close_form))

    def _open(self, form: ConnectionForm | RuleForm) -> None:
        self._close_form()
        self.form = form
        self._above(form.form.dialog)
        form.form.dialog.appear("", self._screens())

    def _close_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            form.close()

    # What is shown

    def _made_lights(self) -> dict[State | None, tk.PhotoImage]:
        colours = self.dialog.style.colors
        shades = {
            None: self.look.muted,
            State.CONNECTING: colours.warning,
            State.READY: colours.success,
            State.TROUBLE: colours.danger,
        }
        return {
            state: icon(self.dialog, "light", readable(shade, (self.look.ground,)), self.look.px(LIGHT))
            for state, shade in shades.items()
        }

    def _build_switch(self, frame: ttk.Frame) -> None:
        line = ttk.Frame(frame)
        line.pack(fill="x", pady=(0, self.look.px(GAP)))
        ttk.Label(line, text="OBS", font=self.look.heading).pack(side="left")
        self._is_on = tk.BooleanVar(self.dialog, self._preferences.settings.obs_enabled)
        box = ttk.Checkbutton(line, text=say("Use OBS"), variable=self._is_on, command=self._switch)
        styled(box, "round-toggle").pack(side="right")

    def _switch(self) -> None:
        self._preferences.change(obs_enabled=bool(self._is_on.get()))

    def _fill(self) -> None:
        for child in self._page.body.winfo_children():
            child.destroy()
        self.states.clear()
        self._shown.clear()
        if self._rests(self._preferences.settings):
            self._words(
                say(
                    "This is a demo or a replay: OBS is left alone, but connections can be tested. "
                    "The setting “OBS in demo and replay” lets rules act here too."
                )
            )
        self._heading(say("Connections"))
        for each in self.connections:
            self._add_connection(each)
        has_room = len(self.states) < links.MOST_CONNECTIONS
        self._button(say("Add a connection…"), lambda: self.edit_connection(None), enabled=has_room)
        self._heading(say("Rules"))
        if not self.rules:
            self._words(say("For example: when a fight starts, start the recording."))
        found = self.connections
        for index, rule in enumerate(self.rules):
            self._add_rule(index, rule, found)
        self._button(say("Add a rule…"), lambda: self.edit_rule(None), enabled=len(self.rules) < rules.MOST_RULES)
        settings = self._preferences.settings
        lost = len(links.unreadable(settings.obs_connections)) + len(rules.unreadable(settings.obs_rules))
        if lost:
            self._words(rules.unreadable_words(lost))
        self._page.adopt()
        self._look_at_states()

    def _heading(self, words: str) -> None:
        label = ttk.Label(self._page.body, text=words, font=self.look.bold)
        label.pack(anchor="w", pady=(self.look.px(GAP), self.look.px(GAP) // 2))

    def _words(self, words: str) -> None:
        look = self.look
        label = Sentence(self._page.body, words, font=look.body, width_px=look.px(WRAP), foreground=look.muted)
        label.pack(anchor="w", pady=(0, self.look.px(GAP)))

    def _button(self, words: str, press: Callable[[], None], *, enabled: bool) -> None:
        button = styled(ttk.Button(self._page.body, text=words, command=press), "secondary-outline")
        button.pack(anchor="w", pady=(self.look.px(GAP) // 2, self.look.px(GAP)))
        if not enabled:
            button.state(["disabled"])

    def _line(self, edit: Callable[[], None], remove: Callable[[], None]) -> tuple[ttk.Frame, ttk.Frame]:
        """A line with its buttons, and the frame for its words."""
        line = ttk.Frame(self._page.body)
        line.pack(fill="x", pady=self.look.px(3))
        for name, words, press in (("close", say("Remove"), remove), ("settings", say("Change…"), edit)):
            button = styled(ttk.Button(line, image=self.look.icon(name, 15), command=press), "ghost")
            button.pack(side="right", anchor="n")
            ToolTip(button, text=words)
        words_frame = ttk.Frame(line)
        return line, words_frame

    def _add_connection(self, found: Connection) -> None:
        line, words = self._line(partial(self.edit_connection, found), partial(self.remove_connection, found.key))
        light = ttk.Label(line)
        light.pack(side="left", anchor="n", padx=(0, self.look.px(GAP)), pady=self.look.px(2))
        words.pack(side="left", fill="x", expand=True)
        where = f"{found.host}:{found.port}"
        ttk.Label(words, text=f"{found.name} · {where}").pack(anchor="w")
        state = ttk.Label(words, font=self.look.small, foreground=self.look.muted, wraplength=self.look.px(WRAP))
        state.pack(anchor="w")
        self.states[found.key] = (light, state)

    def _add_rule(self, index: int, rule: Rule, found: Sequence[Connection]) -> None:
        line, words = self._line(partial(self.edit_rule, index), partial(self.remove_rule, index))
        is_on = tk.BooleanVar(line, rule.on)
        box = ttk.Checkbutton(line, variable=is_on, command=partial(self.switch_rule, index))
        styled(box, "round-toggle").pack(side="left", anchor="n", padx=(0, self.look.px(GAP)))
        words.pack(side="left", fill="x", expand=True)
        ttk.Label(words, text=rule_words(rule), wraplength=self.look.px(WRAP)).pack(anchor="w")
        conditions = condition_words(rule, found)
        if conditions:
            ttk.Label(words, text=conditions, font=self.look.small, foreground=self.look.muted).pack(anchor="w")

    def _turn(self) -> None:
        self._job = self.dialog.after(LOOK_EVERY_MS, self._turn)
        self._look_at_states()

    def _look_at_states(self) -> None:
        statuses = self._statuses()
        for key, (light, words) in self.states.items():
            status = statuses.get(key)
            if key not in self._shown or self._shown[key] != status:
                self._shown[key] = status
                light.configure(image=self._lights[status.state if status is not None else None])
                words.configure(text=status_words(status))
