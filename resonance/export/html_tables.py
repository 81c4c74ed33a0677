"""The tables of a page: players of a view, pulls, deaths with their last seconds, buffs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resonance import formats
from resonance.colours import Colours
from resonance.combat import metrics
from resonance.combat.record import ActorInfo, Death, RecapKind, RecapLine, Segment, SegmentKind
from resonance.combat.snapshot import BuffRow, Snapshot
from resonance.combat.tally import View
from resonance.events import is_player
from resonance.export.buffs import buff_cells, uptime
from resonance.export.cells import Ranked, bar_share, cell_parts, ranked, shown_columns
from resonance.export.deaths import cause, change_parts, last_blow, what_happened
from resonance.export.export_format import ExportOptions
from resonance.export.html_parts import ClassColours, Markup, element, join, number
from resonance.export.people import actor_name, player_name, role
from resonance.export.plain_text import pull_result
from resonance.names import Names
from resonance.texts import say


@dataclass(frozen=True, slots=True)
class Page:
    """What all parts of a page are made from."""

    snapshot: Snapshot  # with the players whom it is about
    whole: Snapshot  # with all players
    view: View  # the one it was asked for
    names: Names
    options: ExportOptions
    colours: Colours
    classes: ClassColours

    def class_of(self, actor: ActorInfo) -> str:
        """Of the style sheet, for the colour of a player."""
        return self.classes.name(self.colours.of(actor.class_id, actor.spec))


def view_table(page: Page, view: View) -> Markup:
    """The same cells as in the meter; "" for a view without a number."""
    columns = shown_columns(page.whole, view, page.options)
    chosen = {row.actor.actor_id for row in page.snapshot.players}
    players = [each for each in ranked(page.whole, view, _everybody(page)) if each.row.actor.actor_id in chosen]
    rows = []
    for each in players:
        cells = [number(cell_parts(column, page.whole, each.line)) for column in columns]
        rows.append(_player_row(page, view, each, cells))
    titles = [("", "#"), ("", say("Player")), *(("n", say(column.title(view))) for column in columns)]
    return _table(titles, rows) if rows else Markup("")


def pulls_table(page: Page) -> Markup:
    """Every pull of an encounter with several; "" otherwise."""
    snapshot = page.snapshot
    numbered = [item for item in enumerate(snapshot.segments) if item[1].kind is SegmentKind.BOSS]
    if snapshot.segment is not None or len(numbered) < 2:
        return Markup("")
    titles = [
        ("", say("Pull")),
        ("", say("Result")),
        ("n", say("Time")),
        ("n", say("HP left")),
        ("n", say("Damage")),
    ]
    rows = [_pull_row(page, segment, snapshot.segment_damage[index]) for index, segment in numbered]
    return _table(titles, rows)


def deaths_list(page: Page) -> Markup:
    """In order of time; each can be unfolded to its last seconds."""
    deaths = sorted(page.snapshot.deaths, key=lambda death: death.at_ms)
    if not deaths:
        return element("p", say("Nobody has died."), class_="muted")
    return join(*(_death(page, death) for death in deaths))


def buffs_table(page: Page) -> Markup:
    """Buffs that players had, those most players had for longest first."""
    by_buff: dict[int, list[BuffRow]] = {}
    for row in page.snapshot.buffs:
        if is_player(row.host):
            by_buff.setdefault(row.buff_id, []).append(row)
    if not by_buff:
        return element("p", say("No buff was seen yet."), class_="muted")
    groups = sorted(by_buff.items(), key=lambda item: (-sum(row.uptime for row in item[1]), item[0]))
    titles = [
        ("", say("Buff")),
        ("n", say("Players")),
        ("n", say("Uptime")),
        ("n", say("Times")),
        ("n", say("Layers")),
        ("n", say("Of damage")),
    ]
    return _table(titles, [_buff_row(page, buff_id, rows) for buff_id, rows in groups])


def _everybody(page: Page) -> ExportOptions:
    """The options but for whom it is about: who stays was decided for the view that was asked for."""
    return ExportOptions(columns=page.options.columns, bars_to_total=page.options.bars_to_total)


def _table(titles: Sequence[tuple[str, str]], rows: Iterable[Markup]) -> Markup:
    """`titles`: class and words of each column."""
    head = element("tr", *(element("th", words, class_=name or None) for name, words in titles))
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="scroll")


def _player_row(page: Page, view: View, each: Ranked, cells: Sequence[Markup]) -> Markup:
    actor = each.row.actor
    words = role(actor, page.names)
    score = formats.amount(actor.ability_score) if actor.ability_score is not None else ""
    detail = " · ".join(filter(None, (words, score)))
    name = element(
        "td",
        element("span", (words or "?")[0].upper(), class_="chip"),
        element("span", player_name(actor, page.names), class_="who"),
        element("span", detail, class_="spec") if detail else "",
        class_="name",
    )
    share = bar_share(page.whole, view, each.line, page.options)
    return element(
        "tr",
        element("td", str(each.rank), class_="rank"),
        name,
        *cells,
        class_=f"bar {page.class_of(actor)}" + (" you" if each.row.is_local else ""),
        style=f"--share:{share * 100:.2f}%",
    )


def _pull_row(page: Page, segment: Segment, damage: int) -> Markup:
    boss = page.snapshot.info(segment.boss) if segment.boss is not None else None
    max_hp = boss.max_hp if boss is not None else None
    left = metrics.ratio(segment.hp_end, max_hp) if segment.hp_end is not None and max_hp else None
    result = pull_result(segment)
    return element(
        "tr",
        element("td", f"{page.names.monster(segment.boss_monster_id)} · {segment.attempt}"),
        element("td", result, class_=str(segment.result)),
        number((formats.duration(segment.clocks.group.elapsed_ms), "")),
        number(formats.percent_parts(left)),
        number(formats.amount_parts(damage)),
    )


def _death(page: Page, death: Death) -> Markup:
    snapshot, names = page.snapshot, page.names
    blow = last_blow(death)
    summary = element(
        "summary",
        element("time", formats.duration(death.at_ms - snapshot.started_at_ms)),
        element("b", actor_name(snapshot, death.actor, names)),
        element("span", cause(snapshot, death, names), class_="spec"),
        element("span", formats.amount(blow.amount), class_="spec") if blow is not None else "",
    )
    if not death.recap:
        return element("details", summary, element("p", say("Nothing of the last seconds was seen."), class_="muted"))
    titles = [("n", say("Before")), ("", say("What happened")), ("n", say("Amount")), ("n", say("HP left"))]
    rows = [_recap_row(page, death, line) for line in death.recap]
    return element("details", summary, _table(titles, rows))


def _recap_row(page: Page, death: Death, line: RecapLine) -> Markup:
    source = actor_name(page.snapshot, line.source, page.names) if line.source else ""
    text, unit = change_parts(line)
    sign = {RecapKind.HIT: "minus", RecapKind.HEAL: "plus", RecapKind.SHIELD: "plus"}.get(RecapKind(line.kind), "muted")
    return element(
        "tr",
        number((f"{(death.at_ms - line.at_ms) / 1000:.1f}", "s")),
        element("td", what_happened(line, page.names), element("span", source, class_="spec"), class_="name"),
        element("td", element("span", text, class_=sign), element("i", unit), class_="n"),
        number(formats.amount_parts(line.hp_after)),
        class_="killed" if line.killed else None,
    )


def _buff_row(page: Page, buff_id: int, rows: Sequence[BuffRow]) -> Markup:
    return element(
        "tr",
        element("td", page.names.buff(buff_id), class_="name"),
        number((formats.count(len(rows)), "")),
        *map(number, buff_cells(rows)),
        class_=f"bar {page.classes.name(page.colours.of(None, None))}",
        style=f"--share:{uptime(rows) * 100:.2f}%",
    )
