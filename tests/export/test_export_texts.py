"""The formats that are text: what each looks like, and what no name can do to it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from export_fights import SCRIPTS, WORDS, make_snapshot
from resonance import formats, texts
from resonance.combat.columns import BY_KEY as COLUMN_OF
from resonance.combat.line import player_line
from resonance.combat.tally import View
from resonance.export import discord
from resonance.export.export_format import USUAL_CHAT_LIMIT, USUAL_TOP, ExportOptions, Players, file_bytes
from resonance.export.format_table import BY_KEY, FORMATS
from resonance.export.report import encounter_report
from resonance.export.spreadsheet import harmless
from resonance.settings import META, Settings

USUAL = ExportOptions()
MANY = tuple(f"Player with a name {index}" for index in range(60))


def rendered(key: str, *names: str | None, options: ExportOptions = USUAL, view: View = View.DAMAGE) -> str:
    text = BY_KEY[key].render(make_snapshot(*names), view, WORDS, options)
    assert isinstance(text, str)
    return text


def test_every_format_has_a_key_of_its_own() -> None:
    """Settings and commands find each by its key."""
    assert len(BY_KEY) == len(FORMATS)


def test_settings_know_the_formats() -> None:
    """What the copy button can copy is text, with the titles that the formats have; numbers start the same."""
    meta = META["copy_format"]
    assert [BY_KEY[key].title for key in meta.choices] == list(meta.titles)
    assert {BY_KEY[key].kind for key in meta.choices} == {"text"}
    assert Settings().chat_limit == USUAL_CHAT_LIMIT
    assert Settings().export_top == USUAL_TOP


@pytest.mark.parametrize("key", [key for key in BY_KEY if key != "rlog"])  # which is of the history alone
def test_fight_without_players(key: str) -> None:
    """Nothing to tell is no error, in any view."""
    for view in View:
        assert BY_KEY[key].render(make_snapshot(), view, WORDS, USUAL)


@pytest.mark.parametrize("key", [each.key for each in FORMATS if each.kind == "text"])
def test_anonymous_export_names_nobody(key: str) -> None:
    """Neither a name nor a uid is in it, though the windows show names; nobody else's names are hidden by it."""
    options = ExportOptions(anonymise=True)
    text = rendered(key, "Momoko", "玩家一", None, options=options)
    assert not re.search(r"Momoko|玩家一|765432\d", text)
    assert "Momoko" in rendered(key, "Momoko")


@pytest.mark.parametrize("key", ["text", "discord", "chat", "markdown", "tsv", "csv", "json"])
@pytest.mark.parametrize(
    ("players", "expected"),
    [
        (Players.ALL, {"Anna", "Ben", "Cleo", "Dora"}),
        (Players.TOP, {"Anna", "Ben"}),
        (Players.ME, {"Cleo"}),
        (Players.PARTY, {"Anna", "Ben", "Cleo"}),
    ],
)
def test_whom_it_is_about(key: str, players: Players, expected: set[str]) -> None:
    """These players and no others, each with the rank it has among all."""
    people = ("Anna", "Ben", "Cleo", "Dora")
    snapshot = make_snapshot(*people, local=2, party=2)
    text = BY_KEY[key].render(snapshot, View.DAMAGE, WORDS, ExportOptions(players=players, top=2))
    assert isinstance(text, str)
    assert {name for name in people if name in text} == expected
    if players is Players.ME and key in ("text", "markdown", "chat"):
        assert re.search(r"3\W+Cleo", text)


# Discord


def test_discord_message_is_a_block_of_even_columns() -> None:
    """Title, fence, table, fence; wide characters and joined emoji are counted as the cells they take."""
    lines = rendered("discord", *SCRIPTS).splitlines()
    assert lines[1] == lines[-1] == "```"
    assert len({formats.display_width(line) for line in lines[2:-1]}) == 1
    assert "left out" not in lines[-2]


@pytest.mark.parametrize("names", [MANY, tuple("👨‍👩‍👧" * 7 for _ in range(60))])
def test_discord_message_that_would_be_too_long(names: tuple[str, ...]) -> None:
    """No more than Discord takes, and it says how many players were left out."""
    text = rendered("discord", *names)
    assert discord.characters(text) <= discord.LIMIT
    lines = text.splitlines()
    said = re.search(r"and (\d+) more players", lines[-2])
    assert said is not None
    shown = len(lines) - 5  # without title, fences, titles of the columns, and this line
    assert shown + int(said[1]) == len(names)
    longer = replace(USUAL, players=Players.TOP, top=shown + 1)
    assert discord.characters(rendered("discord", *names, options=longer)) <= discord.LIMIT
    assert text.count("```") == 2


def test_name_that_would_end_the_block() -> None:
    """Backticks and line breaks stay out of it."""
    text = rendered("discord", "a```\n@everyone")
    assert text.count("```") == 2
    assert text.count("\n") == 5


def test_endless_title() -> None:
    """A template of a thousand letters leaves room for the players."""
    text = rendered("discord", *MANY, options=ExportOptions(title="x" * 1_000))
    assert discord.characters(text) <= discord.LIMIT
    assert "Player with a name 5" in text


# Chat


def test_chat_line_of_two() -> None:
    """The whole of it."""
    options = ExportOptions(chat_limit=200)
    assert rendered("chat", "Anna", "Ben", options=options) == (
        "Kartgriff 1 pull (kill) 01:40 · 1.50M DPS: 1. Anna 1.0M (66.7%), 2. Ben 500.0k (33.3%)\n"
    )


@pytest.mark.parametrize("limit", [60, 80, 200])
def test_chat_lines_are_split_between_players(limit: int) -> None:
    """No line is longer than the limit, and no player is torn apart."""
    lines = rendered("chat", *SCRIPTS, options=ExportOptions(chat_limit=limit)).splitlines()
    assert all(len(line) <= limit for line in lines)
    together = " ".join(lines)
    assert re.findall(r"(\d+)\. ", together) == [str(rank) for rank in range(1, len(SCRIPTS) + 1)]
    assert together.count("%)") == len(SCRIPTS)
    assert all(line.endswith((")", ":")) for line in lines)


def test_chat_line_with_a_very_long_beginning() -> None:
    """It is cut: a line that the game cuts would lose its end unseen."""
    lines = rendered("chat", "Anna", options=ExportOptions(chat="{boss} " * 100, chat_limit=60)).splitlines()
    assert len(lines[0]) <= 60
    assert lines[0].endswith("…")
    assert lines[1].startswith("1. Anna")


# Markdown


def test_markdown_table() -> None:
    """Title, titles, alignment, a row a player."""
    lines = rendered("markdown", "Anna").splitlines()
    assert lines[2:] == [
        "| # | Player | Spec | Damage | DPS | Boss DPS | % | Crit |",
        "| --: | :-- | :-- | --: | --: | --: | --: | --: |",
        "| 1 | Anna | Icicle | 100.0M | 1.0M | 2.0M | 100.0 | 25.0% |",
    ]


def test_name_full_of_markdown() -> None:
    """It is shown as it is: no cell ends in it, nothing is a link or HTML."""
    line = rendered("markdown", "a|b <img> [x](y) *c* `d` \\").splitlines()[-1]
    assert r"a\|b \<img\> \[x\](y) \*c\* \`d\` \\" in line


# Spreadsheets


@pytest.mark.parametrize(("key", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_numbers_are_raw(key: str, delimiter: str) -> None:
    """The very values behind the cells of the window, unrounded; columns are called by their keys."""
    text = rendered(key, "Anna", 'Ben "the\tBig", second').removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    snapshot = make_snapshot("Anna", 'Ben "the\tBig", second')
    assert [row["player"] for row in rows] == ["Anna", 'Ben "the Big", second']
    for row, player in zip(rows, snapshot.rows(View.DAMAGE), strict=True):
        line = player_line(snapshot, player, View.DAMAGE)
        for column in ("amount", "per_second", "boss_per_second", "share", "crit_rate"):
            assert float(row[column]) == COLUMN_OF[column].value(snapshot, line)


def test_csv_begins_with_a_byte_order_mark() -> None:
    """A spreadsheet then knows that it is UTF-8; what is pasted has none."""
    assert file_bytes(rendered("csv", "玩家一")).startswith(b"\xef\xbb\xbfrank,")
    assert rendered("tsv", "玩家一").startswith("rank\t")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", '=HYPERLINK("x")'])
def test_name_that_would_be_a_formula(name: str) -> None:
    """It is a text: the spreadsheet calculates nothing."""
    for key, delimiter in (("csv", ","), ("tsv", "\t")):
        text = rendered(key, name).removeprefix("\ufeff")
        (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        assert row["player"] == f"'{name.strip()}"
    assert harmless("a=b") == "a=b"


def test_unknown_values_are_empty() -> None:
    """What is not known is neither 0 nor a dash."""
    options = ExportOptions(columns={View.DAMAGE: ("amount", "death_time")})
    rows = list(csv.DictReader(io.StringIO(rendered("tsv", "Anna", "Ben", options=options)), delimiter="\t"))
    assert [row["death_time_ms"] for row in rows] == ["40000", ""]


# JSON


def test_json_is_the_report_of_the_encounter() -> None:
    """The same keys and values as `analyze --json`."""
    snapshot = make_snapshot("Anna", "Ben")
    assert json.loads(rendered("json", "Anna", "Ben")) == json.loads(json.dumps(encounter_report(snapshot, WORDS)))


def test_json_about_some_players() -> None:
    """Only they are in it, with their deaths and buffs; the sums stay those of the group."""
    data = json.loads(rendered("json", "Anna", "Ben", options=ExportOptions(players=Players.ME)))
    whole = json.loads(rendered("json", "Anna", "Ben"))
    assert [player["name"] for player in data["players"]] == ["Ben"]
    assert data["deaths"] == []
    assert {row["uid"] for row in data["buffs"]} == {data["players"][0]["uid"]}
    assert data["totals"] == whole["totals"]
    assert data["players"][0]["share"] == whole["players"][1]["share"]


# Language


def test_titles_in_the_language_of_the_user() -> None:
    """Columns are said in it, keys of spreadsheets are not."""
    texts.use("zh")
    assert texts.say("Damage") in rendered("markdown", "Anna")
    assert rendered("tsv", "Anna").startswith("rank\tuid\tplayer")
