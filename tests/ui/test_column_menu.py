"""The menu of the columns: chosen, moved, and given back."""

from __future__ import annotations

import pytest
from fight_fakes import reading

from resonance.combat.columns import BY_KEY, COLUMNS, columns_for
from resonance.combat.presets import DEFAULT_KEYS, PRESETS
from resonance.combat.tally import View
from resonance.settings import META, Settings
from resonance.ui.column_menu import ROLES, VIEW_NAMES, column_menu
from resonance.ui.menu import Entry

USUAL = DEFAULT_KEYS[View.DAMAGE]


class Menu:
    """A menu that was opened on a title, and what it changes."""

    def __init__(
        self,
        key: str = "per_second",
        *,
        view: View = View.DAMAGE,
        chosen: tuple[str, ...] = (),
        seen: tuple[str, ...] | None = None,
        for_parts: bool = False,
    ) -> None:
        self.changed: list[dict[str, object]] = []
        shown = [column.key for column in columns_for(view, chosen)]
        how = reading(**{f"columns_{VIEW_NAMES[view]}": chosen})
        self.groups = column_menu(
            view,
            key,
            shown if seen is None else seen,
            how,
            lambda **values: self.changed.append(values),
            for_parts=for_parts,
        )

    def entry(self, label: str) -> Entry:
        return next(entry for group in self.groups for entry in group if entry.label == label)

    def choose(self, label: str) -> dict[str, object]:
        entry = self.entry(label)
        assert entry.enabled
        entry.press()
        return self.changed[-1]


def test_every_column_of_the_view_can_be_chosen() -> None:
    """Each with its title, those in use checked; the share is called by its name, not by its sign alone."""
    for view in View:
        entries = Menu(view=view).groups[1]
        assert len(entries) == sum(view in column.views for column in COLUMNS)
        assert len({entry.label for entry in entries}) == len(entries)
        assert [entry.checked for entry in entries].count(True) == len(DEFAULT_KEYS[view])
    assert Menu().entry("Share (%)").checked


def test_choosing_a_column_appends_it_and_again_takes_it_away() -> None:
    """At the right end, where it pushes nothing aside."""
    assert Menu().choose("Hits") == {"columns_damage": (*USUAL, "hits")}
    assert Menu(chosen=("amount", "hits")).choose("Hits") == {"columns_damage": ("amount",)}


def test_last_column_stays() -> None:
    """A table without numbers would say nothing."""
    menu = Menu(chosen=("hits",))
    assert not menu.entry("Hits").enabled
    assert menu.entry("Damage").enabled


@pytest.mark.parametrize(
    ("key", "label", "expected"),
    [
        ("b", "Move left", "bac"),
        ("b", "Move right", "acb"),
        ("a", "Move right", "bac"),
        ("c", "Move left", "acb"),
    ],
)
def test_moving_a_column(key: str, label: str, expected: str) -> None:
    """By one place; the others keep their order."""
    stand_for = {"a": "amount", "b": "per_second", "c": "hits"}
    chosen = tuple(stand_for.values())
    wanted = tuple(stand_for[letter] for letter in expected)
    assert Menu(stand_for[key], chosen=chosen).choose(label) == {"columns_damage": wanted}


def test_ends_cannot_be_passed() -> None:
    """Nor can anything be moved from the title of the names, or one that is not in the table."""
    for key, left, right in (("amount", False, True), ("crit_rate", True, False), ("name", False, False)):
        menu = Menu(key)
        assert (menu.entry("Move left").enabled, menu.entry("Move right").enabled) == (left, right)


def test_moving_passes_columns_that_are_not_seen() -> None:
    """Without a boss its column is hidden: one step is one step on the screen, and the hidden one is kept."""
    seen = tuple(key for key in USUAL if key != "boss_per_second")
    menu = Menu("share", seen=seen)
    assert menu.choose("Move left") == {
        "columns_damage": ("amount", "share", "per_second", "boss_per_second", "crit_rate")
    }
    menu = Menu("per_second", seen=seen)
    assert menu.choose("Move right") == {
        "columns_damage": ("amount", "boss_per_second", "share", "per_second", "crit_rate")
    }


def test_tables_of_parts_do_not_offer_what_they_cannot_tell() -> None:
    """A skill has no deaths; what is chosen for players is not lost by a choice made there."""
    menu = Menu("amount", for_parts=True)
    labels = {entry.label for entry in menu.groups[1]}
    assert not labels & {"Deaths", "Boss DPS"}
    assert menu.choose("Hits") == {"columns_damage": (*USUAL, "hits")}


def test_presets_by_role() -> None:
    """The columns of all views, in their usual order, and the view the role starts with; the settings take them all."""
    for role, title in ROLES.items():
        values = Menu().choose(title)
        for view, name in VIEW_NAMES.items():
            assert values[f"columns_{name}"] == PRESETS[role][view]
            assert values[f"order_{name}"] == ""
        assert all(META[name].accepts(value) for name, value in values.items())
    assert "start_view" not in Menu().choose("Columns for healers")


def test_usual_columns_come_back() -> None:
    """Also the order; of this view alone."""
    assert Menu(chosen=("hits",), view=View.TAKEN).choose("Usual columns and order") == {
        "columns_taken": (),
        "order_taken": "",
    }


def test_names_of_views_are_those_of_the_settings() -> None:
    """Every view has its two settings."""
    for name in VIEW_NAMES.values():
        assert getattr(Settings(), f"columns_{name}") == ()
        assert getattr(Settings(), f"order_{name}") == ""
    assert set(VIEW_NAMES) == set(View)
    assert set(ROLES) == set(PRESETS)
    assert all(key in BY_KEY for keys in DEFAULT_KEYS.values() for key in keys)
