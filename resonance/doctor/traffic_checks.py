"""Checks of the traffic: from the first packet to the messages in it."""

from __future__ import annotations

from resonance import formats
from resonance.doctor.facts import Facts, Traffic
from resonance.doctor.finding import Finding, green, grey, red, yellow
from resonance.doctor.vpn import vpn_like
from resonance.health import CaptureState
from resonance.texts import say

PATIENCE_S = 5.0
"""So long nothing may be heard before that means something: any computer sends and gets some packets."""

SIGNATURE_PATIENCE_S = 15.0
MANY_MESSAGES = 300
"""Of the game: if it says none of what this version reads among so many, it speaks another language by now."""

WORTH_SAYING = 0.001
"""Share of lost or unreadable packets below which nobody sees a difference."""

CLOCK_OFF_MS = 60_000
SET_BACK_MS = 5_000


def packets(facts: Facts) -> Finding:
    traffic = facts.traffic
    if traffic.packet_errors:
        return _some_unread(traffic)
    if traffic.packets:
        return green(say("{count} packets seen.", count=formats.count(traffic.packets)))
    if traffic.state is CaptureState.FAILED:
        return grey(say("Nothing can be seen while capturing does not work."))
    if traffic.listened_s < PATIENCE_S or traffic.state is CaptureState.STARTING:
        return grey(say("Listening…"))
    return red(
        say("No packets were seen, from any program."),
        say("Choose another capture source in the settings of the meter."),
    )


def _some_unread(traffic: Traffic) -> Finding:
    """Worth a look where the game may be among them."""
    words = say(
        "{count} packets seen; {unread} of them cannot be read.",
        count=formats.count(traffic.packets),
        unread=formats.count(traffic.packet_errors),
    )
    if traffic.has_server or traffic.packet_errors < traffic.packets * WORTH_SAYING:
        return green(words)
    if not traffic.is_live:
        return yellow(words, say("Open another recording."))
    return yellow(words, say("Choose another capture source in the settings of the meter."))


def signature(facts: Facts) -> Finding:
    traffic, computer = facts.traffic, facts.computer
    if traffic.has_server:
        return green(say("The game's traffic was recognised."))
    if not traffic.packets:
        return grey(say("Can be told only when packets are seen."))
    if not traffic.is_live:
        return red(say("Nothing of the game was recognised in the recording."), say("Open another recording."))
    if computer.game_runs is False:
        return grey(say("Can be told only when the game runs."))
    if traffic.listened_s < SIGNATURE_PATIENCE_S:
        return grey(say("Listening…"))
    vpns = ", ".join(vpn_like(computer.adapters or ()))
    if vpns:
        return red(
            say("Packets are seen, but none of the game: {names} may hide them.", names=vpns),
            say("Switch it off, or choose Npcap or libpcap as the capture source in the settings."),
        )
    return red(
        say("Packets are seen, but none of the game."),
        say("Change zone or line in the game once: that opens a new connection."),
    )


def messages(facts: Facts) -> Finding:
    traffic = facts.traffic
    if traffic.engine_problem:
        return red(
            say("The meter has stopped counting because of a fault."),
            say("Start it again, and send the support zip to its makers."),
        )
    if not traffic.has_server:
        return grey(say("Can be told only when the game's traffic is recognised."))
    rate, count = traffic.messages_per_s, formats.count(traffic.messages)
    if rate:
        return green(say("{rate} a second, {count} so far.", rate=formats.count(rate), count=count))
    if rate is None or traffic.state is CaptureState.ENDED or traffic.listened_s < PATIENCE_S:
        return green(say("{count} so far.", count=count))
    return yellow(say("The game's connection is silent."), say("Go on playing; after a disconnect log in again."))


def unknown_methods(facts: Facts) -> Finding:
    traffic = facts.traffic
    if not traffic.messages:
        return grey(say("Can be told only when messages are read."))
    if not traffic.known and traffic.messages >= MANY_MESSAGES:
        return red(
            say("None of the game's messages are known to this version: the game was probably updated."),
            say("Look for a newer version of the meter."),
        )
    known, kinds = formats.count(traffic.known), len(traffic.unknown_methods)
    if kinds == 1:
        return green(say("{known} messages read; 1 kind is not needed.", known=known))
    return green(say("{known} messages read; {kinds} kinds are not needed.", known=known, kinds=kinds))


def gaps(facts: Facts) -> Finding:
    traffic = facts.traffic
    if not traffic.has_server:
        return grey(say("Can be told only when the game's traffic is recognised."))
    if not traffic.gaps:
        return green(say("Nothing of the game's stream is missing."))
    missing = formats.count(traffic.missing_bytes)
    if traffic.gaps == 1:
        words = say("1 gap in the game's stream, of {bytes} bytes: numbers may be too low.", bytes=missing)
    else:
        words = say(
            "{count} gaps in the game's stream, {bytes} bytes in all: numbers may be too low.",
            count=formats.count(traffic.gaps),
            bytes=missing,
        )
    return yellow(
        words,
        say("Close downloads and other programs that need much of the computer or the network."),
    )


def drops(facts: Facts) -> Finding:
    traffic = facts.traffic
    if not traffic.packets:
        return grey(say("Can be told only when packets are seen."))
    if not traffic.dropped:
        return green(say("No packet was lost."))
    share = traffic.dropped / (traffic.packets + traffic.dropped)
    lost = formats.count(traffic.dropped)
    if share < WORTH_SAYING:
        return green(say("{count} packets were lost, hardly any.", count=lost))
    return yellow(
        say("{count} packets were lost, because the computer was too busy.", count=lost),
        say("Close downloads and other programs that need much of the computer or the network."),
    )


def clock(facts: Facts) -> Finding:
    traffic = facts.traffic
    set_time = say("Let the system set date and time by itself.")
    if abs(traffic.clock_set_back_ms) >= SET_BACK_MS:
        return yellow(
            say("The clock was set back by {time} meanwhile.", time=formats.duration(traffic.clock_set_back_ms)),
            set_time,
        )
    ahead_ms = traffic.server_ahead_ms
    if ahead_ms is None:
        return grey(say("Can be told only when the game's server has said its time."))
    if not traffic.is_live:
        return grey(say("Not needed: a recording or the demo is being played."))
    if abs(ahead_ms) < CLOCK_OFF_MS:
        return green(say("The clock of this computer agrees with that of the game's server."))
    off = formats.duration(abs(ahead_ms))
    if ahead_ms > 0:
        return yellow(say("The clock of this computer is {time} behind that of the game's server.", time=off), set_time)
    return yellow(say("The clock of this computer is {time} ahead of that of the game's server.", time=off), set_time)
