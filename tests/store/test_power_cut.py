"""A power cut takes what the system had not written to the disk yet: what was committed must have been synced."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import ROOT

SAVES = 20

# Stands before the C library, and counts how often the disk is asked to keep what it was given.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
static int count;
int syncs(void) { return count; }
int fsync(int file) { count++; return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file); }
int fdatasync(int file) { count++; return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file); }
"""

CHILD = """
import ctypes
import os
import sys
from pathlib import Path
from resonance.store.migrations import open_newest
from resonance.store.saver import Saver
from store_records import save

syncs = ctypes.CDLL(None).syncs
before = syncs()
os.fsync(os.open(sys.argv[1], os.O_RDONLY))
assert syncs() == before + 1
saver = Saver(open_newest(Path(sys.argv[1]) / "history.db"))
for number in range(int(sys.argv[2])):
    before = syncs()
    saver.write([save(number)])
    print(syncs() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lets a library be put before another")
def test_each_transaction_is_on_the_disk_before_it_is_said_to_be(tmp_path: Path) -> None:
    """The disk is asked to keep every single one; without that the log would be lost from its last merge on."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    source, shim = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    folders = os.pathsep.join(map(str, (ROOT, ROOT / "tests", Path(__file__).parent)))
    environment = {**os.environ, "PYTHONPATH": folders, "LD_PRELOAD": str(shim)}
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(SAVES)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    syncs = [int(line) for line in output.splitlines()]
    assert len(syncs) == SAVES
    assert min(syncs) >= 1
