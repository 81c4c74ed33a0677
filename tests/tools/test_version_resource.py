"""What Windows shows of the exe: version resource, manifest, icon."""

from __future__ import annotations

import ast
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import resonance
from helpers import ROOT
from tools.version_resource import version_numbers, version_text

SETTINGS = {
    "dpiAware": "http://schemas.microsoft.com/SMI/2005/WindowsSettings",
    "dpiAwareness": "http://schemas.microsoft.com/SMI/2016/WindowsSettings",
    "longPathAware": "http://schemas.microsoft.com/SMI/2016/WindowsSettings",
}
WINDOWS_10_AND_11 = "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"


def read(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The fixed numbers and the strings, by name, off the syntax tree."""
    calls = [node for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Call)]

    def named(name: str) -> list[ast.Call]:
        return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]

    [fixed] = named("FixedFileInfo")
    numbers = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in fixed.keywords}
    pairs = ([ast.literal_eval(argument) for argument in call.args] for call in named("StringStruct"))
    return numbers, dict(pairs)


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.3", (1, 2, 3, 0)), ("10", (10, 0, 0, 0)), ("1.2.3.4", (1, 2, 3, 4))]
)
def test_version_as_windows_compares_it(version: str, numbers: tuple[int, ...]) -> None:
    """Four numbers, the missing ones 0."""
    assert version_numbers(version) == numbers


@pytest.mark.parametrize("version", ["", "1.2.3.4.5", "1.0rc1", "1.70000", "-1.0"])
def test_version_that_windows_cannot_hold(version: str) -> None:
    """The build stops, instead of shipping another number."""
    with pytest.raises(ValueError, match=r"."):
        version_numbers(version)


def test_details_of_the_program() -> None:
    """Who looks at the properties of the exe finds name, version and licence; all come from one place."""
    numbers, strings = read(version_text(resonance.__version__, "ResonanceLogs.exe"))
    assert numbers["filevers"] == numbers["prodvers"] == version_numbers(resonance.__version__)
    assert strings["FileVersion"] == strings["ProductVersion"] == resonance.__version__
    assert strings["ProductName"] == "Resonance Logs"
    assert strings["OriginalFilename"] == "ResonanceLogs.exe"
    assert strings["InternalName"] == "ResonanceLogs"
    assert {"CompanyName", "FileDescription", "LegalCopyright"} <= strings.keys()
    assert all(strings.values())


def test_manifest_of_the_exe() -> None:
    """Administrator rights, sharp on every monitor, long paths, and no compatibility mode of Windows 10 and 11."""
    root = ElementTree.parse(ROOT / "tools" / "windows.manifest").getroot()
    [level] = root.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert (level.get("level"), level.get("uiAccess")) == ("requireAdministrator", "false")
    found = {name: root.find(f".//{{{namespace}}}{name}") for name, namespace in SETTINGS.items()}
    words = {name: element.text or "" for name, element in found.items() if element is not None}
    assert words["dpiAwareness"].split(", ")[0] == "PerMonitorV2"
    assert words["dpiAware"] == "true/pm"
    assert words["longPathAware"] == "true"
    systems = root.iter("{urn:schemas-microsoft-com:compatibility.v1}supportedOS")
    assert WINDOWS_10_AND_11 in [system.get("Id") for system in systems]


def test_icon_has_a_picture_for_every_place() -> None:
    """Title bar, task bar and folder, at every scale Windows has, and none of them empty."""
    with Image.open(ROOT / "assets" / "icon.ico") as icon:
        sizes = icon.info["sizes"]
        assert {(side, side) for side in (16, 20, 24, 32, 48, 256)} <= sizes
        for size in sizes:
            picture = icon.ico.getimage(size).convert("RGBA")  # type: ignore[attr-defined]
            assert picture.getpixel((size[0] // 2, size[1] // 2))[3] == 255
