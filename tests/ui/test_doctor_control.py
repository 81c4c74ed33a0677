"""The doctor from the meter: by its menu, and where nothing is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import ttkbootstrap
from shell_bench import Bench

from resonance import logs, paths
from resonance.settings import Settings


@pytest.fixture
def bench(tk_root: ttkbootstrap.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    bench = Bench(tk_root, tmp_path)
    yield bench
    bench.close()


def press_question(bench: Bench) -> None:
    """Click on the words below the advice."""
    face = bench.shell.meter.face
    table = face.view.table
    box = face.sheet.bbox(table._question)
    assert box
    spot = face.hotspot_at((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    assert spot is not None
    assert spot.press is not None
    spot.press()


def test_menu_opens_one_doctor(bench: Bench) -> None:
    """Asked for twice, it is the same window; closed, it can be opened again."""
    bench.open()
    entries = dict(bench.shell.services.entries())
    entries["Capture doctor…"]()
    first = bench.shell.services.doctor.window
    assert first is not None
    entries["Capture doctor…"]()
    assert bench.shell.services.doctor.window is first
    bench.shell.services.doctor.close()
    assert not first.dialog.winfo_exists()
    entries["Capture doctor…"]()
    assert bench.shell.services.doctor.window is not None


def test_meter_that_shows_nothing_offers_the_doctor(bench: Bench) -> None:
    """Below what it advises; a click opens the window, which shows the meter's own capture."""
    bench.pipeline.newest = None
    bench.pipeline.health.server = ""
    bench.open()
    assert any("capture doctor" in words for words in bench.read())
    press_question(bench)
    window = bench.shell.services.doctor.window
    assert window is not None
    bench.wait(lambda: window.found)
    assert window.rows.rows["packets"].words.cget("text") == "120,000 packets seen."


def test_small_meter_that_shows_nothing(bench: Bench) -> None:
    """Where there is no room for the question it is not there; in a larger window it is, and stays."""
    bench.pipeline.newest = None
    bench.pipeline.health.server = ""
    bench.open()
    meter, table = bench.shell.meter, bench.shell.meter.face.view.table
    for height, is_seen in ((210, False), (420, True)):
        meter.move_to(meter.where()._replace(width=320, height=height))
        bench.wait(lambda height=height: meter.window.winfo_height() == height)  # type: ignore[misc]
        for _ in range(3):
            meter.draw()
            assert (meter.face.sheet.bbox(table._question) is not None) == is_seen


def test_meter_with_a_fight_offers_nothing(bench: Bench) -> None:
    """The words are gone, and where they stood a click is what it always was."""
    bench.open()
    assert not any("capture doctor" in words for words in bench.read())


def test_doctor_follows_language_and_theme(bench: Bench) -> None:
    """It is opened anew in the other words."""
    bench.open()
    bench.shell.services.doctor.open()
    before = bench.shell.services.doctor.window
    bench.change(language="ja", theme="light")
    after = bench.shell.services.doctor.window
    assert after is not None
    assert after is not before
    assert "キャプチャ診断" in after.dialog.title()
    bench.change(language="en")


def test_support_zip_from_the_window(bench: Bench) -> None:
    """It holds the report and the settings; with the doctor everything is closed."""
    bench.open()
    control = bench.shell.services.doctor
    control.open()
    window = control.window
    assert window is not None
    bench.wait(lambda: window.found)
    window.zip_button.invoke()
    support = control.support
    assert support is not None
    bench.wait(lambda: support.items)
    assert [item.name for item in support.items][:2] == ["report.txt", "settings.json"]
    assert support.items[0].text == window.report()
    control.close()
    assert control.window is control.support is None
    assert not support.dialog.winfo_exists()


def test_verbosity_takes_effect_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every setting does."""
    used: list[str] = []
    monkeypatch.setattr(logs, "use_verbosity", used.append)
    bench.settings = Settings(welcomed=True)
    bench.open()
    bench.change(log_verbosity="debug")
    assert used == ["debug"]
