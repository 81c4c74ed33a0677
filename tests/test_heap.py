"""One heap for all threads, where there is glibc."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import ctypes, sys, threading
from resonance import heap

if sys.argv[1] == "shared":
    heap.share_among_threads()
kept, done = [], threading.Event()

def allocate():
    kept.append([bytearray(70_000) for _ in range(20)])
    ready.wait()
    done.wait()

ready = threading.Barrier(5)
for _ in range(4):
    threading.Thread(target=allocate, daemon=True).start()
ready.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
report = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, report)
libc.fclose(report)
done.set()
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="this system has no glibc"
)
def test_threads_share_a_heap(tmp_path: Path) -> None:
    """As the allocator itself tells; without the call each thread has one of its own."""
    heaps = {}
    for way in ("shared", "usual"):
        report = tmp_path / way
        environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"}
        subprocess.run([sys.executable, "-c", THREADS, way, str(report)], check=True, env=environment, timeout=60)
        heaps[way] = report.read_text().count("<heap nr=")
    assert heaps["shared"] == 1
    assert heaps["usual"] > 1
