"""`python tools/env.py demo|dev|peers` makes an environment hold what its lock says, if it doesn't yet."""

import hashlib
import os
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# The benchmarks' peers bring a second OpenCV, which would overwrite the product's.
PEERS = ROOT / "build" / "peers"
# The development lock holds all of the demo's at the same versions, so it settles both.
SETTLES = {"demo": ["demo"], "dev": ["demo", "dev"], "peers": ["peers"]}


def main() -> None:
    group = sys.argv[1]
    home = PEERS if group == "peers" else VENV
    if not works(home):
        make_venv(home)
    if not is_current(home, f"installed-{group}", locked(home, group)):
        install(home, group)
        for settled in SETTLES[group]:
            write_stamp(home, f"installed-{settled}", locked(home, settled))
    if home == VENV and not is_current(home, "installed-project", project()):
        itself = ["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
        run([*pip(home), *itself], "The project itself")
        write_stamp(home, "installed-project", project())


def python(home: Path) -> Path:
    return home / "bin" / "python"


def pip(home: Path) -> list[str]:
    return [str(python(home)), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]


def works(home: Path) -> bool:
    return (
        python(home).exists()
        and subprocess.run([python(home), "-m", "pip", "--version"], capture_output=True).returncode == 0
    )


def make_venv(home: Path) -> None:
    say(f"Making {home.relative_to(ROOT)}")
    try:
        venv.create(home, clear=True, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(
            f"Python could not make an environment in {home}: {error}.\n"
            "On Debian or Ubuntu: apt-get install python3-venv"
        )


def install(home: Path, group: str) -> None:
    lock = ROOT / "requirements" / f"{group}.txt"
    many = len(re.findall(r"^[\w.-]+(\[.*?\])?==", lock.read_text(), re.M))
    say(f"Installing {many} packages, about a minute")
    began = time.monotonic()
    # Some of the peers' packages are there for their pictures alone: the lock names all that is to run.
    alone = ["--no-deps"] if group == "peers" else []
    run([*pip(home), "install", *alone, "--require-hashes", "-r", str(lock)], "The packages")
    say(f"Installed in {time.monotonic() - began:.0f} s")


def run(command: list[str], what: str) -> None:
    # Somebody else's PYTHONPATH or user site must not decide what is installed here.
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PIP_USER", "PIP_TARGET")
    }
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        stop(f"{what} could not be installed; the lines above say why. Is a package index in reach?")


def locked(home: Path, group: str) -> str:
    return digest((ROOT / "requirements" / f"{group}.txt").read_bytes() + version(home))


def project() -> str:
    return digest((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode() + version(VENV))


def version(home: Path) -> bytes:
    return (home / "pyvenv.cfg").read_bytes()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_current(home: Path, name: str, mark: str) -> bool:
    stamp = home / name
    return stamp.is_file() and stamp.read_text() == mark


def write_stamp(home: Path, name: str, mark: str) -> None:
    (home / name).write_text(mark)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def stop(words: str) -> None:
    sys.exit(words)


if __name__ == "__main__":
    main()
