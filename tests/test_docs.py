"""What README, CHANGELOG and docs name is there: files, commands and their options."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from helpers import ROOT
from resonance import cli

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("[ap]*/README.md")]
PATH = re.compile(r"(?<![\w/])((?:assets|bench|docs|fuzz|proto|resonance|tests|tools)/[\w./-]*\w)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(document: Path) -> None:
    """Who follows a path or a link of a document finds something there."""
    text = document.read_text(encoding="utf-8")
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [path for path in LINK.findall(text) if not (document.parent / path).exists()]
    assert not missing


def test_documents_are_found() -> None:
    """The patterns above find paths and links."""
    text = "`resonance/events.py`, [there](docs/adding.md) and [elsewhere](https://npcap.com)"
    assert PATH.findall(text) == ["resonance/events.py", "docs/adding.md"]
    assert LINK.findall(text) == ["docs/adding.md"]
    assert len(DOCUMENTS) > 5


def test_every_command_is_in_the_readme_with_options_that_it_has() -> None:
    """In the list of commands, where a command goes on for several lines."""
    commands = argparse.ArgumentParser().add_subparsers()
    for _names, add in cli.GROUPS:
        add(commands)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = text[text.index("python -m resonance demo") :].partition("```")[0]
    lines = [words.split() for words in re.split(r"^python -m resonance ", listed, flags=re.MULTILINE)[1:]]
    assert {name for name, *_ in lines} == commands.choices.keys()
    for name, *words in lines:
        options = {option for word in words for option in re.findall(r"--[a-z-]+", word)}
        assert options <= set(re.findall(r"--[a-z-]+", commands.choices[name].format_help())), name
