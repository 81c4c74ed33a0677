"""What leaves the computer names nobody and no address."""

from __future__ import annotations

import pytest

from resonance.doctor.masking import Private, mask

KNOWN = Private(home="/data/people/momoko", user="Momoko", computer="TOWER-7", program=r"D:\Momo Tanaka\Meter")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("server 172.65.1.2:5003 found", "server <address>:5003 found"),
        ("from 192.168.0.17.", "from <address>."),
        ("[2001:db8::1]:5003", "[<address>]:5003"),
        ("fe80::1c2b:3ff:fe4d:5e6f%12 is up", "<address> is up"),
        ("at ::1, and ::ffff:10.0.0.9", "at <address>, and <address>"),
        ("card 00-1A-2b-3c-4d-5e", "card <address>"),
        ("/data/people/momoko/.local/resonance.db", "<home>/.local/resonance.db"),
        ("/home/somebody/x and /Users/else/y", "<home>/x and <home>/y"),
        (r"C:\Users\Some Body\AppData\x.log", r"<home>\AppData\x.log"),
        (r'"C:\\Users\\Some\\x"', r'"<home>\\x"'),
        (r"setcap D:\Momo Tanaka\Meter\ResonanceLogs.exe", r"setcap <program>\ResonanceLogs.exe"),
        ("by MOMOKO on tower-7", "by <user> on <computer>"),
        ("momoko_old, x_momoko.log and momokoさん", "<user>_old, x_<user>.log and <user>さん"),
        (r"\\NAS\Users\Some Body\x and \\NAS\Share", r"<home>\x and \\NAS\Share"),
        (r"'\\\\nas.lan\\Users\\Some\\x'", r"'<home>\\x'"),
        (r"C:\Users\O'Brien\x and /home/o'brien/x", r"<home>\x and <home>/x"),
        (r"'C:\Users\Some' and '/home/some' are gone", "'<home>' and '<home>' are gone"),
    ],
)
def test_private_words_are_masked(text: str, masked: str) -> None:
    """Addresses of every kind, home folders, the user and the computer."""
    assert mask(text, KNOWN) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 14:39:35.123 INFO    MainThread resonance.app: version 0.1.0, Python 3.11.7 on linux",
        "methods 0x6 0x15, took 0:01:09, 12:34",
        "momokos and towers are other words",
        "resonance-0.1.0-20261121-144910-13260.log",
        "std::vector, 1.2.3 and 300.1.1.1 are no addresses",
    ],
)
def test_other_words_stay(text: str) -> None:
    """Times, versions and longer words are no addresses and no names."""
    assert mask(text, KNOWN) == text


def test_computer_that_is_called_by_its_user() -> None:
    """Nothing of its name is left, whichever of the two is the longer one."""
    assert mask("alice on ALICE-PC", Private(user="alice", computer="ALICE-PC")) == "<user> on <computer>"
    assert mask("alice.pc on alice", Private(user="alice.pc", computer="alice")) == "<user> on <computer>"


def test_nothing_is_known_of_the_user() -> None:
    """A short name would be found everywhere, and an unknown one nowhere: both are left alone."""
    assert mask("an apple", Private(home="/", user="an", computer="")) == "an apple"
