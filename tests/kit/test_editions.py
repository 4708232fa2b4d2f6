"""Files at an address that changes with them: kept for good by browsers, and all of one version."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from kit import editions
from tests.databases import ON_SQLITE


@ON_SQLITE
def test_a_page_names_files_that_are_kept_for_good(client: FlaskClient):
    page = client.get("/").text
    named = re.findall(r'(?:href|src)="(/static/@[^"#]+)', page)
    assert any(one.endswith("/tokens.css") for one in named)
    for one in set(named):
        with client.get(one) as answer:
            assert answer.status_code == 200, one
            assert answer.headers["Cache-Control"] == editions.FOR_GOOD, one


@ON_SQLITE
def test_of_another_edition_nothing_is_kept(client: FlaskClient):
    with client.get("/static/@of-yesterday/tokens.css") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("no-cache")


@ON_SQLITE
def test_what_is_no_file_of_ours_is_not_there(app: Flask, client: FlaskClient):
    with app.app_context():
        edition = editions.current()
    for name in ("nothing.js", "../app.py", "..%2fapp.py", ""):
        assert client.get(f"/static/@{edition}/{name}").status_code == 404, name


def test_the_address_changes_with_any_file_but_not_with_what_is_brought(tmp_path: Path):
    def now() -> str:
        editions.told.cache_clear()
        return editions.told(tmp_path)

    (tmp_path / "a.js").write_text("one")
    first = now()
    (tmp_path / "a.js").write_text("two")
    second = now()
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    third = now()
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "font.css").write_text("brought")
    assert len({first, second, third}) == 3
    assert now() == third
