"""Settings -> how fights are read: words, colours, columns. No Tk in here."""

from __future__ import annotations

from dataclasses import dataclass

from resonance import names
from resonance.colours import Colours
from resonance.combat.clock import ClockChoice
from resonance.combat.snapshot import AmountChoice
from resonance.combat.tally import View
from resonance.settings import Settings
from resonance.ui.place import Reading

Choices = tuple[ClockChoice, AmountChoice]
"""What numbers are counted by, everywhere."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a window about fights needs to know."""

    reading: Reading
    settings: Settings
    scale: float | None = None  # screen pixels a logical pixel; None = by the screen's dpi

    @property
    def choices(self) -> Choices:
        return ClockChoice(self.settings.clock), AmountChoice(self.settings.amounts)


def words_of(settings: Settings, scale: float | None = None) -> Words:
    spoken = names.load(settings.language, hide_players=settings.hide_names)
    reading = Reading(
        spoken,
        Colours(spoken, settings.palette, settings.colour_by, settings.class_colours, settings.spec_colours),
        columns={
            View.DAMAGE: settings.columns_damage,
            View.HEALING: settings.columns_healing,
            View.TAKEN: settings.columns_taken,
        },
        orders={
            View.DAMAGE: settings.order_damage,
            View.HEALING: settings.order_healing,
            View.TAKEN: settings.order_taken,
        },
        bars_to_total=settings.bars == "total",
    )
    return Words(reading, settings, scale)
