"""Makes the tables of this folder from a folder of game data: run it on patch day, see README.md.

    python assets/make_tables.py GAMEDATA [--out FOLDER]

The same input always gives the same bytes. Standard library only, so that it runs before anything is installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = dict[str, str]

NAMES = ("name_en", "name_zh", "name_ja")

COLUMNS = {
    "classes.tsv": ("class_id", *NAMES, "role", "color", "safe_color"),
    "specs.tsv": ("spec_key", "class_id", *NAMES, "color", "safe_color", "skill_ids"),
    "skills.tsv": ("source", "skill_id", *NAMES, "class_id"),
    "recount.tsv": ("recount_id", *NAMES, "members"),
    "monsters.tsv": ("monster_id", *NAMES, "rank"),
    "scenes.tsv": ("scene_id", *NAMES, "kind", "difficulty"),
    "buffs.tsv": ("buff_id", *NAMES, "kind"),
}

# Ids that tell the class but have no row with a class in the game data: protocol.md 9 (additional ids), and the lucky
# strikes of the two transformation classes, protocol.md 8.2.
CLASS_OF_SKILL = {
    ("skill", "5033"): "9",
    ("skill", "23401"): "13",
    ("skill", "23501"): "13",
    ("buff", "2031106"): "8",
    ("buff", "2031108"): "10",
}

# Colours that people with any kind of colour blindness can tell apart, as near to those of the game as that allows:
# tests/test_colours.py measures it. Of a class, and of its two specs.
SAFE_COLORS = {
    "1": "#7e49c1",
    "2": "#58f5e2",
    "3": "#bf2617",
    "4": "#7cade8",
    "5": "#c0fc7e",
    "9": "#ce9e00",
    "11": "#ffee00",
    "12": "#48658a",
    "13": "#ff7374",
}
SAFE_SPEC_COLORS = {
    "iaido": "#9e76ff",
    "moonstrike": "#7e3cbc",
    "icicle": "#5dfdde",
    "frostbeam": "#6dc7cf",
    "formless": "#e44f4f",
    "crimson": "#bc170e",
    "vanguard": "#a0bbfd",
    "skyward": "#5e92ba",
    "smite": "#ccff70",
    "lifebind": "#a0ff9b",
    "earthfort": "#eaa95f",
    "block": "#af8d00",
    "wildpack": "#fdfb10",
    "falconry": "#dac707",
    "recovery": "#64667d",
    "shield": "#425e96",
    "dissonance": "#ff7f89",
    "concerto": "#ad364b",
}

# Spec ids that one project alone claims: among them are basic attacks, which both specs of a class use.
SOLE_CLAIMANT = set("Zz")


def read(path: Path) -> list[Row]:
    """The rows of a tab separated file with one header line; fails on a row of another length."""
    header, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    keys = header.split("\t")
    return [dict(zip(keys, line.split("\t"), strict=True)) for line in lines]


def write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    lines = ["\t".join(columns)]
    lines += ["\t".join(row[column] for column in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def named(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows without any name say nothing that the id does not say."""
    return (row for row in rows if any(row[name] for name in NAMES))


def skills(rows: list[Row]) -> list[Row]:
    """Named rows with the missing classes filled in, and nameless rows for ids that only tell the class."""
    found = {(row["source"], row["skill_id"]): row for row in named(rows)}
    for key, class_id in CLASS_OF_SKILL.items():
        row = found.setdefault(key, {"source": key[0], "skill_id": key[1], **dict.fromkeys(NAMES, "")})
        row["class_id"] = class_id
    return sorted(found.values(), key=lambda row: (row["source"], int(row["skill_id"])))


def classes(rows: list[Row]) -> Iterator[Row]:
    return ({**row, "safe_color": SAFE_COLORS.get(row["class_id"], "")} for row in rows)


def specs(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        sole = set()
        for claim in row["disputed_ids"].split():
            skill_id, letters = claim.split(":")
            if set(letters) <= SOLE_CLAIMANT:
                sole.add(skill_id)
        kept = [skill_id for skill_id in row["skill_ids"].split() if skill_id not in sole]
        yield {**row, "safe_color": SAFE_SPEC_COLORS.get(row["spec_key"], ""), "skill_ids": " ".join(kept)}


def recount(rows: list[Row]) -> Iterator[Row]:
    """Groups without a member can never be shown."""
    return (row for row in rows if row["members"])


def make(gamedata: Path, out: Path) -> None:
    """Read everything first, so that bad game data leaves the old tables as they are."""
    source = {file: read(gamedata / file) for file in COLUMNS}
    tables: dict[str, Iterable[Row]] = {
        "classes.tsv": classes(source["classes.tsv"]),
        "specs.tsv": specs(source["specs.tsv"]),
        "skills.tsv": skills(source["skills.tsv"]),
        "recount.tsv": recount(source["recount.tsv"]),
        "monsters.tsv": named(source["monsters.tsv"]),
        "scenes.tsv": named(source["scenes.tsv"]),
        "buffs.tsv": named(source["buffs.tsv"]),
    }
    for file, rows in tables.items():
        write(out / file, COLUMNS[file], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the name tables from a folder of game data.")
    parser.add_argument("gamedata", type=Path, help="folder with skills.tsv, monsters.tsv and the others")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent, help="default: this folder")
    arguments = parser.parse_args()
    make(arguments.gamedata, arguments.out)


if __name__ == "__main__":
    main()
