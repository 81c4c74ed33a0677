"""The diagnostics window: values and graphs of every metric, and what was sent anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import ttkbootstrap
from fakes import make_health, option, texts
from history_fakes import SCREEN
from shell_bench import Bench

from helpers import wait_until
from resonance import outbound
from resonance.diagnostics import METRICS, SAMPLES, Diagnostics, Sample
from resonance.settings import Settings
from resonance.ui.diagnostics.window import MOST_SENT, NOW_SAMPLES, DiagnosticsWindow, value_words

QUIET = Sample(0.05, 90e6, 0, 0, 0, 120.0, 40.0, 0.0, 0.0, 0.0, 1.0, None, 3.0, 4.0)


class Shown:
    def __init__(self, root: ttkbootstrap.App) -> None:
        root.withdraw()
        self.root = root
        self.diagnostics = Diagnostics(make_health(), lambda: (0, 0, 0), 0.0)
        self.window = DiagnosticsWindow(root, self.diagnostics, Settings(), closed=lambda: None)
        self.window.dialog.appear("", [SCREEN])
        wait_until(lambda: self.window.sheet.winfo_width() > 1 and self.read(), pump=root.update)

    def sample(self, *samples: Sample) -> None:
        self.diagnostics.samples.extend(samples)
        self.diagnostics.taken += len(samples)
        self.window.draw()

    def read(self) -> list[str]:
        return texts(self.window.sheet)

    def graphs(self) -> list[int]:
        sheet = self.window.sheet
        lines = [item for item in sheet.find_all() if str(sheet.type(item)) == "line"]
        return [item for item in lines if option(sheet, item, "state") != "hidden"]


@pytest.fixture
def shown(tk_root: ttkbootstrap.App) -> Iterator[Shown]:
    outbound.forget()
    shown = Shown(tk_root)
    yield shown
    shown.window.close()
    outbound.forget()


def test_before_the_first_sample(shown: Shown) -> None:
    """Every metric has its line, with a dash; and nothing was sent."""
    read = shown.read()
    assert {metric.title for metric in METRICS} <= set(read)
    assert read.count("—") == len(METRICS)
    assert "Nothing. Packets are only read." in read
    assert shown.graphs() == []


def test_newest_values_and_graphs(shown: Shown) -> None:
    """A value each, and a graph of what is known; the newest stands at the right end."""
    shown.sample(QUIET, QUIET._replace(cpu=0.10), QUIET._replace(packets_waiting=12))
    assert {"5 %", "90 MB", "120 /s", "12", "3 ms"} <= set(shown.read())
    assert len(shown.graphs()) == len(METRICS) - 1  # nothing was written yet
    cpu = shown.window.sheet.coords(shown.graphs()[0])
    assert len(cpu) == 6
    assert cpu[4] == pytest.approx(shown.window.sheet.winfo_width() - 14, abs=1)
    assert cpu[3] < cpu[1] == cpu[5]
    found = shown.window.hotspot_at(20, 30 + 5)
    assert found is not None
    assert "Largest in ten minutes: 10 %" in found.tip


def test_value_of_long_ago_is_none_of_now(shown: Shown) -> None:
    """What was measured a moment ago still stands; later there is a dash, and the graph keeps what was."""
    shown.sample(QUIET._replace(write_ms=7.5), QUIET, *[QUIET._replace(write_ms=None)] * (NOW_SAMPLES - 2))
    assert "7.5 ms" in shown.read()
    shown.sample(QUIET)
    assert "7.5 ms" not in shown.read()
    assert shown.read().count("—") == 1


def test_ten_minutes_fill_the_graph(shown: Shown) -> None:
    """And no more is drawn than lies in it."""
    shown.sample(*[QUIET] * SAMPLES)
    coords = shown.window.sheet.coords(shown.graphs()[0])
    assert len(coords) == 2 * SAMPLES
    assert min(coords[::2]) > shown.window.sheet.winfo_width() * 0.4


def test_trouble_is_red(shown: Shown) -> None:
    """A value that should be 0."""
    shown.sample(QUIET, QUIET._replace(dropped=3.0))
    sheet = shown.window.sheet
    red = [item for item in sheet.find_all() if option(sheet, item, "fill") == "#e5484d"]
    assert len(red) == 2  # the value and its graph


def test_what_was_sent(shown: Shown) -> None:
    """To whom, how often and how much; of many the largest."""
    outbound.record("obs", "127.0.0.1:4455", 1_200)
    outbound.record("obs", "127.0.0.1:4455", 34)
    shown.sample(QUIET)
    assert "OBS (127.0.0.1:4455): 1,234 bytes in 2 messages" in shown.read()
    for number in range(9):
        outbound.record("api", f"10.0.0.{number}", 5)
    shown.sample(QUIET)
    assert "and 5 more" in shown.read()
    assert sum(" bytes in " in words for words in shown.read()) == MOST_SENT - 1


def test_who_sends_is_told_in_words(shown: Shown) -> None:
    """As its settings are called, and not as the program calls it inside."""
    outbound.record("api", "10.0.0.1", 5)
    shown.sample(QUIET)
    assert "Overlay and local API (10.0.0.1): 5 bytes in 1 messages" in shown.read()


def test_words_of_values() -> None:
    """No more digits than are of use."""
    units = {metric.unit: metric for metric in METRICS}
    assert value_words(1234.5, units["/s"]) == "1,234 /s"
    assert value_words(0.25, units["/s"]) == "0.2 /s"
    assert value_words(0, units[""]) == "0"
    assert value_words(None, units["ms"]) == "—"


def test_opened_from_the_menu_and_filled_by_the_program(tk_root: ttkbootstrap.App, tmp_path: Path) -> None:
    """Samples come without anybody looking; closed, it remembers its place."""
    bench = Bench(tk_root, tmp_path)
    bench.open()
    control = bench.shell.services.diagnostics
    dict(bench.shell.services.entries())["Diagnostics…"]()
    window = control.window
    assert window is not None
    bench.wait(lambda: "3" in texts(window.sheet))  # packets that wait, of the fake
    control.open()
    assert control.window is window
    bench.change(theme="light")
    assert control.window is not window
    assert control.window is not None
    control.window.dialog.event_generate("<Escape>")
    bench.wait(lambda: control.window is None)
    assert "diagnostics last" in bench.preferences.settings.places
    bench.close()
