"""What the icon in the tray offers."""

from __future__ import annotations

from resonance.texts import say
from resonance.ui.desktop.desktop import Desktop


def show(desktop: Desktop) -> None:
    """With its menu in the user's language; instead of the one there is."""
    desktop.show_tray(
        "Resonance Logs",
        (
            ("hide", say("Show or hide")),
            ("rescue", say("Bring windows back")),
            ("through", say("Click-through on or off")),
            ("history", say("History…")),
            ("settings", say("Settings…")),
            ("quit", say("Quit")),
        ),
    )
