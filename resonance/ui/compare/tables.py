"""Two sides in tables: each fight as everywhere else, number by number, and skill by skill. No Tk in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resonance import formats
from resonance.combat import compare
from resonance.combat.column import Column, Format, explain
from resonance.combat.columns import BY_KEY, columns_for
from resonance.combat.compare import Pair, Side, SkillPair
from resonance.combat.line import Line
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import cell_parts
from resonance.texts import later, say
from resonance.ui.details.player import NOTHING, PlayerPlace
from resonance.ui.lines import player_name
from resonance.ui.place import Reading
from resonance.ui.table import Cell, Heading, Row, Table
from resonance.ui.tabs import TABS
from resonance.ui.tabs.players import PlayersTab

LEFT, RIGHT = "A", "B"
"""What the sides are called in titles."""

QUIET = "#8a919e"

DIFFERENCE_HELP = later("What B has more than A. Where B does better the number is green, where it does worse red.")
CHANGE_HELP = later("The difference by the number of A.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a click on a player of a fight leads."""

    actor: int


def side_name(side: Side, reading: Reading) -> str:
    if side.is_group:
        return say("Group")
    return player_name(side.player.actor, reading.names, is_local=side.player.is_local)


def colour_of(side: Side, reading: Reading) -> str:
    actor = side.player.actor
    return QUIET if side.is_group else reading.colours.of(actor.class_id, actor.spec)


# A fight


def fight_table(side: Side, view: View, reading: Reading) -> Table:
    """The players as in every other table, above them all together; the compared one is marked."""
    tab = next(tab for tab in TABS if isinstance(tab, PlayersTab) and tab.view == view)
    body = tab.body(side.snapshot, reading)
    if not body.rows:
        return body
    rows = [_chosen_row(row, side.actor) for row in body.rows]
    group = compare.side_of(side.snapshot, compare.NOBODY)
    line = group.line(view)
    columns = [BY_KEY[heading.key] for heading in body.headings]
    cells = tuple(cell_parts(column, side.snapshot, line) for column in columns)
    total = _row(say("Group"), QUIET, cells, opens=Chosen(compare.NOBODY), is_marked=side.is_group)
    explained = body.explain

    def words(row: int, column: int) -> str:
        if row == 0:
            return explain(columns[column], side.snapshot, line) if column >= 0 else ""
        return explained(row - 1, column) if explained is not None else ""

    return replace(
        body,
        rows=(total, *rows),
        name_help=say("The edge at the left marks who is compared."),
        explain=words,
        hint=say("Click a player of each fight to compare them"),
    )


def _chosen_row(row: Row, actor: int) -> Row:
    whose = row.opens.actor if isinstance(row.opens, PlayerPlace) else compare.NOBODY
    return replace(row, opens=Chosen(whose), is_marked=whose == actor and actor != compare.NOBODY)


# Numbers


def numbers_table(left: Side, right: Side, view: View, reading: Reading) -> Table:
    """A row for each column of the fights."""
    found = compare.numbers(left, right, view, columns_for(view, reading.columns.get(view, ())))
    rows = []
    for each in found:
        cells, verdicts = _pair_cells(each.column, view, each.pair)
        rows.append(_row(_title(each.column, view), QUIET, cells, verdicts))
    lines = left.line(view), right.line(view)

    def words(row: int, column: int) -> str:
        return _explained(found[row].column, column, (left.snapshot, lines[0]), (right.snapshot, lines[1]))

    titles = ("", LEFT), ("", RIGHT), ("", say("Difference")), ("", "%")
    return Table(say("Number"), _headings(titles, rows), tuple(rows), say(NOTHING[view]), explain=words)


def _pair_cells(column: Column, view: View, pair: Pair) -> tuple[tuple[Cell, ...], tuple[int, ...]]:
    good = compare.verdict(column, view, pair.difference)
    cells = (
        formats.parts(column.format, pair.left),
        formats.parts(column.format, pair.right),
        signed(column.format, pair.difference),
        signed(Format.PERCENT, pair.change),
    )
    return cells, (0, 0, good, good)


def signed(kind: str, value: float | None) -> Cell:
    """With a plus where it is more; nothing before a number that is written as 0."""
    text, unit = formats.parts(kind, value)
    is_more = value is not None and value > 0 and any(char in "123456789" for char in text)
    return (f"+{text}" if is_more else text), unit


# Skills


def skills_table(left: Side, right: Side, view: View, reading: Reading, order: str) -> Table:
    """A row for each skill that one of them used. `order`: key of a title, "-" before it: smallest first."""
    pairs = compare.skills(left, right, view)
    columns = compare.part_columns(columns_for(view, reading.columns.get(view, ())), left, right, pairs)
    first = next((each for each in columns if each.key == "per_second"), columns[0]) if columns else None
    if first is None or not pairs:
        return Table(empty=say(NOTHING[view]))
    kinds = [(first, part) for part in _PARTS]
    kinds += [(column, part) for column in columns if column is not first for part in _SIDES]
    pairs = _in_order(pairs, kinds, (left, right), order)
    full = max(_most(left, right, pair) for pair in pairs) or 1
    rows = [
        _skill_row(pair, kinds, (left, right), reading, _most(left, right, pair) / full, rank)
        for rank, pair in enumerate(pairs, start=1)
    ]
    titles = [(f"{column.key} {part}", _skill_title(column, view, part)) for column, part in kinds]

    def words(row: int, column: int) -> str:
        pair = pairs[row]
        if column < 0:
            return f"{reading.names.skill(pair.origin, pair.skill_id)}\n#{pair.skill_id}"
        shown, part = kinds[column]
        return _explained(shown, _PARTS.index(part), (left.snapshot, pair.left), (right.snapshot, pair.right))

    return Table(say("Skill"), _headings(titles, rows, order), tuple(rows), explain=words)


_SIDES = ("left", "right")
_PARTS = (*_SIDES, "difference", "change")
Kind = tuple[Column, str]
"""A column, and which of _PARTS of its pair."""


def _value(kind: Kind, pair: SkillPair, sides: tuple[Side, Side]) -> float | None:
    column, part = kind
    numbers = compare.pair_of(column, (sides[0], pair.left), (sides[1], pair.right))
    value: float | None = getattr(numbers, part)
    return value


def _in_order(pairs: list[SkillPair], kinds: Sequence[Kind], sides: tuple[Side, Side], order: str) -> list[SkillPair]:
    """Unknown values last, equal ones as they were."""
    wanted = order.removeprefix("-")
    kind = next((kind for kind in kinds if f"{kind[0].key} {kind[1]}" == wanted), None)
    if kind is None:
        return pairs
    sign = 1 if order.startswith("-") else -1

    def place(pair: SkillPair) -> tuple[bool, float]:
        value = _value(kind, pair, sides)
        return (True, 0.0) if value is None else (False, sign * value)

    return sorted(pairs, key=place)


def _skill_row(
    pair: SkillPair, kinds: Sequence[Kind], sides: tuple[Side, Side], reading: Reading, fraction: float, rank: int
) -> Row:
    cells, verdicts = [], []
    for column, part in kinds:
        value = _value((column, part), pair, sides)
        if part in _SIDES:
            cells.append(formats.parts(column.format, value))
            verdicts.append(0)
        else:
            cells.append(signed(Format.PERCENT if part == "change" else column.format, value))
            verdicts.append(compare.verdict(column, pair.left.view, value))
    name = reading.names.skill(pair.origin, pair.skill_id)
    colour = colour_of(sides[0], reading)
    row = _row(name, colour, tuple(cells), tuple(verdicts))
    return replace(row, rank=rank, fraction=fraction, details=(f"#{pair.skill_id}",))


def _skill_title(column: Column, view: View, part: str) -> str:
    if part == "difference":
        return say("Difference")
    if part == "change":
        return "%"
    return f"{_title(column, view)} {LEFT if part == 'left' else RIGHT}"


def _most(left: Side, right: Side, pair: SkillPair) -> int:
    return max(left.snapshot.amount(pair.left.tally), right.snapshot.amount(pair.right.tally))


# What they share


def _title(column: Column, view: View) -> str:
    title = column.title(view)
    return say("Share") if title == "%" else say(title)


def _row(
    name: str,
    colour: str,
    cells: tuple[Cell, ...],
    verdicts: tuple[int, ...] = (),
    *,
    opens: Chosen | None = None,
    is_marked: bool = False,
) -> Row:
    return Row(0, "", colour, name, (), False, 0.0, cells, is_marked, opens, verdicts=verdicts)


def _headings(titles: Sequence[tuple[str, str]], rows: Sequence[Row], order: str = "") -> tuple[Heading, ...]:
    """`titles`: key and title; the widest number of a column is that of its cells."""
    headings = []
    for index, (key, title) in enumerate(titles):
        texts = [row.cells[index] for row in rows]
        widest = max((text for text, _ in texts), key=len, default="")
        unit = max((unit for _, unit in texts), key=len, default="")
        is_so = bool(key) and order.removeprefix("-") == key
        arrow = (1 if order.startswith("-") else -1) if is_so else 0
        headings.append(Heading(title, _help(index), widest, unit, key, arrow))
    return tuple(headings)


def _help(index: int) -> str:
    """The first four columns of both tables are alike."""
    return {2: say(DIFFERENCE_HELP), 3: say(CHANGE_HELP)}.get(index, "")


def _explained(column: Column, part: int, left: tuple[Snapshot, Line], right: tuple[Snapshot, Line]) -> str:
    """`part`: index into _PARTS; below 0 the name."""
    if part < 0:
        return say(column.help)
    if part >= len(_SIDES):
        return say(CHANGE_HELP if part == len(_SIDES) + 1 else DIFFERENCE_HELP)
    return explain(column, *(left, right)[part])
