"""The table as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from resonance import formats, names, texts
from resonance.combat.clock import Clock, ClockChoice
from resonance.combat.columns import COLUMNS, columns_for
from resonance.combat.record import ActorInfo, EncounterRecord, Result, Segment, SegmentKind, SegmentResult
from resonance.combat.snapshot import AmountChoice, Snapshot, build
from resonance.combat.tally import Kind, Tally, TallyKey, View
from resonance.events import monster_actor_id, player_id
from resonance.export import plain_text
from resonance.export.export_format import ExportOptions
from resonance.export.format_table import FORMATS
from resonance.export.plain_text import WIDEST_NAME, heading, render

WORDS = names.load()
BOSS = monster_actor_id(9)
KARTGRIFF = 1152

SCRIPTS = ("Momoko", "玩家一", "さくら", "한국어", "Ghost👻", "👨‍👩‍👧 family", "❤️", "Zoë")


RUNNING, WIPE, KILL, LEFT = SegmentResult.RUNNING, SegmentResult.WIPE, SegmentResult.KILL, SegmentResult.LEFT


def make_record(*player_names: str | None, pulls: Sequence[SegmentResult] = (RUNNING,)) -> EncounterRecord:
    """Each player did half of what the one before did; the first 100 million, one crit in four; all in one pull."""
    record = EncounterRecord(1_760_000_000_000, scene_id=13_002, boss=BOSS, bosses={BOSS})
    record.clocks.group = Clock(0, 200_000, 100_000)
    record.clocks.boss = Clock(0, 90_000, 50_000)
    for attempt, result in enumerate(pulls, start=1):
        segment = Segment(SegmentKind.BOSS, 0, result=result, attempt=attempt, boss=BOSS, boss_monster_id=KARTGRIFF)
        segment.clocks.group = Clock(0, 60_000, 50_000)
        record.segments.append(segment)
    record.actors[BOSS] = ActorInfo(BOSS, monster_id=KARTGRIFF)
    for index, name in enumerate(player_names):
        actor = player_id(100 + index)
        record.actors[actor] = ActorInfo(actor, name=name, class_id=2, spec="icicle")
        amount = 100_000_000 >> index
        tally = Tally(hits=4, crits=1, amount=amount, effective=amount // 2)
        record.tallies[TallyKey(0, Kind.DAMAGE, actor, BOSS, 0, 1)] = tally
    return record


def make_snapshot(*player_names: str | None, clock: ClockChoice = ClockChoice.ACTIVE) -> Snapshot:
    return build(make_record(*player_names), clock)


def table_lines(text: str) -> list[str]:
    return text.splitlines()[1:]


def test_table_of_two_players_reads_like_this() -> None:
    """The whole of it: title, heads, and one line a player."""
    assert render(make_snapshot("Momoko", "玩家一"), View.DAMAGE, WORDS) == (
        "Brutal! Floating Island - Dragon Shackles Tier 2 · Kartgriff · 1 pull · 01:40 active"
        " · Damage 150.0M · DPS 1.50M\n"
        "#  Player  Spec    Damage     DPS  Boss DPS     %   Crit\n"
        "1  Momoko  Icicle  100.0M    1.0M      2.0M  66.7  25.0%\n"
        "2  玩家一  Icicle   50.0M  500.0k      1.0M  33.3  25.0%\n"
    )


def test_every_script_keeps_the_columns_aligned() -> None:
    """Wide characters, emoji and joined emoji are counted as the cells they take."""
    lines = table_lines(render(make_snapshot(*SCRIPTS), View.DAMAGE, WORDS))
    starts = {formats.display_width(line[: line.index("Icicle")]) for line in lines[1:]}
    assert starts == {formats.display_width(lines[0][: lines[0].index("Spec")])}
    assert len({formats.display_width(line) for line in lines}) == 1
    for name in SCRIPTS:
        assert any(name in line for line in lines)


def test_lines_end_without_spaces() -> None:
    """Nothing invisible is pasted."""
    text = render(make_snapshot(*SCRIPTS), View.DAMAGE, WORDS)
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("name", ["AVeryLongPlayerNameThatNeverEnds", "龙之守护者的传说龙之守护者的传说", "👻" * 20])
def test_very_long_name_is_cut(name: str) -> None:
    """One name does not push the numbers off the screen."""
    line = table_lines(render(make_snapshot(name), View.DAMAGE, WORDS))[1]
    shown = line[3 : line.index("…") + 1]
    assert name.startswith(shown[:-1])
    assert WIDEST_NAME - 1 <= formats.display_width(shown) <= WIDEST_NAME


def test_name_cannot_break_the_table() -> None:
    """Line breaks, backticks and signs that turn the writing direction stay out of it."""
    text = render(make_snapshot("a\nb```c\u202ed\te"), View.DAMAGE, WORDS)
    assert len(text.splitlines()) == 3
    assert "a b'''c d e" in text


def test_player_without_a_name_keeps_the_uid() -> None:
    """Nobody is left out because the name was never seen."""
    assert "Player 100" in render(make_snapshot(None), View.DAMAGE, WORDS)


def test_hidden_players_are_numbered() -> None:
    """In streamer mode no name and no uid is copied, not the local player's either."""
    record = make_record("Momoko", "玩家一", None)
    record.local_player = player_id(100)
    text = render(build(record, ClockChoice.ACTIVE), View.DAMAGE, names.load(hide_players=True))
    assert not [word for word in ("Momoko", "玩家一", "Player 100", "Player 102") if word in text]
    assert len(set(re.findall(r"Player \d+", text))) == 3


def test_numbers_in_the_style_of_the_settings() -> None:
    """Title and table count in ten thousands, and wide units keep the columns aligned."""
    formats.use_style("myriad")
    title, *lines = render(make_snapshot("Momoko", "玩家一"), View.DAMAGE, WORDS).splitlines()
    assert title.endswith("Damage 1.50亿 · DPS 150.0万")
    assert "1.0亿" in lines[1]
    assert "5000.0万" in lines[2]
    assert len({formats.display_width(line) for line in lines}) == 1


def test_words_in_the_language_of_the_windows(tmp_path: Path) -> None:
    """Heads of columns and the title are the user's to read."""
    rows = ("en\tzh\tja", "Damage\t伤害\t", "Player\t玩家\t", "{time} active\t活跃 {time}\t", "wipe\t团灭\t")
    (tmp_path / "texts.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert texts.use("zh", tmp_path) == ""
    text = render(build(make_record("Momoko", pulls=[WIPE]), ClockChoice.ACTIVE), View.DAMAGE, WORDS)
    assert "1 pull (团灭) · 活跃 01:40 · 伤害 100.0M" in text
    assert "#  玩家    Spec      伤害" in text


def test_view_without_numbers_is_the_title_alone() -> None:
    """Nobody healed: no empty table."""
    text = render(make_snapshot("Momoko"), View.HEALING, WORDS)
    assert text.count("\n") == 1
    assert text.endswith("Healing 0 · HPS 0\n")


def test_title_and_columns_can_be_chosen() -> None:
    """The terminal and the settings of the user choose what is shown."""
    snapshot = make_snapshot("Momoko")
    text = render(snapshot, View.DAMAGE, WORDS, title="Pull 3", columns=columns_for(View.DAMAGE)[:1])
    assert text == "Pull 3\n#  Player  Spec    Damage\n1  Momoko  Icicle  100.0M\n"
    assert render(snapshot, View.DAMAGE, WORDS, title="").startswith("#  Player")


def test_every_column_can_be_worded() -> None:
    """A new column needs no change here."""
    snapshot = make_snapshot("Momoko", "玩家一")
    for view in View:
        assert render(snapshot, view, WORDS, columns=[column for column in COLUMNS if view in column.views])


def test_heading_says_which_clock_divides() -> None:
    """The time in the title is the one the group's DPS was divided by."""
    assert "01:40 active" in heading(make_snapshot("M"), View.DAMAGE, WORDS)
    elapsed = heading(make_snapshot("M", clock=ClockChoice.ELAPSED), View.DAMAGE, WORDS)
    assert "03:20 elapsed" in elapsed
    assert elapsed.endswith("DPS 500.0k")


def test_heading_of_a_stretch_says_which() -> None:
    """Its place in the encounter, with the time that divides."""
    stretch = replace(make_snapshot("M"), stretch_ms=(79_000, 200_000))
    assert "01:40 (01:19–03:20) active" in heading(stretch, View.DAMAGE, WORDS)


def test_boss_clock_says_so_where_there_is_a_boss() -> None:
    """Without time at a boss it divides by the active clock, and is called that."""
    record = make_record("M")
    assert "00:50 at the boss" in heading(build(record, ClockChoice.BOSS), View.DAMAGE, WORDS)
    record.clocks.boss = Clock()
    assert "01:40 active" in heading(build(record, ClockChoice.BOSS), View.DAMAGE, WORDS)


def test_effective_amounts_are_called_so() -> None:
    """Half of it was overkill: the number is smaller, and the title says why."""
    words = heading(build(make_record("M"), ClockChoice.ACTIVE, AmountChoice.EFFECTIVE), View.DAMAGE, WORDS)
    assert words.endswith("Damage 50.0M effective · DPS 500.0k")


@pytest.mark.parametrize(
    ("pulls", "segment", "words"),
    [
        ([RUNNING], None, "1 pull"),
        ([WIPE], None, "1 pull (wipe)"),
        ([WIPE, LEFT, KILL], None, "3 pulls (kill)"),
        ([WIPE, RUNNING], None, "2 pulls"),
        ([WIPE, LEFT, KILL], 1, "Pull 2 (left)"),
        ([WIPE, RUNNING], 1, "Pull 2"),
    ],
)
def test_title_tells_the_pull_and_how_it_ended(pulls: list[SegmentResult], segment: int | None, words: str) -> None:
    """One pull is called by its number, a whole encounter by how many are in it and how the last ended."""
    snapshot = build(make_record("M", pulls=pulls), ClockChoice.ACTIVE, AmountChoice.RAW, segment)
    assert f" · Kartgriff · {words} · " in heading(snapshot, View.DAMAGE, WORDS)


@pytest.mark.parametrize("result", list(Result))
def test_title_without_a_pull_tells_how_the_encounter_ended(result: Result) -> None:
    """Every result has a word; a fight that goes on has none."""
    record = make_record("M", pulls=[LEFT])
    record.segments[0] = Segment(SegmentKind.TRASH, 0, result=LEFT)
    record.boss, record.result = None, result
    words = heading(build(record, ClockChoice.ACTIVE), View.DAMAGE, WORDS).split(" · ")
    assert len(words) == (4 if result is Result.RUNNING else 5)


def test_format_table_holds_the_text_table() -> None:
    """The registry that commands and settings choose from."""
    by_key = {entry.key: entry for entry in FORMATS}
    assert len(by_key) == len(FORMATS)
    snapshot = make_snapshot("Momoko")
    assert by_key["text"].render(snapshot, View.DAMAGE, WORDS, ExportOptions()) == plain_text.render(
        snapshot, View.DAMAGE, WORDS
    )
