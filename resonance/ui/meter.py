"""The always-on-top meter: a borderless window with a face that can be changed, and what the user does to it.

`show()` takes the newest `Snapshot` and the `Health` and draws them in place; what the user does goes out through
`MeterActions`. It never waits for anything.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import replace

from resonance.combat.clock import ClockChoice
from resonance.combat.pictures import Scope
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.export.template import TemplateError
from resonance.health import Health, Notice
from resonance.palettes import PALETTES
from resonance.settings import Settings
from resonance.texts import say
from resonance.ui.actions import MeterActions
from resonance.ui.buttons import Button
from resonance.ui.copying import copied
from resonance.ui.face import BORDER, SMALLEST, Face, State
from resonance.ui.fight_view import Trail
from resonance.ui.geometry import Geometry
from resonance.ui.menu import Groups, fight_menu, side_menu
from resonance.ui.meter_buttons import NARROW, OwnActions, all_buttons, fitting, side_buttons
from resonance.ui.one_line import OneLine
from resonance.ui.pointer import Hotspot
from resonance.ui.status import NEXT_SCOPE, MessageRate
from resonance.ui.theme import Look
from resonance.ui.window import BorderlessWindow
from resonance.ui.words import Words

DEFAULT_SIZE = (600, 424)
"""Logical pixels: ten rows below a boss."""


class Meter:
    def __init__(
        self,
        root: tk.Misc,
        words: Words,
        actions: MeterActions,
        geometry: Geometry,
        *,
        activity: str = "Capturing",
        into_view: Callable[[Geometry], Geometry] = lambda where: where,
        is_side: bool = False,
    ) -> None:
        """`geometry`: where to appear, in screen pixels. `activity`: for the footer.

        `into_view` moves a rectangle onto a screen. `is_side`: one of those beside the meter; its scope stays.
        """
        settings = words.settings
        self._words = words
        self._actions = actions
        self._rate = MessageRate()
        self._trail = Trail(settings.start_view)
        self.state = State(activity=activity, is_side=is_side)
        self._take_numbers(settings)
        self.window = BorderlessWindow(root, title="Resonance Logs", ground="#000000", opacity=settings.opacity)
        self.window.protocol("WM_DELETE_WINDOW", actions.quit)
        self.window.bind("<Escape>", lambda event: self.back())
        self._line = OneLine(
            self.window, into_view=into_view, is_held=lambda: self._face.menu.is_open, changed=self.draw
        )
        self._face = self._new_face()
        self._line.is_on, self._line.height = settings.mini, self._line_height
        self.window.appear(self._line.as_shown(self._not_too_small(geometry)))

    @property
    def look(self) -> Look:
        return self._face.look

    @property
    def face(self) -> Face:
        return self._face

    @property
    def trail(self) -> Trail:
        return self._trail

    # What is shown

    def show(self, snapshot: Snapshot | None, health: Health, paused: bool) -> None:
        """Draw this, in place. None = no encounter yet; the window then says what is awaited."""
        state = self.state
        state.snapshot, state.health, state.paused = snapshot, health, paused
        state.messages_per_s = self._rate.update(time.monotonic(), health.messages)
        if snapshot is not None:
            state.scope = _scope_of(snapshot)
        if self.window.state() != "withdrawn":
            self.draw()

    def draw(self) -> None:
        self.state.is_mini, self.state.full_height = self._line.is_shown, self._line.full_height
        self._face.draw(self.state, self._buttons())

    def tell(self, notice: Notice) -> None:
        """Show it in the footer for a few seconds."""
        self._face.footer.notice(notice)
        self.draw()

    def apply(self, words: Words) -> None:
        """Other settings, or another screen: look, words and columns follow at once."""
        before, self._words = self._words, words
        self.window.set_opacity(words.settings.opacity)
        self._take_numbers(words.settings)
        if _look_of(before) != _look_of(words):
            old = self._face
            old.destroy()
            self._face = self._new_face()
            self._face.footer.take_over(old.footer)
        self._face.view.reading = words.reading
        self._face.pointer.can_resize = not words.settings.mini
        self._line.use(words.settings.mini, self._line_height)
        self.draw()

    def let_through(self, way_back: str) -> None:
        """Say that the mouse does not reach the window, and how to end that; "" = it does again."""
        self.state.through = way_back
        self.draw()

    def close(self) -> None:
        self._line.close()
        self.window.destroy()

    def hotspots(self) -> list[Hotspot]:
        return self._face.hotspots()

    def _new_face(self) -> Face:
        words = self._words
        settings = words.settings
        look = Look(
            self.window,
            PALETTES[settings.theme],
            settings.row_height,
            words.scale,
            font_size=settings.font_size,
        )
        self.window.configure(background=look.palette.hairline)
        face = Face(
            self.window,
            look,
            words.reading,
            self._trail,
            change=self._actions.change,
            toggle_scope=self.toggle_scope,
            open_doctor=self._actions.open_doctor,
            is_side=self.state.is_side,
        )
        face.pointer.on_moved = self._on_moved
        face.pointer.on_right_press = self._on_right_press
        face.pointer.on_double_press = self._on_double_press
        face.pointer.can_resize = not settings.mini
        face.sheet.bind("<Configure>", lambda event: self.draw())
        return face

    def _take_numbers(self, settings: Settings) -> None:
        """What the footer says of them, until a snapshot does."""
        self.state.scope = Scope(settings.scope)
        self.state.clock, self.state.amounts = ClockChoice(settings.clock), AmountChoice(settings.amounts)

    # What the user does

    def copy_table(self) -> None:
        """Put the open table on the clipboard, in the format of the settings."""
        snapshot = self.state.snapshot
        try:
            text, rows = copied(snapshot, self._trail.here, self._words) if snapshot else ("", 0)
        except TemplateError as error:
            self.tell(Notice(str(error)))
            return
        if not rows:
            self.tell(Notice(say("There is nothing to copy yet.")))
            return
        self.window.clipboard_clear()
        self.window.clipboard_append(text)
        what = say("1 row") if rows == 1 else say("{count} rows", count=rows)
        self.tell(Notice(say("Copied to the clipboard: {what}.", what=what)))

    def toggle_pause(self) -> None:
        # Shown at once, like the scope: the next `show` may be a second away.
        self.state.paused = not self.state.paused
        self._actions.pause(self.state.paused)
        self.draw()

    def toggle_scope(self) -> None:
        if not self.state.is_side:
            self._choose_scope(NEXT_SCOPE[self.state.scope][0])

    def _choose_scope(self, scope: Scope) -> None:
        self.state.scope = scope
        self._actions.show(scope)
        self.draw()

    def _split(self) -> None:
        self._actions.split()
        self.tell(Notice(say("The next hit begins another fight.")))

    def back(self) -> None:
        """One step, from a detail to what it is a part of."""
        self._face.view.back()

    def awaits_back(self) -> bool:
        """There is a step back, and the pointer is where the user wants it: on the window, with no menu open."""
        return len(self._trail.places) > 1 and not self._face.menu.is_open and self.window.has_pointer()

    def open_menu(self, x: int, y: int) -> None:
        """The menu of the fight, at a point of the sheet."""
        if self.state.is_side:
            self._pop_up(side_menu(self._actions), x, y)
            return
        actions = replace(self._actions, show=self._choose_scope, split=self._split)
        is_training, is_mini = bool(self.state.health.training), self._words.settings.mini
        self._pop_up(fight_menu(self.state.snapshot, self.state.scope, is_training, is_mini, actions), x, y)

    def _pop_up(self, groups: Groups, x: int, y: int) -> None:
        sheet = self._face.sheet
        self._face.menu.open(groups, sheet.winfo_rootx() + x, sheet.winfo_rooty() + y)

    def _open_menu_below(self) -> None:
        """Below its button."""
        spot = next(spot for spot in self._face.header.buttons.hotspots() if spot.key == "more")
        self.open_menu(spot.box[0], spot.box[3])

    def _on_right_press(self, x: int, y: int) -> None:
        """On the titles the menu of the columns; on header and boss that of the fight; elsewhere one step back."""
        groups = self._face.view.menu_at(x, y)
        if groups is not None:
            self._pop_up(groups, x, y)
        elif y < self._face.head_height:
            self.open_menu(x, y)
        else:
            self.back()

    def _on_double_press(self, x: int, y: int) -> None:
        if y < self._face.head_height and not self.state.is_side:
            self._actions.change(mini=not self._words.settings.mini)

    # Where it stands

    @property
    def _line_height(self) -> int:
        return self._face.header.height + 2 * BORDER

    def _not_too_small(self, wanted: Geometry) -> Geometry:
        """As it can be pulled with the mouse, whatever stands in the settings."""
        width, height = (self.look.px(side) for side in SMALLEST)
        return wanted._replace(width=max(wanted.width, width), height=max(wanted.height, height))

    @property
    def scale(self) -> float | None:
        """What its sizes were asked for with; None = that of the screen."""
        return self._words.scale

    def move_to(self, where: Geometry) -> None:
        """Stand there, as one line if it is one."""
        self.window.place_at(self._line.as_shown(self._not_too_small(where)))
        self.window.update_idletasks()  # so that `where` knows it at once

    def where(self) -> Geometry:
        """Where it stands, or would if it were not one line."""
        return self._line.where()

    def _on_moved(self, geometry: Geometry) -> None:
        self._line.moved(geometry)
        self._actions.geometry_changed(self.where())

    def _buttons(self) -> list[Button]:
        own = OwnActions(self.toggle_pause, self.toggle_scope, self.copy_table, self._open_menu_below)
        if self.state.is_side:
            return side_buttons(self._actions, own)
        buttons = all_buttons(self._actions, own, self.state.scope, self.state.paused)
        is_narrow = self._face.sheet.winfo_width() < self.look.px(NARROW)
        return fitting(buttons, self._words.settings, is_mini=self.state.is_mini, is_narrow=is_narrow)


def _scope_of(snapshot: Snapshot) -> Scope:
    if snapshot.encounters is not None:
        return Scope.EVENING
    return Scope.ENCOUNTER if snapshot.segment is None else Scope.SEGMENT


def _look_of(words: Words) -> tuple[object, ...]:
    """What the face is built for; all else is drawn into the one there is."""
    settings = words.settings
    sizes = (words.scale, settings.row_height, settings.font_size)
    return (*sizes, settings.theme, settings.language, settings.hide_names, settings.number_style)
