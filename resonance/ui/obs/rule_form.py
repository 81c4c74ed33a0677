"""One rule: when what happens, which OBS does what, and how long after."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from resonance.obs.connection import Connection
from resonance.obs.rules import ALL, DO, LONGEST_WAIT_S, Do, Rule, When, is_sound, line
from resonance.setting_meta import LONGEST_ENTRY
from resonance.texts import say
from resonance.ui.obs.form import Form, choices
from resonance.ui.obs.words import WHEN
from resonance.ui.options.look import styled

SIZE = (500, 400)  # logical pixels


class RuleForm:
    def __init__(
        self,
        root: tk.Misc,
        rule: Rule,
        connections: Sequence[Connection],
        *,
        save: Callable[[Rule], object],
        closed: Callable[[], None],
    ) -> None:
        self._rule, self._save, self._closed = rule, save, closed
        self._keys = [ALL, *(each.key for each in connections)]
        self.form = form = Form(root, say("Rule for OBS"), SIZE, closed)
        body = form.body
        titles = [say("All connections"), *(each.name for each in connections)]
        if rule.connection not in self._keys:  # it must not become a rule for all of them
            self._keys.append(rule.connection)
            titles.append(say("a connection that is gone: does nothing"))
        self.when = form.add(
            say("When"), choices(body, [say(words) for words in WHEN.values()], list(WHEN).index(rule.when))
        )
        self.do = form.add(say("Do"), choices(body, [say(words) for words in DO.values()], list(DO).index(rule.do)))
        self.do.bind("<<ComboboxSelected>>", lambda event: self._follow_do(), add="+")
        self.scene = form.add(say("Scene in OBS"), styled(ttk.Entry(body)))
        self.scene.insert(0, rule.scene)
        self.after = form.add(say("Seconds later"), styled(ttk.Entry(body)))
        self.after.insert(0, f"{rule.after_s:g}")
        self.connection = form.add(say("Connection"), choices(body, titles, self._keys.index(rule.connection)))
        self.boss_only = self._switch(say("Only bosses"), rule.boss_only)
        self.dungeon_only = self._switch(say("Only in dungeons, raids and trials"), rule.dungeon_only)
        self.told = form.hint("")
        form.finish(self.save)
        form.dialog.keyboard = self.when
        self._follow_do()

    def close(self) -> None:
        self.form.close()

    def save(self) -> None:
        try:
            after_s = float(self.after.get().strip() or 0)
        except ValueError:
            after_s = -1.0
        found = Rule(
            list(When)[self.when.current()],
            list(Do)[self.do.current()],
            self._keys[self.connection.current()],
            after_s,
            self.scene.get().strip() if self._is_scene() else "",
            bool(self.boss_only.get()),
            bool(self.dungeon_only.get()),
            self._rule.on,
        )
        if self._is_scene() and not found.scene:
            self._complain(say("Which scene? Write its name as OBS shows it."))
        elif not 0 <= after_s <= LONGEST_WAIT_S:
            self._complain(say("Write the seconds as a number from 0 to {most}.", most=f"{LONGEST_WAIT_S:g}"))
        elif not is_sound(found) or len(line(found)) > LONGEST_ENTRY:
            self._complain(say("The name of the scene is too long."))
        else:
            self._save(found)
            self._closed()

    def _is_scene(self) -> bool:
        return list(Do)[self.do.current()] is Do.SCENE

    def _follow_do(self) -> None:
        self.scene.state(["!disabled" if self._is_scene() else "disabled"])

    def _complain(self, words: str) -> None:
        self.told.tell(words)
        self.told.configure(foreground=self.form.look.danger)

    def _switch(self, words: str, on: bool) -> tk.BooleanVar:
        variable = tk.BooleanVar(self.form.body, on)
        self.form.add("", styled(ttk.Checkbutton(self.form.body, text=words, variable=variable), "round-toggle"))
        return variable
