"""Ids to words, with the real tables and with broken ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from resonance import names
from resonance.events import Origin
from resonance.names import Names

REPO = Path(__file__).resolve().parent.parent
ASSETS = REPO / "assets"
TABLES = sorted(table for table in ASSETS.glob("*.tsv") if table.stem != "texts")  # those hold words of the windows
GAMEDATA = REPO.parent / "shared" / "gamedata"


@pytest.fixture
def english() -> Names:
    return names.load()


def make_assets(folder: Path, **tables: str) -> Path:
    """A folder with the given tables and, for the rest, only header lines."""
    for table in TABLES:
        header = table.read_text(encoding="utf-8").split("\n")[0]
        text = tables.get(table.stem, "").strip("\n")
        (folder / table.name).write_text(f"{header}\n{text}\n" if text else f"{header}\n", encoding="utf-8")
    return folder


def test_known_ids(english: Names) -> None:
    """The common questions of the meter have an answer in the shipped tables."""
    assert english.monster(1152) == "Kartgriff"
    assert english.is_boss(1152)
    assert english.scene(8) == "Asterleeds"
    assert english.scene_kind(8) == "city"
    assert english.scene_difficulty(8) is None
    assert english.class_name(1) == "Stormblade"
    assert english.class_color(1) == "#674598"
    assert english.spec_name("iaido") == "Iaido"
    assert english.spec_color("iaido") == "#9b6cf0"
    assert english.skill(Origin.SKILL, 1714) == "Iaido Slash"
    assert english.buff(4501) == "Burn"
    assert english.problems() == []


def test_unknown_ids_stay_visible(english: Names) -> None:
    """An id without a name is shown as words, never dropped."""
    assert english.monster(999_999_999) == "Monster 999999999"
    assert english.monster(None) == "Unknown monster"
    assert not english.is_boss(None)
    assert english.skill(Origin.SKILL, 999_999_999) == "Skill 999999999"
    assert english.skill(77, 999_999_999) == "Skill 999999999"
    assert english.skill(Origin.BUFF, 999_999_999) == "Buff 999999999"
    assert english.buff(999_999_999) == "Buff 999999999"
    assert english.scene(999_999_999) is None
    assert english.scene_kind(None) is None
    assert english.class_name(None) is None
    assert english.class_color(None) == names.UNKNOWN_COLOR
    assert english.spec_name(None) is None
    assert english.spec_color("nothing") == names.UNKNOWN_COLOR
    assert english.spec_of_skill(999_999_999) is None
    assert english.class_of_skill(999_999_999) is None


@pytest.mark.parametrize(
    ("key", "words"), [("hard", "Hard"), ("tier2", "Tier 2"), ("floor12", "Floor 12"), ("odd3", "Odd3"), ("", None)]
)
def test_difficulty_words(tmp_path: Path, key: str, words: str | None) -> None:
    """The keys of the table become words."""
    assets = make_assets(tmp_path, scenes=f"5\tArena\t\t\traid\t{key}")
    assert names.load("en", assets).scene_difficulty(5) == words


def test_same_number_in_three_name_spaces(tmp_path: Path) -> None:
    """The origin of a hit decides which row is meant; fake bullets and falls are bullets."""
    rows = "buff\t7\tBurning\t\t\t\nbullet\t7\tArrow\t\t\t\nskill\t7\tShot\t\t\t"
    table = names.load("en", make_assets(tmp_path, skills=rows))
    assert table.skill(Origin.SKILL, 7) == "Shot"
    assert table.skill(Origin.BULLET, 7) == "Arrow"
    assert table.skill(Origin.BUFF, 7) == "Burning"
    assert table.skill(Origin.FALL, 7) == "Arrow"
    assert table.skill(Origin.FAKE_BULLET, 7) == "Arrow"
    assert table.skill(Origin.OTHER, 7) == "Shot"


def test_row_in_another_name_space(tmp_path: Path) -> None:
    """Without a row of its own an id takes the name of skill, then bullet, then buff."""
    rows = "buff\t7\tBurning\t\t\t\nbullet\t7\tArrow\t\t\t\nbuff\t8\tChill\t\t\t\nskill\t9\tSlash\t\t\t"
    table = names.load("en", make_assets(tmp_path, skills=rows, buffs="9\tBleeding\t\t\tdebuff"))
    assert table.skill(Origin.SKILL, 7) == "Arrow"
    assert table.skill(Origin.BULLET, 8) == "Chill"
    assert table.skill(Origin.BUFF, 9) == "Bleeding"
    assert table.buff(8) == "Chill"
    assert table.buff(7) == "Burning"


def test_name_missing_in_the_language(tmp_path: Path) -> None:
    """A language falls back to English, then Chinese, then the id."""
    rows = "1\tOne\t一\tイチ\tboss\n2\tTwo\t二\t\tboss\n3\t\t三\t\tboss\n4\t\t\t\tboss"
    japanese = names.load("ja", make_assets(tmp_path, monsters=rows))
    assert [japanese.monster(i) for i in (1, 2, 3, 4)] == ["イチ", "Two", "三", "Monster 4"]
    assert japanese.is_boss(4)


def test_language_nobody_made() -> None:
    """Any other language is English."""
    assert names.load("fr").class_name(1) == "Stormblade"


def test_loaded_twice() -> None:
    """The tables of a language are read once."""
    assert names.load("zh") is names.load("zh")
    assert names.load() is names.load("en")


@pytest.mark.parametrize(
    ("skill_id", "class_id"),
    [
        (1714, 1),
        (1241, 2),
        (1605, 3),
        (1418, 4),
        (1518, 5),
        (1930, 9),
        (2292, 11),
        (2405, 12),
        (2306, 13),
        (55302, 13),  # protocol.md 9, additional ids
        (23401, 13),
        (5033, 9),
        (149905, 4),
        (2031101, 1),  # protocol.md 8.2, lucky strikes
        (2031106, 8),
        (2031108, 10),
        (2031111, 13),
    ],
)
def test_class_from_skill(english: Names, skill_id: int, class_id: int) -> None:
    """The skills that the protocol notes tie to a class do tell it."""
    assert english.class_of_skill(skill_id) == class_id


@pytest.mark.parametrize(
    ("skill_id", "spec"),
    [
        (1714, (1, "iaido")),
        (44701, (1, "moonstrike")),
        (120902, (2, "icicle")),
        (1241, (2, "frostbeam")),
        (1405, (4, "vanguard")),
        (1419, (4, "skyward")),
        (21402, (5, "smite")),
        (20301, (5, "lifebind")),
        (199902, (9, "earthfort")),
        (1930, (9, "block")),
        (1700820, (11, "wildpack")),
        (220112, (11, "falconry")),
        (2405, (12, "recovery")),
        (2406, (12, "shield")),
        (2306, (13, "dissonance")),
        (2307, (13, "concerto")),
        (2301, None),  # basic attack of both specs
        (2321, None),
    ],
)
def test_spec_from_skill(english: Names, skill_id: int, spec: tuple[int, str] | None) -> None:
    """Skills of one spec tell it; basic attacks tell none."""
    assert english.spec_of_skill(skill_id) == spec


def test_spec_and_class_agree(english: Names) -> None:
    """A skill that tells a spec tells no other class, and every spec of the table has a class with a name."""
    for row in (ASSETS / "specs.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        spec_key, class_id, *_, skill_ids = row.split("\t")
        assert english.spec_name(spec_key)
        assert english.class_name(int(class_id))
        for skill_id in map(int, skill_ids.split()):
            assert english.spec_of_skill(skill_id) == (int(class_id), spec_key)
            assert english.class_of_skill(skill_id) == int(class_id)


def test_missing_folder(tmp_path: Path) -> None:
    """Without any table ids are shown, and each missing table is named."""
    table = names.load("en", tmp_path / "nowhere")
    assert table.skill(Origin.SKILL, 1714) == "Skill 1714"
    assert table.monster(1152) == "Monster 1152"
    assert table.class_color(1) == names.UNKNOWN_COLOR
    problems = table.problems()
    assert len(problems) == len(TABLES)
    assert "monsters.tsv cannot be read" in " ".join(problems)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe garbage", b"a\tb\tc\n1\t2\t3\n", b"monster_id\tname_en\n1\tOne\n"],
    ids=["empty", "bytes", "other table", "column missing"],
)
def test_table_that_is_none(tmp_path: Path, content: bytes) -> None:
    """A file without the right columns costs its own names only."""
    assets = make_assets(tmp_path, skills="skill\t1\tSlash\t\t\t")
    (assets / "monsters.tsv").write_bytes(content)
    table = names.load("en", assets)
    assert table.monster(1) == "Monster 1"
    assert table.skill(Origin.SKILL, 1) == "Slash"
    assert [problem.split()[0] for problem in table.problems()] == ["monsters.tsv"]


def test_damaged_rows(tmp_path: Path) -> None:
    """A bad row costs itself, and the sentence counts them."""
    assets = make_assets(tmp_path)
    header = (assets / "monsters.tsv").read_bytes()
    (assets / "monsters.tsv").write_bytes(
        header + b"1\tOne\t\t\tboss\nx\tTwo\t\t\tboss\n3\tThree\n4\t\xff\xff\t\t\tboss\n5\tFive\t\t\tnormal\n"
    )
    table = names.load("en", assets)
    assert [table.monster(i) for i in (1, 3, 4, 5)] == ["One", "Monster 3", "Monster 4", "Five"]
    assert table.problems() == ["monsters.tsv is damaged: 3 of its 5 rows cannot be read."]


def test_colour_that_is_none(tmp_path: Path) -> None:
    """A colour that no window could draw never gets out."""
    assets = make_assets(tmp_path, classes="1\tBlade\t\t\tdps\tred\t\n2\tMage\t\t\tdps\t\t")
    table = names.load("en", assets)
    assert table.class_color(1) == table.class_color(2) == names.UNKNOWN_COLOR
    assert table.problems() == ["classes.tsv is damaged: 1 of its 2 rows cannot be read."]


def test_table_saved_by_a_windows_editor(tmp_path: Path) -> None:
    """A byte order mark and CRLF change nothing."""
    assets = make_assets(tmp_path, monsters="1\tOne\t\t\tboss")
    text = (assets / "monsters.tsv").read_text(encoding="utf-8")
    (assets / "monsters.tsv").write_text(text, encoding="utf-8-sig", newline="\r\n")
    table = names.load("en", assets)
    assert table.is_boss(1)
    assert table.problems() == []


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_shipped_table_is_sound(table: Path) -> None:
    """Every row has all cells and an id of its own."""
    header, *lines, end = table.read_bytes().decode("utf-8").split("\n")
    keys = header.split("\t")
    assert end == ""
    assert {"name_en", "name_zh", "name_ja"} <= set(keys)
    rows = [line.split("\t") for line in lines]
    assert {len(row) for row in rows} == {len(keys)}
    ids = [tuple(row[: keys.index("name_en")]) for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_shipped_members_have_rows() -> None:
    """Each member of a recount group is a row of skills.tsv."""
    spaces = {"s": "skill", "b": "buff", "p": "bullet"}
    skills = {tuple(line.split("\t")[:2]) for line in (ASSETS / "skills.tsv").read_text("utf-8").split("\n")}
    groups = (ASSETS / "recount.tsv").read_text("utf-8").split("\n")[1:-1]
    members = [member for group in groups for member in group.split("\t")[-1].split()]
    assert members
    for member in members:
        found = re.fullmatch(r"([sbp])(\d+)(?::\d+(?:,\d+)*)?", member)
        assert found, member
        assert (spaces[found[1]], found[2]) in skills


def test_shipped_tables_are_small() -> None:
    """The tables stay below a megabyte."""
    assert sum(table.stat().st_size for table in TABLES) < 1_000_000


@pytest.mark.skipif(not GAMEDATA.is_dir(), reason="the game data is not beside the repository")
def test_tables_are_current(tmp_path: Path) -> None:
    """The committed tables are what the script makes of the game data, byte for byte."""
    subprocess.run([sys.executable, ASSETS / "make_tables.py", GAMEDATA, "--out", tmp_path], check=True, timeout=60)
    made = {table.name: table.read_bytes() for table in tmp_path.glob("*.tsv")}
    committed = {table.name: table.read_bytes().replace(b"\r\n", b"\n") for table in TABLES}
    assert made == committed


def test_script_with_bad_game_data(tmp_path: Path) -> None:
    """Game data that cannot be read leaves no half-made tables behind."""
    result = subprocess.run(
        [sys.executable, ASSETS / "make_tables.py", tmp_path, "--out", tmp_path],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_group_of_the_games_own_damage_list() -> None:
    """By name space and number; a skill of no group has none."""
    table = names.load()
    grace = table.skill_group(Origin.SKILL, 1401)
    assert grace is not None
    assert grace == table.skill_group(Origin.SKILL, 1404)
    assert grace[1] == "Windborne Grace"
    assert table.skill_group(Origin.BUFF, 1401) is None
    assert table.skill_group(Origin.SKILL, 999_999) is None
