"""The rules of the house, read off the syntax trees: who may import whom, where each outside package lives, and a map.

Parts are the modules and packages directly under `resonance/`. Each rule is also shown a small source that breaks it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import ROOT

PACKAGE = ROOT / "resonance"

# Imports go downwards only. Parts of one row do not know each other, except for the first row, which starts everything.
LAYERS = (
    {
        "__main__",
        "analyze_command",
        "app",
        "app_window",
        "cli",
        "doctor_command",
        "driver_command",
        "history_commands",
        "recording_commands",
        "selftest",
        "window_commands",
    },
    {
        "analyze",
        "backup_command",
        "chapters_command",
        "encounter_list",
        "export_command",
        "import_command",
        "terminal",
        "ui",
    },
    {"api"},
    {
        *("backup", "command_arguments", "command_output", "diagnostics", "doctor", "home", "importing", "no_console"),
        *("obs", "pipeline"),
    },
    {"engine_loop"},
    {"chapters", "engine", "simulate"},
    {"export"},
    {"encounter_file"},
    {"capture", "store", "settings_file"},
    {"follower", "happenings"},
    {"engine_commands"},
    {"colours", "combat", "protocol"},
    {
        *("diagnostics_process", "elevation", "events", "formats", "health", "heap", "logs", "names", "outbound"),
        *("handover", "palettes", "paths", "running", "settings"),
    },
    {"name_tables", "setting_meta"},
    {"texts"},
    {"resonance"},  # the package's own __init__.py: version and map
)
RANKS = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}

# Everything that does not come with Python has its homes, and so have a few modules that do.
HOMES = {
    "google": {"protocol", "simulate"},  # protobuf
    "PIL": {"export"},
    "platformdirs": {"paths"},
    "pydivert": {"capture"},
    "socket": {"api", "capture", "obs"},
    "sqlite3": {"store"},
    "tkinter": {"app_window", "ui"},
    "ttkbootstrap": {"app_window", "ui"},
    "websockets": {"obs"},
    "zstandard": {"encounter_file", "protocol", "simulate", "store"},
}
# Bytes in, events out; events in, numbers out. Time comes with the packet, and only the loop around it knows a thread.
PURE = {"datetime", "logging", "socket", "threading", "time"}
BANNED = {"protocol": PURE, "combat": PURE, "events": {"threading"}}


def test_every_import_goes_downwards_and_every_outside_package_stays_at_home() -> None:
    """No module of the program breaks the table of layers or the table of homes."""
    modules = {module_name(path): path for path in PACKAGE.rglob("*.py")}
    assert "resonance.events" in modules
    problems = [problem for name, path in modules.items() for problem in import_problems(name, path.read_bytes())]
    assert not problems, "\n".join(problems)


def test_map_in_the_package_docstring_names_every_module() -> None:
    """Whoever opens resonance/__init__.py finds every file there is, and none that is not."""
    docstring = ast.get_docstring(ast.parse((PACKAGE / "__init__.py").read_bytes()), clean=False) or ""
    modules = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    around = {path.name + ("/" if path.is_dir() else "") for path in ROOT.iterdir()}
    problems = map_problems(docstring, modules, around)
    assert not problems, "\n".join(problems)


# Imports


def module_name(path: Path) -> str:
    """resonance/capture/__init__.py -> resonance.capture.__init__"""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def part_of(name: str) -> str:
    """The part that a dotted name of the program belongs to: resonance.capture.linux -> capture."""
    top, _, rest = name.partition(".")
    part = rest.partition(".")[0]
    return part if part and part != "__init__" else top


def imported_names(module: str, source: str | bytes) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import in a module, relative ones made absolute; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(source, filename=module)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def import_problems(module: str, source: str | bytes) -> list[str]:
    """In words, each import of a module (`resonance.capture.linux`) that the tables do not allow."""
    part = part_of(module)
    if part not in RANKS:
        return [f"{module}: the part {part} has no layer"]
    found = []
    for line, name in imported_names(module, source):
        top = name.partition(".")[0]
        problem = inside_problem(part, name) if top == "resonance" else outside_problem(part, top)
        if problem:
            found.append(f"{module}:{line}: {problem}")
    return found


def inside_problem(part: str, name: str) -> str | None:
    # `from resonance import __version__` asks the package itself for something that is no module of it
    target = "resonance" if name in ("resonance", "resonance.__version__") else part_of(name)
    if target == part:
        return None
    if target not in RANKS:
        return f"the part {target} has no layer"
    if RANKS[target] > RANKS[part] or RANKS[target] == RANKS[part] == 0:
        return None
    return f"{part} may not know {target}, which is not below it"


def outside_problem(part: str, top: str) -> str | None:
    if top in BANNED.get(part, ()):
        return f"{top} has no place in {part}"
    if top in HOMES:
        return None if part in HOMES[top] else f"{top} is at home in {sorted(HOMES[top])}, not in {part}"
    return None if top in sys.stdlib_module_names else f"{top} has no home in this program"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("resonance.engine", "from resonance.capture.source import Source"),
        ("resonance.app", "import resonance.cli"),
        ("resonance.cli", "from resonance import app, __version__"),
        ("resonance.ui.tabs.damage", "from resonance.ui import bars"),
        ("resonance.ui.tabs.damage", "from ..bars import Bars\nfrom . import healing\nfrom ... import events"),
        ("resonance.capture.__init__", "from .source import Source"),
        ("resonance.capture.windivert", "def open():\n    import pydivert, socket, threading"),
        ("resonance.protocol.pb.combat_pb2", "from google.protobuf import message"),
        ("resonance.events", "import enum, time"),
        ("resonance.logs", "import logging.handlers"),
    ],
)
def test_import_that_the_tables_allow(module: str, source: str) -> None:
    """What is built as intended passes."""
    assert import_problems(module, source) == []


@pytest.mark.parametrize(
    ("module", "source", "complaint"),
    [
        ("resonance.combat.encounter", "from resonance.ui import meter", "combat may not know ui"),
        ("resonance.combat.encounter", "from resonance.protocol import decoder", "combat may not know protocol"),
        ("resonance.combat.encounter", "from ..store import writer", "combat may not know store"),
        ("resonance.combat.encounter", "from .. import engine", "combat may not know engine"),
        ("resonance.combat.__init__", "from ..engine import Engine", "combat may not know engine"),
        ("resonance.store.writer", "import resonance.capture.linux", "store may not know capture"),
        ("resonance.engine", "def late():\n    from resonance import simulate", "engine may not know simulate"),
        ("resonance.settings", "from resonance import paths", "settings may not know paths"),
        ("resonance.__init__", "from resonance import events", "resonance may not know events"),
        ("resonance.events", "from resonance.helpers import x", "helpers has no layer"),
        ("resonance.helpers", "", "helpers has no layer"),
        ("resonance.protocol.tcp", "import time", "time has no place in protocol"),
        ("resonance.protocol.tcp", "from datetime import datetime", "datetime has no place in protocol"),
        ("resonance.combat.encounter", "import logging", "logging has no place in combat"),
        ("resonance.combat.encounter", "import socket", "socket has no place in combat"),
        ("resonance.events", "from threading import Lock", "threading has no place in events"),
        ("resonance.engine", "import sqlite3", "sqlite3 is at home in"),
        ("resonance.cli", "import tkinter.font", "tkinter is at home in"),
        ("resonance.store.writer", "from ttkbootstrap import App", "ttkbootstrap is at home in"),
        ("resonance.ui.meter", "import socket", "socket is at home in"),
        ("resonance.combat.tally", "from google.protobuf import message", "google is at home in"),
        ("resonance.protocol.decoder", "from proto import combat_pb2", "proto has no home"),
        ("resonance.export.csv_table", "import pandas as pd", "pandas has no home"),
    ],
)
def test_import_that_breaks_a_table(module: str, source: str, complaint: str) -> None:
    """Each rule can fail, and says where and why."""
    problems = import_problems(module, source)
    assert len(problems) == 1
    assert problems[0].startswith(module)
    assert complaint in problems[0]


# The map

ENTRY = re.compile(r"[\w/]+(?:\.pyw?|/)")


def map_entries(docstring: str) -> set[str]:
    """Paths that a map names, folders with a slash at the end, the heading `resonance/` taken off.

    An entry stands at the start of its line or behind two or more spaces, alone or in a list with commas, and two or
    more spaces stand between it and what is said about it. It lies in the folder that it is indented under.
    """
    entries = set()
    folders: list[tuple[int, str]] = []  # indentation and path of the folders that the line may lie in
    for line in docstring.splitlines():
        indent = len(line) - len(line.lstrip())
        folders = [(left, path) for left, path in folders if left < indent]
        inside = folders[-1][1] if folders else ""
        for column in re.split(r" {2,}", line.strip()):
            names = column.split(", ")
            if all(ENTRY.fullmatch(name) for name in names):
                entries |= {inside + name for name in names}
                if names[-1].endswith("/"):
                    folders.append((indent, inside + names[-1]))
    return {entry.removeprefix("resonance/") for entry in entries}


def map_problems(docstring: str, modules: set[str], around: set[str]) -> list[str]:
    """What a map leaves out or makes up. `modules` are paths under resonance/, `around` what lies beside it."""
    entries = map_entries(docstring)
    folders = {f"{parent.as_posix()}/" for module in modules for parent in Path(module).parents} - {"./"}
    wanted = {entry_for(module) for module in modules} - {""}
    missing = [f"{module} is not in the map" for module in sorted(wanted - entries)]
    invented = [f"{entry} does not exist" for entry in sorted(entries - modules - folders - around - {""})]
    return missing + invented


def entry_for(module: str) -> str:
    """What must be named for a module: itself, but its folder for an __init__.py and for everything generated."""
    if module.endswith("__init__.py") or module.startswith("protocol/pb/"):
        return module.rpartition("/")[0] + "/" if "/" in module else ""
    return module


MODULES = {
    "__init__.py",
    "cli.py",
    "events.py",
    "ui/__init__.py",
    "ui/meter.py",
    "ui/tabs/__init__.py",
    "ui/tabs/hps.py",
}
AROUND = {"resonance/", "tests/"}
TREE = """
resonance/
    cli.py, events.py   One line for two files; sees ui/other.py, too
    ui/                 Windows.
        meter.py        The meter.      tabs/  One tab a file.
        tabs/hps.py     Healing
tests/                  Mirrors resonance/.
"""


@pytest.mark.parametrize(
    "docstring",
    [
        TREE,
        "cli.py   x\nevents.py  x\nui/   x\nui/meter.py   x\nui/tabs/   x\nui/tabs/hps.py  x",
        "    cli.py   x\n    events.py  x\n    ui/   x\n        meter.py   x\n        tabs/  x\n            hps.py",
    ],
)
def test_map_in_one_of_the_ways_it_may_be_written(docstring: str) -> None:
    """Nested folders, full paths, lists and two entries on a line all count."""
    assert map_problems(docstring, MODULES, AROUND) == []


@pytest.mark.parametrize(
    ("docstring", "modules", "problem"),
    [
        (TREE, MODULES | {"names.py"}, "names.py is not in the map"),
        (TREE, MODULES | {"ui/hps.py"}, "ui/hps.py is not in the map"),
        (TREE, MODULES | {"store/__init__.py"}, "store/ is not in the map"),
        (TREE, MODULES | {"protocol/pb/combat_pb2.py"}, "protocol/pb/ is not in the map"),
        (TREE, MODULES - {"ui/meter.py"}, "ui/meter.py does not exist"),
        (TREE + "docs/   Words\n", MODULES, "docs/ does not exist"),
    ],
)
def test_map_that_is_not_the_tree(docstring: str, modules: set[str], problem: str) -> None:
    """A file that came or went without the map is named."""
    assert map_problems(docstring, modules, AROUND) == [problem]
