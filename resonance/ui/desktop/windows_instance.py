"""One meter for each data folder: a second start asks the first to show its window, and ends.

One named event does both. Whoever makes it is the first; whoever finds it made sets it, which the first one's message
loop is waiting for. An event stays set until it is heard, so a start while the first is still starting counts too.
"""

from __future__ import annotations

import ctypes
import logging
from pathlib import Path

from resonance.running import event_name
from resonance.ui.desktop import windows_api
from resonance.ui.desktop.windows_api import Api

logger = logging.getLogger(__name__)

# Whoever sits at this desktop may set the event, also when the first start runs as administrator and the second not:
# by default neither rights (D:) nor integrity level (S:, medium) would allow that.
_RIGHTS = "D:(A;;0x100002;;;IU)S:(ML;;NW;;;ME)"


class Instance:
    """The right of being the only one, until closed."""

    def __init__(self, api: Api, event: int) -> None:
        self.event = event  # handle; set when another start wants the window shown; 0 = there is none
        self._api = api

    def close(self) -> None:
        if self.event:
            self._api.kernel32.CloseHandle(self.event)
            self.event = 0


def acquire(folder: Path, api: Api | None = None) -> Instance | None:
    """None = the meter already runs with this data folder, and has been asked to show its window.

    Where Windows refuses the event, nothing is guarded: two meters are better than none.
    """
    api = api or windows_api.load()
    event, is_first = _make_event(api, event_name(folder))
    if not event:
        logger.warning("a second start cannot be noticed (%s)", api.error("CreateEventExW"))
        return Instance(api, 0)
    if is_first:
        return Instance(api, event)
    if not api.kernel32.SetEvent(event):
        logger.warning("the meter that runs cannot be asked to show itself (%s)", api.error("SetEvent"))
    api.kernel32.CloseHandle(event)
    return None


def _make_event(api: Api, name: str) -> tuple[int, bool]:
    """Handle, 0 = refused, and whether it was made just now."""
    wanted = windows_api.EVENT_MODIFY_STATE | windows_api.SYNCHRONIZE
    descriptor = ctypes.c_void_p()
    convert = api.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
    attributes = None
    if convert(_RIGHTS, windows_api.SDDL_REVISION_1, ctypes.byref(descriptor), None):
        attributes = windows_api.SecurityAttributes(
            ctypes.sizeof(windows_api.SecurityAttributes), descriptor.value, False
        )
    else:
        logger.warning("the event gets the usual rights (%s)", api.error("ConvertStringSecurityDescriptor"))
    event = api.kernel32.CreateEventExW(ctypes.byref(attributes) if attributes else None, name, 0, wanted)
    is_first = api.last_error() != windows_api.ERROR_ALREADY_EXISTS
    if descriptor.value:
        api.kernel32.LocalFree(descriptor.value)
    return event or 0, is_first
