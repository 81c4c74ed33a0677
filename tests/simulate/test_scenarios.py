"""What holds for every scenario: bytes add up to the truth, seeds repeat, time goes forward."""

from __future__ import annotations

from typing import Any

import naive_peer
import pytest
from naive_peer import Message, attributes, number
from plays import DEAD, HP, MAX_HP, STATE, local_uuid, played

from resonance.protocol.pb import world_pb2
from resonance.simulate.recording import generate
from resonance.simulate.scenarios import SCENARIOS

VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("demo", {}),
    ("dungeon", {}),
    ("dungeon", {"layout": "new"}),
    ("raid", {}),
    ("raid", {"layout": "new", "hide_flags": True, "seconds": 90, "mss": 1400}),
    ("dummy", {"noise": False}),
    ("town", {}),
    ("load", {"seconds": 3}),
]


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_bytes_add_up_to_the_truth(name: str, options: dict[str, Any]) -> None:
    """An independent decoder finds for every player what the game model counted, in total and for each skill."""
    _, messages, truth = played(name, **options)
    found = naive_peer.tallies(messages)
    assert set(found.players) <= set(truth.players)
    for uid, player in truth.players.items():
        sums = found.players[uid]
        names = ("damage", "hits", "crits", "lucky_hits", "healing", "heals", "taken", "hits_taken")
        for field in (*names, "shield_absorbed", "deaths"):
            assert getattr(sums, field) == getattr(player, field), (player.name, field)
        skills = {
            tuple(key): [skill.amount, skill.hits, skill.crits, skill.lucky_hits, skill.max]
            for key, skill in player.skills.items()
        }
        assert sums.skills == skills
    assert (found.first_damage_at_ms, found.last_damage_at_ms) == (truth.first_damage_at_ms, truth.last_damage_at_ms)


@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_effective_healing_is_what_fits(name: str, options: dict[str, Any]) -> None:
    """Replaying every record on the HP of its target gives the HP the server says, and the effective healing."""
    _, messages, truth = played(name, **options)
    hp, max_hp = {local_uuid(truth): start_hp(messages, MAX_HP)}, {local_uuid(truth): start_hp(messages, MAX_HP)}
    effective = dict.fromkeys(truth.players, 0)
    for message in messages:
        for _, delta in naive_peer.deltas([message]):
            for info in delta.skill_effects.damages:
                loss = -min(info.value or info.lucky_value, max_hp[delta.uuid] - hp[delta.uuid])
                if info.type != 2:
                    loss = info.hp_lessen
                elif info.attacker_uuid:
                    effective[info.attacker_uuid >> 16] -= loss
                hp[delta.uuid] -= loss
            values = naive_peer.changes(delta)
            if delta.skill_effects.damages and HP in values and not delta_heals_itself(values):
                assert hp[delta.uuid] == number(values[HP])
            if HP in values:
                hp[delta.uuid] = number(values[HP])
        for _, change in naive_peer.entities([message]):
            for entity in change.appear:
                values = attributes(entity.attrs)
                hp[entity.uuid], max_hp[entity.uuid] = number(values.get(HP, b"")), number(values.get(MAX_HP, b""))
    assert effective == {uid: player.effective_healing for uid, player in truth.players.items()}


def delta_heals_itself(values: dict[int, bytes]) -> bool:
    """Getting up changes HP without a record."""
    return values.get(STATE, DEAD) != DEAD


def start_hp(messages: list[Message], attribute: int) -> int:
    """Of the local player, from the message that enters the scene."""
    enter = next(message for message in messages if message.method == 3)
    player = world_pb2.EnterScene.FromString(enter.payload).info.player
    return number(attributes(player.attrs)[attribute])


@pytest.mark.parametrize("name", SCENARIOS)
def test_same_seed_gives_the_same_bytes(name: str) -> None:
    """Recordings repeat; another seed is another recording."""
    first, again, other = (list(generate(name, seed, seconds=8).packets) for seed in (4, 4, 5))
    assert first == again
    assert first != other


@pytest.mark.parametrize("name", SCENARIOS)
def test_packets_come_in_time_order_from_the_start_on(name: str) -> None:
    """Capture times begin at the given moment and never go back."""
    times = [packet.at_us for packet in generate(name, 2, started_at_ms=1_000_000, seconds=8).packets]
    assert times[0] == 1_000_000_000
    assert times == sorted(times)


def test_recording_is_made_while_it_is_walked() -> None:
    """A recording of two hours is there at once, and its truth grows with the packets taken."""
    recording = generate("load", seconds=7_200)
    taken = [next(recording.packets) for _ in range(300)]
    assert 0 < recording.truth.records < 20_000
    assert taken[-1].at_us < taken[0].at_us + 60_000_000


@pytest.mark.parametrize("name", ["none", ""])
def test_unknown_scenario_is_named(name: str) -> None:
    """The error lists what there is."""
    with pytest.raises(ValueError, match="raid"):
        generate(name)


def test_unknown_option_is_refused() -> None:
    """A mistyped option is an error, not a default."""
    with pytest.raises(TypeError):
        generate("raid", hits_per_secnd=5)
