"""Templates of title lines: "{boss} {pull} · {time}" -> "Kartgriff Pull 3 · 06:53"."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from datetime import datetime

from resonance import formats
from resonance.combat import metrics
from resonance.combat.columns import BY_KEY
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportOptions
from resonance.export.plain_text import heading, pull_words, result_word, time_words
from resonance.names import Names, visible
from resonance.texts import say

SEPARATOR = " · "
"""Stands between the parts of a title; a part of which nothing is known is left out with it."""

_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")


class TemplateError(ValueError):
    """The template cannot be used; the text is a sentence for the user."""


def title_of(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """The title line of an export: by the user's template, or the usual one."""
    if not options.title.strip():
        return heading(snapshot, view, names)
    return fill(options.title, snapshot, view, names)


def fill(template: str, snapshot: Snapshot, view: View, names: Names) -> str:
    """The template in one line, filled. What is not known is left out, with the brackets around it. TemplateError."""
    parts = [_fill_part(part, snapshot, view, names) for part in template.split(SEPARATOR)]
    return SEPARATOR.join(part for part in parts if part)


def _fill_part(part: str, snapshot: Snapshot, view: View, names: Names) -> str:
    words, found = [], []
    for before, name in _pieces(part):
        words.append(before)
        if name is not None:
            found.append(PLACEHOLDERS[name](snapshot, view, names))
            words.append(found[-1])
    if found and not any(found):
        return ""
    return " ".join(visible(_EMPTY_BRACKETS.sub("", "".join(words))).split())


def _pieces(part: str) -> list[tuple[str, str | None]]:
    """(words before it, name of the placeholder); None = the words at the end."""
    try:
        parsed = list(string.Formatter().parse(part))
    except ValueError as error:
        raise TemplateError(
            say("The template has a brace without its partner; a doubled brace stands for itself.")
        ) from error
    for _before, name, rule, conversion in parsed:
        if name is not None and (name not in PLACEHOLDERS or rule or conversion):
            wrong = "{" + name + (f"!{conversion}" if conversion else "") + (f":{rule}" if rule else "") + "}"
            raise TemplateError(say("{wrong} is no placeholder. There are: {known}.", wrong=wrong, known=known_words()))
    return [(before, name) for before, name, _rule, _conversion in parsed]


def known_words() -> str:
    """All placeholders, as they are written."""
    return " ".join("{" + name + "}" for name in PLACEHOLDERS)


def _boss(snapshot: Snapshot, view: View, names: Names) -> str:
    return names.monster(snapshot.boss.monster_id) if snapshot.boss else ""


def _scene(snapshot: Snapshot, view: View, names: Names) -> str:
    return names.scene(snapshot.scene_id) or ""


def _fight(snapshot: Snapshot, view: View, names: Names) -> str:
    return _boss(snapshot, view, names) or _scene(snapshot, view, names)


def _amount(snapshot: Snapshot, view: View, names: Names) -> str:
    return formats.short(snapshot.amount(snapshot.total(view)))


def _per_second(snapshot: Snapshot, view: View, names: Names) -> str:
    return formats.short(metrics.per_second(snapshot.amount(snapshot.total(view)), snapshot.clock_ms(view)))


def _date(snapshot: Snapshot, view: View, names: Names) -> str:
    """By the clock of this computer."""
    return f"{datetime.fromtimestamp(snapshot.started_at_ms / 1000):%Y-%m-%d %H:%M}"


PLACEHOLDERS: dict[str, Callable[[Snapshot, View, Names], str]] = {
    "fight": _fight,  # the boss, or the scene where there is none
    "boss": _boss,
    "scene": _scene,
    "difficulty": lambda snapshot, view, names: names.scene_difficulty(snapshot.scene_id) or "",
    "pull": lambda snapshot, view, names: pull_words(snapshot),
    "result": lambda snapshot, view, names: result_word(snapshot),
    "time": lambda snapshot, view, names: time_words(snapshot, view),
    "date": _date,
    "view": lambda snapshot, view, names: say(BY_KEY["amount"].title(view)),
    "amount": _amount,
    "dps": _per_second,  # of the view: healing has HPS
    "unit": lambda snapshot, view, names: say(BY_KEY["per_second"].title(view)),
    "players": lambda snapshot, view, names: formats.count(len(snapshot.rows(view))),
}
"""What can stand in braces."""
