"""The page: what is on it, and that no name can make it do anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from chromium import chromium

from export_fights import SCRIPTS, WORDS, make_snapshot
from resonance.combat.tally import View
from resonance.export.cells import cell_words, ranked, shown_columns
from resonance.export.export_format import ExportOptions, Players
from resonance.export.html_parts import Markup, element
from resonance.export.html_report import render
from resonance.palettes import DARK, LIGHT, rgb

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'-alert(3)-'</style></title>",
    "&lt;b&gt;",
    "javascript:alert(4)",
)
VOID = {"meta", "link", "img", "br"}


class Reader(HTMLParser):
    """What a browser sees: elements, their words, and whether each was closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data


def page(*names: str | None, options: ExportOptions = ExportOptions()) -> str:  # noqa: B008
    return render(make_snapshot(*names), View.DAMAGE, WORDS, options)


def test_tables_have_the_cells_of_the_window() -> None:
    """Every view, every player, every cell in the same words."""
    snapshot = make_snapshot(*SCRIPTS)
    rows = [row[2:] for row in Reader(page(*SCRIPTS)).rows]
    for view in (View.DAMAGE, View.TAKEN):
        columns = shown_columns(snapshot, view, ExportOptions())
        for each in ranked(snapshot, view, ExportOptions()):
            assert [cell_words(column, snapshot, each.line) for column in columns] in rows


def test_page_tells_of_deaths_and_buffs() -> None:
    """Who died of what, the last seconds before it, and which buffs were up."""
    words = " ".join(Reader(page("Anna", "Ben")).words)
    for part in ("Kartgriff", "00:40", "Anna", "-1.2", "Buff 999001", "kill", "Deaths 1"):
        assert part in words


@pytest.mark.parametrize("evil", EVIL)
def test_name_stays_a_name(evil: str) -> None:
    """It is read as it is written, wherever it stands; no element and no attribute comes of it."""
    seen, harmless = Reader(page(evil, "Ben")), Reader(page("Anna", "Ben"))
    assert [tag for tag, _ in seen.tags] == [tag for tag, _ in harmless.tags]
    assert [list(attributes) for _, attributes in seen.tags] == [list(attributes) for _, attributes in harmless.tags]
    assert seen.words.count(evil) >= 3
    assert not seen.open


def test_page_asks_for_nothing() -> None:
    """No script, and no address of anything outside, though the title is the user's own."""
    text = page("Anna", options=ExportOptions(title="<b>{boss}</b> http-free"))
    tags = {tag for tag, _ in Reader(text).tags}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert "://" not in re.sub(r'xmlns="[^"]*"', "", text)
    assert "default-src 'none'" in text


def test_page_about_some_players() -> None:
    """Nobody else is named on it."""
    text = page("Anna", "Ben", "Cleo", options=ExportOptions(players=Players.ME))
    words = " ".join(Reader(text).words)
    assert "Ben" in words
    assert "Anna" not in words
    assert "Cleo" not in words


def test_fight_of_no_length() -> None:
    """A page without curves is a page."""
    snapshot = make_snapshot("Anna")
    object.__setattr__(snapshot, "curves", {})
    assert "<svg" not in render(snapshot, View.DAMAGE, WORDS, ExportOptions())
    assert "<svg" in page("Anna")


def test_element_escapes_words_and_attributes() -> None:
    """Only markup stays markup."""
    made = element("p", "<&", Markup("<i></i>"), class_='"x', title=None)
    assert made == '<p class="&quot;x">&lt;&amp;<i></i></p>'


def test_in_a_browser(tmp_path: Path) -> None:
    """Chromium shows every name, runs nothing, asks nobody, complains of nothing, and follows the reader's theme."""
    file = tmp_path / "report.html"
    file.write_text(page(*EVIL, *SCRIPTS), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        browser.open(file)
        requests = {event["request"]["url"] for event in browser.told("Network.requestWillBeSent")}
        assert requests <= {file.as_uri(), "data:,"}
        for complaint in (
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        ):
            assert browser.told(complaint) == []
        shown = browser.ask("document.body.innerText")
        assert all(name in shown for name in (*EVIL, *SCRIPTS))
        for scheme, palette in (("dark", DARK), ("light", LIGHT)):
            browser.prefer(scheme)
            ground = browser.ask("getComputedStyle(document.body).backgroundColor")
            assert ground == "rgb({}, {}, {})".format(*rgb(palette.ground))
