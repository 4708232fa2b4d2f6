"""create_app(): the sandbox as a WSGI application. The shop and it import nothing of each other."""

import logging

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from sandbox import api, browser, doors, pages
from sandbox.context import Sandbox
from sandbox.errors import ApiError, broken
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.webhooks import Sender

log = logging.getLogger("sandbox")
LARGEST_REQUEST = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or Settings.from_environment()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    store = Store(settings.database)
    sender = Sender(store, settings)
    app.extensions["sandbox"] = Sandbox(settings, store, sender)
    for blueprint in (api.blueprint, browser.blueprint, doors.blueprint, pages.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(ApiError, refuse)
    app.register_error_handler(HTTPException, refuse_http)
    app.register_error_handler(Exception, stumble)
    # Again before every request: a server that forks after loading leaves the thread behind.
    app.before_request(sender.start)
    sender.start()
    return app


def refuse(error: ApiError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def refuse_http(error: HTTPException) -> tuple[Response, int]:
    answer = ApiError(error.code or 500, "invalid_request_error", error.description or error.name)
    return jsonify(answer.body), answer.status


def stumble(error: Exception) -> tuple[Response, int]:
    log.exception("the sandbox stumbled", exc_info=error)
    answer = broken()
    return jsonify(answer.body), answer.status
