"""The app: settings, extensions, blueprints, commands. Knows every feature; nothing imports it."""

from urllib.parse import urlsplit

import click
from flask import Flask, Response, current_app, request
from flask.cli import with_appcontext
from flask_migrate import Migrate
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from accounts import callers, key_pages
from accounts import pages as account_pages
from accounts.pages import init_app as init_accounts
from commerce.attribution import commands as attribution_commands
from commerce.attribution import pages as report_pages
from commerce.attribution import routes as reports
from commerce.catalogue import shelf
from commerce.checkout import commands as checkout_commands
from commerce.checkout import jobs as checkout_jobs
from commerce.checkout import routes as checkouts
from commerce.payments import gateway
from commerce.payments import routes as payments
from demo import doors
from kit import cors, db, errors, health, jobs, language, limits, logs, settings, storage
from tagging.audience import routes as audience
from tagging.episodes import jobs as episode_jobs
from tagging.keyframes import jobs as keyframe_jobs
from tagging.keyframes.commands import suggest_command
from tagging.overlay import pages as overlay_pages
from tagging.overlay import routes as overlay
from tagging.placements import routes as placements
from tagging.publishing import routes as publishing
from tagging.studio import pages as studio_pages
from tagging.studio import routes as studio

API = (checkouts, reports, audience, overlay, placements, publishing, studio)
PAGES = (key_pages, overlay_pages, studio_pages, report_pages, payments, health)
# Importing them registers their jobs and sweeps.
JOBS = (checkout_jobs, episode_jobs, keyframe_jobs)

# Calls that carry no cookie of ours by design, or bring their own proof.
FREE_OF_CSRF = {"payments.take_stripe_event", "events.take_events", "checkouts.Checkouts"}


class HeaderFirst(CSRFProtect):
    """A script sends its token in a header: then the body stays unread, for it may be a film."""

    def _get_csrf_token(self) -> str | None:
        sent = (request.headers.get(name) for name in current_app.config["WTF_CSRF_HEADERS"])
        return next(filter(None, sent), None) or super()._get_csrf_token()  # type: ignore[misc]


csrf = HeaderFirst()


def create_app(wanted: settings.Settings | None = None) -> Flask:
    """Build the app from the environment, or from settings made by a test."""
    logs.configure()
    app = Flask(__name__)
    configure(app, wanted or settings.read())
    for part in (cors, db, errors, language, limits, storage, jobs, gateway):
        part.init_app(app)
    csrf.init_app(app)
    app.before_request(admit)
    app.before_request(protect)
    app.after_request(guard)
    init_accounts(app)
    Migrate(app, db.db, directory="migrations", render_as_batch=True)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    app.register_blueprint(doors.blueprint)
    api = ProblemApi(app)
    for part in API:
        api.register_blueprint(part.blueprint)
    if settings_in(app).is_demo:
        app.extensions["ready"] = [doors.why_not_ready]
    app.context_processor(page_context)
    for command in (suggest_command, attribution_commands.attribute, checkout_commands.reconcile, work):
        app.cli.add_command(command)
    return app


def configure(app: Flask, ours: settings.Settings) -> None:
    app.config.update(
        VITRINE=ours,
        SECRET_KEY=ours.secret_key,
        SQLALCHEMY_DATABASE_URI=ours.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        MAX_CONTENT_LENGTH=1_000_000,
        SESSION_COOKIE_NAME="vitrine",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=ours.is_https,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=0,
        API_TITLE="Vitrine",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "security": [{"key": []}, {}],
        },
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_SWAGGER_UI_PATH="/docs",
        OPENAPI_SWAGGER_UI_URL="/static/vendor/swagger-ui/",
    )
    if ours.is_https:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


class ProblemApi(Api):
    """flask-smorest's documentation with our own errors."""

    def _register_error_handlers(self) -> None:
        pass


def admit() -> None:
    """A form with a picture may be larger; told before anything reads the form."""
    if request.endpoint == "studio_pages.add_product":
        request.max_content_length = shelf.PICTURE_BYTES + 100_000


def protect() -> None:
    """A form or script of ours proves itself by its token; a key is proof enough."""
    if request.endpoint in FREE_OF_CSRF or callers.is_machine() or request.method in db.READING:
        return
    csrf.protect()


def guard(response: Response) -> Response:
    """What a browser may load: our own, and Stripe's (or the sandbox's) script and frames."""
    stripe = urlsplit(settings_in(current_app).stripe_js_url)
    till = f"{stripe.scheme}://{stripe.netloc}"
    loose = " 'unsafe-inline'" if request.path == "/v1/docs" else ""
    allowed = {
        "default-src": "'self'",
        "script-src": f"'self' {till}{loose}",
        "style-src": f"'self'{loose}",
        "frame-src": f"'self' {till}",
        "connect-src": f"'self' {till} https://api.stripe.com",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    policy = "; ".join(f"{kind} {places}" for kind, places in allowed.items())
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response


def settings_in(app: Flask) -> settings.Settings:
    return app.config["VITRINE"]


def page_context() -> dict[str, object]:
    """What every page knows: who is signed in, and whether this is the demo."""
    me = callers.find_caller()
    return {"person": account_pages.badge(me) if me else None, "is_demo": settings_in(current_app).is_demo}


@click.command("worker")
@click.option("--workers", default=2, show_default=True, help="How many jobs at a time.")
@with_appcontext
def work(workers: int) -> None:
    """Run background jobs and sweeps until stopped."""
    jobs.work(current_app._get_current_object(), workers)  # type: ignore[attr-defined]
