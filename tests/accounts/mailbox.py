"""The e-mails a test's app has written, read from the outbox as their recipients would."""

import re

from flask import Flask
from sqlalchemy import select

from kit.db import db
from kit.mail import Mail


def letters(app: Flask, to: str) -> list[str]:
    """The texts of all e-mails to somebody, the newest last."""
    with app.app_context():
        wanted = select(Mail.text).where(Mail.recipient == to).order_by(Mail.made_at, Mail.id)
        return [text or "" for text in db.session.scalars(wanted)]


def link(app: Flask, to: str) -> str:
    """The path of the link in the newest e-mail to somebody."""
    found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", letters(app, to)[-1], re.MULTILINE)
    assert found is not None
    return found[1]
