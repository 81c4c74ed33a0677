"""docs/testing.md names tests that exist, for every part of the README that promises something."""

from __future__ import annotations

import re

import pytest

from helpers import ROOT

DOCUMENT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
TABLES = DOCUMENT[DOCUMENT.index("## It says what it knows") :]
PROMISES = [row for row in TABLES.splitlines() if row.startswith("| ") and not row.startswith("| Promise")]


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: row.split("|")[1].strip())
def test_promise_is_kept_by_tests_that_exist(row: str) -> None:
    """A test that was renamed or removed is missed here, and so is a promise without one."""
    named = NAMED.findall(row)
    assert named
    for file, test in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {test or 'test_'}" in text, f"{file} has no {test}"


def test_document_has_its_promises() -> None:
    """The pattern above finds the rows of the tables."""
    assert len(PROMISES) > 50
