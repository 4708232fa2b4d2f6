"""`python -m tools.pictures OUT [NAME …]`: every page and state of the demo, in three sizes, light and dark.

`--readme` takes the pictures of the README instead. Both use the demo that runs from `--demo` (instance).
"""

import argparse
import html
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import ARGS, chromium_path
from tests.looks.place import Place, of_demo
from tests.looks.states import Look, named
from tests.looks.visit import DESKTOP, PHONE, SCHEMES, TABLET, visited

ROOT = Path(__file__).resolve().parent.parent
SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}
# For the README: the look, its size and its theme.
README = {
    "watch": ("watch-chip", PHONE, "dark"),
    "sheet": ("watch-sheet", PHONE, "light"),
    "studio": ("desk", DESKTOP, "dark"),
    "report": ("report", DESKTOP, "light"),
    "front": ("front", DESKTOP, "light"),
}
MOST_BYTES = 200_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, help="the folder for the pictures and their index.html")
    parser.add_argument("names", nargs="*", help="only these looks")
    parser.add_argument("--demo", type=Path, default=ROOT / "instance", help="the folder of a running demo")
    parser.add_argument("--readme", action="store_true", help="write docs/pictures instead")
    wanted = parser.parse_intermixed_args()
    if not (wanted.demo / "demo.json").is_file():
        sys.exit("No demo is running: start one with `make demo` and run this again beside it.")
    if not wanted.readme and wanted.out is None:
        parser.error("say where to: python -m tools.pictures OUT")
    place = of_demo(wanted.demo)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
        try:
            if wanted.readme:
                take_readme(browser, place, ROOT / "docs" / "pictures")
            else:
                take_all(browser, place, named(wanted.names), wanted.out)
        finally:
            place.close()
            browser.close()


def take_all(browser: Browser, place: Place, looks: list[Look], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    troubles: list[str] = []
    for look in looks:
        for size in SIZES:
            if look.only_wide and size != "desktop":
                continue
            try:
                with visited(browser, place, look, SIZES[size]) as visit:
                    for scheme in SCHEMES:
                        visit.show(SIZES[size], scheme)
                        take(visit.page, out / f"{look.name}-{size}-{scheme}.png", whole=not look.is_film)
                    troubles += visit.troubles
            except Exception as reason:  # one page that fails must not hide the others
                troubles.append(f"{look.name} ({size}): {str(reason).splitlines()[0]}")
        print(look.name, file=sys.stderr, flush=True)
    (out / "index.html").write_text(sheet(looks, out, troubles))
    for trouble in troubles:
        print(trouble, file=sys.stderr)


def take(page: Page, path: Path, whole: bool) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, full_page=whole, animations="disabled", caret="hide")


def sheet(looks: list[Look], out: Path, troubles: list[str]) -> str:
    """All of them on one page, to be looked at one by one."""
    rows = []
    for look in looks:
        shown = sorted(out.glob(f"{look.name}-*-*.png"))
        shown = [p for p in shown if p.stem.rsplit("-", 2)[0] == look.name]
        cells = "".join(
            f'<a href="{p.name}"><img src="{p.name}" alt="{p.stem}" loading="lazy" height="360"></a>'
            for p in shown
        )
        rows.append(f"<h2>{html.escape(look.name)}</h2><p>{cells}</p>")
    told = "".join(f"<li>{html.escape(one)}</li>" for one in troubles)
    return f"<!doctype html><meta charset=utf-8><title>Looks</title><ul>{told}</ul>{''.join(rows)}"


def take_readme(browser: Browser, place: Place, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, (look_name, size, scheme) in README.items():
        (look,) = named([look_name])
        with visited(browser, place, look, size) as visit:
            visit.show(size, scheme)
            path = out / f"{name}.webp"
            with TemporaryDirectory() as folder:
                taken = Path(folder) / "taken.png"
                take(visit.page, taken, whole=False)
                squeeze(taken, path)
            print(json.dumps({"picture": str(path.relative_to(ROOT)), "bytes": path.stat().st_size}))


def squeeze(taken: Path, kept: Path) -> None:
    """A picture for a page of text, as good as its room allows."""
    import cv2

    picture = cv2.imread(str(taken))
    assert picture is not None
    for quality in (92, 85, 75, 60):
        cv2.imwrite(str(kept), picture, [cv2.IMWRITE_WEBP_QUALITY, quality])
        if kept.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{kept.name} stays larger than {MOST_BYTES} bytes.")


if __name__ == "__main__":
    main()
