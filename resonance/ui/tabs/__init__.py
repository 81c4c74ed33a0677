"""The tabs of the meter, from left to right."""

from resonance.ui.tabs import buffs, damage, deaths, healing, taken

TABS = (damage.TAB, healing.TAB, taken.TAB, deaths.TAB, buffs.TAB)
