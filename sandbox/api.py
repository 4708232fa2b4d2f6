"""/v1: the part of Stripe's API that the shop's server speaks to."""

import base64
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, g, jsonify, request

from sandbox import balance, events, listing, refunds, sessions, store
from sandbox.context import sandbox
from sandbox.errors import ApiError, broken, invalid, missing, unauthorised
from sandbox.idempotency import Try, fingerprint, once
from sandbox.params import Params, tree
from sandbox.settings import API_VERSION, LIVE_KEYS
from sandbox.store import Connection, Json

Wanted = TypeVar("Wanted")
blueprint = Blueprint("api", __name__, url_prefix="/v1")


@blueprint.before_request
def check_caller() -> None:
    g.request_id = store.new_id("req_", 14)
    key = _key_given()
    if key is None:
        raise unauthorised("You did not provide an API key. Send it as `Authorization: Bearer YOUR_KEY`.")
    if key.startswith(LIVE_KEYS):
        raise unauthorised("This is a sandbox, where no money moves: it never takes a live key.")
    if key.startswith("pk_"):
        raise unauthorised("This call needs a secret key, not a publishable one.", "secret_key_required")
    if key != sandbox().settings.secret_key:
        raise unauthorised(f"Invalid API Key provided: {key[:8]}****{key[-4:]}")
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise invalid(f"This sandbox speaks version {API_VERSION} of the API, not {version}.")


@blueprint.post("/checkout/sessions")
def create_session() -> Response:
    public_url = sandbox().settings.public_url
    return change(sessions.wanted, lambda db, wanted: sessions.create(db, wanted, public_url))


@blueprint.get("/checkout/sessions")
def list_sessions() -> Response:
    return listed("checkout.session", ("payment_intent", "status"))


@blueprint.get("/checkout/sessions/<id>")
def retrieve_session(id: str) -> Response:
    return shown("checkout.session", id)


@blueprint.post("/checkout/sessions/<id>/expire")
def expire_session(id: str) -> Response:
    return change(Params.close, lambda db, _: sessions.expire(db, id))


@blueprint.get("/checkout/sessions/<id>/line_items")
def list_line_items(id: str) -> Response:
    with sandbox().store.read() as db:
        sessions.one(db, id)
    return listed("item", (), parent=id)


@blueprint.get("/payment_intents")
def list_payment_intents() -> Response:
    return listed("payment_intent", ("customer",))


@blueprint.get("/payment_intents/<id>")
def retrieve_payment_intent(id: str) -> Response:
    return shown("payment_intent", id)


@blueprint.get("/charges")
def list_charges() -> Response:
    return listed("charge", ("payment_intent", "customer", "transfer_group"))


@blueprint.get("/charges/<id>")
def retrieve_charge(id: str) -> Response:
    return shown("charge", id)


@blueprint.post("/refunds")
def create_refund() -> Response:
    return change(refunds.wanted, refunds.create)


@blueprint.get("/refunds")
def list_refunds() -> Response:
    return listed("refund", ("charge", "payment_intent"))


@blueprint.get("/refunds/<id>")
def retrieve_refund(id: str) -> Response:
    return shown("refund", id)


@blueprint.get("/balance_transactions")
def list_balance_transactions() -> Response:
    # There are no payouts yet, so a payout's transactions are none.
    return listed("balance_transaction", ("type", "source", "currency", "payout"))


@blueprint.get("/balance_transactions/<id>")
def retrieve_balance_transaction(id: str) -> Response:
    return shown("balance_transaction", id)


@blueprint.get("/balance")
def retrieve_balance() -> Response:
    return look(lambda db, params: balance.summary(db))


@blueprint.get("/events")
def list_events() -> Response:
    return listed("event", ("type",))


@blueprint.get("/events/<id>")
def retrieve_event(id: str) -> Response:
    return shown("event", id)


@blueprint.route("/<path:path>", methods=["GET", "POST", "DELETE"])
def unknown(path: str) -> Response:
    message = f"Unrecognized request URL ({request.method}: /v1/{path}). This is only a part of Stripe."
    raise ApiError(404, "invalid_request_error", message)


def look(read: Callable[[Connection, Params], Json]) -> Response:
    """Answer a GET."""
    params = Params(tree(request.args.items(multi=True)))
    paths = params.list("expand")
    with sandbox().store.read() as db:
        body = read(db, params)
        params.close()
        return answer(200, finished(db, listing.expanded(db, body, paths)))


def shown(kind: str, id: str) -> Response:
    def read(db: Connection, params: Params) -> Json:
        body = store.find(db, kind, id)
        if body is None:
            raise missing(kind, id)
        return body

    return look(read)


def listed(kind: str, fields: tuple[str, ...], parent: str | None = None) -> Response:
    def read(db: Connection, params: Params) -> Json:
        filters = {name: params.text(name) for name in fields}
        return listing.page(db, kind, request.path, params, filters, parent)

    return look(read)


def change(check: Callable[[Params], Wanted], act: Callable[[Connection, Wanted], Json]) -> Response:
    """Answer a POST: once for each Idempotency-Key."""
    given = tree(request.form.items(multi=True))
    params = Params(given)
    paths = params.list("expand")

    fault = Fault()

    def check_then_stumble() -> Wanted:
        asked = check(params)
        fault.arrive()
        return asked

    def act_and_finish(db: Connection, wanted: Wanted) -> Json:
        fault.strike()
        return finished(db, listing.expanded(db, act(db, wanted), paths))

    attempt = Try(
        request.headers.get("Idempotency-Key") or None,
        fingerprint(request.method, request.path, given),
        g.request_id,
    )
    done = once(sandbox().store, attempt, check_then_stumble, act_and_finish)
    sandbox().sender.nudge()
    response = answer(done.status, done.body)
    if done.original:
        response.headers["Idempotent-Replayed"] = "true"
        response.headers["Original-Request"] = done.original
    return response


class Fault:
    """Slowness or failure that a test asked for (POST /test/faults).

    It is slow while the idempotency key is held, and not while the database is.
    """

    def __init__(self) -> None:
        self._fails = False

    def arrive(self) -> None:
        with sandbox().store.read() as db:
            asked = store.switch(db, "faults")
        if not asked:
            return
        time.sleep(asked.get("delay_ms", 0) / 1000)
        with sandbox().store.write() as db:
            asked = store.switch(db, "faults")
            self._fails = asked.get("fail", 0) > 0
            if self._fails:
                store.set_switch(db, "faults", {**asked, "fail": asked["fail"] - 1})

    def strike(self) -> None:
        if self._fails:
            raise broken()


def finished(db: Connection, body: Any) -> Any:
    """Fill in what depends on the moment of the answer."""
    if isinstance(body, list):
        return [finished(db, item) for item in body]
    if not isinstance(body, dict):
        return body
    if body.get("object") == "balance_transaction":
        body["status"] = balance.status(body)
    if body.get("object") == "event":
        return {**body, "pending_webhooks": events.pending(db, body["id"])}
    return {name: finished(db, value) for name, value in body.items()}


def answer(status: int, body: Json) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response


@blueprint.after_request
def name_request(response: Response) -> Response:
    response.headers["Request-Id"] = g.request_id
    response.headers["Stripe-Version"] = API_VERSION
    return response


def _key_given() -> str | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() == "basic":
        return base64.b64decode(value + "==").decode(errors="replace").partition(":")[0] or None
    return None
