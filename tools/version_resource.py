"""What Windows shows under "Details" of the exe, as the text that PyInstaller reads."""

COMPANY = "Resonance Logs contributors"
DESCRIPTION = "Resonance Logs, a passive damage meter"
COPYRIGHT = "Resonance Logs contributors. MIT licence."

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers},
    prodvers={numbers},
    mask=0x3F,
    flags=0x0,
    OS=0x40004,
    fileType=0x1,
    subtype=0x0,
    date=(0, 0)
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
{strings}
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])
  ]
)
"""


def version_numbers(version: str) -> tuple[int, int, int, int]:
    """ "1.2.3" -> (1, 2, 3, 0), as Windows compares them. ValueError for anything but one to four numbers."""
    numbers = [int(part) for part in version.split(".")]
    if len(numbers) > 4 or not all(0 <= number <= 0xFFFF for number in numbers):
        raise ValueError(f"{version} cannot be the version of a Windows program")
    first, second, third, fourth = numbers + [0] * (4 - len(numbers))
    return first, second, third, fourth


def version_text(version: str, exe_name: str) -> str:
    """The version resource. `exe_name` with its ending."""
    entries = {
        "CompanyName": COMPANY,
        "FileDescription": DESCRIPTION,
        "FileVersion": version,
        "InternalName": exe_name.removesuffix(".exe"),
        "LegalCopyright": COPYRIGHT,
        "OriginalFilename": exe_name,
        "ProductName": "Resonance Logs",
        "ProductVersion": version,
    }
    strings = ",\n".join(f"      StringStruct({key!r}, {value!r})" for key, value in entries.items())
    return _TEMPLATE.format(numbers=version_numbers(version), strings=strings)
