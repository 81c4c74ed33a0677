"""One meter for each data folder, over stand-ins."""

from __future__ import annotations

from pathlib import Path

from windows_fakes import World, fake_api

from resonance.ui.desktop.windows_instance import acquire


def test_other_folders_do_not_meet(tmp_path: Path) -> None:
    """A portable meter and an installed one may run side by side."""
    world = World()
    assert acquire(tmp_path / "one", fake_api(world)) is not None
    assert acquire(tmp_path / "other", fake_api(world)) is not None
    assert not world.signalled


def test_second_start_keeps_nothing_open(tmp_path: Path) -> None:
    """It sets the event of the first, and lets go of it: else the name would live on."""
    world = World()
    first = acquire(tmp_path, fake_api(world))
    assert first is not None
    assert acquire(tmp_path, fake_api(world)) is None
    assert world.signalled == {first.event}
    assert world.closed == [first.event]
    assert not world.alive


def test_windows_refuses(tmp_path: Path) -> None:
    """The meter starts unguarded, again and again, rather than not at all."""
    world = World(fail={"CreateEventExW"})
    for _ in range(2):
        instance = acquire(tmp_path, fake_api(world))
        assert instance is not None
        assert not instance.event
        instance.close()
    assert not world.closed


def test_rights_that_cannot_be_made(tmp_path: Path) -> None:
    """Then the usual ones do: a second start is noticed all the same."""
    world = World(fail={"ConvertStringSecurityDescriptorToSecurityDescriptorW"})
    assert acquire(tmp_path, fake_api(world)) is not None
    assert acquire(tmp_path, fake_api(world)) is None


def test_close_twice(tmp_path: Path) -> None:
    """The handle is given back once: its number may be somebody else's by then."""
    world = World()
    instance = acquire(tmp_path, fake_api(world))
    assert instance is not None
    instance.close()
    instance.close()
    assert len(world.closed) == 1
