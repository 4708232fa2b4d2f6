"""The demo's children: ended with their own children, started again, and not outliving their parent."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.children import Child, Family, KeepsDying

ROOT = Path(__file__).resolve().parents[2]
# Both the child and its own child hold the pipe open: its end is the end of both.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pipe = open(sys.argv[1], "wb", buffering=0)
os.fork()
pipe.write(b"x")
time.sleep(600)
"""
PARENT = """
import sys
from pathlib import Path
from demo.children import Child, Family
child, pipe, log = sys.argv[1:]
family = Family()
family.start(Child("one", [sys.executable, "-c", child, pipe], Path(log)))
sys.stdin.read()
"""
OBEDIENT = """
import sys, time
pipe = open(sys.argv[1], "wb", buffering=0)
pipe.write(b"x")
time.sleep(600)
"""


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield path, reader
    os.close(reader)


def heard(reader: int, wanted: int) -> bytes:
    """What came through the pipe: so many bytes, or nothing at all once its last writer is gone."""
    said = b""
    while len(said) < wanted:
        assert select.select([reader], [], [], 20)[0], "nobody spoke and nobody left"
        part = os.read(reader, wanted - len(said))
        if not part:
            break
        said += part
    return said


def test_a_child_that_will_not_listen_is_ended_with_its_own_child(
    pipe: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("demo.children.GRACE_S", 0.2)
    path, reader = pipe
    family = Family()
    family.start(Child("stubborn", [sys.executable, "-c", STUBBORN, str(path)], tmp_path / "log"))
    select.select([reader], [], [], 20)
    assert heard(reader, 2) == b"xx"
    family.stop()
    assert heard(reader, 1) == b""


def test_on_linux_children_end_even_with_a_killed_parent(pipe: tuple[Path, int], tmp_path: Path):
    path, reader = pipe
    command = [sys.executable, "-c", PARENT, OBEDIENT, str(path), str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as parent:
        select.select([reader], [], [], 20)
        assert heard(reader, 1) == b"x"
        parent.kill()
    assert heard(reader, 1) == b""


def test_a_child_that_dies_is_started_again(tmp_path: Path):
    family = Family()
    family.start(Child("mayfly", [sys.executable, "-c", "print('born')"], tmp_path / "log"))
    until = time.monotonic() + 20
    while (tmp_path / "log").read_text().count("born") < 2 and time.monotonic() < until:
        family.look_after()
    family.stop()
    assert (tmp_path / "log").read_text().count("born") >= 2


def test_a_child_that_keeps_dying_is_given_up_with_its_last_words(tmp_path: Path):
    family = Family(most_deaths=1)
    family.start(Child("doomed", [sys.executable, "-c", "raise SystemExit('no database')"], tmp_path / "log"))
    with pytest.raises(KeepsDying, match=r"doomed stopped 2 times in a row(.|\n)*no database"):
        while True:
            family.look_after()
