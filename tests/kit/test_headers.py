"""What every answer tells the browser, by itself and in a real one."""

from dataclasses import replace
from pathlib import Path

from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from app import create_app
from kit import headers
from kit.settings import Settings
from tests.cast import PASSWORD, Cast
from tests.conftest import plain_settings
from tests.databases import ON_SQLITE
from tests.proof import proof, signed_in

PAGES = ["/", "/sign-in", "/v1/docs", "/watch/ep_NOTHING", "/nowhere", "/studio", "/reports", "/keys"]
SHARED = [
    "/static/player/vitrine.js",
    "/static/tokens.css",
    "/words/player.de.js",
    "/media/none.mp4",
    "/v1/episodes/ep_A/overlay",
    "/v1/checkouts/chk_A",
]


def secure(folder: Path) -> Settings:
    here = plain_settings(folder, f"sqlite:///{folder / 'https.db'}", "http://127.0.0.1:9")
    return replace(here, public_url="https://films.example", trusted_proxies=1)


def heads(client: FlaskClient, path: str) -> Headers:
    with client.get(path) as answer:
        return answer.headers


@ON_SQLITE
def test_nothing_inline_is_allowed_on_any_page(client: FlaskClient):
    for path in PAGES:
        policy = heads(client, path)["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        for told in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"):
            assert told in policy, (path, told)


@ON_SQLITE
def test_every_answer_is_guarded(client: FlaskClient):
    for path in [*PAGES, *SHARED, "/static/tokens.css", "/healthz"]:
        told = heads(client, path)
        assert told["X-Content-Type-Options"] == "nosniff", path
        assert told["X-Frame-Options"] == "SAMEORIGIN", path
        assert told["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in told["Permissions-Policy"], path
        assert "Referrer-Policy" in told, path
        assert "Strict-Transport-Security" not in told, path
        assert "Server" not in told, path


@ON_SQLITE
def test_only_what_other_pages_need_may_be_loaded_by_them(client: FlaskClient):
    for path in SHARED:
        assert heads(client, path)["Cross-Origin-Resource-Policy"] == "cross-origin", path
    for path in ["/", "/v1/episodes", "/static/parts.css", "/keys", "/words/studio.de.js"]:
        assert heads(client, path)["Cross-Origin-Resource-Policy"] == "same-origin", path


@ON_SQLITE
def test_a_strangers_file_does_nothing_but_draw(client: FlaskClient):
    policy = heads(client, "/media/products/pic_A.png")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


@ON_SQLITE
def test_what_is_somebodys_own_is_kept_nowhere(app: Flask, cast: Cast, client: FlaskClient):
    assert heads(client, "/")["Cache-Control"] == "private, no-cache"
    assert heads(client, "/static/tokens.css")["Cache-Control"].startswith("no-cache")
    signed_in(client, cast.ada.email("admin"))
    for path in ["/", "/studio", "/studio/products", "/reports", "/keys", "/v1/episodes", "/nowhere"]:
        told = heads(client, path)
        assert told["Cache-Control"] == "no-store", path
    by_key = app.test_client().get("/v1/episodes", headers=cast.ada.bearer("admin"))
    assert by_key.headers["Cache-Control"] == "no-store"


@ON_SQLITE
def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient):
    told = heads(client, "/sign-in")["Set-Cookie"]
    assert told.startswith("vitrine=")
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told


def test_under_https_everything_is_bound_to_this_host(tmp_path: Path):
    client = create_app(secure(tmp_path)).test_client()
    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-vitrine=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_our_name_is_the_operators_word_not_the_requests(tmp_path: Path):
    made = create_app(secure(tmp_path))
    seen: list[str] = []
    made.before_request(lambda: seen.append(request.host_url))
    for told in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        made.test_client().get("/healthz", headers={**told, "X-Forwarded-Proto": "https"})
    assert seen == ["https://films.example/"] * 2


def test_stripe_itself_may_show_a_banks_page(tmp_path: Path):
    real = replace(secure(tmp_path), stripe_js_url="https://js.stripe.com/clover/stripe.js")
    with create_app(real).app_context():
        policy = headers.policy(real)
    frames = next(part for part in policy.split("; ") if part.startswith("frame-src"))
    assert "https://hooks.stripe.com" in frames
    assert "https://js.stripe.com" in frames


@ON_SQLITE
def test_a_password_is_never_said_back(client: FlaskClient):
    told = {"email": "a@b.example", "password": PASSWORD}
    answer = client.post("/sign-in", data=told, headers=proof(client))
    assert answer.status_code == 401
    assert PASSWORD not in answer.text
