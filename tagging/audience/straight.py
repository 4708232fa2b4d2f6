"""Events past Flask: what a player tells needs no session, no database and no line in the log.

Before the app's routes, behind the proxies' word of who asks. What is unusual (no length, too long, a trace)
goes on to Flask, whose route gives the same answers.
"""

from collections.abc import Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

from flask import Flask

from kit import cors, metrics
from kit.proxies import network
from tagging.audience import beacon
from tagging.audience.take import Answer, Taker, problem, taker_of

Environ = MutableMapping[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

PATH = "/v1/events"


def init_app(app: Flask) -> None:
    app.wsgi_app = Straight(app.wsgi_app, taker_of(app), app.config["VITRINE"].is_https)  # type: ignore[method-assign]


class Straight:
    def __init__(self, rest: Wsgi, taker: Taker, is_https: bool) -> None:
        self.rest, self.taker = rest, taker
        self.always = {
            **cors.FOR_ALL,
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
            **({"Strict-Transport-Security": "max-age=31536000"} if is_https else {}),
        }

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        is_plain = (
            environ["REQUEST_METHOD"] == "POST"
            and environ["PATH_INFO"] == PATH
            and "HTTP_X_REQUEST_ID" not in environ
            and length.isdecimal()
            and int(length) <= beacon.MOST_BYTES
        )
        if not is_plain:
            return self.rest(environ, start)
        answer = self._answer(environ, int(length))
        metrics.count_kept([(PATH, "POST", answer.status, 1)])
        headers = {**answer.headers, "Content-Length": str(len(answer.body)), **self.always}
        start(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(headers.items()))
        return [answer.body]

    def _answer(self, environ: Environ, length: int) -> Answer:
        raw = environ["wsgi.input"].read(length)
        if len(raw) < length:
            return problem(400, "This was cut off on its way. Send it again.")
        says_no = environ.get("HTTP_SEC_GPC", "").strip() == "1"
        return self.taker.take(raw, says_no, network(environ.get("REMOTE_ADDR")))
