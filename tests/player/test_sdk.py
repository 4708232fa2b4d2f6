"""The SDK as a package: small, typed, complete; and the same without having been built."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tagging.overlay.sdk import PLAIN
from tests.player.stage import Stage
from tests.player.test_budget import BUDGET
from tests.player.test_hosts import chip, seek, sit_down
from tools import sdk

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    sdk.main()


def squeezed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in paths)


def first_loaded(name: str) -> list[Path]:
    """A file and what it names for loading at once."""
    text = (sdk.SERVED / name).read_text()
    there = re.findall(r"(?:from|import)\s*\"\./([\w.-]+\.js)\"", text)
    return [sdk.SERVED / name, *(path for one in there for path in first_loaded(one))]


def test_what_other_pages_load_keeps_its_budget():
    built = BUDGET["built"]
    assert squeezed(*first_loaded("core.js")) <= built["core.js"]
    assert len(first_loaded("vitrine.js")) > 1, "the shop is no longer a file of its own"
    assert squeezed(*first_loaded("vitrine.js")) <= built["vitrine.js"]
    assert squeezed(sdk.SERVED / "vitrine.iife.js") <= built["vitrine.iife.js"]


def test_a_page_in_typescript_compiles_against_its_types(tmp_path: Path):
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "vitrine-overlay").symlink_to(sdk.SDK)
    page = tmp_path / "page.ts"
    page.write_text((ROOT / "tests" / "hosts" / "page.ts").read_text())
    options = ["--noEmit", "--strict", "--preserveSymlinks", "--target", "es2022", "--module", "esnext"]
    options += ["--moduleResolution", "bundler", "--lib", "es2024,dom,dom.iterable"]
    try:
        sdk.tool("tsc", *options, str(page))
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stdout)


def test_what_the_package_promises_is_in_it():
    told = json.loads((sdk.SDK / "package.json").read_text())
    assert set(told["exports"]) == {".", "./core", "./classic"}
    named = json.dumps([told["exports"], told["types"], told["sideEffects"]])
    for path in re.findall(r"\./dist/[\w./]+", named):
        assert (sdk.SDK / path).is_file(), path
    for path in (sdk.DIST / "types").glob("*.d.ts"):
        for name in re.findall(r"from '\./([\w-]+)\.js'", path.read_text()):
            assert path.with_name(f"{name}.d.ts").is_file(), (path.name, name)


@pytest.mark.parametrize(("host", "script"), [("bare", "vitrine.js"), ("plyr", "vitrine.iife.js")])
def test_without_npm_the_same_addresses_do_the_same(host: str, script: str, page: Page, stage: Stage):
    page.route(
        f"**/static/sdk/{script}", lambda it: it.fulfill(content_type="text/javascript", body=PLAIN[script])
    )
    sit_down(page, stage, host)
    seek(page, 60)
    expect(chip(page, "coat")).to_be_visible()
    if host == "plyr":
        assert page.evaluate("typeof Vitrine.attach") == "function"


def test_every_event_property_and_part_is_documented():
    modules = [path.read_text() for path in (ROOT / "static" / "player").glob("*.js")]
    source = "\n".join(modules)
    docs, types = (ROOT / "docs" / "sdk.md").read_text(), (sdk.SDK / "index.d.ts").read_text()
    events = {f"vitrine-{one}" for one in re.findall(r"\.(?:ask|note)\('(\w+)'", source)}
    events |= set(re.findall(r"\.tell\('(vitrine-\w+)'", source)) | {"vitrine-error"}
    assert len(events) == 11
    for event in events:
        assert f"| `{event}` |" in docs, event
        assert f"'{event}': CustomEvent" in types, event
    for name in set(re.findall(r"var\((--vitrine-[\w-]+)", source)):
        assert f"`{name}`" in docs, name
    for part in set(re.findall(r"\bpart: '(\w+)'", source)):
        assert f"`{part}`" in docs, part
