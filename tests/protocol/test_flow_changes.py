"""Connections that end and begin: which one is read, and that nothing of either is lost."""

from __future__ import annotations

import pytest
from builders import (
    AT_US,
    FLOW,
    SECOND_US,
    echo,
    flow,
    segment,
)
from flows import (
    GAME,
    MORE,
    OTHER,
    STREAM,
    TICK_US,
    Listener,
    after,
    connection,
    game,
    play,
)

# Another connection


def test_new_connection_replaces_the_old_one() -> None:
    """A line change: the client connects elsewhere, and the old connection just falls silent."""
    old = connection(GAME)
    new = connection(MORE, after(old), OTHER)
    heard = Listener().hear(old + new).finish()
    assert heard.joined == [(FLOW, True), (OTHER, True)]
    assert (heard.frames, heard.holes) == (GAME + MORE, [])


@pytest.mark.parametrize("same_numbers", [True, False])
@pytest.mark.parametrize("goodbye", ["fin", "rst", None])
def test_same_ports_again(goodbye: str | None, same_numbers: bool) -> None:
    """A new SYN on the ports of the known connection begins a new stream, with or without a goodbye."""
    old = connection([*GAME[:-1], GAME[-1][:20]])
    if goodbye == "fin":
        old.append(segment(b"", 9_999, after(old), fin=True))
    if goodbye == "rst":
        old.append(segment(b"", 9_999, after(old), rst=True))
    new = connection(MORE, after(old), seq=1500 if same_numbers else 3_000_000_000)
    heard = Listener().hear(old + new).finish()
    assert heard.joined == [(FLOW, True), (FLOW, True)]
    assert (heard.frames, heard.errors) == (GAME[:-1] + MORE, 0)


@pytest.mark.parametrize("flag", ["fin", "rst"])
def test_goodbye_with_the_last_bytes(flag: str) -> None:
    """The payload of the last segment counts, and so does one that comes after it."""
    old = connection(GAME)
    old[-1] = old[-1]._replace(fin=flag == "fin", rst=flag == "rst")
    heard = Listener().hear([*old[:-2], old[-1], old[-2]]).finish()
    assert heard.frames == GAME


@pytest.mark.parametrize("flag", ["fin", "rst"])
def test_older_connection_takes_over_after_a_goodbye(flag: str) -> None:
    """With two clients on one machine, the numbers go on with the one that is left."""
    first, second = connection(GAME), connection(game(20, 500), AT_US + 5 * TICK_US, OTHER)
    both = sorted(first + second, key=lambda item: item.at_us)
    ended = after(both)
    goodbye = segment(b"", 1001 + len(b"".join(game(20, 500))), ended, OTHER, fin=flag == "fin", rst=flag == "rst")
    rest = play(MORE, ended + TICK_US, seq=1001 + len(STREAM))
    heard = Listener().hear([*both, goodbye, *rest]).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert heard.frames[-len(MORE) :] == MORE


def test_late_segments_of_the_old_connection_count() -> None:
    """A hole in the old stream is filled after the new connection was found."""
    old = connection(GAME)
    late = old.pop(-2)
    new = connection(MORE, after(old), OTHER)
    heard = Listener().hear([*old, *new[:6], late._replace(at_us=new[5].at_us), *new[6:]]).finish()
    assert sorted(heard.frames) == sorted(GAME + MORE)
    assert heard.holes == []


def test_old_connection_does_not_steal_back() -> None:
    """It may go on talking for long, scene traffic included."""
    old, new = connection(GAME), connection(MORE + GAME, AT_US + 10 * TICK_US, OTHER)
    still = play(MORE * 2, after(old), seq=1001 + len(STREAM))
    sent = sorted(old + new + still, key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER]


def test_ports_of_a_former_connection_used_again() -> None:
    """What the former one still sent long after it was replaced is not taken for the beginning of the new one."""
    old = connection(GAME)
    new = connection(MORE, after(old), OTHER)
    straggler = segment(GAME[1], 1001 + len(STREAM), after(new, 3 * SECOND_US))
    again = connection(MORE, after([straggler]), seq=3_000_000_000)
    heard = Listener().hear([*old, *new, straggler, *again]).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert (heard.frames, heard.holes) == (GAME + MORE + MORE, [])


def test_silent_connection_may_be_replaced_by_an_older_one() -> None:
    """The current one vanished without a goodbye; the other client's goes on."""
    old, new = connection(GAME), connection(GAME[:5], AT_US + 5 * TICK_US, OTHER)
    quiet = sorted(old + new, key=lambda item: item.at_us)
    rest = play(MORE, after(quiet, 11 * SECOND_US), seq=1001 + len(STREAM))
    heard = Listener().hear(quiet + rest).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]
    assert heard.frames[-len(MORE) :] == MORE


@pytest.mark.parametrize("noise", [0, 100])
@pytest.mark.parametrize("ticks", [1, 3, 25])
def test_second_client_does_not_flip(ticks: int, noise: int) -> None:
    """Two clients play side by side, both joined in the middle: the one first chosen stays, whatever else goes on."""
    first = play(GAME * 5)
    second = play(MORE * 5, AT_US + 7_000, OTHER, tick_us=TICK_US * ticks)
    others = [play([bytes(200)] * 300, flow=flow(50_000 + number)) for number in range(noise)]
    sent = sorted([*first, *second, *[i for one in others for i in one]], key=lambda item: item.at_us)
    heard = Listener().hear([item for item in sent if item.at_us <= first[-1].at_us]).finish()
    [(chosen, from_start)] = heard.joined
    assert not from_start
    sent_there = (GAME * 5) if chosen == FLOW else (MORE * 5)
    assert heard.frames == sent_there[: len(heard.frames)]
    assert len(heard.frames) > 5


def test_second_client_that_was_forgotten() -> None:
    """It has once shown to be older than the one that is read, and does not seem new after a long silence."""
    first = play(GAME * 8)
    early = play([echo()], AT_US + 7_000, OTHER)
    shown = play(MORE[:4], AT_US + 2 * SECOND_US + 7_000, OTHER, seq=1007)
    noise = [play([bytes(200)], AT_US + 4 * SECOND_US, flow(50_000 + number)) for number in range(100)]
    again = play(MORE[4:], AT_US + 5 * SECOND_US + 7_000, OTHER, seq=1007 + len(b"".join(MORE[:4])))
    sent = sorted([*first, *early, *shown, *again, *[i for one in noise for i in one]], key=lambda item: item.at_us)
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, False)]
    assert heard.frames == GAME * 8


# SYNs


@pytest.mark.parametrize("at", [1, 2, 10, 41])
def test_syn_repeated(at: int) -> None:
    """A SYN that is sent again, or overtaken by data, is no new connection."""
    sent = connection(GAME)
    sent.insert(at, sent[0]._replace(at_us=sent[at - 1].at_us))
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, True)]
    assert heard.frames == GAME


@pytest.mark.parametrize("behind", [1, 2, 9, 20])
def test_syn_that_comes_late(behind: int) -> None:
    """Behind data, it still is the beginning of that same connection."""
    sent = connection(GAME)
    sent.insert(behind, sent.pop(0)._replace(at_us=sent[behind - 1].at_us))
    heard = Listener().hear(sent).finish()
    assert [name for name, _ in heard.joined] == [FLOW]
    assert (heard.frames, heard.holes) == (GAME, [])


def test_syn_with_data() -> None:
    """TCP Fast Open: the first bytes come with the SYN, one number further on."""
    sent = [segment(GAME[0], 1000, syn=True), *play(GAME[1:], seq=1001 + len(GAME[0]))]
    assert Listener().hear(sent).finish().frames == GAME


def test_first_segment_lost() -> None:
    """The connection is found and read from the second one on, and what was before is known to be missing."""
    sent = connection(GAME)
    del sent[1]
    heard = Listener().hear(sent).finish()
    assert heard.joined == [(FLOW, False)]
    assert (heard.frames, heard.holes) == (GAME[1:], [len(GAME[0])])


# Time


@pytest.mark.parametrize("back_us", [SECOND_US, 4 * SECOND_US, 3600 * SECOND_US])
def test_clock_set_back_while_playing(back_us: int) -> None:
    """Nothing is lost of the stream, and a line change afterwards is followed."""
    old = connection(GAME)
    then = after(old) - back_us
    more = play(MORE, then, seq=1001 + len(STREAM))
    new = connection(GAME, after(more), OTHER)
    heard = Listener().hear(old + more + new).finish()
    assert heard.joined == [(FLOW, True), (OTHER, True)]
    assert (heard.frames, heard.holes) == (GAME + MORE + GAME, [])


def test_clock_set_back_while_joining() -> None:
    """The wait for segments that belong ahead ends all the same."""
    sent = play(GAME[:4]) + play(GAME[4:] + MORE, AT_US - 3600 * SECOND_US, seq=1001 + len(b"".join(GAME[:4])))
    heard = Listener().hear(sent)
    assert heard.joined == [(FLOW, False)]
    assert heard.finish().frames == GAME + MORE


def test_clock_set_back_after_the_connection_vanished() -> None:
    """Its last sign of life now lies in the future: that counts as silence too."""
    old, new = connection(GAME), connection(GAME[:5], AT_US + 5 * TICK_US, OTHER)
    both = sorted(old + new, key=lambda item: item.at_us)
    rest = play(MORE, AT_US - 3600 * SECOND_US, seq=1001 + len(STREAM))
    heard = Listener().hear(both + rest).finish()
    assert [name for name, _ in heard.joined] == [FLOW, OTHER, FLOW]


def test_clock_set_back_with_a_hole() -> None:
    """A lost segment costs its frames, not an hour."""
    old = connection(GAME)
    del old[-3]
    more = play(MORE * 2, after(old) - 3600 * SECOND_US, seq=1001 + len(STREAM))
    heard = Listener().hear(old + more)
    assert heard.holes == [len(GAME[-3])]
    assert heard.frames == GAME[:-3] + GAME[-2:] + MORE * 2
