"""`python -m tools.hosts` fetches other people's players by their lock, for the tests of the overlay."""

from pathlib import Path

from tools import sdk
from tools.provider import fetch

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "hosts"
BUILT = FOLDER / "node_modules" / ".built"


def main() -> None:
    fetch(FOLDER, "other people's players for the tests")
    if not BUILT.is_dir():
        fetch(sdk.SDK, "what builds the SDK")
        options = ["--format=esm", "--splitting", "--conditions=production", f"--outdir={BUILT}"]
        sdk.bundle([FOLDER / "vidstack.js"], *options)


if __name__ == "__main__":
    main()
