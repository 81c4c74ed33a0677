"""Passwords are in one file, which nobody else reads, and in no other."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from resonance import settings_file
from resonance.backup.making import make
from resonance.doctor.masking import private
from resonance.doctor.support import contents
from resonance.obs import connection, passwords
from resonance.obs.connection import Connection
from resonance.obs.passwords import FILE, Passwords
from resonance.paths import Paths
from resonance.settings import Settings
from resonance.store.migrations import open_newest

SECRET = "correct horse 馬"
KEY = "00000000"


def test_password_is_kept_and_forgotten(tmp_path: Path) -> None:
    """It survives the program, and goes when the user empties it."""
    Passwords(tmp_path).keep(KEY, SECRET)
    Passwords(tmp_path).keep("11111111", "other")
    assert Passwords(tmp_path).get(KEY) == SECRET
    assert Passwords(tmp_path).has(KEY)
    Passwords(tmp_path).keep(KEY, "")
    assert not Passwords(tmp_path).has(KEY)
    Passwords(tmp_path).keep_only(set())
    assert not (tmp_path / FILE).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are not how Windows keeps others out")
def test_only_this_user_reads_the_file(tmp_path: Path) -> None:
    """From its first moment on; and a file that was opened to others is closed again."""
    before = os.umask(0)
    try:
        Passwords(tmp_path).keep(KEY, SECRET)
    finally:
        os.umask(before)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / FILE).chmod(0o644)
    assert Passwords(tmp_path).get(KEY) == SECRET
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", [b"", b"[]", b"\xff\xfe", b"{", b'{"00000000": 7}', b'{"00000000": "!"}'])
def test_damaged_file_holds_no_password(tmp_path: Path, damage: bytes) -> None:
    """The user types it again; nothing breaks."""
    (tmp_path / FILE).write_bytes(damage)
    assert Passwords(tmp_path).get(KEY) == ""
    Passwords(tmp_path).keep(KEY, SECRET)
    assert Passwords(tmp_path).get(KEY) == SECRET


def test_what_windows_keeps_is_encrypted(tmp_path: Path) -> None:
    """The file holds what DPAPI gives; where that cannot be undone, as on another computer, there is no password."""
    kept = Passwords(tmp_path, protect=lambda secret: secret[::-1], unprotect=lambda given: given[::-1])
    kept.keep(KEY, SECRET)
    assert kept.get(KEY) == SECRET

    def fail(_: bytes) -> bytes:
        raise OSError("key not valid for use in specified state")

    assert Passwords(tmp_path, unprotect=fail).get(KEY) == ""


@pytest.mark.skipif(sys.platform != "win32", reason="DPAPI is a part of Windows")
def test_windows_own_encryption(tmp_path: Path) -> None:
    """The real one, there and back."""
    Passwords(tmp_path).keep(KEY, SECRET)
    assert Passwords(tmp_path).get(KEY) == SECRET
    assert SECRET.encode() not in (tmp_path / FILE).read_bytes()


def test_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even half a password beside it."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(passwords.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        Passwords(tmp_path).keep(KEY, SECRET)
    assert list(tmp_path.iterdir()) == []


def test_no_password_in_settings_backup_and_support_zip(tmp_path: Path) -> None:
    """All that is handed on, or copied, is without it; the support zip also without names and addresses."""
    home = tmp_path / "home"
    home.mkdir()
    Passwords(home).keep(KEY, SECRET)
    chosen = Settings(
        obs_enabled=True, obs_connections=connection.lines([Connection(KEY, "My secret machine", "10.9.8.7")])
    )
    settings_file.save(home / "settings.json", chosen)
    open_newest(home / "resonance.db").close()
    archive = make(Paths(home, tmp_path, False), tmp_path / "backups")
    with zipfile.ZipFile(archive) as opened:
        assert FILE not in opened.namelist()
        held = b"".join(opened.read(name) for name in opened.namelist())
    zipped = b"".join(item.content for item in contents("report", chosen, home / "logs", private()))
    encoded = json.loads((home / FILE).read_text())[KEY].encode()
    for text in (held, zipped, (home / "settings.json").read_bytes()):
        assert SECRET.encode() not in text
        assert encoded not in text
    assert b"10.9.8.7" not in zipped
    assert b"My secret machine" not in zipped
