"""The demo's mailbox: every e-mail kept and readable, its link printed; and no such page elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from kit import mail
from kit.db import db, transaction
from tests.databases import Databases


@pytest.fixture
def demo(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("VITRINE_INSTANCE", str(tmp_path))
    address = databases.make("sqlite")
    app = create_app(
        replace(databases.plain, database_url=address, jobs_path=str(tmp_path / "j.db"), is_demo=True)
    )
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(address)


def write(app: Flask, to: str, link: str) -> None:
    with app.test_request_context(), transaction():
        kept = mail.post(to, "Come <b>in</b>", mail.Words(["Hello,"], link, "Open")).id
    with app.app_context():
        mail.send_mail(kept)


def test_a_mail_is_kept_shown_and_printed(demo: Flask, tmp_path: Path) -> None:
    page = demo.test_client().get("/demo/mail")
    assert "No e-mail yet" in page.text
    write(demo, "nina@new.example", "http://127.0.0.1:8000/join/first")
    write(demo, "mara@ada.example", "http://127.0.0.1:8000/reset/second")
    page = demo.test_client().get("/demo/mail")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.index("mara@ada.example") < page.text.index("nina@new.example"), "the newest first"
    for link in ("http://127.0.0.1:8000/join/first", "http://127.0.0.1:8000/reset/second"):
        assert f'href="{link}"' in page.text
    assert "<b>in</b>" not in page.text
    log = tmp_path / "demo" / "mail.log"
    assert log.read_text().splitlines() == [
        "E-mail to nina@new.example: Come <b>in</b>  http://127.0.0.1:8000/join/first",
        "E-mail to mara@ada.example: Come <b>in</b>  http://127.0.0.1:8000/reset/second",
    ]
    assert log.stat().st_mode & 0o077 == 0, "for its owner only"


def test_outside_of_the_demo_there_is_no_mailbox(databases: Databases) -> None:
    app = create_app(replace(databases.plain, database_url="sqlite://"))
    assert app.test_client().get("/demo/mail").status_code == 404
    assert "keep_mail" not in app.extensions
