"""Uptime of buffs, also told by a naive recount of every millisecond; and what it costs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from buff_events import BURN, HASTE, LONG_AFTER, Event, changes_of, off, on, patch
from fights import ANNA, BEN, BOSS, CLEO
from hypothesis import given
from hypothesis import strategies as st

from resonance.combat.buff_tracks import BuffTracks
from resonance.combat.buffs import ActiveBuffs, LayersChanged
from resonance.combat.record import BuffTrack
from resonance.events import BuffRemoved


def uptime(track: BuffTrack) -> tuple[int, dict[int, int]]:
    return track.on_ms, track.layers_ms


class Fight:
    """Buff tracks with what an encounter tells them. It began at 0; Anna and the boss take part."""

    def __init__(self, *on_before: tuple[int, int]) -> None:
        self.tracks: dict[tuple[int, int], BuffTrack] = {}
        self.dealt: Counter[int] = Counter()
        self.fought_until = 0
        self.buffs = BuffTracks(self.tracks, self.dealt.__getitem__, lambda: self.fought_until)
        self.buffs.join(ANNA, 0, on_before)
        self.buffs.join(BOSS, 0, ())

    def hit(self, at_ms: int, amount: int = 100) -> None:
        """By Anna."""
        self.dealt[ANNA] += amount
        self.fought_until = max(self.fought_until, at_ms)

    def change(self, at_ms: int, layers: int, *, put_on: bool = False, host: int = ANNA, buff_id: int = HASTE) -> None:
        self.buffs.apply(LayersChanged(at_ms, host, buff_id, layers, put_on, BEN))

    @property
    def haste(self) -> BuffTrack:
        self.buffs.settle()
        return self.tracks[ANNA, HASTE]


def test_uptime_by_layers() -> None:
    """Each number of layers has its time, and the time with any is their sum."""
    fight = Fight()
    fight.change(100, 1, put_on=True)
    fight.change(300, 2)
    fight.change(350, 3, put_on=True)
    fight.change(400, 1)
    fight.change(600, 0)
    fight.hit(1_000)
    assert fight.haste == BuffTrack(2, 500, 0, {1: 400, 2: 50, 3: 50})


def test_on_before_the_fight() -> None:
    """It counts as put on once, and from the beginning."""
    fight = Fight((HASTE, 2))
    fight.hit(700)
    assert fight.haste == BuffTrack(1, 700, 100, {2: 700})


def test_joins_later() -> None:
    """Time before somebody takes part is not counted; a second join changes nothing."""
    fight = Fight()
    fight.buffs.join(CLEO, 400, [(HASTE, 1)])
    fight.buffs.join(CLEO, 500, [(HASTE, 1)])
    fight.hit(1_000)
    fight.buffs.settle()
    assert fight.tracks[CLEO, HASTE] == BuffTrack(1, 600, 0, {1: 600})


def test_who_takes_no_part() -> None:
    """Buffs of onlookers leave nothing behind, and neither does the end of a buff never seen."""
    fight = Fight()
    fight.change(1, 1, put_on=True, host=CLEO)
    fight.change(2, 0)
    fight.hit(10)
    fight.buffs.settle()
    assert fight.tracks == {}


def test_idle_time_counts_only_if_the_fight_goes_on() -> None:
    """Nothing after the last hit, however often it is settled; all of it once there is another hit."""
    fight = Fight()
    fight.change(0, 1, put_on=True)
    fight.hit(1_000)
    fight.change(3_000, 2)
    assert uptime(fight.haste) == (1_000, {1: 1_000})
    fight.change(4_000, 0)
    assert uptime(fight.haste) == (1_000, {1: 1_000})
    assert uptime(fight.haste) == (1_000, {1: 1_000})
    fight.hit(9_000)
    assert uptime(fight.haste) == (4_000, {1: 3_000, 2: 1_000})


@pytest.mark.parametrize("is_looked_at", [False, True])
def test_buff_that_the_clock_ended_too_late(is_looked_at: bool) -> None:
    """A packet from just before that moment puts it on again: no time counts twice, whether anybody looked or not."""
    fight = Fight()
    fight.change(0, 1, put_on=True)
    fight.hit(100)
    fight.change(103, 0)
    fight.hit(102)
    if is_looked_at:
        fight.buffs.settle()
    fight.change(102, 1, put_on=True)
    fight.hit(200)
    assert uptime(fight.haste) == (200, {1: 200})


def test_permanent_buff_ends_with_the_fight() -> None:
    fight = Fight((HASTE, 1))
    fight.hit(1_000)
    assert fight.haste.on_ms == 1_000
    fight.change(5_000, 0)
    assert fight.haste.on_ms == 1_000


def test_damage_while_it_was_on() -> None:
    """Hits before it came and after it went do not count; a bystander's buff takes no part of it."""
    fight = Fight()
    fight.hit(10, 1)
    fight.change(20, 1, put_on=True)
    fight.change(20, 1, put_on=True, host=BOSS, buff_id=BURN)
    fight.hit(30, 10)
    fight.change(35, 2)
    fight.hit(40, 100)
    assert fight.haste.damage == 110
    fight.change(50, 0)
    fight.hit(60, 1_000)
    assert fight.haste.damage == 110
    assert fight.tracks[BOSS, BURN].damage == 0


def test_packets_out_of_order() -> None:
    """A change told with a time before the one before counts no time twice and none below zero."""
    fight = Fight()
    fight.change(500, 1, put_on=True)
    fight.change(400, 2)
    fight.change(600, 0)
    fight.hit(1_000)
    assert uptime(fight.haste) == (100, {2: 100})


steps = st.lists(
    st.one_of(
        st.tuples(st.just("hit"), st.integers(0, 50), st.integers(0, 1_000)),
        st.tuples(st.just("layers"), st.integers(0, 50), st.integers(0, 3)),
        st.tuples(st.just("settle"), st.just(0), st.just(0)),
    ),
    max_size=60,
)


@given(steps)
def test_track_equals_a_recount(story: list[tuple[str, int, int]]) -> None:
    """Whenever it is settled: time by layers up to the last hit, and damage by what was on at each hit."""
    fight = Fight()
    now = layers = damage = 0
    timeline: list[int] = []  # layers in each millisecond
    for what, step_ms, number in story:
        now += step_ms
        timeline += [layers] * step_ms
        if what == "hit":
            fight.hit(now, number)
            damage += number if layers else 0
        elif what == "layers":
            fight.change(now, number)
            layers = number
        else:
            fight.buffs.settle()
    fight.buffs.settle()
    expected = Counter(layers for layers in timeline[: fight.fought_until] if layers)
    track = fight.tracks.get((ANNA, HASTE), BuffTrack())
    assert uptime(track) == (expected.total(), expected)
    assert track.damage == damage


applications = st.lists(
    st.tuples(
        st.sampled_from([ANNA, BOSS]),
        st.sampled_from([HASTE, BURN]),
        st.integers(1, 3),  # layers
        st.integers(0, 100),  # when
        st.integers(0, 40),  # duration; 0 = permanent
        st.lists(st.integers(1, 60), max_size=3),  # refreshes, so long after
        st.none() | st.integers(1, 80),  # removed so long after
    ),
    max_size=8,
)
Application = tuple[int, int, int, int, int, list[int], int | None]


def events_of(instance: int, application: Application) -> list[Event]:
    host, buff_id, layers, at_ms, duration_ms, refreshes, removed = application
    events: list[Event] = [on(at_ms, instance, host=host, buff_id=buff_id, layers=layers, duration_ms=duration_ms)]
    events += [patch(at_ms + each, instance, host=host, duration_ms=duration_ms) for each in refreshes]
    return events + ([off(at_ms + removed, instance, host)] if removed is not None else [])


def moments_of(application: Application) -> set[int]:
    """Every millisecond it was on."""
    _host, _buff_id, _layers, at_ms, duration_ms, refreshes, removed = application
    until = at_ms + removed if removed is not None else 1_000
    starts = [at_ms, *(at_ms + each for each in refreshes if at_ms + each < until)]
    return {moment for start in starts for moment in range(start, min(start + (duration_ms or 1_000), until))}


def play(played: list[Application], hits: list[tuple[int, bool]]) -> Fight:
    """What the tracker does with the messages of all applications, and a hit at each time; some are settled at once."""
    timed: list[tuple[int, Event | bool]] = [*hits]
    for instance, application in enumerate(played):
        timed += [(event.at_ms, event) for event in events_of(instance, application)]
    timed.sort(key=lambda each: (each[0], isinstance(each[1], BuffRemoved)))
    active, fight, begins_ms = ActiveBuffs(), Fight(), min(hits)[0]
    fight.buffs = BuffTracks(fight.tracks, fight.dealt.__getitem__, lambda: fight.fought_until)
    for at_ms, event in timed:
        changes = changes_of(active, [] if isinstance(event, bool) else [event], until_ms=at_ms)
        for change in changes:
            fight.buffs.apply(change)
        if isinstance(event, bool):
            fight.hit(at_ms)
            if at_ms == begins_ms:
                fight.buffs.join(ANNA, at_ms, active.on(ANNA))
                fight.buffs.join(BOSS, at_ms, active.on(BOSS))
            if event:
                fight.buffs.settle()
    for change in active.expire(LONG_AFTER):
        fight.buffs.apply(change)
    fight.buffs.settle()
    return fight


@given(applications, st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1, max_size=6))
def test_uptime_equals_a_recount_of_the_intervals(played: list[Application], hits: list[tuple[int, bool]]) -> None:
    """From the game's messages to the track: refreshed, overlapping, removed early, from before the first hit on."""
    fight = play(played, hits)
    naive: dict[tuple[int, int], Counter[int]] = {}  # layers by millisecond
    for application in played:
        layers = dict.fromkeys(moments_of(application), application[2])
        naive.setdefault(application[:2], Counter()).update(layers)
    assert fight.tracks.keys() <= naive.keys()
    for key, layers_at in naive.items():
        expected = Counter(layers for moment, layers in layers_at.items() if min(hits)[0] <= moment < max(hits)[0])
        assert uptime(fight.tracks.get(key, BuffTrack())) == (expected.total(), expected)


# What it costs


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python it takes: a measure of work that is the same on every machine."""
    count = 0

    def trace(_frame: FrameType, what: str, _argument: object) -> Callable[..., Any]:
        nonlocal count
        count += what == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_long_fight_costs_no_more_per_event_than_a_short_one() -> None:
    """Work per buff event and per settling, and all that is kept, stay as they were through ten thousand rounds."""
    active, fight = ActiveBuffs(), Fight()

    def rounds(first: int, last: int) -> None:
        for turn in range(first, last):
            at_ms = 100 * turn
            events: list[Event] = [
                on(at_ms, turn, duration_ms=3_600_000),  # an hour, and removed early: its end stays in the queue
                on(at_ms, -1, buff_id=BURN, duration_ms=150, created_ms=turn + 1),  # refreshed
                patch(at_ms, -1, layers=turn % 3 + 1),
                off(at_ms, turn - 10),
            ]
            for change in changes_of(active, events, until_ms=at_ms):
                fight.buffs.apply(change)
            if turn % 10 == 0:
                fight.hit(at_ms)
                fight.buffs.settle()

    rounds(0, 1_000)
    early = lines_run(lambda: rounds(1_000, 2_000))
    kept = len(active._ends)
    rounds(2_000, 9_000)
    late = lines_run(lambda: rounds(9_000, 10_000))
    assert late <= 1.2 * early
    assert len(active._ends) <= 2 * kept
    assert len(active._hosts[ANNA].instances) == 11
    assert sum(map(len, fight.buffs._hosts.values())) == len(fight.tracks) == 2


def test_crowd_costs_no_more_per_event_than_one_actor() -> None:
    """A thousand others with buffs that end do not make a buff of Anna dearer."""

    def work(crowd: int) -> int:
        active = ActiveBuffs()
        changes_of(active, [on(0, host=10**6 + each, duration_ms=LONG_AFTER) for each in range(crowd)], until_ms=0)
        refreshes: list[Event] = [on(turn, duration_ms=10_000) for turn in range(1, 2_000)]
        return lines_run(lambda: changes_of(active, refreshes, until_ms=2_000))

    assert work(1_000) <= 1.5 * work(10)


def test_hours_without_a_hit_take_no_memory() -> None:
    """In a town, buffs come and go while the last fight is still the current one."""
    fight = Fight()
    for turn in range(10_000):
        fight.change(turn, turn % 3, put_on=turn % 3 == 1)
    (period,) = fight.buffs._hosts[ANNA].values()
    assert len(period.late_ms) == 2
    fight.hit(10_000)
    assert fight.haste.on_ms == sum(1 for turn in range(10_000) if turn % 3)
    assert fight.buffs._hosts[ANNA] == {}
