"""Every scenario's story, read back from its bytes by an independent decoder."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import naive_peer
import pytest
from naive_peer import kind_of, number
from plays import DEAD, HP, STATE, infos, local_uuid, monster_uuid, parsed_info, played, seen, span_ms

from resonance.events import ActorKind
from resonance.protocol.pb import buff_pb2, combat_pb2, world_pb2
from resonance.simulate.recording import STARTED_AT_MS


def test_raid_wipes_resets_and_kills() -> None:
    """Three attempts at one boss: all twenty dead at once, then back at full HP without a wipe, then dead."""
    _, messages, truth = played("raid")
    assert [attempt.result for attempt in truth.attempts] == ["wipe", "reset", "kill"]
    assert 0 < truth.attempts[0].hp_end < truth.attempts[0].max_hp
    boss = monster_uuid(messages, 102_701)
    story = []
    dead: set[int] = set()
    hp = max_hp = truth.attempts[0].max_hp
    for message, delta in naive_peer.deltas(messages):
        values = naive_peer.changes(delta)
        if kind_of(delta.uuid) == ActorKind.PLAYER and STATE in values:
            (dead.add if values[STATE] == DEAD else dead.discard)(delta.uuid)
            if len(dead) == 20:
                story.append(("wipe", message.at_ms))
        if delta.uuid == boss and HP in values:
            before, hp = hp, number(values[HP])
            if before < hp == max_hp:
                story.append(("full", message.at_ms))
            if hp == 0:
                story.append(("dead", message.at_ms))
    assert [event for event, _ in story] == ["wipe", "full", "full", "dead"]
    starts = [attempt.started_at_ms for attempt in truth.attempts]
    assert [at_ms for _, at_ms in story] == sorted(at_ms for _, at_ms in story)
    assert story[0][1] == truth.attempts[0].ended_at_ms or story[0][1] < starts[1]
    pauses = [later.started_at_ms - earlier.ended_at_ms for earlier, later in pairwise(truth.attempts)]
    assert all(15_000 < pause < 40_000 for pause in pauses)


def test_raid_has_everything_a_fight_can_have() -> None:
    """Summons, heals, shields, blocks, immune and missed hits, records without an attacker, revives, a wipe buff."""
    _, messages, truth = played("raid")
    records = [(delta, info) for _, delta in naive_peer.deltas(messages) for info in delta.skill_effects.damages]
    assert {info.type for _, info in records} == {0, 1, 2, 3, 4, 5}
    assert {info.damage_source for _, info in records} == {0, 1, 2, 3}
    assert any(info.top_summoner_id and kind_of(info.attacker_uuid) == ActorKind.PET for _, info in records)
    assert any(info.top_summoner_id and kind_of(info.attacker_uuid) == ActorKind.MONSTER for _, info in records)
    assert any(not info.attacker_uuid and kind_of(delta.uuid) == ActorKind.PLAYER for delta, info in records)
    assert any(info.shield_lessen for _, info in records)
    assert any(info.type_flag & 2 for _, info in records)
    revived = [message for message in messages if message.method == 39]
    assert len(revived) == len(truth.revivals) == len(truth.deaths) == 24
    buffs = {buff.base_id for _, delta in naive_peer.deltas(messages) for buff in infos(delta)}
    assert 510_072 in buffs
    assert any(number(naive_peer.changes(delta).get(60_050, b"")) for delta, _ in records)


def test_killing_blow_says_so_and_overkills() -> None:
    """The boss loses less than the last hit was worth, and that hit and its delta call it dead (protocol.md 8.1)."""
    _, messages, _ = played("demo")
    boss = monster_uuid(messages, 102_911)
    delta = [delta for _, delta in naive_peer.deltas(messages) if delta.uuid == boss and delta.skill_effects.damages][
        -1
    ]
    last = delta.skill_effects.damages[-1]
    assert last.is_dead
    assert last.hp_lessen < last.value
    assert naive_peer.changes(delta)[HP] == b""
    assert naive_peer.changes(delta)[STATE] == DEAD
    gone = [each for _, change in naive_peer.entities(messages) for each in change.disappear if each.uuid == boss]
    assert [each.type for each in gone] == [1]


def test_lucky_strikes_come_in_pairs() -> None:
    """A bonus record, without a value, right before the hit that triggered it (protocol.md 8.2)."""
    _, messages, truth = played("demo")
    pairs = 0
    for _, delta in naive_peer.deltas(messages):
        records = list(delta.skill_effects.damages)
        for bonus, trigger in pairwise(records):
            if bonus.lucky_value:
                assert not bonus.value
                assert 2_031_101 <= bonus.owner_id <= 2_031_111
                assert trigger.type_flag & 4
                assert trigger.value
                pairs += bonus.type != 2
    assert pairs == sum(player.lucky_hits for player in truth.players.values()) > 100


def test_flags_of_others_can_be_hidden() -> None:
    """With the option, crits and luckies are the local player's alone; players are still seen to block."""
    _, messages, truth = played("raid", layout="new", hide_flags=True, seconds=90, mss=1400)
    for _, delta in naive_peer.deltas(messages):
        for info in delta.skill_effects.damages:
            if (info.top_summoner_id or info.attacker_uuid) != local_uuid(truth):
                assert not info.type_flag & 5
                assert not info.lucky_value
    local = truth.players[truth.local_uid]
    assert local.crits > 0
    assert local.lucky_hits > 0


def test_dungeon_has_packs_a_death_a_revive_and_a_kill() -> None:
    """Nine monsters in two packs and a king; the dungeon messages frame them."""
    _, messages, truth = played("dungeon")
    assert len(truth.players) == 5
    assert len(truth.deaths) == len(truth.revivals) == 1
    assert [attempt.result for attempt in truth.attempts] == ["kill"]
    monsters = [
        entity for entity in seen(messages) if entity.ent_type == ActorKind.MONSTER and not (entity.uuid & 0x8000)
    ]
    assert len(monsters) == 10
    assert {message.method for message in messages} >= {3, 6, 20, 21, 22, 23, 24, 39, 43, 45, 46, 57}
    full = [message for message in messages if message.method == 23][-1]
    data = world_pb2.SyncDungeonData.FromString(full.payload).data
    assert (data.flow.state, data.scene.difficulty, list(data.target.targets)) == (3, 5, [600_801])


def test_dummy_is_hit_by_one_player_alone() -> None:
    """Only monster 115 is hit, by the local player only, and nobody hits back."""
    _, messages, truth = played("dummy", noise=False)
    dummy = monster_uuid(messages, 115)
    hits = [(delta.uuid, info) for _, delta in naive_peer.deltas(messages) for info in delta.skill_effects.damages]
    assert {target for target, _ in hits} == {dummy}
    assert {info.top_summoner_id or info.attacker_uuid for _, info in hits} == {local_uuid(truth)}
    assert monster_uuid(messages, 122)
    assert 60_000 < span_ms(truth) < 180_000


def test_town_is_lively_and_peaceful() -> None:
    """A hundred people and pets come and most go, with buffs and changes, over two lines; nobody is hit."""
    packets, messages, truth = played("town")
    assert truth.records == 0
    assert [(scene, line) for _, scene, line in truth.scenes] == [(8, 12), (8, 31)]
    assert len(naive_peer.game_streams(packets)) == 2
    kinds = [entity.ent_type for entity in seen(messages)]
    assert kinds.count(ActorKind.PLAYER) > 100
    assert kinds.count(ActorKind.PET) > 10
    left = [each.type for _, change in naive_peer.entities(messages) for each in change.disappear]
    assert set(left) == {0, 3}
    assert len(left) > 80
    assert any(infos(delta) for _, delta in naive_peer.deltas(messages))


def test_demo_begins_at_once_and_lasts_three_to_four_minutes() -> None:
    """Damage within two seconds; ten players against a billion HP; the local player is one of them."""
    for seed in (1, 2, 3):
        _, messages, truth = played("demo", seed)
        assert truth.first_damage_at_ms is not None
        assert truth.first_damage_at_ms - STARTED_AT_MS < 2_000
        assert 170_000 < span_ms(truth) < 270_000
        assert [(attempt.result, attempt.max_hp) for attempt in truth.attempts] == [("kill", 1_000_000_000)]
        assert len(truth.players) == 10
        assert min(player.damage for player in truth.players.values()) > 1_000_000
        to_me = [message for message in messages if message.method == 46]
        assert {combat_pb2.SyncToMeDeltaInfo.FromString(message.payload).delta.uuid for message in to_me} == {
            local_uuid(truth)
        }


def test_demo_rounds_are_told_apart_by_their_scene() -> None:
    """Consecutive seeds play in different scenes, so a looped demo is a row of encounters."""
    scenes = [played("demo", seed).truth.scenes[0][1] for seed in (1, 2, 3)]
    assert len(set(scenes)) == 3


@pytest.mark.parametrize(("players", "rate"), [(5, 50.0), (20, 400.0)])
def test_load_makes_as_many_hits_as_asked_for(players: int, rate: float) -> None:
    """Players and records a second are the caller's choice."""
    truth = played("load", seconds=10, players=players, hits_per_second=rate).truth
    assert len(truth.players) == players
    records = sum(player.hits + player.heals for player in truth.players.values())
    assert rate * 10 * 0.75 < records < rate * 10 * 1.2


def test_records_of_the_local_player_come_in_the_own_message_only() -> None:
    """Whatever happens to the local player is in method 46, whatever happens to others in 45 (seen in captures)."""
    _, messages, truth = played("raid")
    for message, delta in naive_peer.deltas(messages):
        assert (delta.uuid == local_uuid(truth)) == (message.method == 46)


def test_buffs_travel_in_either_layout() -> None:
    """Old: states in field 10, events in field 11. New: events in field 10, with the state inside (protocol.md 5.4)."""
    old = [delta for _, delta in naive_peer.deltas(played("dungeon").messages)]
    new = [delta for _, delta in naive_peer.deltas(played("dungeon", layout="new").messages)]
    assert any(delta.buffs_11 for delta in old)
    assert not any(delta.buffs_11 for delta in new)
    events = [buff_pb2.BuffEffectSync.FromString(delta.buffs_10) for delta in new if delta.buffs_10]
    logic = [each.effect_type for event in events for effect in event.effects for each in effect.logic]
    assert {0, 18, 19} == set(logic)
    assert {effect.type for event in events for effect in event.effects} == {1, 2, 6}
    added = {buff.base_id for delta in old for buff in infos(delta)}
    patches = [each.raw_data for event in events for effect in event.effects for each in effect.logic]
    assert added == {info.base_id for info in map(parsed_info, patches) if info.base_id > 1_000 and info.create_time}


def test_every_buff_that_ends_was_put_on() -> None:
    """Instances are taken off once, after they were put on."""
    on: set[tuple[int, int]] = set()
    ended = 0
    for _, delta in naive_peer.deltas(played("demo").messages):
        on |= {(delta.uuid, buff.buff_uuid) for buff in infos(delta)}
        for raw in delta.buffs_11:
            for effect in buff_pb2.BuffEffectSync.FromString(raw).effects:
                if effect.type == 2:
                    assert (effect.host_uuid, effect.buff_uuid) in on
                    on.remove((effect.host_uuid, effect.buff_uuid))
                    ended += 1
    assert ended


def test_uncompressed_frame_with_the_signature_comes_early() -> None:
    """Whoever begins to capture in the middle finds the game by a plain frame within seconds (protocol.md 1.2 A)."""
    [stream] = naive_peer.game_streams(played("demo").packets)
    signature = bytes.fromhex("006333534200")
    place = 4 + 4 + 5  # after the sequence number, the length, and five bytes of type and service
    starts = [
        stream.times[bisect_left(stream.ends, end)]
        for kind, body, end in naive_peer.frames(stream.data)
        if kind == 6 and body[place : place + 6] == signature
    ]
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert len(starts) > 100
    assert max(gaps) < 10_000_000


def test_other_traffic_holds_the_signature_but_no_game() -> None:
    """The trap is there: a download with the game's bytes in it, and it is the only other flow with them."""
    flows = naive_peer.streams(played("demo").packets)
    ports = {flow[1] for flow, stream in flows.items() if b"\x00c3SB\x00" in stream.data}
    assert len(ports) == 2
    assert 80 in ports
    assert 443 in {flow[1] for flow in flows}


def test_first_sequence_number_can_be_chosen() -> None:
    """The stream passes 2**32 in the middle of the fight."""
    packets = played("dungeon", server_seq=2**32 - 30_000, noise=False).packets
    numbers = [each.seq for each in naive_peer.segments(packets) if each.payload[4:6] in (b"\0\6", b"\x80\6")]
    assert numbers[0] > 2**32 - 30_000
    assert numbers[-1] < 2**31
