"""The Makefile and its tools, as somebody meets them in a fresh clone."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD = '#!/bin/sh\ncase "$2" in *platform*) echo 3.9.2 ;; *version_info*) exit 1 ;; esac\n'
BARE = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\n'
FINE = "#!/bin/sh\nexit 0\n"


def test_help_lists_every_target_a_person_calls():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M)) - {"vendor"}
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\w+) +\S", said, re.M)) == targets
    assert {"demo", "test", "check", "bench", "lock", "clean", "help"} <= targets


def test_make_alone_shows_the_help():
    said = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make demo" in said


def test_nothing_that_is_locked_names_a_registry():
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text()
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_the_smaller_locks_agree_with_the_larger():
    dev, demo, run = (versions(name) for name in ("dev", "demo", "run"))
    assert demo.items() <= dev.items()
    assert run.items() <= dev.items()


def versions(name: str) -> dict[str, str]:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^ ;\\]+)", lock, re.M))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A clone's tools, and an empty folder to put programs in."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "tools" / "find_python.sh", tmp_path / "tools")
    dirname = shutil.which("dirname")
    assert dirname is not None
    (tmp_path / "bin" / "dirname").symlink_to(dirname)
    return tmp_path


def find_python(fresh: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    for name, script in programs.items():
        program = fresh / "bin" / name.replace("_", ".")
        program.write_text(script)
        program.chmod(0o755)
    sh = shutil.which("sh") or "/bin/sh"
    command = [sh, str(fresh / "tools" / "find_python.sh")]
    env = {"PATH": str(fresh / "bin"), "HOME": os.devnull}
    return subprocess.run(command, env=env, capture_output=True, text=True)


def test_the_newest_suitable_python_is_taken(fresh: Path):
    assert find_python(fresh, python3=OLD, python3_11=FINE, python3_13=FINE).stdout == "python3.13\n"


def test_without_any_python_it_says_what_to_install(fresh: Path):
    found = find_python(fresh)
    assert found.returncode == 1
    assert "needs Python 3.11 or later, and none is on the PATH" in found.stderr


def test_with_an_old_python_it_says_how_old(fresh: Path):
    found = find_python(fresh, python3=OLD)
    assert found.returncode == 1
    assert "needs Python 3.11 or later, and the newest found here is 3.9.2" in found.stderr


def test_with_a_python_that_makes_no_environments_it_says_which_package(fresh: Path):
    found = find_python(fresh, python3=BARE)
    assert found.returncode == 1
    assert "apt-get install python3-venv" in found.stderr
