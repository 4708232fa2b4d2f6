"""The frame for other people's pages, as the app serves it; how it speaks is tested beside the player."""

from flask.testing import FlaskClient

from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE


def test_anybody_may_hold_the_film_in_a_frame(client: FlaskClient, shown: dict[str, str]):
    answer = client.get(f"/embed/{shown['episode']}?channel=ch_ABC&origin=https://host.example")
    assert f'manifest="{shown["live"]}?channel=ch_ABC"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "payment=(self " in answer.headers["Permissions-Policy"]
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_it_gives_a_stranger_s_browser_nothing_to_keep(client: FlaskClient, shown: dict[str, str]):
    assert "Set-Cookie" not in client.get(f"/embed/{shown['episode']}").headers


def test_what_is_not_published_is_in_no_frame(client: FlaskClient):
    assert client.get("/embed/ep_NONE").status_code == 404
