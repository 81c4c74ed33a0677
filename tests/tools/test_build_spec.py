"""build.spec, run as PyInstaller runs it, with a PyInstaller that only takes notes."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from pathlib import Path, PurePosixPath
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from helpers import ROOT

NEEDED_LATER = {"http", "email", "ssl", "socket", "urllib", "sqlite3", "ctypes", "json", "hashlib", "zipfile"}


class Builder:
    """The names that a spec file finds, and what it did with them."""

    def __init__(self, work: Path) -> None:
        self.made: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.names: dict[str, Any] = {
            "SPECPATH": str(ROOT),
            "workpath": str(work),
            "Analysis": self.analysis,
            **{name: self.maker(name) for name in ("PYZ", "EXE", "COLLECT")},
        }

    def analysis(self, scripts: list[str], **options: Any) -> SimpleNamespace:
        self.made.append(("Analysis", (scripts,), options))
        entries = [(f"{folder}/{Path(source).name}", source, "DATA") for source, folder in options["datas"]]
        unused = [("_tcl_data/tzdata/UTC", "", "DATA"), ("_tk_data/images/logo.gif", "", "DATA")]
        binaries = [("ucrtbase.dll", "", "BINARY"), ("tcl86t.dll", "", "BINARY")]
        return SimpleNamespace(pure=[], scripts=scripts, datas=entries + unused, binaries=binaries)

    def maker(self, name: str) -> Any:
        def make(*arguments: Any, **options: Any) -> str:
            self.made.append((name, arguments, options))
            return name

        return make

    def options(self, name: str) -> list[dict[str, Any]]:
        return [options for made, _arguments, options in self.made if made == name]


def run_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> Builder:
    hooks = ModuleType("PyInstaller.utils.hooks")
    hooks.collect_data_files = lambda package, includes: [(pattern, package) for pattern in includes]  # type: ignore[attr-defined]
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, hooks.__name__, hooks)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(importlib.metadata, "distribution", licensed)
    builder = Builder(tmp_path)
    source = (ROOT / "build.spec").read_text(encoding="utf-8")
    exec(compile(source, "build.spec", "exec"), builder.names)
    return builder


def licensed(package: str) -> SimpleNamespace:
    files = [importlib.metadata.PackagePath(f"{package}.dist-info/{name}") for name in ("LICENSE", "RECORD")]
    for file in files:
        file.dist = SimpleNamespace(locate_file=lambda path: PurePosixPath("/site") / path)  # type: ignore[assignment]
    return SimpleNamespace(files=files)


@pytest.fixture
def on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    return run_spec(tmp_path, monkeypatch, "win32")


def test_windows_program_in_both_forms(on_windows: Builder, tmp_path: Path) -> None:
    """Windowed, never packed, with the rights, the icon, the manifest and the version."""
    one_file, in_folder = on_windows.options("EXE")
    for options in (one_file, in_folder):
        assert options["name"] == "ResonanceLogs"
        assert options["console"] is False
        assert options["upx"] is False
        assert options["uac_admin"] is True
        assert Path(options["icon"]).is_file()
        assert Path(options["manifest"]).is_file()
        assert "FileVersion" in Path(options["version"]).read_text(encoding="utf-8")
    assert not one_file.get("exclude_binaries")
    assert in_folder["exclude_binaries"] is True
    [folder] = on_windows.options("COLLECT")
    assert folder["upx"] is False
    assert folder["name"] != "ResonanceLogs"  # on Linux the one file is called so


def test_windows_program_has_all_that_it_needs(on_windows: Builder) -> None:
    """The driver's files, our tables, and the licences of everything inside; nothing else of assets/."""
    [options] = on_windows.options("Analysis")
    datas = options["datas"]
    assert {("windivert_dll/*.dll", "pydivert"), ("windivert_dll/*.sys", "pydivert")} <= set(datas)
    assert (str(ROOT / "assets" / "*.tsv"), "assets") in datas
    assert (str(ROOT / "assets" / "openapi.json"), "assets") in datas
    assert (str(ROOT / "assets" / "overlay" / "*.*"), "assets/overlay") in datas
    assert (str(ROOT / "LICENSE"), "licences") in datas
    assert all(Path(source).is_file() for source, folder in datas if folder == "licences/python")
    assert ("/site/pydivert.dist-info/LICENSE", "licences/pydivert") in datas
    assert not any(source.endswith("RECORD") for source, _folder in datas)


def test_what_no_window_asks_for_is_left_out(on_windows: Builder) -> None:
    """In both forms alike."""
    [collected] = [arguments for name, arguments, _options in on_windows.made if name == "COLLECT"]
    inside = [entry[0] for part in collected if isinstance(part, list) for entry in part]
    assert "tcl86t.dll" in inside
    assert "ucrtbase.dll" not in inside
    assert not any("tzdata" in name or "_tk_data/images" in name for name in inside)
    assert any(name.startswith("assets/") for name in inside)


def test_linux_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same spec, without what only Windows knows."""
    builder = run_spec(tmp_path, monkeypatch, "linux")
    for options in builder.options("EXE"):
        assert options["uac_admin"] is False
        assert options["icon"] is options["manifest"] is options["version"] is None
    [options] = builder.options("Analysis")
    assert ("bpf/*.so", "pydivert") in options["datas"]


def test_nothing_is_left_out_that_the_program_uses(on_windows: Builder) -> None:
    """An excluded module fails only in the built program, and only where it is needed."""
    [options] = on_windows.options("Analysis")
    excluded = set(options["excludes"])
    assert not excluded & NEEDED_LATER
    imported = set()
    for path in [*(ROOT / "resonance").rglob("*.py"), ROOT / "resonance_logs.pyw"]:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    parents = {name.rsplit(".", cut)[0] for name in imported for cut in range(name.count(".") + 1)}
    assert "sqlite3" in parents
    assert not excluded & parents
