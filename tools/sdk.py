"""`python -m tools.sdk` builds the player for other people's pages: sdk/dist to publish, static/sdk to serve.

The modules in static/player are the source and run as they are; what is built is smaller, in one file instead
of many, with a classic script beside the modules, and types for TypeScript made of the comments.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.provider import fetch, has_node, path_with_node
from tools.vendor import run

ROOT = Path(__file__).resolve().parent.parent
SDK = ROOT / "sdk"
PLAYER = ROOT / "static" / "player"
DIST = SDK / "dist"
SERVED = ROOT / "static" / "sdk"
BIN = SDK / "node_modules" / ".bin"
# Safari 16.4 and its contemporaries have all that the modules themselves ask for.
BUNDLE = ["--bundle", "--minify", "--target=es2022", "--log-level=warning"]
TYPED = ["--allowJs", "--checkJs", "--strict", "--declaration", "--emitDeclarationOnly"]
TYPED += ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
TYPED += ["--lib", "es2024,dom,dom.iterable"]


def main() -> None:
    # Without it the app answers with the modules themselves; tests and checks insist.
    optional = "--optional" in sys.argv[1:]
    mark = fingerprint()
    stamp = DIST / ".made"
    if stamp.is_file() and stamp.read_text() == mark and SERVED.is_dir():
        return
    try:
        fetch(SDK, "what builds the SDK")
        build()
    except (SystemExit, subprocess.CalledProcessError, OSError) as error:
        words = getattr(error, "stdout", None) or getattr(error, "stderr", None) or str(error)
        if not optional:
            sys.exit(f"{words.strip()}\nThe SDK could not be built.")
        print(f"{words.strip()}\nThe SDK is served as plain modules until the next try.", file=sys.stderr)
        return
    stamp.write_text(mark)


def fingerprint() -> str:
    """What it is made from, in a few letters."""
    sources = [*PLAYER.glob("*.js"), *SDK.glob("*.*"), Path(__file__)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(sources))).hexdigest()


def build() -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    # The shop stays a file of its own, fetched when the film starts.
    parts = ["--splitting", "--format=esm", "--chunk-names=part-[hash]"]
    bundle([PLAYER / "vitrine.js"], *parts, f"--outdir={DIST}")
    bundle([PLAYER / "core.js"], "--format=esm", f"--outdir={DIST}")
    classic = DIST / "vitrine.iife.js"
    bundle([SDK / "classic.js"], "--format=iife", "--global-name=Vitrine", f"--outfile={classic}")
    types = ["--rootDir", str(PLAYER), "--outDir", str(DIST / "types")]
    tool("tsc", *TYPED, *types, str(PLAYER / "vitrine.js"), str(PLAYER / "core.js"))
    shutil.copyfile(SDK / "index.d.ts", DIST / "types" / "index.d.ts")
    serve()


def bundle(entries: list[Path], *options: str) -> None:
    tool("esbuild", *map(str, entries), *BUNDLE, *options)


def tool(name: str, *words: str) -> str:
    env = None if has_node() else {**os.environ, "PATH": path_with_node()}
    return run([str(BIN / name), *words], env, SDK)


def serve() -> None:
    """Replaced as a whole, so that nobody finds half of it."""
    fresh = SERVED.with_name(".sdk.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for path in DIST.glob("*.js"):
        shutil.copyfile(path, fresh / path.name)
    shutil.rmtree(SERVED, ignore_errors=True)
    fresh.rename(SERVED)


if __name__ == "__main__":
    main()
