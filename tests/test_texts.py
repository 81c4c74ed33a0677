"""The words of the windows: every one can be translated, is translated, and nothing is left over."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import ROOT
from resonance import texts
from resonance.settings import META

LANGUAGES = texts.LANGUAGES[1:]


def rows() -> list[list[str]]:
    lines = (ROOT / "assets" / "texts.tsv").read_text(encoding="utf-8").splitlines()
    return [[cell.replace("\\n", "\n") for cell in line.split("\t")] for line in lines]


def marked(source: str) -> Iterator[str]:
    """Every literal that is given to say() or later() in a source, in either branch of a choice."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "later"):
            yield from _literals(node.args[0])


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def wanted() -> set[str]:
    words: set[str] = set()
    for path in (ROOT / "resonance").rglob("*.py"):
        words.update(marked(path.read_text(encoding="utf-8")))
    for meta in META.values():
        if meta.group:
            words.update((meta.group, meta.title, meta.meaning, *meta.titles))
    return words - {""}


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_every_text_of_the_program_has_a_row() -> None:
    """Nothing is said in English to somebody who chose another language, only because nobody wrote it down."""
    missing = wanted() - {row[0] for row in rows()[1:]}
    assert not missing, f"{len(missing)} texts are missing:\n" + "\n".join(sorted(missing))


def test_no_row_is_left_over() -> None:
    """Who translates spends no time on texts that are gone."""
    unused = {row[0] for row in rows()[1:]} - wanted()
    assert not unused, f"{len(unused)} rows are not used:\n" + "\n".join(sorted(unused))


def test_table_is_whole() -> None:
    """Every row has all languages, each with the same values to fill in, and no text stands twice."""
    header, *table = rows()
    assert header == list(texts.LANGUAGES)
    assert len({row[0] for row in table}) == len(table)
    for row in table:
        assert len(row) == len(header), row
        assert all(row), row
        for words in row[1:]:
            assert placeholders(words) == placeholders(row[0]), row


def test_rows_are_sorted() -> None:
    """By the English words as they stand there, so that two people who add some seldom touch the same lines."""
    lines = (ROOT / "assets" / "texts.tsv").read_text(encoding="utf-8").splitlines()
    keys = [line.partition("\t")[0] for line in lines[1:]]
    assert keys == sorted(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_language(language: str) -> None:
    """A text comes in the chosen language with its values, and one without a translation in English."""
    assert texts.use(language) == ""
    assert texts.say("Damage") != "Damage"
    assert "7" in texts.say("Pull {number}", number=7)
    assert texts.say("no such text {x}", x=1) == "no such text 1"
    texts.use("en")
    assert texts.say("Damage") == "Damage"


def test_damaged_file(tmp_path: Path) -> None:
    """Without its file the program speaks English and says why."""
    assert "English" in texts.use("zh", tmp_path)
    assert texts.say("Damage") == "Damage"
    (tmp_path / "texts.tsv").write_bytes(b"en\tzh\tja\n\xff\xfe\n")
    texts._load.cache_clear()
    assert "English" in texts.use("zh", tmp_path)
    texts._load.cache_clear()


def test_scan_finds_marked_texts() -> None:
    """Both marks are seen, also within choices, and nothing else."""
    source = 'say("a") + later("b") + say("c" if x else "d") + other("e") + say(name)'
    assert set(marked(source)) == {"a", "b", "c", "d"}
