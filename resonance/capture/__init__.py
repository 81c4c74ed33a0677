"""Capture: the network card, or a recorded file -> RawPacket. The only code that touches the network.

SOURCES is the table of the sources for live traffic; a recording is opened with `replay.Replay(path, speed)`. A source
is imported when it is opened: the program starts faster, and a driver library that cannot be loaded harms nothing else.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import NamedTuple

from resonance.capture.source import CaptureError, Source
from resonance.texts import later, say

logger = logging.getLogger(__name__)


class SourceKind(NamedTuple):
    """One line of SOURCES."""

    name: str  # what the user types and the settings keep
    title: str  # for menus, to be said
    description: str  # one sentence
    platforms: tuple[str, ...]  # values of sys.platform
    open: Callable[[str], Source]  # takes the name of a network interface, "" = all; raises CaptureError
    chosen_by_itself_on: tuple[str, ...]  # systems on which "auto" may choose it

    @property
    def is_supported(self) -> bool:
        """Whether this system can have it; opening may still fail for want of rights or of the driver."""
        return sys.platform in self.platforms


def _open_windivert(interface: str) -> Source:
    from resonance.capture.windivert import WinDivert

    if interface and sys.platform == "win32":
        raise CaptureError(
            say("WinDivert always listens to all network cards."), say("Leave the network interface empty.")
        )
    return WinDivert(interface=interface)


def _open_npcap(interface: str) -> Source:
    from resonance.capture.npcap import Npcap

    return Npcap(interface)


def _open_afpacket(interface: str) -> Source:
    from resonance.capture.linux import AfPacket

    return AfPacket(interface)


SOURCES: tuple[SourceKind, ...] = (
    SourceKind(
        name="afpacket",
        title=later("Linux raw socket"),
        description="Copies of all packets from the Linux kernel, without any driver.",
        platforms=("linux",),
        open=_open_afpacket,
        chosen_by_itself_on=("linux",),
    ),
    SourceKind(
        name="windivert",
        title=later("WinDivert"),
        description="Copies of all packets from the WinDivert driver; on Linux from its experimental eBPF counterpart.",
        platforms=("win32", "linux"),
        open=_open_windivert,
        chosen_by_itself_on=("win32",),
    ),
    SourceKind(
        name="npcap",
        title=later("Npcap or libpcap"),
        description="Copies of packets from Npcap, or on Linux from libpcap, if that is installed; also inside VPNs.",
        platforms=("win32", "linux"),
        open=_open_npcap,
        chosen_by_itself_on=("win32",),
    ),
)
"""Sources of live traffic; of those a system has, the first is its best."""

AUTO = "auto"


def open_source(choice: str = AUTO, interface: str = "") -> Source:
    """Open a live source by its name in SOURCES, or the best one of this system that works ("auto").

    `interface`: the name of one network interface; "" = all. CaptureError if the name is unknown, or the source does
    not exist on this system or cannot be opened.
    """
    supported = [kind for kind in SOURCES if kind.is_supported]
    if not supported:
        raise CaptureError(
            say("This system has no way to capture network packets."), say("Replay a recording instead.")
        )
    if choice == AUTO:
        return _open_best([kind for kind in supported if sys.platform in kind.chosen_by_itself_on], interface)
    for kind in supported:
        if choice == kind.name:
            return kind.open(interface)
    names = ", ".join([AUTO, *(kind.name for kind in supported)])
    raise CaptureError(
        say('There is no capture source "{name}" on this system.', name=choice),
        say("Choose one of these: {names}.", names=names),
    )


def _open_best(kinds: list[SourceKind], interface: str) -> Source:
    """The first that opens. If none does, what was wrong with the first: the others may not even be installed."""
    problem: CaptureError | None = None
    for kind in kinds:
        try:
            return kind.open(interface)
        except CaptureError as error:
            logger.info("%s: %s", kind.name, error)
            problem = problem or error
    assert problem is not None
    raise problem
