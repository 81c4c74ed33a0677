"""Who else counts fights in a database: found out without asking, whatever became of them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from helpers import PATIENCE_S, ROOT
from resonance.store.presence import Presence

CHILD = """
import sys
from pathlib import Path
from resonance.store.presence import Presence
presence = Presence(Path(sys.argv[1]))
with presence.alone() as is_alone:
    pass
print(is_alone, flush=True)
sys.stdin.read()
"""


def is_alone(presence: Presence) -> bool:
    with presence.alone() as found:
        return found


def test_two_in_one_process(tmp_path: Path) -> None:
    """The second sees the first, until that ends; the first sees the second from then on."""
    first, second = Presence(tmp_path / "h.db"), Presence(tmp_path / "h.db")
    assert is_alone(first)
    assert is_alone(first)
    assert not is_alone(second)
    assert not is_alone(first)
    first.end()
    assert is_alone(second)
    second.end()


@pytest.mark.parametrize("end", ["kill", "exit"])
def test_another_process(end: str, tmp_path: Path) -> None:
    """It is seen while it lives, and no longer, however it ended."""
    database = tmp_path / "h.db"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline().strip() == b"True"
        presence = Presence(database)
        assert not is_alone(presence)
        presence.end()
        if end == "kill":
            process.kill()
        else:
            process.stdin.close()
        process.wait(PATIENCE_S)
    presence = Presence(database)
    assert is_alone(presence)
    presence.end()


def test_nobody_begins_while_one_is_alone(tmp_path: Path) -> None:
    """What is done about the dead is done before the next one counts anything."""
    first, second = Presence(tmp_path / "h.db"), Presence(tmp_path / "h.db")
    with first.alone() as found, closing(second._connection) as other:
        assert found
        other.execute("BEGIN")
        with pytest.raises(Exception, match="locked"):
            other.execute("SELECT count(*) FROM sqlite_master")
    first.end()


def test_failure_while_alone(tmp_path: Path) -> None:
    """An exception comes through, and the process is present all the same."""
    first, second = Presence(tmp_path / "h.db"), Presence(tmp_path / "h.db")
    with pytest.raises(ValueError, match="disk"), first.alone():
        raise ValueError("disk")
    assert not is_alone(second)
    first.end()
    second.end()


def test_rubbish_in_the_file(tmp_path: Path) -> None:
    """It is no fault of the database: the file is emptied, and tells of processes as before."""
    (tmp_path / "h.db-live").write_bytes(b"rubbish " * 1000)
    first, second = Presence(tmp_path / "h.db"), Presence(tmp_path / "h.db")
    assert is_alone(first)
    assert not is_alone(second)
    first.end()
    assert is_alone(second)
    second.end()
