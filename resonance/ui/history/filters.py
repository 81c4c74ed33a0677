"""What the user wants to see of the history, as a question to the store and in words. No Tk in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from resonance import formats
from resonance.combat.record import Result
from resonance.names import Names
from resonance.store.search import Query
from resonance.texts import later, say
from resonance.ui.history.words import RESULTS

DAY = timedelta(days=1)

YEARS = range(1971, 3000)
"""Those whose days every system can tell in Unix time, whatever the time zone."""

PERIODS = {"today": later("Today"), "week": later("Last 7 days"), "month": later("Last 30 days")}
_DAYS = {"today": 1, "week": 7, "month": 30}  # midnights to go back to, today's included


@dataclass(frozen=True, slots=True)
class Named:
    """A boss or a scene: one name, and every id that has it."""

    name: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class About:
    """What the text field says: encounters with any of these bosses, scenes and players."""

    words: str
    boss_ids: frozenset[int] = frozenset()
    scene_ids: frozenset[int] = frozenset()
    player: str = ""  # part of a name


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of lengths; ms, None = no end."""

    min_ms: int | None = None
    max_ms: int | None = None


LENGTHS = (Length(None, 60_000), Length(60_000, 300_000), Length(300_000, 600_000), Length(600_000, None))
"""What can be chosen."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first moment of one day until the last one of another; None = no end."""

    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """None and "" = this filters nothing."""

    about: About | None = None
    result: Result | None = None
    class_id: int | None = None
    period: str = ""  # key of PERIODS
    days: Days | None = None
    length: Length | None = None
    favourites: bool = False
    imported: bool = False

    def with_(self, **values: Any) -> Filters:
        return replace(self, **values)

    def without(self, field: str) -> Filters:
        return replace(self, **{field: getattr(_NOTHING, field)})

    def active(self) -> list[str]:
        """The fields that filter, in the order they are shown."""
        return [each.name for each in fields(self) if getattr(self, each.name) != getattr(_NOTHING, each.name)]

    def query(self, order: str, *, descending: bool, now: datetime, **more: Any) -> Query:
        """`now`: local time, for what is counted back from today. `more`: fields of Query about its order."""
        from_ms, to_ms = self._between(now)
        length, about = self.length or Length(), self.about or About("")
        return Query(
            player=about.player,
            boss_ids=about.boss_ids,
            scene_ids=about.scene_ids,
            from_ms=from_ms,
            to_ms=to_ms,
            class_id=self.class_id,
            result=self.result,
            favourites=self.favourites,
            imported=True if self.imported else None,
            min_ms=length.min_ms,
            max_ms=length.max_ms,
            order=order,
            descending=descending,
            **more,
        )

    def _between(self, now: datetime) -> tuple[int | None, int | None]:
        """Unix ms; the narrower of period and days."""
        starts, ends = [], []
        if self.period:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            starts.append(midnight - (_DAYS[self.period] - 1) * DAY)
        if self.days is not None and self.days.first is not None:
            starts.append(self.days.first)
        if self.days is not None and self.days.last is not None:
            ends.append(self.days.last + DAY)
        return _ms(max(starts, default=None)), _ms(min(ends, default=None))


_NOTHING = Filters()


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def filter_words(filters: Filters, field: str, names: Names) -> str:
    """An active filter in a few words."""
    if field == "about" and filters.about is not None:
        return f"“{filters.about.words}”"
    if field == "result" and filters.result is not None:
        return say(RESULTS[filters.result])
    if field == "class_id":
        return names.class_name(filters.class_id) or ""
    if field == "period":
        return say(PERIODS[filters.period])
    if field == "days" and filters.days is not None:
        return days_words(filters.days)
    if field == "length" and filters.length is not None:
        return length_words(filters.length)
    return say("Favourites") if field == "favourites" else say("Imported")


def length_words(length: Length) -> str:
    low, high = (None if each is None else formats.duration(each) for each in (length.min_ms, length.max_ms))
    if low is None:
        return say("Shorter than {time}", time=high)
    if high is None:
        return say("{time} and longer", time=low)
    return f"{low}–{high}"


def days_words(days: Days) -> str:
    if days.first is None and days.last is not None:
        return say("Until {day}", day=f"{days.last:%Y-%m-%d}")
    if days.last is None and days.first is not None:
        return say("From {day}", day=f"{days.first:%Y-%m-%d}")
    return f"{days.first:%Y-%m-%d} – {days.last:%Y-%m-%d}"


def parse_day(typed: str) -> datetime | None:
    """A day as YYYY-MM-DD, its first moment in local time; None for "". ValueError for anything else."""
    typed = typed.strip()
    if not typed:
        return None
    day = datetime.strptime(typed, "%Y-%m-%d")
    if day.year not in YEARS:
        raise ValueError(f"no day can be in the year {day.year}")
    return day


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the text field, and what choosing it filters by."""

    words: str
    kind: str  # "Boss", "Scene" or "Player", translated
    about: About


MOST_SUGGESTIONS = 8


def named(ids: Iterable[int], name: Callable[[int], str | None]) -> list[Named]:
    """Those of one name together, sorted by it; without those that have none."""
    by_name: dict[str, set[int]] = {}
    for each in ids:
        if words := name(each):
            by_name.setdefault(words, set()).add(each)
    return [Named(words, frozenset(found)) for words, found in sorted(by_name.items())]


def suggest(typed: str, bosses: Iterable[Named], scenes: Iterable[Named], players: Iterable[str]) -> list[Suggestion]:
    """What the typed words may mean; names that begin with them come first."""
    wanted = typed.strip().casefold()
    if not wanted:
        return []
    found = [Suggestion(each.name, say("Boss"), About(each.name, boss_ids=each.ids)) for each in bosses]
    found += [Suggestion(each.name, say("Scene"), About(each.name, scene_ids=each.ids)) for each in scenes]
    fitting = [each for each in found if wanted in each.words.casefold()]
    fitting += [Suggestion(name, say("Player"), About(name, player=name)) for name in players]
    fitting.sort(key=lambda each: not each.words.casefold().startswith(wanted))
    return fitting[:MOST_SUGGESTIONS]


def about_text(typed: str, bosses: Iterable[Named], scenes: Iterable[Named]) -> About | None:
    """All that the typed words may mean at once; None for no words."""
    words = typed.strip()
    wanted = words.casefold()
    if not wanted:
        return None
    return About(
        words,
        boss_ids=frozenset(number for each in bosses if wanted in each.name.casefold() for number in each.ids),
        scene_ids=frozenset(number for each in scenes if wanted in each.name.casefold() for number in each.ids),
        player=words,
    )
