"""Exports have the very cells that the windows show."""

from __future__ import annotations

import re

import pytest
from fakes import make_record, make_snapshot
from fight_fakes import dungeon, reading

from resonance import formats
from resonance.combat.clock import ClockChoice
from resonance.combat.columns import COLUMNS
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import View
from resonance.combat.timeline import boss_hp, curve_of
from resonance.export.cells import bar_share, cell_parts, ranked, shown_columns
from resonance.export.export_format import ExportOptions
from resonance.export.format_table import BY_KEY
from resonance.ui.details.timeline import PlayerTimeline
from resonance.ui.place import Reading
from resonance.ui.tabs import damage, healing, taken

TABS = {View.DAMAGE: damage.TAB, View.HEALING: healing.TAB, View.TAKEN: taken.TAB}
ALL_COLUMNS = {view: tuple(column.key for column in COLUMNS) for view in View}

FIGHTS = {
    "raid": lambda: make_snapshot(20),
    "effective, elapsed": lambda: make_snapshot(20, clock=ClockChoice.ELAPSED, amounts=AmountChoice.EFFECTIVE),
    "personal clocks": lambda: build(make_record(12), ClockChoice.PERSONAL),
    "one pull": lambda: make_snapshot(8, segment=0),
    "dungeon": lambda: build(dungeon(), ClockChoice.BOSS),
}


def options_of(how: Reading) -> ExportOptions:
    return ExportOptions(columns=how.columns, colours=how.colours, bars_to_total=how.bars_to_total)


@pytest.mark.parametrize("fight", FIGHTS)
@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("settings", [{}, {"bars": "total"}, {"columns": "all"}])
def test_cells_titles_and_bars(fight: str, view: View, settings: dict[str, str]) -> None:
    """Same columns, same order of players, same words, same bars."""
    snapshot: Snapshot = FIGHTS[fight]()
    everything = {f"columns_{view.name.lower()}": ALL_COLUMNS[view]} if settings.get("columns") else settings
    how = reading(**everything)
    table = TABS[view].body(snapshot, how)
    options = options_of(how)
    columns = shown_columns(snapshot, view, options)
    assert [column.title(view) for column in columns] == [heading.title for heading in table.headings]
    players = ranked(snapshot, view, options)
    assert [(each.rank, tuple(cell_parts(column, snapshot, each.line) for column in columns)) for each in players] == [
        (row.rank, row.cells) for row in table.rows
    ]
    for each, row in zip(players, table.rows, strict=True):
        assert bar_share(snapshot, view, each.line, options) == pytest.approx(row.fraction)


@pytest.mark.parametrize("style", formats.STYLES)
@pytest.mark.parametrize("key", ["text", "discord", "markdown", "html"])
def test_rendered_cells(key: str, style: str) -> None:
    """Whatever stands around them, in the number style of the user."""
    formats.use_style(style)
    snapshot, how = make_snapshot(8), reading()
    text = BY_KEY[key].render(snapshot, View.DAMAGE, how.names, options_of(how))
    assert isinstance(text, str)
    plain = re.sub(r"</?i>", "", text)
    for row in damage.TAB.body(snapshot, how).rows:
        assert all("".join(cell) in plain for cell in row.cells)


def test_curves() -> None:
    """The lines of a report are those of the window."""
    snapshot = build(dungeon(), ClockChoice.ACTIVE)
    how = reading()
    for row in snapshot.rows(View.DAMAGE):
        chart = PlayerTimeline(View.DAMAGE, row.actor.actor_id).body(snapshot, how)
        assert chart.curves[-1].values == curve_of(snapshot, View.DAMAGE, [row.actor.actor_id])  # type: ignore[union-attr]
        assert chart.hp == boss_hp(snapshot)  # type: ignore[union-attr]
