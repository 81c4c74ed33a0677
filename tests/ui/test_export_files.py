"""Names of files for exports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fakes import make_reading, make_snapshot

from resonance.ui.export.files import file_name, free_path

NAMES = make_reading().names


def test_name_of_a_file() -> None:
    """What was fought, and when."""
    assert file_name(make_snapshot(), NAMES, ".png").startswith("Kartgriff 2025-10-09 ")


def test_name_that_windows_would_refuse() -> None:
    """A scene with signs that no file may have, or without a name at all."""
    snapshot = make_snapshot(boss=False)
    for scene in (snapshot.scene_id, None):
        name = file_name(replace(snapshot, scene_id=scene), NAMES, ".csv")
        assert not set(name) & set('<>:"/\\|?*')
        assert name.endswith(".csv")
        assert not name.startswith(" ")


def test_path_that_is_free(tmp_path: Path) -> None:
    """A number behind the name, and no file is overwritten."""
    assert free_path(tmp_path, "a.png") == tmp_path / "a.png"
    (tmp_path / "a.png").touch()
    (tmp_path / "a (2).png").touch()
    assert free_path(tmp_path, "a.png") == tmp_path / "a (3).png"
