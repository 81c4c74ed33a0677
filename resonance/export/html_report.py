"""One page with everything about a fight. It needs no network and no script, and opens in any browser."""

from __future__ import annotations

from datetime import datetime

from resonance import __version__, formats
from resonance.colours import Colours
from resonance.combat import metrics
from resonance.combat.columns import BY_KEY
from resonance.combat.record import Result
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.export.export_format import ExportFormat, ExportOptions
from resonance.export.html_chart import timeline
from resonance.export.html_parts import ClassColours, Markup, element, join, style
from resonance.export.html_tables import Page, buffs_table, deaths_list, pulls_table, view_table
from resonance.export.plain_text import clock_words, missing, pull_words, result_word
from resonance.export.scope import narrowed, spoken
from resonance.export.template import fill, title_of
from resonance.names import Names
from resonance.texts import later, say

USUAL_HEADING = "{fight}"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The browser itself refuses scripts and requests, whatever a name may hold."""


def render(snapshot: Snapshot, view: View, names: Names, options: ExportOptions) -> str:
    """Every view. The view given tells who is largest, where it is about the largest, and comes first."""
    names = spoken(names, options)
    page = Page(
        snapshot=narrowed(snapshot, view, options),
        whole=snapshot,
        view=view,
        names=names,
        options=options,
        colours=options.colours or Colours(names),
        classes=ClassColours(),
    )
    body = element("body", *_parts(page))  # first: it collects the colours of the style sheet
    head = element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width,initial-scale=1">'),
        Markup('<link rel="icon" href="data:,">'),
        element("title", title_of(snapshot, view, names, options)),
        style(page.classes),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=names.language)}\n"


def _parts(page: Page) -> list[Markup]:
    parts = [_header(page), _sums(page)]
    pulls = pulls_table(page)
    if pulls:
        parts += [_heading(say("Pulls")), pulls]
    for view in sorted(View, key=lambda view: view is not page.view):
        table = view_table(page, view)
        if table:
            parts += [_heading(say(BY_KEY["amount"].title(view))), timeline(page, view), table]
    parts += [_heading(_deaths_title(page)), deaths_list(page), _heading(say("Buffs")), buffs_table(page)]
    return [*parts, element("footer", f"Resonance Logs {__version__}")]


def _header(page: Page) -> Markup:
    """What was fought, where, when and how it ended, and what the numbers lack."""
    snapshot, names = page.snapshot, page.names
    heading = fill(page.options.title.strip() or USUAL_HEADING, snapshot, page.view, names)
    where = " ".join(filter(None, (names.scene(snapshot.scene_id), names.scene_difficulty(snapshot.scene_id))))
    date = f"{datetime.fromtimestamp(snapshot.started_at_ms / 1000):%Y-%m-%d %H:%M}"
    words = [where, pull_words(snapshot), date, clock_words(snapshot, page.view)]
    result = result_word(snapshot)
    colour = {say("kill"): "kill", say("wipe"): "wipe"}.get(result)
    lacks = "" if snapshot.quality.complete else say("incomplete: {what}", what=", ".join(missing(snapshot.quality)))
    return element(
        "header",
        element("h1", heading or say("Unknown place")),
        element("p", " · ".join(filter(None, words)), class_="muted"),
        element("p", element("b", result), class_=colour) if result and snapshot.result is not Result.RUNNING else "",
        element("p", lacks, class_="warning") if lacks else "",
    )


def _sums(page: Page) -> Markup:
    boxes = []
    for view in View:
        total = page.whole.amount(page.whole.total(view))
        per_second = formats.short(metrics.per_second(total, page.whole.clock_ms(view)))
        words = f"{formats.short(total)} · {per_second} {say(BY_KEY['per_second'].title(view))}"
        boxes.append(element("div", element("b", words), element("span", _whose(view), class_="muted")))
    return element("div", *boxes, class_="sums")


def _whose(view: View) -> str:
    return f"{say(BY_KEY['amount'].title(view))} · {say('Group')}"


def _heading(words: str) -> Markup:
    return join(element("h2", words), Markup("\n"))


def _deaths_title(page: Page) -> str:
    count = len(page.snapshot.deaths)
    return f"{say('Deaths')} {count}" if count else say("Deaths")


FORMAT = ExportFormat("html", later("HTML report"), ".html", "text", render)
