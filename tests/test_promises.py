"""docs/testing.md names tests that exist, and has a part for every part of the README that promises something."""

from __future__ import annotations

import re

import pytest

from helpers import ROOT

DOCUMENT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
TABLES = DOCUMENT[DOCUMENT.index("## It says what it knows") :]
PROMISES = [row for row in TABLES.splitlines() if row.startswith("| ") and not row.startswith("| Promise")]

README = (ROOT / "README.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^(?:##+ (.+)|\*\*(.+?)\.?\*\*)", re.MULTILINE)
"""Of a part of the README: a line of its own, or the bold beginning of a paragraph."""

PROMISE_NOTHING = {"For developers"}
"""What stands there is for those who change the program."""


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.split("|")[1].strip())
def test_promise_is_kept_by_tests_that_exist(row: str) -> None:
    """A test that was renamed or removed is missed here, and so is a promise without one."""
    named = NAMED.findall(row)
    assert named
    for file, test in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {test or 'test_'}" in text, f"{file} has no {test}"


def test_every_part_of_the_readme_has_its_part() -> None:
    """Each is named by one part with promises, which is the place for what comes new; and no other is named."""
    parts = {first or second for first, second in HEADING.findall(README)} - PROMISE_NOTHING
    named = [
        name
        for part in TABLES.split("\n## ")
        if "\n| Promise | Kept by |\n" in part
        for line in re.findall(r"^In the README: (.+)$", part, re.MULTILINE)
        for name in re.findall(r'"(.+?)"', line)
    ]
    assert sorted(named) == sorted(parts)


def test_patterns_find_what_is_there() -> None:
    """The rows of the tables, and the parts of the README."""
    assert len(PROMISES) > 50
    found = [first or second for first, second in HEADING.findall("# A\n\n## B\n\n### `c`\n\n**D e.** F **g**")]
    assert found == ["B", "`c`", "D e"]
