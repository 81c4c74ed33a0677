"""The inputs that are kept in the repository: one zip a target, corpus/NAME.zip, its entries named by their content."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "corpus"
_DATE = (1980, 1, 1, 0, 0, 0)  # the same inputs give the same file


def load(target: str) -> list[bytes]:
    """In the order of their names; none where nothing was kept yet."""
    path = FOLDER / f"{target}.zip"
    if not path.exists():
        return []
    with zipfile.ZipFile(path) as file:
        return [file.read(name) for name in sorted(file.namelist())]


def save(target: str, inputs: Iterable[bytes]) -> Path:
    path = FOLDER / f"{target}.zip"
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in sorted((name_of(data), data) for data in set(inputs)):
            file.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return path


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
