"""The menu of the columns: which are shown, in which order, and sets of them for each role."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from resonance.combat.column import Column
from resonance.combat.columns import COLUMNS, columns_for
from resonance.combat.presets import PRESETS
from resonance.combat.tally import View
from resonance.texts import later, say
from resonance.ui.menu import Entry, Groups
from resonance.ui.place import Reading

VIEW_NAMES = {View.DAMAGE: "damage", View.HEALING: "healing", View.TAKEN: "taken"}
"""As the settings `columns_...` and `order_...` call them."""

ROLES = {
    "damage": later("Columns for damage"),
    "healer": later("Columns for healers"),
    "tank": later("Columns for tanks"),
}


def column_menu(
    view: View,
    key: str,
    seen: Sequence[str],
    reading: Reading,
    change: Callable[..., None],
    *,
    for_parts: bool = False,
) -> Groups:
    """For the titles of a view. `key`: of the column that was clicked; any other for none.

    `seen`: keys of the columns on the screen; others are chosen, but say nothing in this fight. `for_parts`: the rows
    are parts of a player, of which some columns cannot be told.
    """
    name = f"columns_{VIEW_NAMES[view]}"
    chosen = [column.key for column in columns_for(view, reading.columns.get(view, ()))]
    offered = [column for column in COLUMNS if view in column.views and (column.for_parts or not for_parts)]
    return (
        _moves(name, chosen, seen, key, change),
        tuple(_toggle(name, view, chosen, column, change) for column in offered),
        tuple(Entry(say(title), partial(_use_preset, role, change)) for role, title in ROLES.items()),
        (Entry(say("Usual columns and order"), partial(change, **{name: (), f"order_{VIEW_NAMES[view]}": ""})),),
    )


def _moves(
    name: str, chosen: Sequence[str], seen: Sequence[str], key: str, change: Callable[..., None]
) -> tuple[Entry, ...]:
    """One step among the columns that are seen, past those that are not."""
    index = seen.index(key) if key in seen and key in chosen else -1

    def move(by: int) -> None:
        change(**{name: _moved(chosen, key, seen[index + by])})

    return (
        Entry(say("Move left"), partial(move, -1), enabled=index > 0),
        Entry(say("Move right"), partial(move, 1), enabled=0 <= index < len(seen) - 1),
    )


def _moved(chosen: Sequence[str], key: str, past: str) -> tuple[str, ...]:
    """The key taken out, and put where the other one is, which makes room."""
    keys = list(chosen)
    target = keys.index(past)
    keys.remove(key)
    keys.insert(target, key)
    return tuple(keys)


def _toggle(name: str, view: View, chosen: list[str], column: Column, change: Callable[..., None]) -> Entry:
    """The last column stays: a table without numbers would say nothing."""
    is_chosen = column.key in chosen
    keys = tuple(key for key in chosen if key != column.key) if is_chosen else (*chosen, column.key)
    return Entry(_title(column, view), partial(change, **{name: keys}), enabled=bool(keys), checked=is_chosen)


def _use_preset(role: str, change: Callable[..., None]) -> None:
    """Its columns in every view, in their usual order."""
    columns = {f"columns_{VIEW_NAMES[view]}": keys for view, keys in PRESETS[role].items()}
    orders = {f"order_{name}": "" for name in VIEW_NAMES.values()}
    change(**columns, **orders)


def _title(column: Column, view: View) -> str:
    return say("Share (%)") if column.key == "share" else say(column.title(view))
