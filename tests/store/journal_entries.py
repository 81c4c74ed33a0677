"""Entries of a journal: whatever hypothesis can think of, of every type there is."""

from __future__ import annotations

from hypothesis import strategies as st

from resonance.combat.entries import Entry
from resonance.events import Facts
from resonance.store import layouts
from resonance.store.layouts import FACTS, LAYOUTS, Kind, Layout
from resonance.store.packing import HIGHEST, LOWEST

numbers = st.integers(0, 300) | st.integers(LOWEST, HIGHEST) | st.sampled_from((LOWEST, -1, 0, 1, HIGHEST))
maybes = st.none() | numbers
texts = st.text(max_size=20) | st.sampled_from(("", "\0", "玩家", "🐉🏳️‍🌈"))


def _tuples(width: int) -> st.SearchStrategy[tuple[object, ...]]:
    items = numbers if width == 1 else st.tuples(*[numbers] * width)
    return st.lists(items, max_size=4).map(tuple)


_OF_KIND: dict[Kind, st.SearchStrategy[object]] = {
    layouts.INT: numbers,
    layouts.FLAG: st.booleans(),
    layouts.MAYBE: maybes,
    layouts.TEXT: texts,
    layouts.MAYBE_TEXT: st.none() | texts,
    layouts.REAL: st.floats(allow_nan=False),
    layouts.NUMBERS: _tuples(1),
    layouts.TRIPLES: _tuples(3),
    layouts.QUADRUPLES: _tuples(4),
}
_OF_KIND[layouts.FACTS_KIND] = st.fixed_dictionaries({}, optional={fact: _OF_KIND[kind] for fact, kind in FACTS})


def entries_of(layout: Layout) -> st.SearchStrategy[Entry]:
    """Entries of one type, with any value in every field."""
    fields = {name: _OF_KIND[kind] if isinstance(kind, Kind) else numbers for name, kind in layout.fields}
    if "at_ms" in layout.type._fields:
        fields["at_ms"] = st.integers(0, 2**45)
    return st.builds(layout.type, **fields)


def any_entries(max_size: int = 12) -> st.SearchStrategy[list[Entry]]:
    """Of all types, in any order."""
    return st.lists(st.one_of([entries_of(layout) for layout in LAYOUTS]), max_size=max_size)


ALL_FACTS = frozenset(Facts.__annotations__)
