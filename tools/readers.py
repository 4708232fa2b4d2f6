"""`python -m tools.readers` fetches other people's readers of our formats, for the tests, by their lock."""

from pathlib import Path

from tools.provider import fetch

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "readers"


def main() -> None:
    fetch(FOLDER, "the tests' readers of formats")


if __name__ == "__main__":
    main()
