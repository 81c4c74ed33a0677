"""Takes out of a text what says who and where somebody is: network addresses, home folders, user and computer names.

Names of players are not looked for here: reports and logs never hold any (tests/test_logs_private.py).
"""

from __future__ import annotations

import getpass
import platform
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path

ADDRESS, HOME, PROGRAM, USER, COMPUTER = "<address>", "<home>", "<program>", "<user>", "<computer>"

SHORTEST_NAME = 3
"""Of a user or a computer: a shorter one would be found inside of other words."""

_LETTER = "[A-Za-z0-9]"
"""What makes another word of a name. Not "_", which joins words, and nothing of a script that has no spaces."""

_IPV4 = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)")
_COLONS = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\.\d+){0,3}(?:%\w+)?(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}(?![\w:-])")
# An apostrophe belongs to a name where more of it follows, as in O'Brien; else it ends what is quoted.
_WINDOWS_HOME = re.compile(
    r"""(?ix) (?: [a-z]: | (?<![\\\w]) (?:\\\\){1,2} [^\\/:*?"'<>|\s]+ )  # of a drive, or of another computer
    (\\\\|[\\/]) (?:users|documents[ ]and[ ]settings) \1 (?: [^\\/:*?"'<>|\r\n] | '(?=\w) )+"""
)
_POSIX_HOME = re.compile(r"(?<![\w/])/(?:home|Users)/(?:[^/\s:'\"]|'(?=\w))+")


@dataclass(frozen=True, slots=True)
class Private:
    """What is private on this computer. Empty = not known."""

    home: str = ""
    user: str = ""
    computer: str = ""
    program: str = ""  # the folder of the built program


def private() -> Private:
    """Of this process."""
    user = home = ""
    with suppress(OSError, KeyError, ImportError):  # a user without a name
        user = getpass.getuser()
    with suppress(RuntimeError):
        home = str(Path.home())
    program = str(Path(sys.executable).parent) if getattr(sys, "frozen", False) else ""
    return Private(home, user, platform.node(), program)


def mask(text: str, known: Private) -> str:
    """The text without what is private."""
    text = _without_folder(_without_folder(text, known.program, PROGRAM), known.home, HOME)
    text = _POSIX_HOME.sub(HOME, _WINDOWS_HOME.sub(lambda _: HOME, text))
    text = _MAC.sub(ADDRESS, _IPV4.sub(ADDRESS, _COLONS.sub(_without_ipv6, text)))
    names = ((known.user, USER), (known.computer, COMPUTER))
    for name, instead in sorted(names, key=lambda pair: len(pair[0]), reverse=True):  # ALICE-PC before alice
        if len(name) >= SHORTEST_NAME:
            text = re.sub(rf"(?<!{_LETTER}){re.escape(name)}(?!{_LETTER})", instead, text, flags=re.IGNORECASE)
    return text


def _without_folder(text: str, folder: str, instead: str) -> str:
    if len(folder) <= SHORTEST_NAME:
        return text
    for written in {folder, folder.replace("\\", "/"), folder.replace("\\", "\\\\")}:
        text = re.sub(re.escape(written) + r"(?![\w.-])", lambda _: instead, text, flags=re.IGNORECASE)
    return text


def _without_ipv6(found: re.Match[str]) -> str:
    """A time of day has colons too."""
    try:
        IPv6Address(found.group())
    except AddressValueError:
        return found.group()
    return ADDRESS
