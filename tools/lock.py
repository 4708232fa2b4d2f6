"""`make lock` resolves anew what pyproject.toml and package.json ask for: hashes, no addresses."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "-q"]
# Each smaller lock takes its versions from the one before it, so that they agree.
LOCKS = [
    ("dev", ["--all-extras", "--group", "demo", "--group", "dev"]),
    ("demo", ["--group", "demo", "-c", "requirements/dev.txt"]),
    ("run", ["--all-extras", "-c", "requirements/dev.txt"]),
]

# The pages', the SDK's, and the sign-in provider, readers and players of the tests.
PACKAGES = [".", "sdk", "tests/provider", "tests/readers", "tests/hosts"]
NPM = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts"]
NPM += ["--no-audit", "--no-fund", "--loglevel=error"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        # uv needs a home for its cache, and a fresh machine may have none.
        os.environ.setdefault("UV_CACHE_DIR", f"{folder}/cache")
        run([f"{folder}/bin/python", "-m", "pip", "-q", "--disable-pip-version-check", "install", "uv"])
        uv = f"{folder}/bin/uv"
        for name, more in LOCKS:
            print(f"requirements/{name}.txt", file=sys.stderr, flush=True)
            run([uv, *COMPILE, "--upgrade", "pyproject.toml", *more, "-o", f"requirements/{name}.txt"])
        run([uv, *COMPILE, "--upgrade", "--group", "pyproject.toml:node", "-o", "requirements/node.txt"])
        peers = ["--no-deps", "--group", "pyproject.toml:peers", "-o", "requirements/peers.txt"]
        run([uv, *COMPILE, "--upgrade", *peers])
    for folder in PACKAGES:
        print(f"{folder}/package-lock.json", file=sys.stderr, flush=True)
        # From inside: with --prefix npm would miss the machine's own settings.
        run(NPM, ROOT / folder)
    refuse_addresses()


def refuse_addresses() -> None:
    """A lock that names a registry would tie everybody to it."""
    for folder in PACKAGES:
        packages = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
        if any("resolved" in package for package in packages.values()):
            sys.exit(f"{folder}/package-lock.json holds addresses: is omit-lockfile-registry-resolved set?")
    for lock in (ROOT / "requirements").glob("*.txt"):
        if "://" in lock.read_text():
            sys.exit(f"{lock.name} holds an address; it must not.")


def run(command: list[str], folder: Path = ROOT) -> None:
    if subprocess.run(command, cwd=folder).returncode:
        sys.exit(f"{command[0]} failed; the lines above say why.")


if __name__ == "__main__":
    main()
