"""The tabs of the meter, from left to right."""

from resonance.ui.tabs import damage, healing, taken

TABS = (damage.TAB, healing.TAB, taken.TAB)
