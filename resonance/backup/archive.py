"""The zip: MANIFEST names every other file in it with its size and hash.

One that is read may come from a stranger, or be damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from resonance import settings_file
from resonance.texts import say

MANIFEST = "manifest.json"
DATABASE, SETTINGS = "resonance.db", "settings.json"
"""Names in the zip."""

MARK, FORMAT = "resonance_backup", 1
"""Key of the manifest that holds the version of its layout."""

LARGEST = {MANIFEST: 64 << 10, SETTINGS: settings_file.LARGEST_BYTES, DATABASE: 64 << 30}
"""Bytes of a file once it is unpacked."""

MOST_TIMES_SMALLER = 100
HARMLESS_BYTES = 256 << 20
"""A database packs to a tenth. A zip that claims to hold more than both of these allow is a bomb."""

PIECE_BYTES = 1 << 20

WORK_PREFIX = "resonance-backup-"
LEFT_OVER_S = 24 * 3_600.0
"""A work folder as old as this belongs to a process that was killed."""


_DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, MemoryError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, OverflowError),
)
"""All that zipfile answers to bytes that are no sound zip, or to an encrypted one."""


class BackupError(Exception):
    """Nothing was changed; the text is for the user."""


class _Foreign(Exception):
    """The zip is not one of ours."""


def put(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Add a file; what the manifest says about it."""
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        size, digest = _pour(source, target, LARGEST[name], name)
    return {"bytes": size, "sha256": digest}


def unpack(archive: Path, work: Path) -> dict[str, Any]:
    """Its manifest; the files it names are in `work`, as it describes them. BackupError, OSError."""
    if archive.exists() and not archive.is_file():  # a pipe would never end
        raise _foreign(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened)
            files = manifest["files"]
            infos = opened.infolist()
            if sorted(info.filename for info in infos) != sorted([MANIFEST, *files]):
                raise _foreign(archive)
            if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
                raise _foreign(archive)
            size = sum(about["bytes"] for about in files.values())
            if size > max(HARMLESS_BYTES, MOST_TIMES_SMALLER * archive.stat().st_size):
                raise BackupError(say("{name} is no backup, or a damaged one.", name=archive.name))
            if size > shutil.disk_usage(work).free:
                raise BackupError(
                    say("There is no room to unpack {name} in {folder}.", name=archive.name, folder=work.parent)
                )
            for name, about in files.items():
                _take(opened, name, work / name, about)
            return manifest
    except _Foreign as error:
        raise _foreign(archive) from error
    except _DAMAGE as error:
        raise BackupError(say("{name} is no backup, or a damaged one.", name=archive.name)) from error


def _manifest(opened: zipfile.ZipFile) -> dict[str, Any]:
    try:
        with opened.open(MANIFEST) as file:
            content = file.read(LARGEST[MANIFEST] + 1)
        manifest = json.loads(content) if len(content) <= LARGEST[MANIFEST] else None
    except (KeyError, ValueError, RecursionError) as error:
        raise _Foreign from error
    if not isinstance(manifest, dict) or type(manifest.get(MARK)) is not int:
        raise _Foreign
    if manifest[MARK] > FORMAT:
        raise BackupError(say("This backup was made by a newer version: update this program first."))
    files = manifest.get("files")
    if not isinstance(files, dict) or not files or not all(_is_described(*item) for item in files.items()):
        raise _Foreign
    return manifest


def _is_described(name: object, about: object) -> bool:
    return (
        name in (DATABASE, SETTINGS)
        and isinstance(about, dict)
        and type(about.get("bytes")) is int
        and 0 <= about["bytes"] <= LARGEST[str(name)]
        and isinstance(about.get("sha256"), str)
    )


def _take(opened: zipfile.ZipFile, name: str, target: Path, about: dict[str, Any]) -> None:
    with opened.open(name) as source, target.open("xb") as file:
        size, digest = _pour(source, file, about["bytes"], name)
        file.flush()
        os.fsync(file.fileno())
    if (size, digest) != (about["bytes"], about["sha256"]):
        raise BackupError(say("{name} in the backup is damaged.", name=name))


def _pour(source: Any, target: Any, most: int, name: str) -> tuple[int, str]:
    """(bytes, SHA-256) of what was copied. BackupError for more than `most` bytes, whatever a header claims."""
    size, digest = 0, hashlib.sha256()
    while piece := source.read(PIECE_BYTES):
        size += len(piece)
        if size > most:
            raise BackupError(say("{name} is too large for a backup.", name=name))
        digest.update(piece)
        target.write(piece)
    return size, digest.hexdigest()


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """On the same disk as what comes of it, so that it can be put in place in one step."""
    _drop_left_over(parent)
    work = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=parent))
    try:
        yield work
    finally:
        with suppress(OSError):
            shutil.rmtree(work)


def _drop_left_over(parent: Path) -> None:
    with suppress(OSError):
        for work in parent.glob(f"{WORK_PREFIX}*"):
            if time.time() - work.stat().st_mtime > LEFT_OVER_S:
                shutil.rmtree(work, ignore_errors=True)


def _foreign(archive: Path) -> BackupError:
    return BackupError(say("{name} is no backup of this program.", name=archive.name))


def why(error: OSError) -> str:
    return error.strerror or str(error)
