"""`unload-driver`: unload the WinDivert driver, or say why it stays."""

from __future__ import annotations

import argparse
from typing import Any

from resonance.capture import driver_service
from resonance.home import open_home

STAYS = 1  # exit code


def add_parser(commands: argparse._SubParsersAction[Any]) -> None:
    unload = commands.add_parser(
        "unload-driver", help="unload the capture driver, for games that refuse to start beside it"
    )
    unload.set_defaults(run=_unload)


def _unload(chosen: argparse.Namespace) -> int:
    open_home()  # for the user's language
    outcome = driver_service.unload()
    print(outcome.words)
    return 0 if outcome.done else STAYS
