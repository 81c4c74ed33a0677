"""Who is compared with whom, and how it is copied. No Tk in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from resonance.colours import Colours
from resonance.combat import compare
from resonance.combat.compare import NOBODY, Side
from resonance.combat.snapshot import Snapshot, build
from resonance.combat.tally import View
from resonance.export import plain_text
from resonance.names import Names, visible
from resonance.store.history import EncounterSummary, History
from resonance.ui.history.words import line_of
from resonance.ui.table import Row, Table
from resonance.ui.words import Words


@dataclass(frozen=True, slots=True)
class Subjects:
    """Two saved encounters, perhaps the same one twice, and whom of them: actor_ids, NOBODY = all together."""

    left: EncounterSummary
    right: EncounterSummary
    left_actor: int = NOBODY
    right_actor: int = NOBODY
    view: View = View.DAMAGE

    @property
    def encounters(self) -> tuple[EncounterSummary, EncounterSummary]:
        return self.left, self.right

    def choose(self, side: int, actor: int, fights: tuple[Snapshot, Snapshot]) -> Subjects:
        """Somebody of one side, 0 or 1. A player is not compared with a group: the other side follows where it must."""
        actors = [self.left_actor, self.right_actor]
        actors[side] = actor
        other = 1 - side
        chosen = compare.side_of(fights[side], actor)
        if chosen.is_group:
            actors[other] = NOBODY
        elif actors[other] == NOBODY:
            actors[other] = _partner(chosen, fights[other], is_same_fight=self.left == self.right)
        return replace(self, left_actor=actors[0], right_actor=actors[1])

    def swapped(self) -> Subjects:
        return Subjects(self.right, self.left, self.right_actor, self.left_actor, self.view)


Compare = Callable[[Subjects], None]
"""Opens the comparison."""


def _partner(chosen: Side, fight: Snapshot, *, is_same_fight: bool) -> int:
    """In one fight the best of the others; elsewhere who is alike, else the best."""
    others = [row.actor.actor_id for row in fight.rows(View.DAMAGE)]
    if is_same_fight:
        others = [each for each in others if each != chosen.actor]
    else:
        others.insert(0, compare.partner_of(chosen.player, fight))
    return next((each for each in others if each != NOBODY), NOBODY)


def snapshots_of(subjects: Subjects, history: History, words: Words) -> tuple[Snapshot, Snapshot]:
    """Both fights by the clock and amounts of the settings. StoreError."""
    left, right = (build(history.open_record(each.encounter_id), *words.choices) for each in subjects.encounters)
    return left, right


def fight_words(summary: EncounterSummary, names: Names, colours: Colours) -> str:
    """ "Kartgriff · Dragon Shackles · Hard · 2026-03-10 20:15 · kill · 06:53" """
    line = line_of(summary, names, colours)
    return " · ".join(filter(None, (line.name, line.details, line.difficulty, line.date, line.result, line.time)))


def _name(row: Row) -> str:
    """Several skills may have one name; those of players stand without what else is known of them."""
    words = f"{row.name} ({row.details[0]})" if row.details and not row.letter else row.name
    return plain_text.in_code_block(visible(words))


def copied(titles: Sequence[str], tables: Sequence[Table]) -> str:
    """The tables one below the other, under a line for each side."""
    parts = ["\n".join(plain_text.in_code_block(visible(title)) for title in titles)]
    for table in tables:
        heads = [table.name_title, *(heading.title for heading in table.headings)]
        rows = [[_name(row), *map("".join, row.cells)] for row in table.rows]
        if rows:
            parts.append("\n".join(plain_text.aligned([heads, *rows], left=(0,))))
    return "\n\n".join(parts) + "\n"
