"""An anonymous file tells how a fight went, and nothing about who fought."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

from resonance import names
from resonance.combat.entries import ActorKnown
from resonance.combat.recount import recount
from resonance.combat.sums import group_totals
from resonance.encounter_file import container, tables
from resonance.encounter_file.pseudonyms import ACTORS, DROPPED, DROPPED_FACTS, TEAMS, Pseudonyms
from resonance.encounter_file.writing import file_bytes
from resonance.events import is_player, player_id, uid_of
from resonance.store import journal
from resonance.store.journal import Journal
from resonance.store.layouts import FACTS, LAYOUTS
from resonance.store.saved import SavedEncounter
from rlog_files import import_of, journal_of, saved_fight

NOT_PEOPLE = frozenset(
    (
        *("abandoned", "ability_score", "absorbed", "amount", "amounts", "appeared", "at_ms", "attempt", "back_above"),
        *("block", "blocked", "boss_monster_id", "buff_id", "changed_ms", "class_id", "created_ms", "crit", "dead"),
        *("difficulty", "dropped_below", "due_ms", "dungeon_state", "duration_ms", "element", "extinction", "facts"),
        *("from_start", "hit_event_id", "hit_ms", "hp", "hp_loss", "in_combat", "instance", "instance_silence_ms"),
        *("is_bot", "is_up", "joined_late_ms", "killed", "lapsed", "layers", "left_ms", "length_ms", "level", "line"),
        *("lucky", "lucky_bonus", "max_extinction", "max_hp", "max_stun", "missing_bytes", "mode", "moment_ms"),
        *("monster_id", "objectives", "on", "origin", "outcome", "packets", "pass_time_s", "present", "put_up"),
        *("reason", "records", "rest", "result", "scene_id", "season_level", "season_strength", "segment"),
        *("shield_loss", "shields", "silence_ms", "skill_id", "skill_ids", "skill_level", "spec", "stage"),
        *("started_at_ms", "state", "stun", "target_lucky", "targets", "training_from_ms", "training_is_over"),
        *("training_ms", "value", "combat_rank"),
    )
)
"""Fields of entries, and facts, that tell nothing about who somebody is."""


def numbers_in(value: Any) -> set[int]:
    """Every number in nested plain data."""
    if isinstance(value, dict):
        return set().union(*map(numbers_in, value.values()))
    if isinstance(value, tuple | list):
        return set().union(*map(numbers_in, value))
    return {value} if isinstance(value, int) else set()


def texts_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()))
    if isinstance(value, tuple | list):
        return set().union(*map(texts_in, value))
    return {value} if isinstance(value, str) else set()


def known(actor: int, name: str) -> Any:
    """Of whom nothing is known but the name."""
    return ActorKnown._make([None] * len(ActorKnown._fields))._replace(
        actor=actor, name=name, summoner=0, dead=False, present=True
    )


def test_every_field_was_thought_of() -> None:
    """A new field of an entry, or a new fact, is either one of a person or one that tells nothing about them."""
    fields = {name for layout in LAYOUTS for name in layout.type._fields} | {fact for fact, _ in FACTS}
    assert fields <= ACTORS | TEAMS | set(DROPPED) | DROPPED_FACTS | NOT_PEOPLE
    assert not NOT_PEOPLE & (ACTORS | TEAMS)


def test_nobody_is_in_the_bytes(tmp_path: Path) -> None:
    """No name and no uid of a player, neither in what is packed nor in any number that is unpacked from it."""
    saved = saved_fight("raid", 60)
    assert saved.journal is not None
    players = {actor for actor in saved.record.actors if is_player(actor)}
    uids = set(map(uid_of, players))
    assert len(uids) >= 8
    called = {info.name for info in saved.record.actors.values() if info.name}
    pieces = container.unpack(file_bytes(saved, anonymise=True))
    found = tables.unpack(pieces.record)
    entries = [entry for blob in pieces.chunks for entry in journal.unpack(blob)]
    numbers = numbers_in(list(found.values())) | numbers_in(entries)
    assert not numbers & (uids | players)
    assert not {number >> 16 for number in numbers} & uids
    assert not (texts_in(list(found.values())) | texts_in(entries)) & called
    raw = [pieces.record, *(journal._content(blob) for blob in pieces.chunks)]
    for content in raw:
        assert not any(name.encode() in content for name in called if len(name.encode()) > 4)  # shorter ones by chance
        for number in players:
            assert struct.pack("<q", number) not in content


def test_same_numbers_without_names(tmp_path: Path) -> None:
    """Everybody's numbers are those of somebody else now, in order of damage; the events still give them."""
    saved = saved_fight("raid", 60)
    found = import_of(tmp_path / "x.rlog", file_bytes(saved, anonymise=True))
    assert found.left_out == ()  # counted again, it is the same
    assert group_totals(found.record) == group_totals(saved.record)
    assert found.record.deaths[0].at_ms == saved.record.deaths[0].at_ms
    shown = {
        names.load().display_name(info.name, info.uid)
        for info in found.record.actors.values()
        if is_player(info.actor_id)
    }
    assert {"Player 1", "Player 2"} <= shown
    assert found.key == saved.key
    team = {info.team_id for info in found.record.actors.values()} - {None, 0}
    assert team <= set(range(1, 20))


def test_same_pseudonyms_in_record_and_journal() -> None:
    """Who is called 3 in one is called 3 in the other."""
    saved = saved_fight("dungeon")
    pieces = container.unpack(file_bytes(saved, anonymise=True))
    record = tables.record_of(tables.unpack(pieces.record))
    assert recount(Journal(pieces.chunks), names.load()) == record


def test_pet_with_the_uid_of_its_owner() -> None:
    """It gets another one, that is nobody else's."""
    saved = saved_fight()
    owner = player_id(987_654_321)
    pet = 987_654_321 << 16 | 8 << 6
    both = [known(pet, "Anna"), known(owner, "Anna")]
    pseudonyms = Pseudonyms(saved.record, both)
    changed: list[Any] = [pseudonyms.in_entry(entry) for entry in both]
    uids = [uid_of(entry.actor) for entry in changed]
    assert 987_654_321 not in uids
    assert len({*uids, *map(uid_of, saved.record.actors)}) == len(saved.record.actors) + 2
    assert {entry.name for entry in changed} == {None}


def test_bystanders_known_by_the_journal_alone() -> None:
    """They are in nobody's numbers, and not in the file either."""
    saved = saved_fight()
    assert saved.journal is not None
    first, *others = saved.journal
    bystander = known(player_id(123_456_789), "Zoe")
    met = SavedEncounter(saved.key, replace(saved.record), journal_of([first, bystander, *others]))
    pieces = container.unpack(file_bytes(met, anonymise=True))
    numbers = numbers_in([list(entry) for blob in pieces.chunks for entry in journal.unpack(blob)])
    assert player_id(123_456_789) not in numbers
