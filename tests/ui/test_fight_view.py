"""The body of a window about a fight: from table to detail and back, sorted, folded, scrolled and drawn as a chart."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import pytest
from fakes import make_snapshot, option, text_items, texts
from fight_fakes import ANNA, BEN, BOSS, GROUPED, SECOND, brawl, hit, picture, reading

from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.palettes import DARK
from resonance.ui.details.skills import PlayerSkills
from resonance.ui.fight_view import FightView, Trail
from resonance.ui.place import Reading
from resonance.ui.pointer import Hotspot
from resonance.ui.sheet import Sheet
from resonance.ui.table import Table
from resonance.ui.tabs import TABS
from resonance.ui.theme import Look

WIDTH, HEIGHT = 700, 330
WAITING = Table(empty="Nothing yet.", advice="Wait.")


class Hand:
    """The body on a real canvas, and a hand that clicks where it reads something."""

    def __init__(self, root: tk.Tk, start: str = "damage", how: Reading | None = None) -> None:
        self.changed: list[dict[str, object]] = []
        self.trail = Trail(start)
        self.sheet = Sheet(root, DARK.ground)
        self.look = Look(root, DARK, scale=1.0)
        self.view = FightView(
            self.sheet, self.look, self.trail, how or reading(), change=lambda **values: self.changed.append(values)
        )
        self.view.layout(WIDTH, 0, HEIGHT)

    def show(self, snapshot: Snapshot | None) -> None:
        self.view.show(snapshot, WAITING)

    def read(self) -> list[str]:
        return texts(self.sheet)

    def middle(self, words: str) -> tuple[int, int]:
        sheet = self.sheet
        found = (item for item in text_items(sheet) if option(sheet, item, "text").startswith(words))
        left, top, right, bottom = next(sheet.bbox(item) for item in found if option(sheet, item, "state") != "hidden")
        return (left + right) // 2, (top + bottom) // 2

    def spot(self, words: str) -> Hotspot | None:
        return self.view.hotspot_at(*self.middle(words))

    def click(self, words: str) -> None:
        spot = self.spot(words)
        assert spot is not None
        assert spot.press is not None
        spot.press()

    def fold(self, words: str) -> None:
        """Click at the left end of the row with these words."""
        spot = self.view.hotspot_at(10, self.middle(words)[1])
        assert spot is not None
        assert spot.press is not None
        spot.press()


@pytest.fixture
def hand(tk_root: tk.Tk) -> Hand:
    made = Hand(tk_root)
    made.show(picture(brawl(), ended=True))
    return made


# The way


def test_click_on_a_player_and_back(hand: Hand) -> None:
    """To the skills with the player above them, and back to the tab; from there is no way back."""
    hand.click("Ben")
    assert hand.trail.here.key == "skills"
    assert "Skill 7" in hand.read()
    assert hand.view.back()
    assert hand.trail.here is TABS[0]
    assert "You · Anna" in hand.read()
    assert not hand.view.back()


def test_way_down_and_up_step_by_step(hand: Hand) -> None:
    """Player, skill, its hits: each step back leads to where one was; a neighbour is no step."""
    hand.click("You · Anna")
    hand.click("Windborne Grace")
    assert hand.trail.here.key == "skill targets"
    hand.click("Hits")
    assert "Not critical" in hand.read()
    assert len(hand.trail.places) == 3
    hand.click("‹")
    assert hand.trail.here.key == "skills"
    hand.click("‹")
    assert hand.trail.here is TABS[0]


def test_neighbours_take_the_place_of_each_other(hand: Hand) -> None:
    """Targets in the stead of skills; back leads to the tab, not to the skills."""
    hand.click("You · Anna")
    hand.click("Targets")
    hand.click("Kartgriff")
    assert hand.trail.here.key == "target"
    assert "Kartgriff" in hand.read()
    assert hand.view.back()
    assert hand.trail.here.key == "targets"
    assert hand.view.back()
    assert hand.trail.here is TABS[0]


def test_tabs(hand: Hand) -> None:
    """Each shows its own table; a tab from within a detail begins anew."""
    expected = {"Healing": "Ben", "Taken": "You · Anna", "Deaths": "Nobody has died.", "Buffs": "No buff was seen yet."}
    for title, words in expected.items():
        hand.click(title)
        assert words in hand.read()
    hand.view.go(TABS[0])
    hand.click("Ben")
    hand.view.go(TABS[2])
    assert hand.trail.places == [TABS[2]]


def test_going_where_one_is_changes_nothing() -> None:
    """No step is added that a right click would have to take back."""
    trail = Trail("healing")
    assert trail.here is TABS[1]
    place = PlayerSkills(View.HEALING, ANNA)
    trail.go(place)
    trail.go(PlayerSkills(View.HEALING, ANNA))
    assert trail.places == [TABS[1], place]
    assert Trail("no such tab").here is TABS[0]


def test_taken_leads_over_monsters_to_their_skills(hand: Hand) -> None:
    """Sources first, then what one of them did."""
    hand.click("Taken")
    hand.click("You · Anna")
    assert {"Sources", "Kartgriff"} <= set(hand.read())
    hand.click("Kartgriff")
    assert {"Skill 70", "Skill 71"} <= set(hand.read())


def test_deaths_lead_to_the_last_seconds(tk_root: tk.Tk) -> None:
    """From the list to the recap."""
    hand = Hand(tk_root, "deaths")
    hand.show(picture([hit(), hit(SECOND, BOSS, BEN, 700, killed=True)]))
    hand.click("Ben")
    assert {"Last seconds", "-700"} <= set(hand.read())


def test_detail_of_somebody_who_is_gone(hand: Hand) -> None:
    """After a reset the detail says that there is nothing, and the way back is still there."""
    hand.click("Ben")
    hand.show(make_snapshot(3))
    assert "Nothing of this is in the shown fight." in hand.read()
    hand.click("‹")
    assert "Momoko" in hand.read()


def test_without_a_snapshot_the_window_says_what_is_awaited(hand: Hand) -> None:
    """In a tab and in a detail alike, with the way back."""
    hand.click("Ben")
    hand.show(None)
    assert {"Nothing yet.", "Wait.", "‹"} <= set(hand.read())
    hand.click("‹")
    assert {"Nothing yet.", "Damage"} <= set(hand.read())
    hand.show(picture(brawl()))
    assert "You · Anna" in hand.read()


# Columns


def test_click_on_a_title_sorts(hand: Hand) -> None:
    """By that column, largest first; by the one that sorts already, smallest first. Of the open view."""
    hand.click("DPS")
    hand.click("Damage ▾")
    hand.click("Taken")
    hand.click("Hits")
    assert hand.changed == [{"order_damage": "per_second"}, {"order_damage": "-amount"}, {"order_taken": "hits"}]


def test_second_click_turns_what_is_seen(tk_root: tk.Tk) -> None:
    """Where the chosen order is by a hidden column the amount sorts: one click on it turns it round."""
    hand = Hand(tk_root, how=reading(order_damage="deaths"))
    hand.show(picture(brawl()))
    hand.click("Damage ▾")
    rising = Hand(tk_root, how=reading(order_damage="-amount"))
    rising.show(picture(brawl()))
    rising.click("Damage ▴")
    assert (hand.changed, rising.changed) == ([{"order_damage": "-amount"}], [{"order_damage": "amount"}])


def test_right_click_on_titles_offers_columns(hand: Hand) -> None:
    """With the clicked one to be moved; on rows, and on tables whose columns are fixed, there is no such menu."""
    groups = hand.view.menu_at(*hand.middle("DPS"))
    assert groups is not None
    left, right = groups[0]
    assert (left.enabled, right.enabled) == (True, True)
    right.press()
    assert hand.changed == [{"columns_damage": ("amount", "boss_per_second", "per_second", "share", "crit_rate")}]
    assert hand.view.menu_at(*hand.middle("Ben")) is None
    hand.click("You · Anna")
    assert hand.view.menu_at(*hand.middle("DPS")) is not None
    hand.click("Windborne Grace")
    hand.click("Hits")
    assert hand.view.menu_at(*hand.middle("Average")) is None
    hand.view.go(TABS[3])
    assert hand.view.menu_at(*hand.middle("Nobody has died.")) is None


# Parts, scrolling, charts


def test_fold_and_unfold(hand: Hand) -> None:
    """The skills of a group appear below it and go again; the row itself still leads on."""
    hand.click("You · Anna")
    numbers = {f"#{skill_id}" for skill_id in GROUPED}
    assert not numbers & set(hand.read())
    hand.fold("Windborne Grace")
    assert numbers <= set(hand.read())
    hand.show(picture(brawl()))
    assert numbers <= set(hand.read())
    hand.fold("Windborne Grace")
    assert not numbers & set(hand.read())
    hand.click("Windborne Grace")
    assert hand.trail.here.key == "skill targets"


def test_scrolling_and_where_a_new_table_begins(tk_root: tk.Tk) -> None:
    """The wheel moves the rows; another place begins with its first row."""
    hand = Hand(tk_root)
    hand.show(make_snapshot(20, local_index=None))
    assert "Momoko" in hand.read()
    hand.view.scroll(5)
    assert "Momoko" not in hand.read()
    hand.show(make_snapshot(20, local_index=None))
    assert "Momoko" not in hand.read()
    hand.click("Taken")
    hand.view.go(TABS[0])
    assert "Momoko" in hand.read()


def test_chart_takes_the_place_of_the_table_and_gives_it_back(hand: Hand) -> None:
    """Nothing of the one is left in the other, and each answers the pointer in its turn."""
    hand.click("You · Anna")
    hand.click("Timeline")
    read = hand.read()
    assert {"Group average", "00:00"} <= set(read)
    assert "Windborne Grace" not in read
    spot = hand.view.hotspot_at(WIDTH // 2, HEIGHT // 2)
    assert spot is not None
    assert spot.key.startswith("chart")
    assert "DPS" in spot.tip
    hand.view.scroll(1)
    assert hand.view.menu_at(WIDTH // 2, 40) is None
    hand.click("Skills")
    read = hand.read()
    assert "Windborne Grace" in read
    assert "Group average" not in read
    spot = hand.view.hotspot_at(WIDTH // 2, HEIGHT // 2)
    assert spot is None or not spot.key.startswith("chart")


def test_same_snapshot_again_is_free(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """An idle window makes no table and draws nothing, in every place; another snapshot is shown at once."""
    snapshot = picture(brawl(), ended=True)
    made: list[str] = []

    def counting(kind: type, name: str) -> Callable[..., object]:
        real = kind.body  # type: ignore[attr-defined]

        def body(self: object, *more: object) -> object:
            made.append(name)
            return real(self, *more)

        return body

    monkeypatch.setattr(PlayerSkills, "body", counting(PlayerSkills, "skills"))
    hand.show(snapshot)
    hand.click("Ben")
    calls, items = hand.sheet.calls, hand.sheet.find_all()
    for _ in range(5):
        hand.show(snapshot)
    assert made == ["skills"]
    assert (hand.sheet.calls, hand.sheet.find_all()) == (calls, items)
    hand.show(picture([*brawl(), hit(11 * SECOND, ANNA, amount=1)]))
    assert made == ["skills", "skills"]


def test_chart_of_an_idle_fight_is_drawn_once(hand: Hand) -> None:
    """Another snapshot of the same seconds leaves every line where it is."""
    hand.click("You · Anna")
    hand.click("Timeline")
    items = hand.sheet.find_all()
    hand.show(picture(brawl(), ended=True))
    assert hand.sheet.find_all() == items


def test_hover_reaches_the_strip(hand: Hand) -> None:
    """A title under the pointer is bright."""
    sheet = hand.sheet
    item = next(item for item in text_items(sheet) if option(sheet, item, "text") == "Healing")
    quiet = option(sheet, item, "fill")
    hand.view.hover("tab healing")
    assert option(sheet, item, "fill") != quiet
    hand.view.hover("")
    assert option(sheet, item, "fill") == quiet


def test_hotspots_are_those_of_strip_and_titles(hand: Hand) -> None:
    """As tests of the whole window find them."""
    keys = [spot.key for spot in hand.view.hotspots()]
    assert {"tab damage", "tab buffs", "column name", "column amount"} <= set(keys)
    hand.click("Deaths")
    assert not any(spot.key.startswith("column") for spot in hand.view.hotspots())
