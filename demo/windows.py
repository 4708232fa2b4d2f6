"""The demo's windows: a page under /as/ROLE/ is that role's, whoever sits in the browser's other tabs."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, g, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user

from accounts.signing_in.entry import enter
from demo.doors import ONWARD, person_of
from kit.db import READING, db, transaction
from kit.errors import Unavailable
from kit.language import _

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WINDOW = "vitrine.window"
NAMED = re.compile(rf"/as/({'|'.join(ONWARD)})(/.*)?$")
# Everybody's: they look the same from every window, and a viewer's page must not know who looks.
SHARED = re.compile(r"/($|watch/|static/|media/|words/|demo/|favicon\.ico|healthz|readyz|metrics)")


def init_app(app: Flask) -> None:
    """Only for the demo: anyone may enter in any role here, so an address may be a key."""
    app.wsgi_app = Windows(app.wsgi_app)  # type: ignore[method-assign]
    app.session_interface = SessionOfWindow()
    app.before_request(take_seat)


class Windows:
    """Finds out which window asks and takes its prefix off the path.

    Pages, links and scripts know nothing of it: what they ask for by a plain path carries the window
    in its Referer, and a page that is opened so is led back under the prefix.
    """

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        named = NAMED.match(path)
        role = named[1] if named else asked_from(environ)
        if named:
            path = environ["PATH_INFO"] = named[2] or "/"
        if role is None or SHARED.match(path):
            return self.inner(environ, start_response)
        if not named and is_page(environ):
            query = environ.get("QUERY_STRING", "")
            onward = f"/as/{role}{path}" + (f"?{query}" if query else "")
            # 307: a form is sent again as it was, so that the page it answers with stays in its window.
            start_response("307 Temporary Redirect", [("Location", onward), ("Content-Length", "0")])
            return [b""]
        environ[WINDOW] = role

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            led = [(n, led_back(role, v) if n.lower() == "location" else v) for n, v in headers]
            return start_response(status, led, *more)

        return self.inner(environ, start)  # type: ignore[arg-type]


def asked_from(environ: "WSGIEnvironment") -> str | None:
    """The window whose page sent this request, if it is a page of ours."""
    page = urlsplit(environ.get("HTTP_REFERER", ""))
    named = NAMED.match(page.path) if page.netloc == environ.get("HTTP_HOST") else None
    return named[1] if named else None


def is_page(environ: "WSGIEnvironment") -> bool:
    """Whether the answer becomes the page that a person sees, and not a script's."""
    kind = environ.get("HTTP_SEC_FETCH_DEST")
    if kind or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
        return kind == "document"
    return "text/html" in environ.get("HTTP_ACCEPT", "")


def led_back(role: str, location: str) -> str:
    """Where a redirect leads inside the window it came from."""
    is_ours = location.startswith("/") and not location.startswith("//")
    return f"/as/{role}{location}" if is_ours and not SHARED.match(location.partition("?")[0]) else location


class SessionOfWindow(SecureCookieSessionInterface):
    """One cookie for each window, so that opening the partner's door throws no editor out."""

    def get_cookie_name(self, app: Flask) -> str:
        role = request.environ.get(WINDOW) if has_request_context() else None
        name = super().get_cookie_name(app)
        return f"{name}-{role}" if role else name


def take_seat() -> None:
    """Whoever opens a window is signed in there as its role; again, too, after everything was put back."""
    role = request.environ.get(WINDOW)
    if role is None or request.method not in READING or "Authorization" in request.headers:
        return
    if current_user.is_authenticated:
        return
    db.session.rollback()  # what was read so far must not become a transaction that writes
    with transaction():
        person = person_of(role)
        if person is None:
            raise Unavailable(_("The demo is still being set up. Try again in a moment."))
        enter(person, "", how="demo")
    g.pop("caller", None)
