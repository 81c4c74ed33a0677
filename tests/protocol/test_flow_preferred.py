"""Two clients of the game on one computer: the ports of the game's own process decide between them, and only that."""

from __future__ import annotations

from builders import AT_US, FLOW, SECOND_US, flow
from flows import GAME, MORE, OTHER, Listener, connection, play

PORT = int.from_bytes(FLOW[-2:])
OTHER_PORT = int.from_bytes(OTHER[-2:])


def test_newer_connection_that_is_not_the_games_own() -> None:
    """Another client, or another meter's replay, does not take the place of the game that runs here."""
    listener = Listener()
    listener.finder.prefer(frozenset({PORT}))
    listener.hear(connection(GAME)).hear(connection(MORE, AT_US + SECOND_US, OTHER))
    assert listener.joined == [(FLOW, True)]


def test_older_connection_that_is_the_games_own() -> None:
    """Once its port is known it is read again, although another one began later and still speaks."""
    later = [*play(MORE, AT_US + 6 * SECOND_US, seq=200_000), *play(MORE, AT_US + 6 * SECOND_US, OTHER, seq=300_000)]
    hinted, plain = Listener(), Listener()
    for each in (hinted, plain):
        each.hear(connection(GAME)).hear(connection(GAME, AT_US + SECOND_US, OTHER))
    hinted.finder.prefer(frozenset({PORT}))
    for each in (hinted, plain):
        each.hear(sorted(later, key=lambda item: item.at_us)).finish()
    assert [joined for joined, _ in plain.joined] == [FLOW, OTHER]
    assert [joined for joined, _ in hinted.joined] == [FLOW, OTHER, FLOW]


def test_own_connection_that_is_silent() -> None:
    """A hint is no condition: when the preferred one says nothing any more, another is read as ever."""
    listener = Listener()
    listener.finder.prefer(frozenset({PORT}))
    listener.hear(connection(GAME)).hear(connection(MORE, AT_US + 60 * SECOND_US, OTHER))
    assert [joined for joined, _ in listener.joined] == [FLOW, OTHER]


def test_ports_that_no_connection_has() -> None:
    """Behind a VPN the game's ports are not those on the network: everything is as without a hint."""
    plain, hinted = Listener(), Listener()
    hinted.finder.prefer(frozenset({1, 2, 3}))
    for listener in (plain, hinted):
        listener.hear(connection(GAME)).hear(connection(MORE, AT_US + SECOND_US, OTHER)).finish()
    assert hinted.joined == plain.joined == [(FLOW, True), (OTHER, True)]
    assert hinted.frames == plain.frames


def test_both_are_the_games_own() -> None:
    """Then the newer one is read, as after a change of line; a port stands for the client's end alone."""
    listener = Listener()
    listener.finder.prefer(frozenset({PORT, OTHER_PORT}))
    listener.hear(connection(GAME)).hear(connection(MORE, AT_US + SECOND_US, OTHER))
    assert listener.joined == [(FLOW, True), (OTHER, True)]
    reverse = Listener()
    reverse.finder.prefer(frozenset({14270}))  # the server's port
    reverse.hear(connection(GAME)).hear(connection(MORE, AT_US + SECOND_US, flow(40_000)))
    assert [joined for joined, _ in reverse.joined] == [FLOW, OTHER]
