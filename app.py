"""The app: settings, extensions, blueprints, commands. Knows every feature; nothing imports it."""

from kit import loading  # before all that it holds the collector back for

# isort: split
import sys
from pathlib import Path

import click
from flask import Flask, current_app, request
from flask.cli import with_appcontext
from flask_migrate import Migrate
from flask_migrate.cli import db as db_commands
from flask_smorest.spec import openapi_cli as openapi_commands
from flask_wtf.csrf import CSRFProtect

from accounts import acting, callers, key_pages, log_pages
from accounts import commands as account_commands
from accounts.forgotten import jobs as forgotten_jobs
from accounts.forgotten import pages as forgotten_pages
from accounts.joining import join_pages
from accounts.joining import pages as team_pages
from accounts.signing_in import account_pages, badge, passkey_routes
from accounts.signing_in import jobs as sign_in_jobs
from accounts.signing_in import pages as sign_in_pages
from commerce.attribution import commands as attribution_commands
from commerce.attribution import pages as report_pages
from commerce.attribution import routes as reports
from commerce.catalogue import shelf
from commerce.checkout import commands as checkout_commands
from commerce.checkout import figures as checkout_figures
from commerce.checkout import jobs as checkout_jobs
from commerce.checkout import routes as checkouts
from commerce.payments import routes as payments
from demo import doors, letters, tour, windows
from kit import (
    commands,
    cors,
    db,
    editions,
    errors,
    figures,
    headers,
    health,
    jobs,
    language,
    limits,
    logs,
    mail,
    metrics,
    openapi,
    proxies,
    scheme,
    settings,
    squeeze,
    storage,
)
from tagging.audience import figures as audience_figures
from tagging.audience import jobs as audience_jobs
from tagging.audience import pages as privacy
from tagging.audience import queries as events
from tagging.audience import routes as audience
from tagging.audience import straight, take
from tagging.audience.axis import film_axis
from tagging.audience.trace import trace_command
from tagging.episodes import facing
from tagging.episodes import figures as episode_figures
from tagging.episodes import jobs as episode_jobs
from tagging.episodes import routes as captions
from tagging.finding import figures as finding_figures
from tagging.finding import jobs as finding_jobs
from tagging.finding import routes as findings
from tagging.handover import routes as handover
from tagging.history import routes as history
from tagging.keyframes import jobs as keyframe_jobs
from tagging.keyframes.commands import suggest_command
from tagging.linting import jobs as linting_jobs
from tagging.linting import routes as checks
from tagging.notes import routes as notes
from tagging.overlay import film_routes, sdk
from tagging.overlay import pages as overlay_pages
from tagging.overlay import routes as overlay
from tagging.packaging import jobs as packaging_jobs
from tagging.placements import jobs as track_jobs
from tagging.placements import routes as placements
from tagging.placements import track_routes as tracks
from tagging.presence import routes as presence
from tagging.publishing import routes as publishing
from tagging.recut import jobs as recut_jobs
from tagging.recut import pages as recut_pages
from tagging.recut import routes as recuts
from tagging.studio import pages as studio_pages
from tagging.studio import routes as studio

API = (checkouts, reports, audience, captions, overlay, placements, tracks, findings, publishing, studio)
API += (checks, history, notes, handover, recuts, presence)
PAGES = (
    *(sign_in_pages, account_pages, passkey_routes, key_pages, acting),
    *(team_pages, join_pages, forgotten_pages, log_pages, privacy),
    *(overlay_pages, sdk, studio_pages, recut_pages, report_pages, payments, health),
)
# Routes of their own file on a blueprint that is registered above.
MORE_ROUTES = (film_routes,)
# Importing them registers what they know of themselves.
FIGURES = (figures, checkout_figures, episode_figures, finding_figures, audience_figures)
# Importing them registers their jobs and sweeps.
JOBS = (mail, forgotten_jobs, sign_in_jobs, checkout_jobs, episode_jobs, keyframe_jobs)
JOBS += (track_jobs, finding_jobs, linting_jobs, recut_jobs, packaging_jobs, audience_jobs)

loading.done()

# Calls that carry no cookie of ours by design, or bring their own proof.
FREE_OF_CSRF = {"payments.take_stripe_event", "events.take_events", "checkouts.Checkouts"}
FREE_OF_CSRF |= {"events.create_viewer", "events.OneViewer"}


class HeaderFirst(CSRFProtect):
    """A script sends its token in a header: then the body stays unread, for it may be a film."""

    def _get_csrf_token(self) -> str | None:
        sent = (request.headers.get(name) for name in current_app.config["WTF_CSRF_HEADERS"])
        return next(filter(None, sent), None) or super()._get_csrf_token()  # type: ignore[misc]


csrf = HeaderFirst()


def create_app(wanted: settings.Settings | None = None) -> Flask:
    """Build the app from the environment, or from settings made by a test."""
    if wanted is None and commands.only_help_is_asked(sys.argv[1:]):
        return only_commands()
    ours = wanted or settings.read()
    logs.configure(ours.log_level)
    for slip in ours.slips:
        logs.log.warning("setting.unknown", why=slip)
    app = Flask(__name__)
    configure(app, ours)
    for part in (logs, metrics, cors, db, errors, language, scheme, limits, storage, jobs):
        part.init_app(app)
    csrf.init_app(app)
    take.init_app(app)
    straight.init_app(app)
    # Around it all: who asks is known to whoever answers.
    proxies.init_app(app)
    app.before_request(admit)
    app.before_request(protect)
    facing.init_app(app)
    headers.init_app(app)
    editions.init_app(app)
    squeeze.init_app(app)
    sign_in_pages.init_app(app)
    Migrate(app, db.db, directory="migrations", render_as_batch=True)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    app.register_blueprint(doors.blueprint)
    api = openapi.ProblemApi(app)
    for part in API:
        api.register_blueprint(part.blueprint)
    app.extensions["front"] = overlay.OFTEN
    # A report is commerce and a film is tagging, which commerce never imports: here they meet.
    app.extensions["film_axis"] = film_axis
    app.extensions["fresh_touches"] = events.fresh_touches
    if settings_in(app).is_demo:
        app.extensions["ready"] = [doors.why_not_ready]
        windows.init_app(app)
        tour.init_app(app)
        letters.init_app(app)
    app.context_processor(page_context)
    return with_commands(app)


def only_commands() -> Flask:
    """What `flask --help` lists, where nothing is set yet; those that libraries add are among them."""
    app = Flask(__name__)
    app.cli.add_command(db_commands, "db")
    app.cli.add_command(openapi_commands, "openapi")
    return with_commands(app)


def with_commands(app: Flask) -> Flask:
    for command in (
        suggest_command,
        attribution_commands.attribute,
        checkout_commands.reconcile,
        account_commands.found,
        commands.show_settings,
        commands.back_up,
        commands.bring_back,
        trace_command,
        work,
    ):
        app.cli.add_command(command)
    return app


def configure(app: Flask, ours: settings.Settings) -> None:
    app.config.update(
        VITRINE=ours,
        SECRET_KEY=ours.secret_key,
        SQLALCHEMY_DATABASE_URI=ours.database_url,
        # What was asked of the database may hold a secret: an error of it tells the statement only.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True, "pool_pre_ping": True},
        MAX_CONTENT_LENGTH=1_000_000,
        # The prefix binds it to this host and to https: no sister site can set one for us.
        SESSION_COOKIE_NAME="__Host-vitrine" if ours.is_https else "vitrine",
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
            "components": {"securitySchemes": {"key": openapi.KEY, "session": openapi.SESSION}},
        },
        OPENAPI_URL_PREFIX="/v1",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_SWAGGER_UI_PATH="/docs",
        OPENAPI_SWAGGER_UI_URL="/static/vendor/swagger-ui/",
    )


def admit() -> None:
    """A form with a picture may be larger; told before anything reads the form."""
    if request.endpoint == "studio_pages.add_product":
        request.max_content_length = shelf.PICTURE_BYTES + 100_000


def protect() -> None:
    """A form or script of ours proves itself by its token; a key is proof enough."""
    if request.routing_exception is not None:
        return  # there is nothing to protect: what is wrong with the address or method is told next
    if request.path.startswith("/v1/") and callers.find_caller() is None:
        return  # nobody is signed in, so nobody's word can be forged: who they are is asked next
    if request.endpoint in FREE_OF_CSRF or callers.is_machine() or request.method in db.READING:
        return
    csrf.protect()


def settings_in(app: Flask) -> settings.Settings:
    return app.config["VITRINE"]


def page_context() -> dict[str, object]:
    """What every page knows: who is signed in, and whether this is the demo."""
    me = callers.find_caller()
    person = {**badge.badge(me), "seats": acting.places()} if me else None
    return {"person": person, "is_demo": settings_in(current_app).is_demo}


@click.command("worker")
@click.option("--workers", default=2, show_default=True, help="How many jobs at a time.")
@with_appcontext
def work(workers: int) -> None:
    """Run background jobs and sweeps until stopped."""
    # The web on this machine answers Prometheus for us too.
    if shared := settings_in(current_app).metrics_path:
        metrics.share(Path(shared))
    jobs.work(current_app._get_current_object(), workers)  # type: ignore[attr-defined]
