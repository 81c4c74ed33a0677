"""The event stream: what it tells, and what a reader finds who comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from api_bench import Bench, Reader

from export_fights import STARTED_AT_MS, make_snapshot
from resonance import outbound
from resonance.api.changes import ATTEMPT_ENDED, ATTEMPT_STARTED, DEATH, Changes
from resonance.api.hub import KEPT_EVENTS, Hub
from resonance.api.live import Live
from resonance.api.teller import Teller
from resonance.combat.record import SegmentResult
from resonance.combat.snapshot import Snapshot
from resonance.names import load
from resonance.settings import Settings
from resonance.store.history import History

WORDS = load()


def running(players: int = 3, *, deaths: int = 0) -> Snapshot:
    """A pull that goes on."""
    snapshot = make_snapshot(*"abcdefgh"[:players])
    (segment,) = snapshot.segments
    pull = replace(segment, ended_at_ms=None, result=SegmentResult.RUNNING)
    return replace(snapshot, segments=(pull,), deaths=snapshot.deaths[:deaths], ended=False)


def over(players: int = 3) -> Snapshot:
    snapshot = make_snapshot(*"abcdefgh"[:players])
    (segment,) = snapshot.segments
    pull = replace(segment, ended_at_ms=segment.started_at_ms + 100_000)
    return replace(snapshot, segments=(pull,))


# The server


def test_first_thing_is_the_newest_state(bench: Bench) -> None:
    """As live has it, but for skills, targets, buffs and recaps, which are empty."""
    reader = Reader(bench)
    event = reader.next()
    reader.close()
    assert event.name == "snapshot"
    live = bench.ask("/api/v1/live").data
    assert event.data["shown"] == live["shown"]
    shortened = live["encounter"]
    shortened["buffs"] = []
    for player in shortened["players"]:
        player["skills"] = player["targets"] = []
    for death in shortened["deaths"]:
        death["recap"] = []
    assert event.data["encounter"] == shortened


def test_encounter_and_what_the_meter_shows(bench: Bench) -> None:
    """Numbers are those of the whole encounter, whatever the meter shows; overlays draw what it shows."""
    reader = Reader(bench)
    whole = reader.next("snapshot").data
    assert bench.snapshot is not None
    bench.change(scope="segment")
    bench.shown = replace(bench.snapshot, active_ms=61_000)
    bench.wait_for(lambda: bench.ask("/api/v1/live").data["shown"]["fight"]["timer"] == "01:01")
    for told in (reader.next("snapshot").data, bench.ask("/api/v1/live").data):
        assert told["shown"]["scope"] == "segment"
        assert told["encounter"]["active_ms"] == whole["encounter"]["active_ms"] != 61_000
    reader.close()


def test_evening_is_called_so(bench: Bench) -> None:
    """Its numbers are no pull's."""
    assert bench.snapshot is not None
    bench.shown = replace(bench.snapshot, encounters=2)
    fight = bench.ask("/api/v1/live").data["shown"]["fight"]
    assert (fight["scene"], fight["difficulty"], fight["pull"], fight["result"]) == (
        "This evening",
        "2 encounters",
        None,
        None,
    )


def test_what_is_sent_is_counted(bench: Bench) -> None:
    """Diagnostics tells of every reader how much it was sent, answers and stream alike."""
    outbound.forget()
    sizes = [len(bench.ask("/api/v1/live").body)]
    assert [(each.kind, each.peer, each.messages, each.bytes) for each in outbound.sent()] == [
        ("api", "127.0.0.1", 1, sizes[0])
    ]
    reader = Reader(bench)
    reader.next()
    reader.close()
    (sent,) = outbound.sent()
    assert sent.messages > 1
    assert sent.bytes > sizes[0]
    outbound.forget()


def test_newest_state_is_told_once(bench: Bench) -> None:
    """What does not change is not repeated; what does comes with a later id."""
    reader = Reader(bench)
    first = reader.next()
    bench.snapshot = running(2)
    second = reader.next()
    reader.close()
    assert len(second.data["encounter"]["players"]) == 2
    assert int(second.id.split("-")[1]) > int(first.id.split("-")[1])


def test_events_of_a_pull(bench: Bench) -> None:
    """Its beginning, a death and its end, each once."""
    reader = bench.show_nothing()
    bench.snapshot = running()
    started = reader.next(ATTEMPT_STARTED)
    bench.snapshot = running(deaths=1)
    death = reader.next(DEATH)
    bench.snapshot = replace(over(), deaths=bench.snapshot.deaths)
    ended = reader.next(ATTEMPT_ENDED)
    reader.close()
    assert (started.data["attempt"], started.data["boss"]) == (1, "Kartgriff")
    assert (death.data["name"], death.data["is_local"]) == ("a", False)
    assert ended.data["result"] == "kill"


def test_reader_that_comes_back(bench: Bench) -> None:
    """What it has missed, and the newest state; nothing twice."""
    bench.show_nothing().close()
    first = Reader(bench)
    last = first.next("snapshot")
    first.close()
    other = Reader(bench)
    bench.snapshot = running(deaths=1)
    other.next(DEATH)
    other.close()
    back = Reader(bench, last.id)
    events = [back.next()]
    while events[-1].name != "snapshot" or events[-1].data["encounter"] is None:
        events.append(back.next())
    back.close()
    assert [event.name for event in events if event.name != "snapshot"] == [ATTEMPT_STARTED, DEATH]
    assert len(events[-1].data["encounter"]["deaths"]) == 1


@pytest.mark.parametrize("last_id", ["00000000-1", "x", "0" * 400, "-1"])
def test_reader_of_another_run(bench: Bench, last_id: str) -> None:
    """Gets the newest state, and none of what happened before it came."""
    reader = Reader(bench, last_id)
    assert reader.next().name == "snapshot"
    reader.close()


def test_encounter_is_saved(bench: Bench) -> None:
    """Told when it can be asked for, with its number in the history."""
    reader = bench.show_nothing()
    bench.snapshot = make_snapshot("a")
    saved = reader.next("encounter_saved").data
    reader.close()
    assert saved["started_at_ms"] == STARTED_AT_MS
    assert bench.ask(f"/api/v1/encounters/{saved['id']}").status == 200


def test_requests_that_wait_for_the_history(bench: Bench) -> None:
    """Keep no reader of the stream waiting, not even for an encounter that was saved."""
    reader = bench.show_nothing()
    history = bench.api._history
    assert history is not None
    with history._question():  # somebody's question takes long
        bench.snapshot = make_snapshot("a")
        reader.next("encounter_saved")
        bench.snapshot = make_snapshot("Newcomer")
        bench.wait_for(lambda: "Newcomer" in str(reader.next("snapshot").data))
    reader.close()


def test_history_that_cannot_be_read_is_logged_once(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """It is looked at again every second, maybe for hours."""
    assert bench.database is not None
    bench.database.write_bytes(b"no database" * 1_000)
    history = History(bench.database)
    live = Live(lambda: bench.snapshot, lambda: bench.snapshot, lambda: bench.settings, bool)
    teller = Teller(Hub(), live, history, Settings, bool)
    bench.snapshot = None
    teller.turn(0.0)
    bench.snapshot = make_snapshot("a")
    with caplog.at_level("WARNING", logger="resonance.api.teller"):
        for second in range(10, 20):
            teller.turn(float(second))
    history.close()
    assert len([each for each in caplog.records if each.name == "resonance.api.teller"]) == 1


def test_end_of_the_program_ends_the_streams(bench: Bench) -> None:
    """Readers notice, and come back by themselves when there is a server again."""
    reader = Reader(bench)
    reader.next()
    bench.close()
    assert reader.has_ended()
    reader.close()


# What has happened


def names_of(changes: Changes, *snapshots: Snapshot | None) -> list[str]:
    return [event.name for snapshot in snapshots for event in changes.look(snapshot, WORDS)]


def test_what_had_happened_before_the_first_look() -> None:
    """Is no news to somebody who has just switched the overlay on."""
    assert names_of(Changes(), over(), over()) == []


def test_each_thing_is_news_once() -> None:
    """However often the same picture is looked at."""
    changes = Changes()
    story = (None, running(), running(), running(deaths=1), running(deaths=1), over(), over())
    assert names_of(changes, *story) == [ATTEMPT_STARTED, DEATH, ATTEMPT_ENDED]


def test_next_encounter_begins_anew() -> None:
    """The pull that was on is over, the first of the new one is told, and the one before is awaited in the history."""
    changes = Changes()
    names_of(changes, None, running())
    later = replace(running(), curves_from_ms=STARTED_AT_MS + 900_000)
    assert names_of(changes, later) == [ATTEMPT_ENDED, ATTEMPT_STARTED]
    assert changes.over == {STARTED_AT_MS}


def test_encounter_that_stays_on_the_screen_is_awaited_once() -> None:
    """It is over by its silence, and again when the next one begins."""
    changes = Changes()
    names_of(changes, None, make_snapshot("a"))
    assert changes.over == {STARTED_AT_MS}
    changes.over.clear()
    names_of(changes, None)
    assert changes.over == set()


# The hub


def test_slow_reader_finds_the_newest_state_alone() -> None:
    """States in between are worthless, and are not kept for anybody."""
    hub = Hub()
    for number in range(50):
        hub.publish("snapshot", str(number).encode(), hub.epoch, is_state=True)
    (message,) = hub.wait(0, 0)
    assert b"data: 49\n" in message.wire


def test_events_are_kept_up_to_a_limit() -> None:
    """A reader that never comes back costs no memory."""
    hub = Hub()
    for number in range(KEPT_EVENTS + 9):
        hub.publish("death", str(number).encode(), hub.epoch)
    assert [message.sequence for message in hub.wait(0, 0)] == [*range(10, KEPT_EVENTS + 10)]


def test_what_was_made_before_names_were_hidden_is_told_to_nobody() -> None:
    """Even if it is published a moment later."""
    hub = Hub()
    epoch = hub.epoch
    hub.publish("death", b"Momoko", epoch)
    hub.forget()
    hub.publish("death", b"Momoko", epoch)
    assert hub.opening(f"{hub.run}-0") == []
    assert hub.wait(0, 0) == []
