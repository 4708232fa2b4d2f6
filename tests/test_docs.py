"""What isn't documented isn't finished: settings, jobs, sweeps, routes."""

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app import create_app
from commerce.orders.states import MOVES
from kit import jobs, settings
from kit.db import db
from tests.conftest import plain_settings

ROOT = Path(__file__).parent.parent
DOCS = (ROOT / "docs" / "settings.md").read_text()


def test_every_setting_is_documented(tmp_path: Path) -> None:
    told = settings.read({"VITRINE_INSTANCE": str(tmp_path), "STRIPE_WEBHOOK_SECRET": "whsec_x"})
    named = set(told.origins)
    assert named >= {"DATABASE_URL", "HOLD_MINUTES", "VITRINE_DEMO"}
    for name in named:
        assert f"`{name}`" in DOCS, f"{name} is missing in docs/settings.md"


def test_every_job_and_sweep_is_documented(tmp_path: Path) -> None:
    plain(tmp_path)
    for name in [*jobs._jobs, *jobs._sweeps]:
        assert f"`{name}`" in DOCS, f"{name} is missing in docs/settings.md"


def test_every_v1_route_is_in_the_api_page(tmp_path: Path) -> None:
    app = plain(tmp_path)
    spec = app.test_client().get("/v1/openapi.json").get_json()["paths"]
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if path.startswith("/v1/") and path not in {"/v1/openapi.json", "/v1/docs"}:
            assert path in spec, f"{path} is not in the API page"
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            for method in methods:
                assert spec[path][method.lower()].get("summary"), f"{method} {path} says nothing of itself"


def test_every_setting_has_a_default_or_a_sentence() -> None:
    assert settings.names() == set(plain_settings(ROOT, "sqlite://", "http://127.0.0.1:9").__dict__)


def test_nothing_names_a_registry_or_a_machine() -> None:
    barred = re.compile(r"registry\.npmjs|files\.pythonhosted|pypi\.org/simple")
    locks = [
        ROOT / "package-lock.json",
        ROOT / "sdk" / "package-lock.json",
        *(ROOT / "tests").glob("*/package-lock.json"),
    ]
    for path in [*(ROOT / "requirements").glob("*.txt"), *locks]:
        assert not barred.search(path.read_text()), f"{path.name} names where packages come from"


def plain(folder: Path) -> Flask:
    return create_app(plain_settings(folder, f"sqlite:///{folder / 'docs.db'}", "http://127.0.0.1:9"))


def test_every_step_of_the_walks_is_where_it_says() -> None:
    links = re.findall(r"\[`(\w+)`\]\(\.\./([\w./]+)\)", (ROOT / "docs" / "walks.md").read_text())
    assert len(links) >= 20
    for name, path in links:
        assert re.search(rf"\b{name}\b", (ROOT / path).read_text()), f"{path} has no {name}"


def test_every_term_is_in_the_glossary(tmp_path: Path) -> None:
    """What is kept in a table of its own, and every state and move, is a word of this house."""
    plain(tmp_path)
    first_cells = re.findall(r"^\| (.+?) \|", (ROOT / "docs" / "glossary.md").read_text(), re.M)
    known = {term.strip().lower() for cell in first_cells for term in cell.split(",")}
    for mapper in db.Model.registry.mappers:
        term = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mapper.class_.__name__).lower()
        assert term in known, f"{term!r} ({mapper.class_.__module__}) is missing in docs/glossary.md"
    for state in {*MOVES.values(), *(before for before, _ in MOVES)}:
        assert state in known, f"the state {state!r} of an order is missing in docs/glossary.md"


def test_every_other_address_is_documented(tmp_path: Path) -> None:
    """Those of the API are in its own page; the rest is written down by hand."""
    said = (ROOT / "docs" / "addresses.md").read_text()
    demo = replace(plain_settings(tmp_path, f"sqlite:///{tmp_path / 'docs.db'}", ""), is_demo=True)
    there = {
        f"{method} {rule.rule}"
        for rule in create_app(demo).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/v1/")
    }
    written = set(re.findall(r"`((?:GET|POST) /[^`?]*)`", said))
    assert there - written == set(), "missing in docs/addresses.md"
    assert {w for w in written - there if not w.startswith("GET /as/")} == set(), (
        "gone, but still written down"
    )
