"""The demo's mailbox: what would have been sent is kept, shown on a page and printed where the demo runs."""

import os
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, current_app, make_response, render_template
from flask_babel import format_datetime
from sqlalchemy import select

from demo.again import instance_folder
from kit import clock
from kit.db import db
from kit.mail import Mail
from kit.smtp import Letter

blueprint = Blueprint("demo_letters", __name__)

MOST = 50


def init_app(app: Flask) -> None:
    """Only in the demo: elsewhere there is no such page, and e-mails are sent or wait."""
    app.register_blueprint(blueprint)
    app.extensions["keep_mail"] = keep


def keep(letter: Letter) -> None:
    """Write the e-mail's head and its link to a file that `make demo` follows. The row keeps the rest."""
    links = [line for line in letter.text.splitlines() if line.startswith(("http://", "https://"))]
    path = instance_folder() / "demo" / "mail.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    # For its owner only, like everything of the demo that opens an account.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(f"E-mail to {letter.recipient}: {letter.subject}  {' '.join(links)}".rstrip() + "\n")


@blueprint.get("/demo/mail")
def show_mail() -> Response:
    """Every e-mail of the demo, the newest first."""
    found = db.session.scalars(select(Mail).order_by(Mail.made_at.desc(), Mail.id.desc()).limit(MOST))
    letters = [shown(mail) for mail in found]
    answer = make_response(render_template("people/mailbox.html", letters=letters, is_sent=is_sent()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def shown(mail: Mail) -> dict[str, object]:
    at = mail.made_at.astimezone(ZoneInfo("UTC"))
    return {
        "id": mail.id,
        "recipient": mail.recipient,
        "subject": mail.subject,
        "text": mail.text,
        "at": mail.made_at.isoformat(timespec="seconds"),
        "when": format_datetime(at, "medium", rebase=False) + " UTC",
        "is_over": mail.until <= clock.now(),
    }


def is_sent() -> bool:
    """A demo with an SMTP_URL sends its e-mails for real, and keeps only that it did."""
    return bool(current_app.config["VITRINE"].smtp_url)
