"""The table of columns: key, title, help, format and formula, for meter, terminal, clipboard and exports alike.

A new column is one line in COLUMNS. Its formula in `metrics` gets the snapshot and the line, and gives the terms of a
number, or None where it cannot be known. `Format` says how `formats` words it. Titles and helps are English: who shows
them does so through `say()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from resonance.combat import metrics
from resonance.combat.column import Column, Format
from resonance.combat.line import Line
from resonance.combat.presets import DEFAULT_KEYS
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.texts import later

DONE = (View.DAMAGE, View.HEALING)


def _same(title: str) -> tuple[str, str, str]:
    return (title, title, title)


COLUMNS = (
    Column(
        "amount",
        (later("Damage"), later("Healing"), later("Taken")),
        later("The sum of all amounts: as the game sends them, or without overkill and overheal, as the settings say."),
        Format.AMOUNT,
        metrics.amount,
    ),
    Column(
        "per_second",
        (later("DPS"), later("HPS"), later("DTPS")),
        later("The amount by the seconds of the chosen clock."),
        Format.AMOUNT,
        metrics.amount_per_second,
    ),
    Column(
        "active_per_second",
        (later("Active DPS"), later("Active HPS"), later("Active DTPS")),
        later("The amount by the seconds without the pauses of the whole group, whatever clock is chosen."),
        Format.AMOUNT,
        metrics.active_per_second,
    ),
    Column(
        "boss_amount",
        (later("Boss"), "", ""),
        later("Damage on bosses. A dash where no boss was fought."),
        Format.AMOUNT,
        metrics.boss_amount,
        views=(View.DAMAGE,),
        for_parts=False,
    ),
    Column(
        "boss_per_second",
        (later("Boss DPS"), "", ""),
        later("Damage on bosses by the seconds in which anybody damaged a boss. A dash where no boss was fought."),
        Format.AMOUNT,
        metrics.boss_per_second,
        views=(View.DAMAGE,),
        for_parts=False,
    ),
    Column(
        "boss_share",
        (later("Boss %"), "", ""),
        later("The player's part of the damage of all players on bosses. A dash where no boss was fought."),
        Format.PERCENT,
        metrics.boss_share,
        views=(View.DAMAGE,),
        for_parts=False,
    ),
    Column(
        "effective",
        ("", later("Effective"), ""),
        later("Healing that was not overheal, as far as the HP of the target were known."),
        Format.AMOUNT,
        metrics.effective,
        views=(View.HEALING,),
    ),
    Column(
        "effective_per_second",
        ("", later("Effective HPS"), ""),
        later("Healing that was not overheal by the seconds of the chosen clock."),
        Format.AMOUNT,
        metrics.effective_per_second,
        views=(View.HEALING,),
    ),
    Column(
        "overheal",
        ("", later("Overheal"), ""),
        later("The part of the healing that was not needed, as far as the HP of the target were known."),
        Format.PERCENT,
        metrics.overheal_rate,
        views=(View.HEALING,),
    ),
    Column(
        "overheal_amount",
        ("", later("Overhealed"), ""),
        later("Healing that was not needed, as far as the HP of the target were known."),
        Format.AMOUNT,
        metrics.overheal,
        views=(View.HEALING,),
    ),
    Column(
        "shielding",
        ("", later("Shields"), ""),
        later("Shields put up, where the game tells their size."),
        Format.AMOUNT,
        metrics.shielding,
        views=(View.HEALING,),
        for_parts=False,
    ),
    Column(
        "share",
        _same("%"),
        later("The part of the sum of all players; of a skill or target, the part of its player."),
        Format.PERCENT,
        metrics.share,
    ),
    Column(
        "crit_rate",
        _same(later("Crit")),
        later("Critical records by all records with an amount. Not known where the server hides it."),
        Format.PERCENT,
        metrics.crit_rate,
        views=DONE,
    ),
    Column(
        "crit_share",
        _same(later("Crit part")),
        later("Critical amount by the whole amount, raw. Not known where the server hides it."),
        Format.PERCENT,
        metrics.crit_share,
        views=DONE,
    ),
    Column(
        "lucky_rate",
        _same(later("Lucky")),
        later("Hits that set off a lucky strike by the hits that could. Not known where the server hides it."),
        Format.PERCENT,
        metrics.lucky_rate,
        views=DONE,
    ),
    Column(
        "lucky_share",
        _same(later("Lucky part")),
        later("What lucky strikes added by the whole amount, raw. Not known where the server hides it."),
        Format.PERCENT,
        metrics.lucky_share,
        views=DONE,
    ),
    Column(
        "hits",
        (later("Hits"), later("Heals"), later("Hits")),
        later("Records with an amount, lucky bonus records included."),
        Format.COUNT,
        metrics.hits,
    ),
    Column(
        "hits_per_minute",
        (later("Hits/min"), later("Heals/min"), later("Hits/min")),
        later("Records with an amount by the minutes of the chosen clock."),
        Format.DECIMAL,
        metrics.hits_per_minute,
    ),
    Column(
        "average",
        _same(later("Average")),
        later("The raw amount by records."),
        Format.AMOUNT,
        metrics.average,
    ),
    Column(
        "max",
        _same(later("Largest")),
        later("The largest single record, raw."),
        Format.AMOUNT,
        metrics.largest,
    ),
    Column(
        "blocked_rate",
        ("", "", later("Blocked")),
        later("The part of the hits that was blocked."),
        Format.PERCENT,
        metrics.blocked_rate,
        views=(View.TAKEN,),
    ),
    Column(
        "absorbed",
        ("", "", later("Absorbed")),
        later("Damage that shields took instead of HP."),
        Format.AMOUNT,
        metrics.absorbed,
        views=(View.TAKEN,),
    ),
    Column(
        "missed",
        (later("Missed"), "", later("Missed")),
        later("Hits that missed. They have no amount and count nowhere else."),
        Format.COUNT,
        metrics.missed,
        views=(View.DAMAGE, View.TAKEN),
    ),
    Column(
        "immune",
        (later("Immune"), "", later("Immune")),
        later("Hits on somebody who was immune. They have no amount and count nowhere else."),
        Format.COUNT,
        metrics.immune,
        views=(View.DAMAGE, View.TAKEN),
    ),
    Column(
        "kills",
        (later("Kills"), "", later("Killing hits")),
        later("Hits that killed their target."),
        Format.COUNT,
        metrics.kills,
        views=(View.DAMAGE, View.TAKEN),
    ),
    Column(
        "deaths",
        _same(later("Deaths")),
        later("How often the player died in this encounter."),
        Format.COUNT,
        metrics.deaths,
        for_parts=False,
    ),
    Column(
        "death_time",
        _same(later("Died at")),
        later("When the player died last, from the start of what is shown. A dash for who did not die."),
        Format.DURATION,
        metrics.death_time,
        for_parts=False,
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}

ALWAYS = ("amount", "per_second")
"""Keys of the columns that stay even where they say nothing."""


def columns_for(view: View, keys: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of these keys that belong to the view, in order, each once; no keys = the default ones.

    If nothing is left, the amount alone.
    """
    known = (BY_KEY[key] for key in dict.fromkeys(keys or DEFAULT_KEYS[view]) if key in BY_KEY)
    return tuple(column for column in known if view in column.views) or (BY_KEY["amount"],)


def meaningful(columns: Iterable[Column], snapshot: Snapshot, lines: Sequence[Line]) -> tuple[Column, ...]:
    """Those that say something of these lines: one that is not known or 0 in all of them is left out."""
    return tuple(
        column for column in columns if column.key in ALWAYS or any(column.value(snapshot, line) for line in lines)
    )
