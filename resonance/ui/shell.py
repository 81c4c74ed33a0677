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

from resonance.combat.pictures import Scope
from resonance.combat.snapshot import Snapshot
from resonance.engine_commands import MarkWipe, Merge, Pause, Reset, Split, Train
from resonance.health import Notice
from resonance.home import Wish
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.ui import live_settings, tray
from resonance.ui.actions import MeterActions
from resonance.ui.desktop.desktop import Desktop
from resonance.ui.dialogs import Dialogs
from resonance.ui.escape import EscapeKey
from resonance.ui.geometry import Geometry
from resonance.ui.hotkeys import ACTIONS, Hotkeys
from resonance.ui.meter import Meter
from resonance.ui.meter_places import MeterPlaces
from resonance.ui.opened_files import OpenedFiles
from resonance.ui.poll import Poll
from resonance.ui.preferences import Preferences
from resonance.ui.services import Services
from resonance.ui.showing import Showing
from resonance.ui.side_meters import SideMeters
from resonance.ui.stacking import Stacking
from resonance.ui.through import ClickThrough


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
        self._each_turn = each_turn
        self._paused = False
        self.places = MeterPlaces(root, desktop, preferences)
        self._hotkeys = Hotkeys(desktop, lambda words: pipeline.health.tell(words, is_error=True))
        self.services = self._make_services(is_live)
        self.dialogs = self._make_dialogs()
        self._opened = OpenedFiles(root, preferences.path.parent, desktop.dropped, self.dialogs.import_files)
        live_settings.begin(preferences.settings, root, pipeline)
        where = self.places.of_meter()
        self.meter = Meter(
            root, self.places.words(where), self._actions(), where, activity=activity, into_view=self.places.into_view
        )
        self.through = ClickThrough(desktop, self._hotkeys, self.meter, self._tell)
        self._escape = EscapeKey(desktop, self._hotkeys, self.meter, self.through)
        self._stacking = Stacking(desktop, self.meter.window)
        self.meter.window.bind("<Destroy>", self._on_destroyed, add="+")
        desktop.dress(self.meter.window)
        desktop.accept_files(self.meter.window)
        self.sides = self._make_sides(activity)
        self._showing = Showing(
            root, desktop, self.meter, self.through, self.places, lambda: self._settings, self._follow_shown
        )
        self._hotkeys.bind(self._settings)
        tray.show(desktop)
        self._unlisten = preferences.listen(self._on_change)
        self.wish = Wish()
        if is_live and not preferences.settings.welcomed:
            self.dialogs.open_welcome(self._go_to_demo)
        self._poll = self._make_poll()

    def _make_services(self, is_live: bool) -> Services:
        return Services(
            self._root,
            self._pipeline,
            self._preferences,
            is_live=is_live,
            above=self._keep_above,
            screens=self.places.screens_now,
            tell=self._tell,
            demo=self._go_to_demo,
            pause=self._pause_by_api,
            is_paused=lambda: self._paused,
        )

    def _make_dialogs(self) -> Dialogs:
        return Dialogs(
            self._root,
            self._preferences,
            self._hotkeys,
            self._pipeline.database,
            self.places.screens_now,
            self._desktop.limits,
            self._keep_above,
            self._tell,
            self._pipeline.offer,
            accept_files=self._desktop.accept_files,
            api_status=self.services.streaming.status,
            open_obs=self.services.obs.open,
            restore=self._go_to_restored,
        )

    def _make_sides(self, activity: str) -> SideMeters:
        return SideMeters(
            self._root,
            self._pipeline,
            self._preferences,
            self._desktop,
            main=self.meter,
            actions=self._actions(),
            export=self.dialogs.open_export,
            words=self.places.words,
            screens=lambda: self.places.screens,
            activity=activity,
        )

    def _make_poll(self) -> Poll:
        return Poll(
            self._root,
            newest=lambda: self._pipeline.picture(Scope(self._settings.scope)),
            health=self._pipeline.health,
            show=self._show,
            tell=self.meter.tell,
            more=self._turn,
        )

    def close(self) -> None:
        """Whatever goes wrong with one of them, all are closed, and the settings saved.

        Threads end while windows close.
        """
        with contextlib.ExitStack() as last_first:
            for step in (
                self.services.close,
                self._desktop.close,
                self.meter.close,
                self.sides.close,
                self._preferences.save_now,
                lambda: self.places.remember(self.meter.where()),
                self.dialogs.close,
                self._opened.close,
                self.services.end,
                self._unlisten,
                self._poll.stop,
            ):
                last_first.callback(step)

    # Settings

    @property
    def _settings(self) -> Settings:
        return self._preferences.settings

    def _on_change(self, settings: Settings, changed: frozenset[str]) -> None:
        live_settings.take_effect(settings, changed, self._root, self._pipeline)
        self.services.apply(settings, changed)
        if changed & ACTIONS.keys():
            self._hotkeys.bind(self._settings)
            self.through.follow_keys()
        if changed & (ACTIONS.keys() | {"language"}):
            tray.show(self._desktop)
        if changed - live_settings.UNSEEN_SETTINGS:
            words = self.places.words(self.meter.window.where())
            self.meter.apply(words)
            self.sides.apply()
            self.dialogs.apply(words)
        if changed & {"language", "theme"}:
            self.services.reopen()
            self.dialogs.reopen_chapters()

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
            about_capture=self.services.entries,
            open_doctor=self.services.doctor.open,
            open_analytics=self.dialogs.open_analytics,
            side_meters=lambda: self.sides.scopes,
            toggle_side=self._toggle_side,
        )

    def _toggle_side(self, scope: Scope) -> None:
        self.sides.toggle(scope)

    def _asked(self) -> dict[str, Callable[[], object]]:
        """What keys and tray can ask for, by the name of the action."""
        change = self._preferences.change
        return {
            "rescue": self._showing.rescue,
            "hide": self._showing.toggle,
            "show": self._show_again,
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

    def _show_again(self) -> None:
        """As the tray does, or a second start of the program, perhaps for a file."""
        self._showing.appear()
        self._opened.look()

    def toggle_shown(self) -> None:
        """Hide the meter, or show it again."""
        self._showing.toggle()

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
        self.wish = Wish(demo=True)
        self._root.quit()

    def _go_to_restored(self, archive: Path) -> None:
        """The program ends as ever, puts the backup in place, and starts again."""
        self.wish = Wish(restore=archive)
        self._root.quit()

    def _tell(self, words: str) -> None:
        self.meter.tell(Notice(words))

    # Every turn

    def _show(self, snapshot: Snapshot | None) -> None:
        self.meter.show(snapshot, self._pipeline.health, self._paused)

    def _turn(self) -> None:
        asked = self._asked()
        while not self._desktop.asked.empty():
            action = asked.get(self._desktop.asked.get())
            if action is not None:
                action()
        self._opened.turn()
        now_s = time.monotonic()
        self.services.turn(now_s)
        self._showing.turn(now_s, self._pipeline.snapshot())
        self._escape.follow()
        self._each_turn(now_s)
        if self.places.turn(now_s):
            self._follow_screens()

    def _follow_shown(self, is_shown: bool) -> None:
        self.sides.turn(self._paused, is_shown=is_shown, is_through=self.through.is_on)

    # Places

    def _on_moved(self, where: Geometry) -> None:
        self.places.remember(where)
        if self.places.has_other_scales:
            self._follow_scale()

    def _follow_scale(self) -> None:
        """On a screen with other dpi everything has another size."""
        words = self.places.words(self.meter.window.where())
        if words.scale != self.meter.scale:
            self.meter.apply(words)

    def _follow_screens(self) -> None:
        """A screen came or went: the meter goes where it was on such a set of screens."""
        self.meter.move_to(self.places.of_meter())
        self._follow_scale()
        self.sides.follow_screens()
