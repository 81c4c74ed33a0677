"""The generated modules of resonance/protocol/pb against the .proto files they are made from."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from google.protobuf.internal import api_implementation

import dev

PB = dev.ROOT / dev.PB


def generated_modules(folder: Path) -> dict[str, str]:
    """Name and text of each generated module; line ends as Python sees them, whatever the checkout made of them."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*_pb2.py*")}


@pytest.mark.skipif(find_spec("grpc_tools") is None, reason="the generator is not installed (requirements-dev.txt)")
def test_committed_modules_are_what_the_proto_files_give(tmp_path: Path) -> None:
    """Nobody changes one side alone, and nothing is left over of a .proto file that has gone."""
    done = subprocess.run(dev.protoc_command(sys.executable, tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fresh = generated_modules(tmp_path / dev.PB)
    committed = generated_modules(PB)
    assert fresh, "the generator wrote nothing"
    assert sorted(committed) == sorted(fresh)
    stale = [name for name, text in fresh.items() if committed[name] != text]
    assert stale == [], "run `python dev.py proto`"


def test_protobuf_runtime_is_the_quick_one() -> None:
    """Decoding runs on upb; the pure Python fallback is some seventy times slower and raises other exceptions."""
    assert api_implementation.Type() == "upb"
