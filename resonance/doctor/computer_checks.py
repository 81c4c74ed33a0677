"""Checks of the computer: rights, driver, adapters, the game's process."""

from __future__ import annotations

from resonance.doctor.facts import DriverState, Facts, FileState
from resonance.doctor.finding import Finding, green, grey, red, yellow
from resonance.doctor.vpn import vpn_like
from resonance.health import CaptureState
from resonance.protocol import runtime
from resonance.texts import say

WINDOWS = "win32"


def recorded() -> Finding:
    return grey(say("Not needed: a recording or the demo is being played."))


def rights(facts: Facts) -> Finding:
    has, system = facts.computer.has_rights, facts.computer.system
    if not facts.traffic.is_live:
        return recorded()
    if has or facts.traffic.packets or facts.traffic.state is CaptureState.RUNNING:
        return green(say("The program may listen to the network."))
    if has is None:
        return grey(say("This system does not tell whether the program may listen to the network."))
    if system == WINDOWS:
        return red(
            say("The program does not run as administrator, and Windows lets only administrators listen."),
            say('Close it and start it with "Run as administrator".'),
        )
    return red(
        say("Linux does not let this program read network packets."),
        say("Start it with sudo, or give it the right CAP_NET_RAW as the README tells."),
    )


def capture(facts: Facts) -> Finding:
    """Driver, Npcap or raw socket: does one of them work?"""
    traffic = facts.traffic
    if not traffic.is_live:
        return recorded()
    if traffic.state is CaptureState.FAILED:
        return red(
            traffic.problem or say("Packets cannot be captured."), traffic.advice or say("Start the program again.")
        )
    if traffic.state is CaptureState.RUNNING:
        return green(say("Capturing with {source}.", source=traffic.source))
    return _not_capturing(facts)


def _not_capturing(facts: Facts) -> Finding:
    """While none was opened, or not yet: what the system says about the driver."""
    computer = facts.computer
    if computer.driver is DriverState.LEFT_OVER:
        return red(
            say("Windows looks for the capture driver in a folder that is gone."),
            say('Choose "Unload the capture driver" in the menu, or restart the computer.'),
        )
    if computer.driver is DriverState.STOPPING:
        return red(
            say("The capture driver is about to be unloaded, but another program still uses it."),
            say("Close other tools that filter or watch the network, or restart the computer."),
        )
    if computer.filtering_runs is False:
        return red(
            say("The Base Filtering Engine of Windows is off, and the capture driver needs it."),
            say('Start the service "Base Filtering Engine" (BFE) and set it to start automatically.'),
        )
    if facts.traffic.state is CaptureState.ENDED:
        return grey(say("The capture is over."))
    return grey(say("Nothing is being captured yet."))


def driver_file(facts: Facts) -> Finding:
    files = facts.computer.driver_files
    if not files:
        return grey(say("This system needs no driver file."))
    bad = [f"{name}: {_state_words(state)}" for name, state in files if state is not FileState.RIGHT]
    if not bad:
        return green(say("Present and intact."))
    return red(
        say("Files of the capture driver are not as they should be ({files}).", files=", ".join(bad)),
        say("Allow the program in the antivirus software, and get it again from its official page."),
    )


def _state_words(state: FileState) -> str:
    return say("missing") if state is FileState.MISSING else say("changed")


def adapters(facts: Facts) -> Finding:
    names = facts.computer.adapters
    if names is None:
        return grey(say("This system does not list its network adapters."))
    vpns = ", ".join(vpn_like(names))
    if not vpns:
        return green(say("In use: {count}; none looks like a VPN.", count=len(names)))
    if facts.traffic.has_server or not facts.traffic.is_live:
        return green(say("A VPN or game accelerator seems to be on ({names}); it does no harm here.", names=vpns))
    if facts.computer.system == WINDOWS and facts.computer.pcap is None:
        advice = say("If nothing is shown, switch it off, or install Npcap from https://npcap.com and choose it.")
    else:
        advice = say("If nothing is shown, switch it off, or choose another capture source in the settings.")
    return yellow(
        say("A VPN or game accelerator seems to be on: {names}. It may hide the game's packets.", names=vpns), advice
    )


def game(facts: Facts) -> Finding:
    runs = facts.computer.game_runs
    if not facts.traffic.is_live:
        return recorded()
    if runs:
        return green(say("The game runs."))
    if facts.traffic.has_server:
        return green(say("Its packets are seen, so it runs, if perhaps under a name that is not known."))
    if runs is None:
        return grey(say("This system does not tell which programs run."))
    return yellow(say("The game is not found among the programs of this computer."), say("Start the game and log in."))


def decoder(facts: Facts) -> Finding:
    kind = facts.computer.protobuf
    if kind == runtime.FAST:
        return green(say("The game's messages are read at full speed."))
    return yellow(runtime.slow_words(kind), runtime.slow_advice())


def connections(facts: Facts) -> Finding:
    count, runs = facts.computer.game_connections, facts.computer.game_runs
    if not facts.traffic.is_live:
        return recorded()
    if not runs:
        return grey(say("Can be told only while the game is found running."))
    if count is None:
        return grey(say("This system does not tell which connections are the game's."))
    if count:
        return green(say("{count} open.", count=count))
    return yellow(say("The game runs, but has no connection yet."), say("Log in to a character in the game."))
