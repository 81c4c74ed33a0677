"""The strip: tabs, the way back, and the numbers of all that is open."""

from __future__ import annotations

import tkinter as tk
from dataclasses import replace
from itertools import pairwise

import pytest
from fakes import make_snapshot, option, text_items, texts
from fight_fakes import ANNA, BEN, WOLF_MONSTER, brawl, picture, reading

from resonance import formats
from resonance.combat.snapshot import AmountChoice, Snapshot
from resonance.combat.tally import View
from resonance.palettes import DARK
from resonance.ui.details.skills import PlayerSkills, TargetSkills
from resonance.ui.place import Place
from resonance.ui.sheet import Sheet
from resonance.ui.tab_strip import BACK, BACK_KEY, TabStrip, group_rate, rate_unit
from resonance.ui.tabs import TABS
from resonance.ui.theme import Look

LONG_NAME = "AVeryLongPlayerNameThatNeverEnds"
NARROWEST = 298


@pytest.fixture
def look(tk_root: tk.Tk) -> Look:
    return Look(tk_root, DARK, scale=1.0)


class Hand:
    """A strip, and what was chosen in it."""

    def __init__(self, root: tk.Tk, look: Look) -> None:
        self.sheet = Sheet(root, DARK.ground)
        self.asked: list[object] = []
        self.strip = TabStrip(self.sheet, look, self.asked.append, lambda: self.asked.append("back"))

    def show(self, place: Place, snapshot: Snapshot | None, width: int = 900, **settings: object) -> None:
        self.strip.layout(width, 0)
        places = place.neighbours() or TABS
        is_detail = place not in TABS
        self.strip.show(snapshot, place, places, reading(**settings), is_detail=is_detail)  # type: ignore[arg-type]

    def read(self) -> list[str]:
        return texts(self.sheet)

    def boxes(self) -> dict[str, tuple[int, int, int, int]]:
        """Where each text stands."""
        sheet = self.sheet
        return {text: sheet.bbox(item) for item in text_items(sheet) if (text := option(sheet, item, "text"))}

    def press(self, key: str) -> None:
        spot = next(spot for spot in self.strip.hotspots() if spot.key == key)
        assert spot.press is not None
        spot.press()


@pytest.fixture
def hand(tk_root: tk.Tk, look: Look) -> Hand:
    return Hand(tk_root, look)


def test_tabs_with_the_group_beside_them(hand: Hand) -> None:
    """All tabs, the deaths counted, no way back; total and per second of the group in the open view."""
    hand.show(TABS[0], make_snapshot(8))
    read = hand.read()
    assert {"Damage", "Healing", "Taken", "Deaths 1", "Buffs", "Group", "total"} <= set(read)
    assert BACK not in read
    assert any(text.endswith(" dps") for text in read)
    hand.show(TABS[1], make_snapshot(8))
    assert any(text.endswith(" hps") for text in hand.read())


def test_detail_shows_the_way_back_and_its_own_numbers(hand: Hand) -> None:
    """The player's total and per second in place of the group's."""
    snapshot = picture(brawl())
    hand.show(PlayerSkills(View.DAMAGE, BEN), snapshot)
    read = hand.read()
    assert {BACK, "Ben", "Skills", "Targets", "Timeline", "Buffs", "Player", "400"} <= set(read)
    assert "Group" not in read
    assert any(spot.key == BACK_KEY for spot in hand.strip.hotspots())
    hand.show(PlayerSkills(View.DAMAGE, ANNA), snapshot)
    assert hand.read().count("You") == 2
    assert "1.00k" in hand.read()


def test_effective_amounts_and_number_style_reach_the_strip(hand: Hand) -> None:
    """The strip and the table below it say the same."""
    formats.use_style("full")
    hand.show(PlayerSkills(View.DAMAGE, ANNA), picture(brawl(), amounts=AmountChoice.EFFECTIVE))
    assert "900" in hand.read()
    hand.show(PlayerSkills(View.DAMAGE, ANNA), picture(brawl()))
    assert "1,000" in hand.read()


def test_way_back_is_there_before_there_is_a_snapshot(hand: Hand) -> None:
    """A reset while a detail is open, or somebody who is not in the fight: nobody is caught there."""
    for snapshot in (None, make_snapshot(0)):
        hand.show(PlayerSkills(View.DAMAGE, BEN), snapshot)
        assert BACK in hand.read()
        hand.press(BACK_KEY)
    assert hand.asked == ["back", "back"]
    assert not any(text.endswith("dps") for text in hand.read())


def test_presses_choose_a_place_or_go_back(hand: Hand) -> None:
    """Each title is its own place."""
    here = PlayerSkills(View.DAMAGE, ANNA)
    hand.show(here, picture(brawl()))
    hand.press("tab targets")
    hand.press(BACK_KEY)
    assert hand.asked == [here.neighbours()[1], "back"]
    hand.show(TABS[0], picture(brawl()))
    hand.press("tab buffs")
    assert hand.asked[-1] is TABS[4]


@pytest.mark.parametrize("width", [NARROWEST, 360, 460, 600, 900])
@pytest.mark.parametrize(
    "place",
    [*TABS, *PlayerSkills(View.TAKEN, ANNA).neighbours(), TargetSkills(View.DAMAGE, ANNA, f"monster {WOLF_MONSTER}")],
    ids=lambda place: place.key,
)
def test_every_title_has_room_in_every_window(hand: Hand, place: Place, width: int) -> None:
    """None is cut off or hidden, nothing overlaps, and the open one is underlined where it stands."""
    hand.show(place, picture(brawl()), width)
    titles = [each.title(picture(brawl()), reading()) for each in (place.neighbours() or TABS)]
    boxes = hand.boxes()
    assert set(titles) <= set(boxes)
    ordered = sorted(boxes.values())
    assert all(before[2] <= after[0] + 2 for before, after in pairwise(ordered))
    assert ordered[0][0] >= 0
    assert ordered[-1][2] <= width
    spots = sorted(spot.box for spot in hand.strip.hotspots())
    assert len(spots) >= len(titles)
    assert all(before[2] <= after[0] for before, after in pairwise(spots))


def test_tabs_of_a_raid_with_many_deaths_have_room(hand: Hand) -> None:
    """In the narrowest window the letters become smaller rather than that a tab goes."""
    snapshot = make_snapshot(8)
    hand.show(TABS[3], replace(snapshot, deaths=snapshot.deaths * 240), NARROWEST)
    boxes = hand.boxes()
    assert {"Damage", "Healing", "Taken", "Deaths 240", "Buffs"} <= set(boxes)
    assert max(right for _, _, right, _ in boxes.values()) <= NARROWEST


def test_long_names_give_way(hand: Hand) -> None:
    """What the detail is about is cut, its titles are not; the whole name is in the tip."""
    snapshot = make_snapshot(8)
    actor = next(row.actor.actor_id for row in snapshot.players if row.actor.name == LONG_NAME)
    for width in (NARROWEST, 600, 900):
        hand.show(PlayerSkills(View.DAMAGE, actor), snapshot, width)
        read = hand.read()
        assert {"Skills", "Targets", "Timeline", "Buffs"} <= set(read)
        assert any(text.endswith("…") and LONG_NAME.startswith(text[:-1]) for text in read)
        back = next(spot for spot in hand.strip.hotspots() if spot.key == BACK_KEY)
        assert back.tip.startswith(f"{LONG_NAME}\n")


def test_numbers_give_way_to_titles(hand: Hand) -> None:
    """First the total goes, then the rate; per second is what counts."""
    seen = set()
    for width in range(NARROWEST, 900, 20):
        hand.show(TABS[0], make_snapshot(8), width)
        read = hand.read()
        has_rate, has_total = any(text.endswith(" dps") for text in read), "total" in read
        assert has_rate or not has_total
        seen.add((has_rate, has_total))
    assert seen == {(False, False), (True, False), (True, True)}


def test_hovered_title_is_bright(hand: Hand) -> None:
    """And the arrow back; nothing else changes its colour."""
    hand.show(PlayerSkills(View.DAMAGE, BEN), picture(brawl()))

    def colours() -> dict[str, str]:
        sheet = hand.sheet
        return {option(sheet, item, "text"): option(sheet, item, "fill") for item in text_items(sheet)}

    quiet = colours()
    hand.strip.hover("tab targets")
    assert {text for text, colour in colours().items() if colour != quiet[text]} == {"Targets"}
    hand.strip.hover(BACK_KEY)
    assert {text for text, colour in colours().items() if colour != quiet[text]} == {BACK}


def test_same_strip_again_asks_nothing_of_tk(hand: Hand) -> None:
    """Five times a second."""
    snapshot = make_snapshot(8)
    hand.show(TABS[0], snapshot)
    calls = hand.sheet.calls
    hand.show(TABS[0], snapshot)
    assert hand.sheet.calls == calls


def test_words_of_the_group_rate() -> None:
    """As mini mode uses them."""
    snapshot = make_snapshot(8)
    rate = snapshot.damage.amount * 1_000 / snapshot.clock_ms(View.DAMAGE)
    assert group_rate(snapshot, View.DAMAGE) == formats.short(rate)
    assert [rate_unit(view) for view in View] == ["dps", "hps", "dtps"]
