"""JSON of an encounter of the history: the data of `analyze --json`, and every event it was counted from."""

from __future__ import annotations

import json
from dataclasses import replace

from resonance import names
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import build
from resonance.combat.tally import View
from resonance.events import is_player, uid_of
from resonance.export.export_format import ExportOptions, Players
from resonance.export.format_table import BY_KEY
from resonance.export.report import encounter_report
from rlog_files import saved_fight

NAMES = names.load()


def exported(**options: object) -> dict[str, object]:
    saved = saved_fight("dungeon", 40)
    snapshot = build(saved.record, ClockChoice.ACTIVE)
    chosen = replace(ExportOptions(saved=saved), **options)  # type: ignore[arg-type]
    text = BY_KEY["json"].render(snapshot, View.DAMAGE, NAMES, chosen)
    found: dict[str, object] = json.loads(text)
    return found


def test_every_entry_is_there() -> None:
    """With its type and its fields; what is null or false is left out."""
    saved = saved_fight("dungeon", 40)
    assert saved.journal is not None
    found = exported()
    journal = found.pop("journal")
    assert found == json.loads(json.dumps(encounter_report(build(saved.record, ClockChoice.ACTIVE), NAMES)))
    entries = list(saved.journal)
    assert isinstance(journal, list)
    assert [each["type"] for each in journal] == [type(entry).__name__ for entry in entries]
    for each, entry in zip(journal, entries, strict=True):
        fields = json.loads(json.dumps(entry._asdict()))
        left = {name: value for name, value in fields.items() if value is not None and value is not False}
        assert each == {"type": type(entry).__name__, **left}


def test_hits_add_up_to_the_totals() -> None:
    """What players dealt by the journal is what the report says."""
    found = exported()
    hits = [each for each in found["journal"] if each["type"] == "Hit"]  # type: ignore[attr-defined]
    dealt = sum(hit["amount"] for hit in hits if is_player(hit["source"]) and not is_player(hit["target"]))
    assert dealt == found["totals"]["damage"]  # type: ignore[index]


def test_hidden_names() -> None:
    """Players have the numbers in the journal that they have in the report, and no name anywhere."""
    saved = saved_fight("dungeon", 40)
    found = exported(anonymise=True)
    text = json.dumps(found, ensure_ascii=False)
    for info in saved.record.actors.values():
        if is_player(info.actor_id):
            assert str(info.uid) not in text
            assert str(info.actor_id) not in text
            assert f'"{info.name}"' not in text
    dealers = {row["uid"] for row in found["players"] if row["damage"]}  # type: ignore[attr-defined]
    hits = [each for each in found["journal"] if each["type"] == "Hit"]  # type: ignore[attr-defined]
    assert {uid_of(hit["source"]) for hit in hits if is_player(hit["source"])} == dealers


def test_stretch_has_no_journal() -> None:
    """The journal is of more than its numbers; the data say what they are of."""
    saved = saved_fight("dungeon", 40)
    stretch = replace(build(saved.record, ClockChoice.ACTIVE), stretch_ms=(1_000, 9_000))
    found = json.loads(BY_KEY["json"].render(stretch, View.DAMAGE, NAMES, ExportOptions(saved=saved)))
    assert "journal" not in found
    assert found["stretch_ms"] == [1_000, 9_000]


def test_without_a_journal() -> None:
    """A fight that is not in the history, one whose events were not saved, and a part of the players."""
    assert "journal" not in exported(saved=None)
    assert "journal" not in exported(saved=replace(saved_fight("dungeon", 40), journal=None))
    assert "journal" not in exported(players=Players.TOP, top=2)
