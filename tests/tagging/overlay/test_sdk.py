"""The SDK at addresses that stay, for anybody's pages, built or not."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tagging.overlay.sdk import PLAIN
from tests.databases import ON_SQLITE


@ON_SQLITE
def test_what_was_built_is_served_to_every_site(app: Flask, client: FlaskClient, tmp_path: Path):
    (tmp_path / "sdk").mkdir()
    (tmp_path / "sdk" / "vitrine.js").write_text("export const built = true;")
    app.static_folder = str(tmp_path)
    with client.get("/static/sdk/vitrine.js") as answer:
        assert answer.text == "export const built = true;"
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "no-cache" in answer.headers["Cache-Control"]
        assert answer.headers["ETag"]


@ON_SQLITE
def test_what_was_not_built_is_served_as_modules(app: Flask, client: FlaskClient, tmp_path: Path):
    app.static_folder = str(tmp_path)
    for name, text in PLAIN.items():
        answer = client.get(f"/static/sdk/{name}")
        assert answer.text.strip() == text
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/static/sdk/part-GONE.js").status_code == 404
