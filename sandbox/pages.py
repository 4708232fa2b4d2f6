"""Pages for people: what happened, a page that pays, the script and the card form's frame."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template, request

from sandbox import balance, overview, sessions
from sandbox.context import sandbox
from sandbox.settings import API_VERSION

blueprint = Blueprint("pages", __name__)

SAYS = "The calls of Stripe.js that Checkout Elements needs, answered by the sandbox. No money moves."
# One classic script, as Stripe's is, kept here in parts by subject.
PARTS = ("base", "element", "bank", "checkout", "stripe")
FOLDER = Path(__file__).parent / "static" / "script"
SCRIPT = f"""// {SAYS}
(() => {{
"use strict";

{"".join((FOLDER / f"{part}.js").read_text() for part in PARTS)}}})();
"""


@blueprint.get("/")
def show_overview() -> str:
    with sandbox().store.read() as db:
        seen = overview.read(db)
    return render_template(
        "overview.html",
        seen=seen,
        settings=sandbox().settings,
        version=API_VERSION,
        money=money,
        clock=clock,
    )


@blueprint.get("/pay/<id>")
def show_pay_page(id: str) -> str:
    """A page of the sandbox that pays a session, as Stripe's hosted page does."""
    with sandbox().store.read() as db:
        session = sessions.one(db, id)
        secret = overview.secret_of(db, id)
    return render_template(
        "pay.html",
        session=session,
        secret=secret,
        key=sandbox().settings.publishable_key or "pk_test_sandbox",
        total=money(session["amount_total"], session["currency"]),
    )


@blueprint.get("/js/stripe.js")
def send_script() -> Response:
    response = Response(SCRIPT, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/js/form")
def show_form() -> Response:
    return _frame("form.html")


@blueprint.get("/js/challenge")
def show_challenge() -> Response:
    return _frame("challenge.html")


@blueprint.get("/healthz")
def say_alive() -> Response:
    with sandbox().store.read() as db:
        db.execute("SELECT 1").fetchone()
    return jsonify({"status": "ok", "livemode": False})


def money(amount: int, currency: str) -> str:
    units = balance.divisor(currency)
    return f"{amount / units:,.{len(str(units)) - 1}f} {currency.upper()}"


def clock(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d %b %H:%M:%S")


def _frame(name: str) -> Response:
    response = Response(render_template(name), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
        " font-src * data:"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
