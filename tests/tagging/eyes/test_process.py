"""Whatever happens to the process that looks, whoever asked goes on with a sentence."""

import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tagging.episodes.refusals import SENTENCES
from tagging.eyes import process
from tagging.eyes.bounds import ORDINARY
from tagging.eyes.process import Broken, Stopped, Unseen, look

EYE = "tests.tagging.eyes.trouble"
MB = 1024**2


def ask(do: str, bounds: Any = ORDINARY, keep_going: Any = lambda: True, **work: Any) -> Any:
    return look(EYE, {"do": do, **work}, bounds, keep_going=keep_going)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_it_tells_how_far_it_is_what_it_has_so_far_and_the_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("A_SECRET_KEY", "nobody's business")
    far, parts = [], []
    answer = look(EYE, {"do": "answer", "words": "100 € ✓"}, progress=far.append, on_part=parts.append)
    assert answer == {"words": "100 € ✓", "secrets": []}
    assert (far, parts) == ([0.5], [{"n": 1}])


@pytest.mark.parametrize(
    ("do", "bounds", "sentence"),
    [
        ("refuse", ORDINARY, "This file is empty. Export the film again and drop it here."),
        ("crash", ORDINARY, process.CRASH),
        ("eat_memory", replace(ORDINARY, memory_bytes=250 * MB), process.MEMORY),
        ("spin", replace(ORDINARY, cpu_s=1), process.TIME),
        ("hang", replace(ORDINARY, stall_s=0.5), process.TIME),
    ],
)
def test_what_a_file_does_to_it_becomes_a_sentence(do: str, bounds: Any, sentence: str):
    with pytest.raises(Unseen) as no:
        ask(do, bounds)
    assert no.value.sentence == sentence
    assert sentence in SENTENCES


def test_it_can_not_fill_the_disk(tmp_path: Path):
    with pytest.raises(Unseen):
        ask("fill_the_disk", replace(ORDINARY, file_bytes=3 * MB), path=str(tmp_path / "x"))
    assert (tmp_path / "x").stat().st_size <= 3 * MB


@pytest.mark.parametrize("do", ["fail", "be_killed", "leave"])
def test_what_is_no_files_fault_may_be_tried_again(do: str):
    with pytest.raises(Broken):
        ask(do)


def test_whoever_says_stop_ends_it_at_once():
    pids: list[int] = []
    with pytest.raises(Stopped):
        look(EYE, {"do": "hang"}, on_part=pids.append, keep_going=lambda: not pids)
    assert is_gone(pids[0])


def test_what_a_listener_raises_ends_it_too():
    pids: list[int] = []

    def robbed(pid: int) -> None:
        pids.append(pid)
        raise LookupError

    with pytest.raises(LookupError):
        look(EYE, {"do": "hang"}, on_part=robbed)
    assert is_gone(pids[0])


def test_it_dies_with_whoever_asked():
    words = (
        "import os, signal\nfrom tagging.eyes.process import look\n"
        "def told(pid):\n    print(pid, flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"look({EYE!r}, {{'do': 'hang'}}, on_part=told)\n"
    )
    parent = subprocess.run([sys.executable, "-c", words], cwd=process.ROOT, capture_output=True, timeout=60)
    child = int(parent.stdout)
    # It is the system that ends it, so it may still be about to.
    if not is_gone(child):
        status = Path(f"/proc/{child}/status")
        for _ in range(1000):
            if is_gone(child) or "(zombie)" in status.read_text():
                break
            os.sched_yield()
        else:
            pytest.fail("it lives on without its parent")


def test_it_reaches_nobody():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        told = ask("ask_elsewhere", port=port, theirs=str(Path("/proc/self/ns/net").readlink()))
    # Where the system lets nobody have a network of their own, FFmpeg's list of protocols has to do.
    assert told["shared"] or not told["reached"]
