"""Why WinDivert could not be opened, and what to do about it, in the user's words."""

from __future__ import annotations

import errno

from resonance.capture.source import CaptureError
from resonance.texts import later, say

OPEN_ERRORS: dict[int, tuple[str, str]] = {
    2: (
        later("WinDivert64.sys, the capture driver, was not found."),
        later(
            "Antivirus software may have removed it: restore it and allow it there. In a console run as administrator "
            "type: sc stop windivert, then: sc delete windivert, and restart the computer."
        ),
    ),
    3: (
        later("Windows looks for the capture driver in a folder that is gone."),
        later(
            "In a console run as administrator type: sc stop windivert, then: sc delete windivert, and restart the "
            "computer."
        ),
    ),
    5: (
        later("Windows did not allow the capture driver to be used."),
        later(
            'Start the program with "Run as administrator". If it was, security software or an anti-cheat is in the '
            "way: allow WinDivert64.sys there."
        ),
    ),
    87: (
        later("The capture driver did not understand the filter."),
        later("This is a fault of this program: please report it with the log."),
    ),
    577: (
        later("Windows refused the signature of the capture driver."),
        later(
            "Install the Windows updates, and look whether Secure Boot policy or antivirus software forbids "
            "WinDivert64.sys."
        ),
    ),
    654: (
        later("Another program has loaded a different version of WinDivert."),
        later("Close the other tool (filters, VPN tools and other meters use it too), then restart the computer."),
    ),
    1058: (
        later("The service of the capture driver is disabled: it was stopped while a program still used it."),
        later(
            "In a console run as administrator type: sc stop windivert. If that does not help, restart the computer."
        ),
    ),
    1060: (
        later("The service of the capture driver is not installed."),
        later("Restart the computer and start this program again."),
    ),
    1275: (
        later("Windows or security software blocks the capture driver."),
        later(
            "Allow WinDivert64.sys in the antivirus software, and look at Memory integrity in Windows Security. Or "
            "install Npcap from npcap.com and choose it as the capture source."
        ),
    ),
    1753: (
        later("The Base Filtering Engine of Windows is off, and the capture driver needs it."),
        later('Start the service "Base Filtering Engine" (BFE) and set it to start automatically.'),
    ),
}
"""Windows error code of WinDivertOpen -> (reason, advice), to be said."""


def library_missing(error: Exception | str) -> CaptureError:
    return CaptureError(
        say("The WinDivert library could not be loaded ({reason}).", reason=error),
        say("Antivirus software may have removed a file: restore it and allow it there, or install the program again."),
    )


def rights_missing() -> CaptureError:
    return CaptureError(
        say(OPEN_ERRORS[5][0]),
        say("Windows lets only administrators listen: the program must run as administrator."),
    )


def open_failed(error: OSError | NotImplementedError) -> CaptureError:
    code = getattr(error, "winerror", None)
    if code in OPEN_ERRORS:
        reason, advice = OPEN_ERRORS[code]
        return CaptureError(say("{reason} (Windows error {code})", reason=say(reason), code=code), say(advice))
    if code is not None:
        return CaptureError(
            say("WinDivert could not be opened ({reason}).", reason=words(error)),
            say(
                "Restart the computer. If that does not help, report this with the log, or choose another capture "
                "source."
            ),
        )
    if getattr(error, "errno", None) in (errno.EPERM, errno.EACCES):
        return CaptureError(say("Linux does not let this program load the capture filter."), say("Start it with sudo."))
    return CaptureError(
        say("This Linux cannot run the WinDivert source ({reason}).", reason=error),
        say("Choose the raw socket source."),
    )


def words(error: Exception) -> str:
    """The error in the system's words, with its number where there is one."""
    code = getattr(error, "winerror", None)
    text = str(getattr(error, "strerror", None) or error).rstrip(".")
    return say("Windows error {code}: {text}", code=code, text=text) if code is not None else text
