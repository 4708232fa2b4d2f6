"""What every test may ask for: a database of each kind, the app on it, the cast, a sandbox, a browser."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from app import create_app
from demo.film import make_films
from kit.db import db
from kit.settings import Settings
from tests.browser import chromium
from tests.cast import Cast, assemble
from tests.databases import KINDS, Databases, postgresql
from tests.sandbox.running import KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET, Running, sandbox_at

# One for the whole run: Playwright starts only once in a process.
__all__ = ["chromium"]

# A property holds on a busy machine too: nothing here is measured by a clock.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


class Compiled(BytecodeCache):
    """Templates, compiled once for all apps of a run; each app still makes its own of them."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()
DRAWN_WIDTH = 180

# A browser or processes of our own: on a busy machine such a test can lose a race that nobody before a screen
# would. It gets one more go, and the summary names it under RERUN: a race to look into, not a mere pass.
ALIVE = {"chromium", "stage", "place", "running", "sandbox", "fresh_sandbox", "there"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and ALIVE & set(item.fixturenames):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def postgresql_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql(tmp_path_factory.mktemp("postgresql")) as uri:
        yield uri


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's films, small: drawn once for all processes of a run. Change a copy."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "drawn"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        make_films(folder, DRAWN_WIDTH)
    return folder


@pytest.fixture(scope="session")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A sandbox that nobody listens to: tests tell the app themselves what it would have heard."""
    running = sandbox_at(tmp_path_factory.mktemp("till"), "http://127.0.0.1:9/webhooks/stripe").start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def databases(postgresql_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    folder = tmp_path_factory.mktemp("databases")
    return Databases(folder, postgresql_uri, plain_settings(folder, "sqlite://", "http://127.0.0.1:9"))


@pytest.fixture(params=KINDS)
def app(
    request: pytest.FixtureRequest, databases: Databases, till: Running, tmp_path: Path
) -> Iterator[Flask]:
    """The app on a fresh database of each kind, its payments at a real sandbox."""
    address = databases.lend(request.param)
    made = create_app(plain_settings(tmp_path, address, till.url))
    made.testing = True
    made.jinja_env.bytecode_cache = COMPILED
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.give_back(address)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """For acts called directly. Not together with `client`: requests must bring a context of their own."""
    with app.app_context():
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    with app.app_context():
        return assemble()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def plain_settings(folder: Path, database_url: str, stripe_url: str) -> Settings:
    return Settings(
        secret_key="only for tests",
        database_url=database_url,
        media_url=str(folder / "media"),
        redis_url=None,
        jobs_path=str(folder / "jobs.db"),
        public_url="http://127.0.0.1:8000",
        stripe_secret_key=KEY,
        stripe_publishable_key=PUBLISHABLE_KEY,
        stripe_webhook_secret=WEBHOOK_SECRET,
        stripe_api_base=stripe_url,
        stripe_js_url=f"{stripe_url}/js/stripe.js",
        max_film_minutes=10,
        max_film_megabytes=200,
        hold_minutes=15,
        smtp_url=None,
        mail_from="Vitrine <vitrine@ada.example>",
        oidc_issuer=None,
        oidc_client_id="",
        oidc_client_secret="",
        oidc_name="your company account",
        metrics_token=None,
        trusted_proxies=0,
        is_demo=False,
        inbox_path=str(folder / "inbox"),
    )
