"""Settings that change while windows are open: everybody hears of it, and the file follows."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import PATIENCE_S
from resonance import settings_file
from resonance.settings import Settings
from resonance.settings_file import ProfileError
from resonance.ui.preferences import SAVE_AFTER_MS, Preferences


class Desk:
    """Preferences, and everything around them."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.due: list[Callable[[], None]] = []
        self.told: list[str] = []
        self.reported: list[BaseException] = []
        self.heard: list[tuple[Settings, frozenset[str]]] = []
        self.preferences = Preferences(
            settings, path, self._later, tell=self.told.append, report=lambda _, error, __: self.reported.append(error)
        )
        self.preferences.listen(lambda settings, names: self.heard.append((settings, names)))

    def _later(self, delay_ms: int, save: Callable[[], None]) -> None:
        assert delay_ms == SAVE_AFTER_MS
        self.due.append(save)

    def a_second_passes(self) -> None:
        due, self.due = self.due, []
        for save in due:
            save()
        for thread in threading.enumerate():
            if thread.name == "settings":
                thread.join()

    def stored(self) -> Settings:
        return settings_file.load(self.path)[0]

    def backups(self) -> list[Settings]:
        folder = self.path.parent / settings_file.BACKUPS
        return [settings_file.load(each)[0] for each in sorted(folder.iterdir())] if folder.exists() else []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "settings.json", Settings(save_every_s=9))


def test_change_is_heard_and_saved(desk: Desk) -> None:
    """At once in the window, a second later on the disk."""
    desk.preferences.change(theme="light", font_size=14)
    wanted = Settings(save_every_s=9, theme="light", font_size=14)
    assert desk.preferences.settings == wanted
    assert desk.heard == [(wanted, frozenset({"theme", "font_size"}))]
    assert not desk.path.exists()
    desk.a_second_passes()
    assert desk.stored() == wanted


def test_many_changes_in_a_second(desk: Desk) -> None:
    """One save for all of them."""
    for size in (11, 12, 15):
        desk.preferences.change(font_size=size)
    assert len(desk.due) == 1
    desk.a_second_passes()
    assert desk.stored().font_size == 15
    desk.preferences.change(font_size=16)
    assert len(desk.due) == 1


def test_change_to_what_it_is_already(desk: Desk) -> None:
    """Nobody hears of it, and nothing is saved."""
    desk.preferences.change(theme="dark", save_every_s=9)
    assert (desk.heard, desk.due) == ([], [])


def test_only_what_is_different_is_named(desk: Desk) -> None:
    """A listener that looks at the names does no work for nothing."""
    desk.preferences.change(theme="dark", font_size=14)
    assert desk.heard[0][1] == {"font_size"}


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "pink"), ("font_size", 1_000), ("opacity", "1"), ("unknown", {}), ("colour", "red")]
)
def test_value_that_cannot_be(desk: Desk, name: str, value: object) -> None:
    """Refused together with what came along with it."""
    before = desk.preferences.settings
    with pytest.raises(ValueError, match=f"{name} cannot be"):
        desk.preferences.change(**{"mini": True, name: value})
    assert desk.preferences.settings is before
    assert (desk.heard, desk.due) == ([], [])


def test_table_changed_by_its_giver_afterwards(desk: Desk) -> None:
    """What was given is what holds."""
    places = {"meter last": "600x424+1+2"}
    desk.preferences.change(places=places)
    places["meter last"] = "nonsense"
    assert desk.preferences.settings.places == {"meter last": "600x424+1+2"}


def test_listener_that_has_stopped(desk: Desk) -> None:
    """It hears nothing more; stopping twice harms nobody."""
    heard: list[frozenset[str]] = []
    unlisten = desk.preferences.listen(lambda _, names: heard.append(names))
    desk.preferences.change(mini=True)
    unlisten()
    unlisten()
    desk.preferences.change(mini=False)
    assert heard == [{"mini"}]
    assert len(desk.heard) == 2


def test_listener_that_is_stopped_by_another(desk: Desk) -> None:
    """A window that was closed by the news is not told them."""
    heard: list[frozenset[str]] = []
    desk.preferences.listen(lambda *_: unlisten())
    unlisten = desk.preferences.listen(lambda _, names: heard.append(names))
    desk.preferences.change(mini=True)
    assert heard == []


def test_listener_that_raises(desk: Desk) -> None:
    """The others hear the news all the same, they are saved, and the error is reported."""
    error = RuntimeError("bug")

    def broken(*_: object) -> None:
        raise error

    heard: list[frozenset[str]] = []
    desk.preferences.listen(broken)
    desk.preferences.listen(lambda _, names: heard.append(names))
    desk.preferences.change(mini=True)
    assert heard == [{"mini"}]
    assert desk.reported == [error]
    desk.a_second_passes()
    assert desk.stored().mini


def test_listener_that_changes_something_itself(desk: Desk) -> None:
    """Everybody hears the changes in the order in which they were made."""
    desk.heard.clear()
    preferences = desk.preferences
    order: list[tuple[bool, str]] = []
    preferences.listen(lambda settings, _: preferences.change(row_height="compact" if settings.mini else "comfortable"))
    preferences.listen(lambda settings, _: order.append((settings.mini, settings.row_height)))
    preferences.change(mini=True)
    assert order == [(True, "comfortable"), (True, "compact")]
    assert [names for _, names in desk.heard] == [{"mini"}, {"row_height"}]


def refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_save_that_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told once, tried again at the next change and at the end, and told again when it fails after it worked."""
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", refuse)
        desk.preferences.change(font_size=14)
        desk.a_second_passes()
        desk.preferences.change(font_size=15)
        desk.a_second_passes()
    assert len(desk.told) == 1
    assert "Permission denied" in desk.told[0]
    assert str(desk.path.parent) in desk.told[0]
    desk.preferences.save_now()
    assert desk.stored().font_size == 15
    monkeypatch.setattr(os, "replace", refuse)
    desk.preferences.change(font_size=16)
    desk.a_second_passes()
    assert len(desk.told) == 2


def test_disk_that_takes_its_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it but the end of the program; one save after the other, and the newest settings last."""
    may_go_on = threading.Event()
    written: list[int] = []
    save = settings_file.save

    def slow(path: Path, settings: Settings) -> None:
        assert may_go_on.wait(PATIENCE_S)
        written.append(settings.font_size)
        save(path, settings)

    monkeypatch.setattr(settings_file, "save", slow)
    for size in (14, 15, 16):
        desk.preferences.change(font_size=size)
        due, desk.due = desk.due, []
        for look in due:
            look()
    assert written == []
    assert len(desk.due) == 1  # it looks again
    may_go_on.set()
    desk.preferences.save_now()
    desk.a_second_passes()
    assert written == [14, 16]
    assert desk.stored().font_size == 16
    assert (desk.due, desk.told) == ([], [])


def test_end_of_the_program(desk: Desk) -> None:
    """What is not yet saved is saved; what is saved is not written again."""
    desk.preferences.change(mini=True)
    desk.preferences.save_now()
    assert desk.stored().mini
    desk.path.unlink()
    desk.preferences.save_now()
    desk.a_second_passes()
    assert not desk.path.exists()


def test_first_save_of_a_run(desk: Desk) -> None:
    """The file as the run found it is kept, once."""
    settings_file.save(desk.path, Settings(save_every_s=9))
    for size in (14, 15):
        desk.preferences.change(font_size=size)
        desk.a_second_passes()
    assert desk.backups() == [Settings(save_every_s=9)]


def test_backup_that_fails(desk: Desk) -> None:
    """It does not prevent the save."""
    settings_file.save(desk.path, Settings())
    (desk.path.parent / settings_file.BACKUPS).touch()
    desk.preferences.change(font_size=14)
    desk.a_second_passes()
    assert desk.stored().font_size == 14
    assert desk.told == []


def test_reset_of_some(desk: Desk) -> None:
    """They have their defaults again, the others stay."""
    desk.preferences.change(theme="light", class_colours={"storm": "#123456"}, font_size=14)
    desk.preferences.reset(["theme", "class_colours"])
    assert desk.preferences.settings == Settings(save_every_s=9, font_size=14)
    with pytest.raises(ValueError, match="colour cannot be"):
        desk.preferences.reset(["colour"])


def test_reset_of_all(desk: Desk) -> None:
    """Everything in the settings window; places stay, and the backup holds the last change too."""
    places = {"meter last": "600x424+1+2"}
    desk.preferences.change(theme="light", places=places)
    before = desk.preferences.settings
    backup = desk.preferences.reset_all()
    assert desk.preferences.settings == Settings(places=places)
    assert desk.heard[-1][1] == {"theme", "save_every_s"}
    assert backup is not None
    assert settings_file.load(backup)[0] == before
    desk.a_second_passes()
    assert desk.stored() == Settings(places=places)


def test_import_of_a_profile(desk: Desk, tmp_path: Path) -> None:
    """All of it at once, after a backup; importing the backup undoes it."""
    profile = tmp_path / "raid.json"
    settings_file.export_profile(profile, Settings(theme="light", font_size=20))
    desk.preferences.change(mini=True)
    before = desk.preferences.settings
    backup, problems = desk.preferences.import_profile(profile)
    assert problems == []
    assert desk.preferences.settings == Settings(theme="light", font_size=20)
    assert [names for _, names in desk.heard[1:]] == [{"theme", "font_size", "mini", "save_every_s"}]
    assert backup is not None
    desk.preferences.import_profile(backup)
    assert desk.preferences.settings == before


def test_import_of_something_else(desk: Desk, tmp_path: Path) -> None:
    """Nothing is changed, nothing is saved, and the file stays as it is."""
    foreign = tmp_path / "foreign.json"
    foreign.write_text("[]")
    with pytest.raises(ProfileError, match=r"foreign\.json"):
        desk.preferences.import_profile(foreign)
    assert desk.preferences.settings == Settings(save_every_s=9)
    assert (desk.heard, desk.due, desk.backups()) == ([], [], [])
    assert foreign.exists()
