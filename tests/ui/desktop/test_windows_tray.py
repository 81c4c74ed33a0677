"""The icon in the notification area, over a stand-in."""

from __future__ import annotations

import queue
import struct

import pytest
from windows_fakes import WINDOW, World, fake_api

from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_tray import LONGEST_TITLE, Tray, icon_image

ENTRIES = [("show", "Show or hide"), ("rescue", "Bring back & end click-through"), ("quit", "Quit")]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def asked() -> queue.SimpleQueue[str]:
    return queue.SimpleQueue()


@pytest.fixture
def tray(world: World, asked: queue.SimpleQueue[str]) -> Tray:
    tray = Tray(fake_api(world), asked)
    tray.show(WINDOW, "Resonance Logs", ENTRIES)
    return tray


def test_left_click(tray: Tray, asked: queue.SimpleQueue[str], world: World) -> None:
    """It shows the meter, without a menu."""
    tray.on_click(WINDOW, 1, windows_api.WM_LBUTTONUP)
    assert asked.get_nowait() == "show"
    assert not world.menu


def test_entry_chosen(tray: Tray, asked: queue.SimpleQueue[str], world: World) -> None:
    """The menu has the words as they were given, an & among them, and the choice arrives as its action."""
    world.chosen = 3
    tray.on_click(WINDOW, 1, windows_api.WM_RBUTTONUP)
    assert world.menu == ["Show or hide", "Bring back && end click-through", "Quit"]
    assert asked.get_nowait() == "quit"
    assert "menu" not in world.alive


def test_menu_closed_without_a_choice(tray: Tray, asked: queue.SimpleQueue[str]) -> None:
    """Nothing is asked for."""
    tray.on_click(WINDOW, 1, windows_api.WM_RBUTTONUP)
    assert asked.empty()


def test_new_task_bar(tray: Tray, world: World) -> None:
    """After a crash of Explorer the icon is there again, and only once if the old bar was still there."""
    tray.on_new_bar(WINDOW, 0, 0)
    assert [what for what, _ in world.tray] == [windows_api.NIM_ADD, windows_api.NIM_DELETE, windows_api.NIM_ADD]


def test_refused_first_and_there_with_a_new_task_bar(world: World, asked: queue.SimpleQueue[str]) -> None:
    """At log-on the meter may be faster than the task bar."""
    tray = Tray(fake_api(world), asked)
    world.fail.add("Shell_NotifyIconW")
    with pytest.raises(windows_api.ApiError):
        tray.show(WINDOW, "Resonance Logs", ENTRIES)
    world.fail.clear()
    tray.on_new_bar(WINDOW, 0, 0)
    assert world.tray[-1] == (windows_api.NIM_ADD, "Resonance Logs")


def test_new_task_bar_without_an_icon(world: World, asked: queue.SimpleQueue[str]) -> None:
    """Who asked for no icon gets none."""
    Tray(fake_api(world), asked).on_new_bar(WINDOW, 0, 0)
    assert not world.tray


def test_long_title(tray: Tray, world: World) -> None:
    """What Windows has no room for is cut, not refused."""
    tray.show(WINDOW, "x" * 500, ENTRIES)
    assert world.tray[-1][1] == "x" * LONGEST_TITLE


def test_icon_that_cannot_be_made(world: World, asked: queue.SimpleQueue[str]) -> None:
    """The error names the call."""
    world.fail.add("CreateIconFromResourceEx")
    with pytest.raises(windows_api.ApiError, match="CreateIconFromResourceEx"):
        Tray(fake_api(world), asked).show(WINDOW, "Resonance Logs", ENTRIES)


@pytest.mark.parametrize("size_px", [16, 20, 24, 32, 40, 64])
def test_icon_image(size_px: int) -> None:
    """An image of the size Windows wants: both of its colours, four clear corners, and a whole mask."""
    image = icon_image(size_px)
    header_size, width, height_with_mask = struct.unpack_from("<Iii", image)
    assert (header_size, width, height_with_mask) == (40, size_px, 2 * size_px)
    pixels = image[40 : 40 + 4 * size_px**2]
    assert len(image) == 40 + len(pixels) + size_px * ((size_px + 31) // 32 * 4)
    colours = [pixels[at : at + 4] for at in range(0, len(pixels), 4)]
    assert set(colours) == {bytes.fromhex("1c1715ff"), bytes.fromhex("66d1ffff"), bytes(4)}
    assert colours[0] == colours[-1] == colours[size_px - 1] == bytes(4)
