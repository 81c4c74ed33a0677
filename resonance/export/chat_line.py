"""A summary for the game's chat: one line, or as many as its limit asks for."""

from __future__ import annotations

from resonance import formats
from resonance.combat.columns import BY_KEY
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.cells import Ranked, cell_words, ranked
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.people import player_name
from resonance.export.plain_text import WIDEST_NAME, cut
from resonance.export.scope import spoken
from resonance.export.template import fill
from resonance.names import Names
from resonance.texts import later

USUAL = "{fight} {pull} ({result}) {time} · {dps} {unit}"
"""The template of the beginning; the players follow it."""

BETWEEN = ", "


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """ "Kartgriff Pull 3 (kill) 06:53 · 1.17M DPS: 1. Momoko 403.1k (34.4%), ...", no line above the limit.

    Lines are split between players; what is too long for a line of its own is cut.
    """
    names = spoken(names, options)
    head = fill(options.chat.strip() or USUAL, snapshot, view, names)
    players = [_player(each, snapshot, names) for each in ranked(snapshot, view, options)]
    return "".join(line + "\n" for line in _lines(head, players, options.chat_limit))


def _player(each: Ranked, snapshot: Snapshot, names: Names) -> str:
    per_second = cell_words(BY_KEY["per_second"], snapshot, each.line)
    share = formats.percent(BY_KEY["share"].value(snapshot, each.line)).replace(" ", "")
    name = cut(player_name(each.row.actor, names), WIDEST_NAME)
    return f"{each.rank}. {name} {per_second} ({share})"


def _lines(head: str, players: list[str], limit: int) -> list[str]:
    """The head and its colon, then as many players in every line as it holds."""
    lines = [_cut(f"{head}:" if head and players else head, limit)]
    between = " "
    for player in players:
        longer = f"{lines[-1]}{between}{player}" if lines[-1] else player
        if len(longer) <= limit:
            lines[-1] = longer
        else:
            lines.append(_cut(player, limit))
        between = BETWEEN
    return [line for line in lines if line]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


FORMAT = ExportFormat("chat", later("Chat line"), ".txt", "text", render, template="chat")
