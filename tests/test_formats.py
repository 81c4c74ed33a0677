"""Numbers to words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resonance import formats
from resonance.combat.column import Format
from resonance.settings import META

FACTORS = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (0, ("0", "")),
        (312, ("312", "")),
        (999, ("999", "")),
        (999.4, ("999", "")),
        (999.6, ("1.0", "k")),
        (1_000, ("1.0", "k")),
        (403_100, ("403.1", "k")),
        (999_949, ("999.9", "k")),
        (999_950, ("1.0", "M")),
        (167_912_345, ("167.9", "M")),
        (999_999_999, ("1.0", "B")),
        (1_080_000_000, ("1.1", "B")),
        (2 * 10**12, ("2.0", "T")),
        (10**16, ("10000.0", "T")),
        (-312, ("-312", "")),
        (-999_950, ("-1.0", "M")),
        (-0.2, ("0", "")),
        (None, ("—", "")),
        (math.nan, ("—", "")),
        (math.inf, ("—", "")),
    ],
)
def test_amount(value: float | None, parts: tuple[str, str]) -> None:
    """One decimal, the right unit at every border, and the text is the two parts."""
    assert formats.amount_parts(value) == parts
    assert formats.amount(value) == "".join(parts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (312, "312"),
        (1_234_567, "1.23M"),
        (1_170_000, "1.17M"),
        (9_996_000, "10.0M"),
        (412_600_000, "412.6M"),
        (999_949, "999.9k"),
        (999_950, "1.0M"),
        (-1_234_567, "-1.23M"),
        (None, "—"),
    ],
)
def test_short(value: float | None, text: str) -> None:
    """Headlines show three digits or more, and never four before the point."""
    assert formats.short(value) == text


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (0, ("0", "")),
        (312, ("312", "")),
        (12_345.4, ("12,345", "")),
        (412_600_000, ("412,600,000", "")),
        (-12_345, ("-12,345", "")),
        (-0.2, ("0", "")),
        (None, ("—", "")),
        (math.inf, ("—", "")),
    ],
)
def test_full_amounts(value: float | None, parts: tuple[str, str]) -> None:
    """Every digit, no unit, in tables and headlines alike."""
    formats.use_style("full")
    assert formats.amount_parts(value) == parts
    assert formats.amount(value) == formats.short(value) == parts[0]


@pytest.mark.parametrize(
    ("value", "parts", "headline"),
    [
        (312, ("312", ""), "312"),
        (9_999, ("9999", ""), "9999"),
        (9_999.6, ("1.0", "万"), "1.00万"),
        (12_345, ("1.2", "万"), "1.23万"),
        (99_999_499, ("9999.9", "万"), "9999.9万"),
        (99_999_500, ("1.0", "亿"), "1.0亿"),
        (340_000_000, ("3.4", "亿"), "3.40亿"),
        (2 * 10**12, ("2.0", "兆"), "2.00兆"),
        (10**17, ("100000.0", "兆"), "100000.0兆"),
        (-12_345, ("-1.2", "万"), "-1.23万"),
        (None, ("—", ""), "—"),
    ],
)
def test_amounts_counted_in_ten_thousands(value: float | None, parts: tuple[str, str], headline: str) -> None:
    """As in China and Japan: a unit for every four digits, and the right one at every border."""
    formats.use_style("myriad")
    assert formats.amount_parts(value) == parts
    assert formats.amount(value) == "".join(parts)
    assert formats.short(value) == headline


@pytest.mark.parametrize("style", formats.STYLES)
def test_numbers_that_no_style_changes(style: str) -> None:
    """Explanations show every digit; percent, counts and times look the same for everybody."""
    formats.use_style(style)
    assert formats.exact(12_345_678) == "12,345,678"
    assert formats.exact(None) == "—"
    assert formats.percent(0.451) == "45.1 %"
    assert formats.count(12_345) == "12,345"
    assert formats.duration(413_000) == "06:53"


def test_style_that_is_none() -> None:
    """Refused, and the one in use stays."""
    formats.use_style("full")
    with pytest.raises(ValueError, match="roman"):
        formats.use_style("roman")
    assert formats.amount(12_345) == "12,345"


def test_styles_are_those_of_the_settings() -> None:
    """Whatever the user can choose is a style."""
    assert META["number_style"].choices == formats.STYLES


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0.0"), (45.04, "45.0"), (1_234.56, "1,234.6"), (-0.01, "0.0"), (None, "—")]
)
def test_decimal(value: float | None, text: str) -> None:
    """One decimal, with separators."""
    assert formats.decimal(value) == text


@pytest.mark.parametrize(
    ("ratio", "parts"),
    [
        (0.0, ("0.0", "%")),
        (0.4512, ("45.1", "%")),
        (0.99999, ("100.0", "%")),
        (1, ("100.0", "%")),
        (-0.0001, ("0.0", "%")),
        (-0.5, ("-50.0", "%")),
    ],
)
def test_percent(ratio: float, parts: tuple[str, str]) -> None:
    """0..1 becomes 0..100 with one decimal."""
    assert formats.percent_parts(ratio) == parts
    assert formats.percent(ratio) == " ".join(parts)


def test_percent_of_nothing_known() -> None:
    """A dash carries no unit."""
    assert formats.percent_parts(None) == ("—", "")
    assert formats.percent(None) == "—"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1234, "1,234"), (-1234, "-1,234"), (1_234_567.2, "1,234,567"), (None, "—")]
)
def test_count(value: float | None, text: str) -> None:
    """Whole numbers with separators."""
    assert formats.count(value) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "00:00"),
        (999, "00:00"),
        (59_999, "00:59"),
        (413_000, "06:53"),
        (3_599_999, "59:59"),
        (3_600_000, "1:00:00"),
        (3_909_000, "1:05:09"),
        (360_000_000, "100:00:00"),
        (-999, "00:00"),
        (-65_000, "-01:05"),
        (None, "—"),
    ],
)
def test_duration(ms: float | None, text: str) -> None:
    """Seconds that are over, hours only where there are some."""
    assert formats.duration(ms) == text


@pytest.mark.parametrize("format", list(Format))
def test_every_format_of_a_column(format: Format) -> None:
    """Whatever format a column names can be shown, also where the value is not known."""
    text, unit = formats.parts(format, 0.5)
    assert formats.words(format, 0.5).replace(" ", "") == text + unit
    assert formats.parts(format, None) == ("—", "")
    assert formats.words(format, None) == "—"


@given(st.integers(min_value=-(2**63), max_value=2**63) | st.floats(min_value=-1e15, max_value=1e15))
def test_amount_of_any_number(value: float) -> None:
    """The words say the number, to half of their last digit, with at most three digits below the largest unit."""
    text, unit = formats.amount_parts(value)
    assert math.isclose(
        float(text) * FACTORS[unit], value, rel_tol=1e-9, abs_tol=FACTORS[unit] * (0.051 if unit else 0.51)
    )
    assert not (text.startswith("-") and float(text) == 0)
    if unit != "T":
        assert abs(float(text)) < 1000
    if unit:
        assert abs(float(text)) >= 1


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=10**15))
def test_larger_numbers_never_look_smaller(one: int, other: int) -> None:
    """Rounding keeps the order."""

    def shown(value: int) -> float:
        text, unit = formats.amount_parts(value)
        return float(text) * FACTORS[unit]

    assert shown(min(one, other)) <= shown(max(one, other))


@given(st.integers(min_value=0, max_value=10**12))
def test_duration_of_any_time(ms: int) -> None:
    """The parts of a duration add up to its whole seconds."""
    seconds = 0
    for part in formats.duration(ms).split(":"):
        seconds = seconds * 60 + int(part)
    assert seconds == ms // 1000


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("Sumii", 5),
        ("玩家一", 6),
        ("さくら", 6),
        ("한국어", 6),
        ("\u1112\u1161\u11ab", 2),  # one Korean syllable in three letters
        ("e\u0301", 1),  # e with an accent put on
        ("\uff21\uff71", 3),  # a full-width letter and a half-width kana
        ("…", 1),
        ("👍", 2),
        ("👍🏽", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("👨\u200d👩\u200d👧", 2),
        ("❤\ufe0f\u200d🔥", 2),
        ("🏃\u200d♀\ufe0f", 2),
        ("🇩🇪", 2),
        ("1\ufe0f\u20e3", 2),
        ("a\u200bb\u202e", 2),  # invisible marks
    ],
)
def test_display_width(text: str, width: int) -> None:
    """Cells as a terminal counts them."""
    assert formats.display_width(text) == width


def test_pad() -> None:
    """Names of any script end at the same cell."""
    assert formats.pad("玩家", 6) == "玩家  "
    assert formats.pad("玩家", 6, "right") == "  玩家"
    assert formats.pad("ab", 5, "center") == " ab  "
    assert formats.pad("玩家一", 4) == "玩家一"


@given(st.text(max_size=30), st.integers(min_value=0, max_value=80), st.sampled_from(["left", "right", "center"]))
def test_pad_of_any_text(text: str, width: int, align: str) -> None:
    """A padded text holds the text and is as wide as asked, or as wide as it was."""
    padded = formats.pad(text, width, align)  # type: ignore[arg-type]
    assert padded.strip(" ") == text.strip(" ")
    assert len(padded) - len(text) == max(width - formats.display_width(text), 0)
