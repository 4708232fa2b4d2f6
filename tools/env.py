"""`python tools/env.py demo|dev` makes .venv hold what the lock says, and does nothing when it does."""

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
PYTHON = VENV / "bin" / "python"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
# The development lock holds all of the demo's at the same versions, so it settles both.
SETTLES = {"demo": ["demo"], "dev": ["demo", "dev"]}


def main() -> None:
    group = sys.argv[1]
    if not works():
        make_venv()
    if not is_current(f"installed-{group}", locked(group)):
        install(group)
        for settled in SETTLES[group]:
            write_stamp(f"installed-{settled}", locked(settled))
    if not is_current("installed-project", project()):
        run([*PIP, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], "The project itself")
        write_stamp("installed-project", project())


def works() -> bool:
    return (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    )


def make_venv() -> None:
    say("Making .venv")
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(
            f"Python could not make an environment in {VENV}: {error}.\n"
            "On Debian or Ubuntu: apt-get install python3-venv"
        )


def install(group: str) -> None:
    lock = ROOT / "requirements" / f"{group}.txt"
    many = len(re.findall(r"^[\w.-]+(\[.*?\])?==", lock.read_text(), re.M))
    say(f"Installing {many} packages, about a minute")
    began = time.monotonic()
    run([*PIP, "install", "--require-hashes", "-r", str(lock)], "The packages")
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


def locked(group: str) -> str:
    return digest((ROOT / "requirements" / f"{group}.txt").read_bytes() + version())


def project() -> str:
    return digest((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode() + version())


def version() -> bytes:
    return (VENV / "pyvenv.cfg").read_bytes()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_current(name: str, mark: str) -> bool:
    stamp = VENV / name
    return stamp.is_file() and stamp.read_text() == mark


def write_stamp(name: str, mark: str) -> None:
    (VENV / name).write_text(mark)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def stop(words: str) -> None:
    sys.exit(words)


if __name__ == "__main__":
    main()
