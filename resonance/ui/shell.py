"""What holds the windows together: settings that take effect at once, hotkeys, tray, places, and the meter itself.

One `Shell` lives as long as the window of the program. Whatever is asked for, by mouse, key or tray, ends in one of its
methods.
"""

from __future__ import annotations

import contextlib
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import ttkbootstrap

from resonance import formats, logs, texts
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.engine import Configure, MarkWipe, Merge, Pause, Reset, Show, Split, Train
from resonance.health import Notice
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui import placing
from resonance.ui.actions import MeterActions
from resonance.ui.capture_control import CaptureControl
from resonance.ui.desktop.desktop import Desktop, PlainDesktop, Screen
from resonance.ui.diagnostics.control import DiagnosticsControl
from resonance.ui.dialogs import Dialogs
from resonance.ui.doctor.control import DoctorControl
from resonance.ui.escape import EscapeKey
from resonance.ui.geometry import Geometry
from resonance.ui.hotkeys import ACTIONS, Hotkeys
from resonance.ui.meter import DEFAULT_SIZE, Meter
from resonance.ui.obs.control import ObsDesk
from resonance.ui.poll import Poll
from resonance.ui.preferences import Preferences
from resonance.ui.side_meters import SideMeters
from resonance.ui.stacking import Stacking
from resonance.ui.streaming import Streaming
from resonance.ui.theme import screen_scale
from resonance.ui.through import ClickThrough
from resonance.ui.visibility import Visibility
from resonance.ui.words import Words, words_of

THEMES = {"dark": "bootstrap-dark", "light": "bootstrap-light"}
"""Of ttkbootstrap, for the windows with a title bar."""

CORNER = 40
"""Logical pixels between the meter and the corner of the screen at the first start."""

SCREENS_EVERY_S = 1.0

ENGINE_SETTINGS = frozenset(
    (
        "clock",
        "amounts",
        "silence_s",
        "instance_silence_s",
        "reset_dropped_percent",
        "reset_back_percent",
        "save_every_s",
    )
)
OBS_SETTINGS = frozenset(("obs_enabled", "obs_rename", "obs_connections", "obs_rules"))
UNSEEN_SETTINGS = (
    frozenset(("places", "welcomed", "start_view", "game_windows", "log_verbosity", "side_meters"))
    | OBS_SETTINGS
    | ENGINE_SETTINGS
)
"""Changes of these alone draw nothing anew."""


class Shell:
    def __init__(
        self,
        root: ttkbootstrap.App,
        pipeline: Pipeline,
        preferences: Preferences,
        desktop: Desktop,
        *,
        activity: str,
        is_live: bool,
        each_turn: Callable[[float], None] = lambda now_s: None,
    ) -> None:
        """`is_live`: packets come from this computer, so that the settings may choose another source.

        `each_turn` is called a few times a second, with a clock that never goes back.
        """
        self._root = root
        self._pipeline = pipeline
        self._preferences = preferences
        self._desktop = desktop
        self._is_live = is_live
        self._each_turn = each_turn
        self._paused = False
        self._visibility = Visibility()
        self._screens = desktop.screens() or PlainDesktop(root).screens()
        self._screens_at_s = 0.0
        self._hotkeys = Hotkeys(desktop, lambda words: pipeline.health.tell(words, is_error=True))
        self.streaming = Streaming(
            pipeline,
            preferences.path.parent,
            preferences.settings,
            reset=lambda: pipeline.command(Reset()),
            pause=self._pause_by_api,
            is_paused=lambda: self._paused,
        )
        self.obs = ObsDesk(root, pipeline, preferences, above=self._keep_above, screens=self._screens_now)
        self.dialogs = Dialogs(
            root,
            preferences,
            self._hotkeys,
            pipeline.database,
            self._screens_now,
            desktop.limits,
            self._keep_above,
            self._tell,
            pipeline.offer,
            accept_files=desktop.accept_files,
            api_status=self.streaming.status,
            open_obs=self.obs.open,
        )
        self.capture = CaptureControl(
            root,
            pipeline,
            lambda: preferences.settings,
            self._tell,
            demo=self._go_to_demo,
            above=self._keep_above,
            screens=self._screens_now,
        )
        self.doctor = DoctorControl(
            root,
            pipeline.health,
            lambda: preferences.settings,
            is_live=is_live,
            above=self._keep_above,
            screens=self._screens_now,
        )
        self.diagnostics = DiagnosticsControl(
            root,
            pipeline.health,
            pipeline.depths,
            preferences,
            above=self._keep_above,
            screens=self._screens_now,
        )
        self._use_language(preferences.settings)
        self._use_theme(preferences.settings)
        where = self._first_place()
        self.meter = Meter(
            root, self._words(where), self._actions(), where, activity=activity, into_view=self._into_view
        )
        self.through = ClickThrough(desktop, self._hotkeys, self.meter, self._tell)
        self._escape = EscapeKey(desktop, self._hotkeys, self.meter, self.through)
        self._stacking = Stacking(desktop, self.meter.window)
        self.meter.window.bind("<Destroy>", self._on_destroyed, add="+")
        desktop.dress(self.meter.window)
        desktop.accept_files(self.meter.window)
        self.sides = SideMeters(
            root,
            pipeline,
            preferences,
            desktop,
            main=self.meter,
            actions=self._actions(),
            export=self.dialogs.open_export,
            words=self._words,
            screens=lambda: self._screens,
            activity=activity,
        )
        self._hotkeys.bind(self._settings)
        self._show_tray()
        self._unlisten = preferences.listen(self._on_change)
        self.wants_demo = False
        if is_live and not preferences.settings.welcomed:
            self.dialogs.open_welcome(self._go_to_demo)
        self._poll = Poll(
            root,
            newest=lambda: pipeline.picture(Scope(self._settings.scope)),
            health=pipeline.health,
            show=self._show,
            tell=self.meter.tell,
            more=self._turn,
        )

    def close(self) -> None:
        """Whatever goes wrong with one of them, all are closed, and the settings saved."""
        with contextlib.ExitStack() as last_first:
            for step in (
                self._desktop.close,
                self.meter.close,
                self.sides.close,
                self._preferences.save_now,
                lambda: self._remember_place(self.meter.where()),
                self.dialogs.close,
                self.capture.close,
                self.doctor.close,
                self.diagnostics.close,
                self._unlisten,
                self._poll.stop,
                self.streaming.close,
                self.obs.close,
            ):
                last_first.callback(step)

    # Settings

    @property
    def _settings(self) -> Settings:
        return self._preferences.settings

    def _words(self, where: Geometry | None) -> Words:
        """For a meter that stands there."""
        return words_of(self._settings, self._scale(where))

    def _scale(self, where: Geometry | None) -> float:
        """Screen pixels a logical pixel, on the screen a window is on; None = on the main screen."""
        screen = placing.screen_of(where, self._screens) if where is not None else self._screens[0]
        return screen.scale if len(self._screens) > 1 else max(screen.scale, screen_scale(self._root))

    def _on_change(self, settings: Settings, changed: frozenset[str]) -> None:
        if "language" in changed:
            self._use_language(settings)
        if "theme" in changed:
            self._use_theme(settings)
        if "number_style" in changed:
            formats.use_style(settings.number_style)
        if changed & ENGINE_SETTINGS:
            self._pipeline.command(Configure(settings))
        if "log_verbosity" in changed:
            logs.use_verbosity(settings.log_verbosity)
        if "scope" in changed:
            self._pipeline.command(Show(Scope(settings.scope)))
        if changed - {"places", "welcomed"}:
            self.streaming.apply(settings)
        self.obs.apply(settings)
        if "capture_source" in changed and self._is_live:
            self.capture.change_source()
        if changed & ACTIONS.keys():
            self._hotkeys.bind(self._settings)
            self.through.follow_keys()
        if changed & (ACTIONS.keys() | {"language"}):
            self._show_tray()
        if changed - UNSEEN_SETTINGS:
            words = self._words(self.meter.window.where())
            self.meter.apply(words)
            self.sides.apply()
            self.dialogs.apply(words)
        if changed & {"language", "theme"}:
            self.doctor.reopen()
            self.diagnostics.reopen()
            self.obs.reopen()
            self.dialogs.reopen_chapters()

    def _use_language(self, settings: Settings) -> None:
        formats.use_style(settings.number_style)
        problem = texts.use(settings.language)
        if problem:
            self._pipeline.health.tell(problem, is_error=True)

    def _use_theme(self, settings: Settings) -> None:
        self._root.theme_use(THEMES[settings.theme])

    # What is asked for

    def _actions(self) -> MeterActions:
        command = self._pipeline.command
        return MeterActions(
            reset=lambda: command(Reset()),
            pause=self._pause,
            show=lambda scope: self._preferences.change(scope=str(scope)),
            mark_wipe=lambda on: command(MarkWipe(on)),
            split=lambda: command(Split()),
            merge=lambda: command(Merge()),
            train=lambda on: command(Train(on)),
            change=self._preferences.change,
            let_through=self._toggle_through,
            open_history=self.dialogs.open_history,
            copy=self._copy,
            export=lambda: self.dialogs.open_export(self.meter.state.snapshot, self.meter.trail.here.view),
            open_settings=self.dialogs.open_settings,
            back_up=self.dialogs.back_up,
            hide=self.toggle_shown,
            quit=self._root.quit,
            geometry_changed=self._on_moved,
            about_capture=self._about_capture,
            open_doctor=self.doctor.open,
            open_analytics=self.dialogs.open_analytics,
            side_meters=lambda: self.sides.scopes,
            toggle_side=self._toggle_side,
        )

    def _toggle_side(self, scope: Scope) -> None:
        self.sides.toggle(scope)

    def _about_capture(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """For the menu: what can be done now."""
        always = ((say("Capture doctor…"), self.doctor.open), (say("Diagnostics…"), self.diagnostics.open))
        return (*always, *(self.capture.entries() if self._is_live else ()))

    def _asked(self) -> dict[str, Callable[[], object]]:
        """What keys and tray can ask for, by the name of the action."""
        change = self._preferences.change
        return {
            "rescue": self.rescue,
            "hide": self.toggle_shown,
            "show": self.appear,
            "through": self.through.toggle,
            "mini": lambda: change(mini=not self._settings.mini),
            "scope": self.meter.toggle_scope,
            "reset": lambda: self._pipeline.command(Reset()),
            "pause": self.meter.toggle_pause,
            "back": self.meter.back,
            "settings": self.dialogs.open_settings,
            "history": self.dialogs.open_history,
            "quit": self._root.quit,
        }

    def _pause(self, on: bool) -> None:
        self._paused = on
        self._pipeline.command(Pause(on))

    def _pause_by_api(self, on: bool) -> None:
        if on != self._paused:
            self.meter.toggle_pause()

    def toggle_shown(self) -> None:
        """Hide the meter, or show it again."""
        if self._visibility.hidden_by_hand or not self.meter.window.winfo_viewable():
            self.appear()
        else:
            self._visibility.hidden_by_hand = True
            self._follow_visibility()

    def appear(self) -> None:
        """Show the meter, whatever has hidden it."""
        self._visibility = Visibility()
        self._follow_visibility()
        self.meter.window.lift()

    def rescue(self) -> None:
        """Every window is on a screen, and takes the mouse."""
        self.through.end()
        self.appear()
        self._screens = self._screens_now()
        for window in [self.meter.window, *self._root.winfo_children()]:
            if isinstance(window, tk.Toplevel) and window.winfo_viewable():
                where = Geometry(window.winfo_x(), window.winfo_y(), window.winfo_width(), window.winfo_height())
                seen = placing.into_view(where, self._screens)
                if seen != where:
                    window.geometry(seen.words())
                    window.update_idletasks()  # on X11 the lift above would undo what Tk puts off

    def _copy(self) -> None:
        self.meter.copy_table()

    def _toggle_through(self) -> None:
        self.through.toggle()

    def _keep_above(self, window: tk.Toplevel) -> None:
        self._stacking.keep_above(window)

    def _on_destroyed(self, event: tk.Event[tk.Misc]) -> None:
        """By somebody else: without its window the program has nothing to do any more."""
        if event.widget is self.meter.window:
            self._root.quit()

    def _go_to_demo(self) -> None:
        """The program goes on with the demo, apart from the user's own history."""
        self.wants_demo = True
        self._root.quit()

    def _tell(self, words: str) -> None:
        self.meter.tell(Notice(words))

    # The tray

    def _show_tray(self) -> None:
        self._desktop.show_tray(
            "Resonance Logs",
            (
                ("hide", say("Show or hide")),
                ("rescue", say("Bring windows back")),
                ("through", say("Click-through on or off")),
                ("history", say("History…")),
                ("settings", say("Settings…")),
                ("quit", say("Quit")),
            ),
        )

    # Every turn

    def _show(self, snapshot: Snapshot | None) -> None:
        self.meter.show(snapshot, self._pipeline.health, self._paused)

    def _turn(self) -> None:
        asked = self._asked()
        while not self._desktop.asked.empty():
            action = asked.get(self._desktop.asked.get())
            if action is not None:
                action()
        while not self._desktop.dropped.empty():
            self.dialogs.import_files([Path(each) for each in self._desktop.dropped.get()])
        if self._is_live:
            self.capture.turn()
        now_s = time.monotonic()
        self._visibility.look(now_s, self._pipeline.snapshot())
        self._follow_visibility()
        self._escape.follow()
        self.diagnostics.turn(now_s)
        self.streaming.turn()
        self._each_turn(now_s)
        if now_s - self._screens_at_s >= SCREENS_EVERY_S:
            self._screens_at_s = now_s
            self._follow_screens()

    def _follow_visibility(self) -> None:
        settings = self._settings
        in_front = self._desktop.in_front() if settings.hide_behind else None
        shown = self._visibility.is_shown(time.monotonic(), settings, in_front)
        window = self.meter.window
        if shown and window.state() == "withdrawn":
            self.meter.draw()
            window.deiconify()
            self._desktop.dress(window)
            self.through.follow_window()
        elif not shown and window.state() != "withdrawn":
            window.withdraw()
        self.sides.turn(self._paused, is_shown=shown, is_through=self.through.is_on)

    # Places

    def _screens_now(self) -> tuple[Screen, ...]:
        """While screens come and go there may be none for a moment: then those of before."""
        return self._desktop.screens() or self._screens

    def _first_place(self) -> Geometry:
        """One line may stand where the whole meter would not be in view: it sees to that itself."""
        find = placing.stored if self._settings.mini else placing.remembered
        found = find(self._settings.places, "meter", self._screens)
        scale = self._scale(found)
        width, height = (round(side * scale) for side in DEFAULT_SIZE)
        return found or placing.first_place(width, height, round(CORNER * scale), self._screens)

    def _into_view(self, where: Geometry) -> Geometry:
        return placing.into_view(where, self._screens)

    def _on_moved(self, where: Geometry) -> None:
        self._remember_place(where)
        if len({screen.scale for screen in self._screens}) > 1:
            self._follow_scale()

    def _follow_scale(self) -> None:
        """On a screen with other dpi everything has another size."""
        words = self._words(self.meter.window.where())
        if words.scale != self.meter.scale:
            self.meter.apply(words)

    def _remember_place(self, where: Geometry) -> None:
        places = placing.with_place(self._settings.places, "meter", self._screens, where)
        self._preferences.change(places=places)

    def _follow_screens(self) -> None:
        """When a screen comes or goes, the meter goes where it was on such a set of screens."""
        screens = self._screens_now()
        if screens == self._screens:
            return
        self._screens = screens
        self.meter.move_to(self._first_place())
        self._follow_scale()
        self.sides.follow_screens()
