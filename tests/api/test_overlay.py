"""The pages for the browser, in a real one: live numbers of the demo raid, a restart, and names that attack."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from api_bench import Bench
from PIL import Image

from export_fights import make_snapshot
from helpers import ROOT, wait_until
from resonance import names
from resonance.api.pages import PAGES
from resonance.capture.source import Source
from resonance.pipeline import Pipeline
from resonance.settings import Settings
from resonance.simulate.source import SimulatedSource

sys.path.insert(0, str(ROOT / "tests" / "export"))
from chromium import Chromium, chromium

ATTACKS = (
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    '"><svg/onload=document.title="owned">',
)


@pytest.fixture(scope="module")
def shared_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(shared_browser: Chromium) -> Chromium:
    shared_browser.open("about:blank")  # the page of the test before goes on asking for its server
    shared_browser.events.clear()
    return shared_browser


def show(browser: Chromium, bench: Bench, page: str, until: str, query: str = "") -> None:
    """Open a page, and wait until an expression holds in it."""
    browser.call("Emulation.setDefaultBackgroundColorOverride", color={"r": 0, "g": 0, "b": 0, "a": 0})
    browser.open(f"http://127.0.0.1:{bench.port}/overlay/{page}.html{query}")
    wait_until(lambda: browser.ask(until))


def text_of(browser: Chromium) -> str:
    return str(browser.ask("document.body.innerText"))


READY = {
    "meter": "document.querySelectorAll('.row').length > 0",
    "mini": "document.getElementById('group').textContent !== ''",
    "boss": "!document.getElementById('boss').hidden",
    "deaths": "document.querySelectorAll('.death').length > 0",
}


def complaints(browser: Chromium) -> list[object]:
    """Errors of the page, and what its own rules have kept it from."""
    entries = [each["entry"] for each in browser.told("Log.entryAdded")]
    return [*browser.told("Runtime.exceptionThrown"), *(each for each in entries if "favicon" not in str(each))]


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_the_fight(browser: Chromium, bench: Bench, page: str) -> None:
    """With the words of the meter, and it asks nobody but the server it came from."""
    show(browser, bench, page, READY[page])
    text = text_of(browser)
    expected = {"meter": "100.0M", "mini": "2/8", "boss": "Kartgriff", "deaths": "Momoko"}
    assert expected[page] in text
    asked = [each["request"]["url"] for each in browser.told("Network.requestWillBeSent")]
    assert asked
    assert all(url.startswith(f"http://127.0.0.1:{bench.port}/") for url in asked)
    assert complaints(browser) == []


def test_page_is_transparent(browser: Chromium, bench: Bench) -> None:
    """Around what is drawn nothing is; what is drawn lets the game through as much as was asked for."""
    show(browser, bench, "mini", READY["mini"], "?ground=50")
    picture = Image.open(io.BytesIO(browser.picture(600, 200))).convert("RGBA")
    assert picture.getpixel((590, 190)) == (0, 0, 0, 0)
    ground = picture.getpixel((3, 3))
    assert isinstance(ground, tuple)
    assert 120 <= ground[3] <= 136


@pytest.mark.parametrize(
    ("theme", "muted", "band"),
    [("dark", "rgb(154, 162, 177)", (26, 29, 36)), ("light", "rgb(86, 94, 108)", (236, 238, 242))],
)
def test_text_without_a_ground(
    browser: Chromium, bench: Bench, theme: str, muted: str, band: tuple[int, int, int]
) -> None:
    """The band of the title lets the game through as the rest does, and the words carry their own contrast."""
    style = "getComputedStyle(document.querySelector('.unit'))"
    seen = {}
    for ground in (0, 100):
        browser.picture(500, 300)
        show(browser, bench, "meter", READY["meter"], f"?theme={theme}&ground={ground}")
        middle = browser.ask("document.getElementById('strip').offsetTop") + 13
        picture = Image.open(io.BytesIO(browser.picture(500, 300))).convert("RGBA")
        seen[ground] = (
            picture.getpixel((3, middle)),
            browser.ask(f"{style}.color"),
            browser.ask(f"{style}.textShadow"),
        )
    assert seen[100][:2] == ((*band, 255), muted)
    assert seen[0][0] == (0, 0, 0, 0)
    assert seen[0][1] != muted
    assert len(seen[0][2]) > len(seen[100][2])


def test_parameters_of_the_address(browser: Chromium, bench: Bench) -> None:
    """Theme, size, view and number of rows; the local player stays, also below the fold."""
    browser.picture(900, 900)
    show(browser, bench, "meter", READY["meter"], "?theme=light&size=200&rows=1&view=taken")
    assert browser.ask("document.documentElement.classList.contains('light')")
    assert browser.ask("document.querySelectorAll('.row').length") == 1
    assert browser.ask("document.querySelectorAll('.row.mine').length") == 1
    assert browser.ask("document.body.style.zoom") == "2"
    assert "Taken" in text_of(browser)


def test_boss_bar_without_room(browser: Chromium, bench: Bench) -> None:
    """Its HP in points give way, and the time it will last; name and timer stay."""
    browser.picture(400, 70)
    show(browser, bench, "boss", READY["boss"], "?size=150")
    assert browser.ask("document.getElementById('boss-name').offsetWidth") > 30
    assert browser.ask("document.getElementById('timer').getBoundingClientRect().right") <= 400


def test_names_before_roles(browser: Chromium, bench: Bench) -> None:
    """No name is cut while its role still stands beside it."""
    bench.snapshot = make_snapshot("Maximiliana", "Xx_ShadowStep_xX", "Zoë Kærlighed")
    browser.picture(420, 300)
    show(browser, bench, "meter", READY["meter"])
    cut = "[...document.querySelectorAll('.name')].filter((name) => name.scrollWidth > name.clientWidth"
    assert browser.ask(f"{cut} && name.nextSibling.clientWidth > 0).length") == 0
    assert browser.ask("[...document.querySelectorAll('.role')].some((role) => role.scrollWidth > role.clientWidth)")


def test_pause_covers_no_row(browser: Chromium, bench: Bench) -> None:
    """In a small source too: there are fewer rows, all of them whole, and the local player's is one."""
    bench.snapshot = make_snapshot(*(f"Player {number}" for number in range(9)), local=8)
    bench.paused = True
    browser.picture(420, 260)
    show(browser, bench, "meter", READY["meter"])
    assert browser.ask("document.querySelector('.row:last-child').classList.contains('mine')")
    last = browser.ask("document.querySelector('.row:last-child').getBoundingClientRect().bottom")
    words = browser.ask(
        "(({ top, bottom }) => ({ top, bottom }))(document.getElementById('empty').getBoundingClientRect())"
    )
    assert last <= words["top"] + 1
    assert words["bottom"] <= 260


@pytest.mark.parametrize("query", ["?size=x&rows=-3&view=%3Cb%3E&theme=%22%3E", "?size=1e99&ground=NaN"])
def test_senseless_parameters(browser: Chromium, bench: Bench, query: str) -> None:
    """Are passed over."""
    show(browser, bench, "meter", READY["meter"], query)
    assert complaints(browser) == []


@pytest.mark.parametrize("page", ["meter", "deaths"])
def test_names_that_attack(browser: Chromium, bench: Bench, page: str) -> None:
    """A player's name is text, whatever is in it; nothing of it is run, and no element comes of it."""
    bench.snapshot = make_snapshot(*ATTACKS)
    show(browser, bench, page, READY[page])
    assert ATTACKS[0][:20] in text_of(browser)
    assert browser.ask("document.title") == f"Resonance Logs: {'meter' if page == 'meter' else 'death ticker'}"
    assert browser.ask("document.querySelectorAll('img, svg, main script').length") == 0
    assert complaints(browser) == []


def test_streamer_mode_in_an_open_page(browser: Chromium, bench: Bench) -> None:
    """Names go from the picture at once, without loading the page again."""
    show(browser, bench, "meter", "document.body.innerText.includes('Momoko')")
    bench.change(hide_names=True)
    wait_until(lambda: "Momoko" not in (text := text_of(browser)) and "Player " in text)


def test_restart_of_the_program(browser: Chromium, bench: Bench) -> None:
    """On the same port: the page fades while nobody is there, and goes on by itself."""
    show(browser, bench, "meter", READY["meter"])
    bench.close()
    wait_until(lambda: browser.ask("document.body.classList.contains('offline')"))
    bench.snapshot = replace(make_snapshot("Newcomer"), curves_from_ms=1)
    bench.open()
    wait_until(lambda: "Newcomer" in text_of(browser))
    assert not browser.ask("document.body.classList.contains('offline')")


def test_demo_raid_is_live(browser: Chromium, tmp_path: Path) -> None:
    """Numbers of the running program, and they move."""
    source: Source = SimulatedSource("demo", started_at_ms=time.time_ns() // 1_000_000, speed=5.0)
    pipeline = Pipeline(lambda: source, recorded=False, names=names.load(), settings=Settings(), database=None)
    bench = Bench(tmp_path)
    bench._newest = pipeline.snapshot  # type: ignore[method-assign]
    bench.open()
    pipeline.start()
    try:
        show(browser, bench, "meter", READY["meter"])
        seen = text_of(browser)
        wait_until(lambda: text_of(browser) != seen)
        assert "dps" in text_of(browser)
    finally:
        bench.close()
        pipeline.stop()


def test_every_page_is_whole(bench: Bench) -> None:
    """Nothing in it points elsewhere, and its rules allow its own scripts alone."""
    for page in PAGES:
        reply = bench.ask(f"/overlay/{page}.html")
        text = reply.body.decode()
        assert "/* include" not in text
        assert "http:" not in text
        assert "https:" not in text
        assert "innerHTML" not in text
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
