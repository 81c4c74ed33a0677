"""From packets to the report of `analyze --json`: real recordings and simulated fights, whole and maltreated.

What must come out of the recordings is in `expected.json` beside them; what must come out of a simulated fight is
counted by the game model that played it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from helpers import PATIENCE_S, shared_capture
from resonance import names
from resonance.capture.pcapfile import open_capture, write_pcap
from resonance.combat.clock import ClockChoice
from resonance.combat.record import SegmentKind
from resonance.combat.snapshot import Snapshot, build
from resonance.engine import Engine
from resonance.events import uid_of
from resonance.export.report import encounter_report
from resonance.health import Health
from resonance.protocol.packet import LinkType, RawPacket
from resonance.settings import Settings
from resonance.simulate import faults
from resonance.simulate.deltas import Layout
from resonance.simulate.recording import generate
from resonance.simulate.truth import Truth
from resonance.store.history import History
from resonance.store.writer import Writer

Fault = Callable[[list[RawPacket]], list[RawPacket]]

HARMLESS: dict[str, Fault] = {
    "as recorded": list,
    "shuffled within a quarter second": lambda packets: faults.shuffle(packets, 250),
    "duplicated": faults.duplicate,
    "cut differently": faults.recut,
    "cut into small pieces": lambda packets: faults.recut(packets, largest=90),
    "retransmitted with other cuts": faults.retransmit,
    "sequence numbers pass 2**32": faults.shift_sequence,
    "VLAN": faults.vlan,
    "QinQ": faults.qinq,
    "IPv6": faults.ipv6,
    "raw IP": faults.raw,
    "BSD loopback": faults.null,
    "Linux any device": faults.sll,
    "Linux any device, newer": faults.sll2,
    "IPv4 fragments": faults.fragment,
    "all at once": lambda packets: faults.shuffle(
        faults.duplicate(faults.recut(faults.shift_sequence(packets), largest=200)), 250
    ),
}

KEYS = {  # of a player in the report -> in expected.json
    "damage": "damage",
    "hits": "hits",
    "crits": "crits",
    "lucky_hits": "lucky_hits",
    "healing": "healing",
    "heals": "heals",
    "taken": "taken_all",
    "hits_taken": "taken_hits_all",
    "deaths": "deaths",
}


def run(packets: Iterable[RawPacket]) -> Engine:
    engine = Engine(names.load(), Settings(), Health(), keep=True)
    for packet in packets:
        engine.receive(packet)
    engine.finish()
    return engine


def snapshots(engine: Engine, clock: ClockChoice = ClockChoice.ACTIVE) -> list[Snapshot]:
    return [build(encounter.record, clock) for encounter in engine.encounters]


def recording(name: str) -> tuple[list[RawPacket], dict[str, Any]]:
    path = shared_capture(name)
    with open_capture(path) as packets:
        return list(packets), json.loads(path.with_name("expected.json").read_text())[name]


@pytest.mark.parametrize("fault", HARMLESS)
def test_boss_fight_gives_the_same_figures_however_it_arrives(fault: str) -> None:
    """Every figure of the recorded boss fight, of the group and of each player, in one encounter."""
    packets, expected = recording("boss-fight.pcap")
    engine = run(HARMLESS[fault](packets))
    assert engine.decoder.counts.frames == expected["frames"]
    assert engine.decoder.counts.notifies == expected["notifies"]
    (snapshot,) = snapshots(engine, ClockChoice.ELAPSED)
    report = encounter_report(snapshot, names.load())
    totals = expected["totals"]
    assert report["totals"] == {
        "damage": totals["damage"],
        "healing": totals["healing"],
        "taken": totals["taken_all"],
    }
    figures = {str(player["uid"]): {KEYS[key]: player[key] for key in KEYS} for player in report["players"]}
    for player in expected["players"].values():
        del player["taken_known_attacker"]
    assert figures == expected["players"]
    assert report["boss"] | {"hp": 0} == report["boss"]
    assert (report["boss"]["monster_id"], report["boss"]["name"]) == (1152, "Kartgriff")
    assert (report["result"], report["quality"]["complete"]) == ("kill", True)
    dps = snapshot.damage.amount * 1000 / snapshot.clock_ms(0)
    assert dps == pytest.approx(3_415_420, rel=0.01)


@pytest.mark.parametrize("fault", HARMLESS)
def test_town_gives_every_message_and_no_fight(fault: str) -> None:
    """100 players coming and going are no encounter; every frame is read, unknown methods are only counted."""
    packets, expected = recording("town.pcap")
    engine = run(HARMLESS[fault](packets))
    counts = engine.decoder.counts
    assert (counts.frames, counts.notifies) == (expected["frames"], expected["notifies"])
    methods = {f"63335342:{method}": count for method, count in counts.methods.items()}
    assert methods == expected["notify_by_method"]
    assert counts.unknown_methods == {57: 1}
    assert (counts.gaps, counts.frame_errors, counts.message_errors) == (0, 0, 0)
    assert engine.encounters == []


def test_missing_segment_is_counted_and_costs_only_its_frames() -> None:
    """With one segment gone the fight is incomplete and says so, and what is lost is no more than was in it."""
    packets, expected = recording("boss-fight.pcap")
    middle = packets[len(packets) // 3 :]
    left, gone = faults.drop(middle, seed=5, server_port=14270)
    engine = run(packets[: len(packets) // 3] + left)
    (snapshot,) = snapshots(engine)
    assert not snapshot.quality.complete
    assert (snapshot.quality.gaps, engine.decoder.counts.gaps) == (1, 1)
    assert len(gone) == 1
    assert 0 < snapshot.quality.missing_bytes < 1460
    assert engine.decoder.counts.frames == expected["frames"] - 1


SCENARIOS = ("dungeon", "raid", "dummy", "demo")


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_simulated_fight_is_counted_as_it_was_played(scenario: str, layout: Layout) -> None:
    """Player by player and skill by skill, in both layouts of the messages."""
    played = generate(scenario, seed=3, layout=layout)
    engine = run(played.packets)
    assert_as_played(snapshots(engine), played.truth)


@pytest.mark.parametrize("fault", HARMLESS)
def test_simulated_dungeon_survives_every_harmless_fault(fault: str) -> None:
    """The same promise as for the recordings, on traffic that everybody has at hand."""
    played = generate("dungeon", seed=3)
    packets = list(played.packets)
    assert_as_played(snapshots(run(HARMLESS[fault](packets))), played.truth)


def assert_as_played(pictures: list[Snapshot], truth: Truth) -> None:
    rows: dict[int, list[Any]] = {}
    for snapshot in pictures:
        assert snapshot.quality.complete
        for player in encounter_report(snapshot, names.load())["players"]:
            rows.setdefault(player["uid"], []).append(player)
    for uid, player in truth.players.items():
        mine = rows.get(uid, [])
        figures = {key: sum(row[key] for row in mine) for key in (*KEYS, "effective_healing")}
        assert figures == {key: getattr(player, key) for key in figures}, player.name
        skills = sorted(
            (skill["kind"], skill["skill_id"], skill["amount"], skill["hits"], skill["crits"], skill["max"])
            for row in mine
            for skill in row["skills"]
        )
        expected = sorted(
            (key.kind, key.skill_id, skill.amount, skill.hits, skill.crits, skill.max)
            for key, skill in player.skills.items()
            if key.kind != "taken" and skill.hits
        )
        assert skills == expected, player.name
    assert sum(len(snapshot.deaths) for snapshot in pictures) == len(truth.deaths)


@pytest.mark.parametrize("scenario", ["dungeon", "raid", "demo"])
@pytest.mark.parametrize("seed", [1, 5])
def test_attempts_are_those_that_were_played(scenario: str, seed: int) -> None:
    """Boss, result and HP at the end of every try: in the raid a wipe of twenty, a boss reset without one, a kill."""
    played = generate(scenario, seed=seed)
    pictures = snapshots(run(played.packets))
    attempts = [
        (each.boss_monster_id, str(each.result), each.hp_end)
        for snapshot in pictures
        for each in snapshot.segments
        if each.kind is SegmentKind.BOSS
    ]
    assert attempts == [(each.monster_id, each.result, each.hp_end) for each in played.truth.attempts]
    if scenario == "raid":
        assert [result for _monster, result, _hp in attempts] == ["wipe", "reset", "kill"]
        assert [each.attempt for each in pictures[0].segments if each.attempt] == [1, 2, 3]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_deaths_revives_and_shields_are_those_that_were_played(scenario: str) -> None:
    """Who died when, with the killing blow as the last line of the recap; who was revived; what shields took."""
    played = generate(scenario, seed=6)
    pictures = snapshots(run(played.packets))
    deaths = [death for snapshot in pictures for death in snapshot.deaths]
    assert [(uid_of(death.actor), death.at_ms) for death in deaths] == [(d.uid, d.at_ms) for d in played.truth.deaths]
    for death in deaths:
        assert death.recap[-1].killed
        assert (death.recap[-1].source or None, death.recap[-1].skill_id) == (death.killer, death.skill_id)
        assert all(0 <= death.at_ms - line.at_ms <= 10_000 for line in death.recap)
    absorbed = sum(row.taken.shield_amount for snapshot in pictures for row in snapshot.players)
    assert absorbed == sum(player.shield_absorbed for player in played.truth.players.values())


def test_boss_damage_is_what_was_played() -> None:
    """Adds do not count for it."""
    played = generate("raid", seed=7)
    (snapshot,) = snapshots(run(played.packets))
    boss_damage = {row.actor.uid: row.boss_damage.amount for row in snapshot.players}
    assert boss_damage == {uid: player.boss_damage for uid, player in played.truth.players.items()}


def test_town_scenario_has_no_encounter() -> None:
    """Coming, going, buffs and a line change are no fight."""
    assert run(generate("town").packets).encounters == []


def test_crits_of_others_hidden_by_the_server() -> None:
    """Damage agrees all the same, and nobody else has a crit rate (protocol.md 8.2)."""
    played = generate("dungeon", hide_flags=True)
    (snapshot,) = snapshots(run(played.packets))
    assert {row.is_local for row in snapshot.players if not row.flags_are_hidden} == {True}
    assert snapshot.damage.amount == sum(player.damage for player in played.truth.players.values())


def shown_and_stored(packets: Iterable[RawPacket], database: Path) -> tuple[Snapshot | None, Snapshot]:
    """The last picture of the meter, saving every second meanwhile, and that of the only encounter in the database."""
    writer = Writer(database, Health())
    writer.start()
    live = Engine(names.load(), Settings(save_every_s=1), Health(), writer.offer)
    for packet in packets:
        live.receive(packet)
        live.tick(packet.at_us // 1000)
    live.finish()
    assert writer.stop(PATIENCE_S)
    with closing(History(database)) as history:
        (summary,) = history.list_encounters(10, 0)
        return live.snapshot(), build(history.open_record(summary.encounter_id), ClockChoice.ACTIVE)


def test_live_stored_and_replayed_are_the_same_picture(tmp_path: Path) -> None:
    """The last snapshot of the meter, the encounter opened from the database, and a replay of the recording agree."""
    packets = list(generate("dungeon", seed=8).packets)
    last, stored = shown_and_stored(packets, tmp_path / "history.db")
    write_pcap(tmp_path / "again.pcap", packets, LinkType.ETHERNET)
    with open_capture(tmp_path / "again.pcap") as again:
        (replayed,) = snapshots(run(again))
    assert stored == last
    assert replayed == last


@pytest.mark.parametrize("name", ["boss-fight.pcap"])
def test_recorded_fight_is_stored_as_it_was_shown(name: str, tmp_path: Path) -> None:
    """The same on real traffic, saved every second while it runs."""
    packets, _expected = recording(name)
    last, stored = shown_and_stored(packets, tmp_path / "history.db")
    assert stored == last
