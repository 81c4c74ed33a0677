"""The menu of chosen encounters, the words of their lines, and which rows are chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_reading
from history_fakes import MORNING_MS, ended

from resonance.combat.clock import ClockChoice
from resonance.combat.entries import Correction, Merged, SplitAt, WipeMarked
from resonance.combat.record import Quality, Result
from resonance.combat.snapshot import build
from resonance.combat.timeline import from_ms
from resonance.store.history import EncounterSummary
from resonance.ui.history.choice import Choice
from resonance.ui.history.row_menu import RowActions, moment_menu, row_menu
from resonance.ui.history.words import COLUMNS, columns_that_fit, line_of


def summary(number: int = 1, **changes: object) -> EncounterSummary:
    fields: dict[str, object] = {
        "encounter_id": number,
        "key": f"key {number}",
        "started_at_ms": MORNING_MS,
        "elapsed_ms": 425_000,
        "active_ms": 400_000,
        "scene_id": 13002,
        "line": None,
        "result": Result.KILL,
        "ended": True,
        "boss_monster_id": 1152,
        "players": 5,
        "damage": 1_000,
        "healing": 0,
        "taken": 0,
        "quality": Quality(),
    }
    return EncounterSummary(**(fields | changes))  # type: ignore[arg-type]


class Pressed:
    def __init__(self) -> None:
        self.corrections: list[Correction] = []
        self.favourites: list[bool] = []

    def actions(self) -> RowActions:
        return RowActions(
            favourite=lambda chosen, on: self.favourites.append(on),
            note=lambda each: None,
            correct=lambda each, correction: self.corrections.append(correction),
            export=None,
            delete=lambda chosen: None,
        )


def labels(*chosen: EncounterSummary, pulls: int = 0) -> list[str]:
    opened = build(ended(pulls=pulls), ClockChoice.ACTIVE) if pulls else None
    return [entry.label for group in row_menu(chosen, opened, Pressed().actions()) for entry in group]


def test_one_encounter_with_pulls() -> None:
    """Every pull can be marked, and each but the first merged with what was before it."""
    assert labels(summary(), pulls=2) == [
        "Make it a favourite",
        "Note…",
        "Pull 1 was not a wipe",
        "Mark pull 2 as a wipe",
        "Merge pull 2 with the fight before it",
        "Delete",
    ]


def test_clip_where_videos_are_known() -> None:
    """One entry, for one encounter alone."""
    shown: list[EncounterSummary] = []
    actions = replace(Pressed().actions(), clip=shown.append)
    entries = [entry for group in row_menu([summary()], None, actions) for entry in group]
    (clip,) = (entry for entry in entries if entry.label == "Open the clip")
    clip.press()
    assert shown == [summary()]
    several = [entry.label for group in row_menu([summary(1), summary(2)], None, actions) for entry in group]
    assert "Open the clip" not in several


def test_several_encounters() -> None:
    """Only what can be done to all of them."""
    favourites = summary(1, favourite=True), summary(2, favourite=True)
    assert labels(*favourites) == ["No favourites any more", "Delete 2 encounters"]
    assert labels(favourites[0], summary(3))[0] == "Make them favourites"
    assert labels(favourites[0])[0] == "No favourite any more"


def test_long_evening() -> None:
    """The newest pulls only: a menu has to fit the screen."""
    assert [words for words in labels(summary(), pulls=20) if words.startswith("Merge")][-1].startswith("Merge pull 20")
    assert len(labels(summary(), pulls=20)) < 20


def test_corrections_name_the_segment() -> None:
    """What is pressed is what is corrected."""
    pressed = Pressed()
    groups = row_menu([summary()], build(ended(pulls=2), ClockChoice.ACTIVE), pressed.actions())
    for entry in groups[1]:
        entry.press()
    assert pressed.corrections == [WipeMarked(0, False), WipeMarked(1, True), Merged(1)]


def test_menu_of_a_moment() -> None:
    """Within a pull it can be split there, or merged; beside all of them nothing can."""
    opened, pressed = build(ended(pulls=2), ClockChoice.ACTIVE), list[Correction]()
    segment = opened.segments[1]
    assert segment.ended_at_ms is not None
    middle_s = ((segment.started_at_ms + segment.ended_at_ms) / 2 - from_ms(opened)) / 1000
    (entries,) = moment_menu(summary(), opened, middle_s, lambda each, correction: pressed.append(correction))
    for entry in entries:
        entry.press()
    assert pressed == [SplitAt(1, from_ms(opened) + round(middle_s * 1000)), Merged(1), WipeMarked(1, True)]
    ((nothing,),) = moment_menu(summary(), opened, 1e6, lambda each, correction: pressed.append(correction))
    assert not nothing.enabled


def test_line_of_an_unknown_local_player() -> None:
    """A number that is not known is a dash, never 0."""
    line = line_of(summary(), make_reading().names, make_reading().colours)
    assert (line.dps, line.share) == (("—", ""), ("—", ""))
    line = line_of(summary(my_damage=500), make_reading().names, make_reading().colours)
    assert (line.dps, line.share) == (("1", ""), ("50.0", "%"))


def test_line_without_a_boss() -> None:
    """The place stands in for it, or that it is not known."""
    names, colours = make_reading().names, make_reading().colours
    assert line_of(summary(boss_monster_id=None), names, colours).name == names.scene(13002)
    assert line_of(summary(boss_monster_id=None, scene_id=None), names, colours).name == "Unknown place"


def test_attempts_stand_beside_the_result() -> None:
    """A single attempt needs no number."""
    names, colours = make_reading().names, make_reading().colours
    found = [line_of(summary(attempts=count), names, colours).attempts for count in (0, 1, 12)]
    assert found == ["", "", "#12"]


@pytest.mark.parametrize("width", range(200, 1_000, 100))
def test_columns_of_a_narrow_list(width: int) -> None:
    """Name and result stay to the end, and what is shown has room."""
    shown = columns_that_fit(width, 100)
    assert {"name", "result"} <= {column.key for column in shown}
    assert sum(column.width for column in shown) + 100 <= width
    assert len(shown) == len(COLUMNS) or width < 1_000


def test_rows_chosen_one_after_the_other() -> None:
    """Again on one of them takes it out, and a plain click leaves it alone."""
    choice, first, second = Choice(), summary(1), summary(2)
    choice.only(0, first)
    choice.toggle(1, second)
    assert list(choice.chosen) == [1, 2]
    choice.toggle(0, first)
    assert list(choice.chosen) == [2]
    choice.only(0, first)
    assert list(choice.chosen) == [1]


def test_stretch_in_both_directions() -> None:
    """It is counted from the row that was clicked last, whichever way."""
    choice = Choice()
    choice.only(5, summary(5))
    assert choice.stretch_to(8) == (5, 4)
    assert choice.stretch_to(2) == (2, 4)
