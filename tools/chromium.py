"""`python -m tools.chromium` prints the path of a Chromium that plays H.264, installing one if it must."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".venv" / "chromium-path"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
H264 = "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1.42E01E, mp4a.40.2\"') !== ''"
HOW = (
    "No Chromium that plays H.264 could be found or installed. Install one (on Debian: apt-get install "
    "chromium fonts-dejavu-core; on Ubuntu: a Google Chrome package), or set CHROMIUM to the path of one."
)


def main() -> None:
    given = os.environ.get("CHROMIUM")
    if given:
        refusal = why_not(given)
        if refusal:
            sys.exit(f"CHROMIUM is set to {given}, but {refusal}.")
        print(given)
        return
    if FOUND.is_file() and os.access(FOUND.read_text(), os.X_OK):
        print(FOUND.read_text())
        return
    for path in candidates():
        refusal = why_not(path)
        if not refusal:
            FOUND.write_text(path)
            print(path)
            return
        print(f"{path} won't do: {refusal}", file=sys.stderr)
    sys.exit(HOW)


def candidates() -> Iterator[str]:
    """Cheapest first; an installer runs only when all before it failed."""
    yield from system()
    sources: list[Callable[[], Iterator[str]]] = [from_playwright, from_apt]
    for source in sources:
        yield from source()


def system() -> Iterator[str]:
    yield from (path for name in NAMES if (path := shutil.which(name)))


def from_playwright() -> Iterator[str]:
    print("No system Chromium: asking Playwright for one, about a minute", file=sys.stderr, flush=True)
    if run([sys.executable, "-m", "playwright", "install", "chromium"]):
        with sync_playwright() as playwright:
            yield playwright.chromium.executable_path


def from_apt() -> Iterator[str]:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium with apt-get, about two minutes", file=sys.stderr, flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    if run(["apt-get", "update", "-qq"]) and run(install):
        yield from system()


def run(command: list[str]) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).strip().splitlines()[-3:]), file=sys.stderr)
    return done.returncode == 0


def why_not(path: str) -> str | None:
    """Why this browser can't serve the tests, if it can't: it is really started and really asked."""
    if not os.access(path, os.X_OK):
        return "there is no program there that could be started"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            plays = browser.new_page().evaluate(H264)
            browser.close()
    except Error as error:
        return f"it did not start: {error.message.splitlines()[0]}"
    return None if plays else "it can't play H.264, so it could not show a film"


if __name__ == "__main__":
    main()
