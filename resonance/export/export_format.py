"""What an export format is, and what can be chosen about an export."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from resonance.colours import Colours
from resonance.combat.snapshot import Snapshot
from resonance.combat.tally import View
from resonance.names import Names

if TYPE_CHECKING:  # it brings zstd along, and most of the program that exports needs neither
    from resonance.store.saved import SavedEncounter

USUAL_TOP = 10

USUAL_CHAT_LIMIT = 80
"""Characters. How many the game takes in one line of chat is not known (protocol.md has nothing on it): so few that no
line should be cut, and a setting."""


class Players(StrEnum):
    """Whom an export is about."""

    ALL = "all"
    TOP = "top"  # the first `ExportOptions.top` of the view
    ME = "me"  # the local player
    PARTY = "party"  # the local player's team, with the local player


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The user's choices. Not every format has a use for all of them."""

    columns: Mapping[View, Sequence[str]] = field(default_factory=dict)  # keys by view; none = the usual ones
    players: Players = Players.ALL
    top: int = USUAL_TOP
    anonymise: bool = False  # players are numbered in this export, whatever the settings say
    title: str = ""  # template of the title line; "" = the usual one
    chat: str = ""  # template of the beginning of a chat line; "" = the usual one
    chat_limit: int = USUAL_CHAT_LIMIT  # characters of a chat line
    colours: Colours | None = None  # None = the game's
    theme: str = "dark"  # or "light"; of pictures
    bars_to_total: bool = False  # a full bar is the sum of all, not the first row
    saved: SavedEncounter | None = None  # None = not of the history, or not asked for: see `ExportFormat.uses_saved`


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """`render` may raise template.TemplateError or StoreError, whose texts are sentences for the user."""

    key: str  # unique; what settings and commands call it
    title: str
    suffix: str  # of a file, with the dot
    kind: Literal["text", "bytes"]
    render: Callable[[Snapshot, View, Names, ExportOptions], str | bytes]
    template: Literal["title", "chat", ""] = "title"  # which one it uses
    uses_saved: bool = False  # has more to tell of an encounter of the history than its snapshot does


def file_bytes(rendered: str | bytes) -> bytes:
    """What stands in a file of it."""
    return rendered if isinstance(rendered, bytes) else rendered.encode()


def write_file(path: Path, rendered: str | bytes) -> None:
    """A file of this name is replaced, and only by a whole one. OSError."""
    if path.exists() and not path.is_file():  # a device, or a folder, which refuses
        path.write_bytes(file_bytes(rendered))
        return
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(file_bytes(rendered))
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
