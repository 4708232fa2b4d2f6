"""Every door of the house, tried by everybody who has no business there."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from accounts.models import Person
from commerce.attribution import queries
from demo.doors import EMAILS, ROLES
from kit.db import db
from tests.cast import PASSWORD, Cast, Studio, episode, placed, published, scarf
from tests.commerce.buying import Shop, open_shop
from tests.databases import ON_SQLITE
from tests.sandbox.running import Running

pytestmark = ON_SQLITE

# What anybody may ask, and why.
PUBLIC = {
    "GET /": "the front page links what is published",
    "GET /watch/<episode_id>": "people watch here",
    "GET /v1/episodes/<episode_id>/overlay": "other people's pages draw it",
    "GET /v1/episodes/<episode_id>/overlay.vtt": "the same",
    "GET /v1/releases/<release_id>/overlay": "frozen and published",
    "POST /v1/events": "players report without signing in; a touch proves itself by its token",
    "POST /v1/checkouts": "viewers buy without an account",
    "GET /v1/checkouts/<checkout_id>": "its unguessable id is only the buyer's",
    "POST /webhooks/stripe": "proves itself by Stripe's signature",
    "GET /media/<path:key>": "unguessable names, and what is published must play",
    "GET /static/<path:filename>": "our own front end",
    "GET /favicon.ico": "a picture of ours",
    "GET /sign-in": "the way in",
    "POST /sign-in": "the way in",
    "POST /sign-out": "harms nobody",
    "POST /demo/doors": "absent outside the demo, which another test shows",
    "POST /language": "anybody chooses their language",
    "GET /words/<room>.<wanted>.js": "texts of our scripts",
    "GET /healthz": "for the load balancer",
    "GET /readyz": "for the load balancer",
    "GET /metrics": "kept inside by the proxy",
    "GET /v1/openapi.json": "the API's description",
    "GET /v1/docs": "the same, readable",
}
# What a caller of another studio may ask too, because it is about their own things.
OWN = {"/studio", "/studio/products", "/reports", "/keys", "/v1/episodes", "/v1/products", "/v1/uploads"}
OWN |= {"/v1/reports/attribution"}
BOX = [[0, 0, 0, 1, 1]]
PERIOD = "?from=2020-01-01&to=2020-12-31&timezone=UTC"


def rules(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


class Things:
    """Ada's real things, by the names that addresses have for them."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        with app.app_context():
            variant = scarf(cast.ada)
            self.episode_id = episode(cast.ada)
            self.placement_id = placed(self.episode_id, variant)
            self.release_id = published(self.episode_id)
            from accounts.models import ApiKey

            self.key_id = db.session.query(ApiKey).filter_by(workspace_id=cast.ada.id).first().id
        self.secrets = [self.episode_id, self.placement_id, variant, cast.ada.id, "Ada Films"]

    def address(self, rule: Rule) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: getattr(self, name[1]), rule.rule)


def guarded(app: Flask) -> list[tuple[str, Rule]]:
    return [(method, rule) for method, rule in rules(app) if f"{method} {rule.rule}" not in PUBLIC]


def test_the_list_of_what_is_public_names_only_what_exists(app: Flask):
    assert set(PUBLIC) <= {f"{method} {rule.rule}" for method, rule in rules(app)}


def test_nobody_gets_past_any_other_door(app: Flask, cast: Cast):
    things = Things(app, cast)
    assert len(guarded(app)) >= 20
    for method, rule in guarded(app):
        client = app.test_client()
        answer = client.open(things.address(rule) + PERIOD, method=method, headers=proof(client))
        if answer.status_code == 302:
            assert method == "GET", rule
            assert answer.headers["Location"].startswith("/sign-in?next="), rule
        else:
            assert answer.status_code == 401, (method, rule.rule, answer.status_code)
        wrong = client.open(
            things.address(rule) + PERIOD, method=method, headers={"Authorization": "Bearer vk_wrong"}
        )
        assert wrong.status_code in (302, 401), (method, rule.rule, wrong.status_code)


@pytest.mark.parametrize("role", ["admin", "editor", "brand_manager", "partner"])
def test_another_studios_people_find_nothing_of_adas(app: Flask, cast: Cast, role: str):
    things = Things(app, cast)
    for method, rule in guarded(app):
        answer = app.test_client().open(
            things.address(rule) + PERIOD, method=method, headers=cast.mallory.bearer(role), json={}
        )
        if rule.rule in OWN:
            told = answer.get_data(as_text=True)
            assert not [s for s in things.secrets if s in told], (method, rule.rule)
        else:
            # 422: what was sent is looked at first, and a body of nothing fits nowhere.
            assert answer.status_code in (403, 404, 422), (method, rule.rule, answer.status_code)
            assert "Ada Films" not in answer.text
    with app.app_context():
        from tagging.placements.models import Placement

        assert db.session.get(Placement, things.placement_id) is not None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "POST",
            "/v1/episodes/{e}/placements",
            {"start_frame": 0, "end_frame": 9, "keys": [[0, 0, 0, 1, 1]]},
        ),
        ("PATCH", "/v1/placements/{p}", {"version": 1, "label": "Mine now"}),
        ("PATCH", "/v1/episodes/{e}", {"title": "Mine now"}),
        ("DELETE", "/v1/placements/{p}", None),
        ("DELETE", "/v1/episodes/{e}", None),
        ("DELETE", "/v1/episodes/{e}/releases/live", None),
        ("POST", "/v1/episodes/{e}/releases", None),
        ("POST", "/v1/releases/{r}/revival", None),
        ("GET", "/v1/episodes/{e}", None),
        ("GET", "/v1/episodes/{e}/placements", None),
        ("GET", "/v1/episodes/{e}/preview", None),
        ("GET", "/studio/{e}", None),
    ],
)
def test_a_well_made_request_from_outside_is_not_found(
    app: Flask, cast: Cast, method: str, path: str, body: dict[str, Any] | None
):
    things = Things(app, cast)
    with app.app_context():
        mine = scarf(cast.mallory)
    if body and "keys" in body:
        body = {**body, "variant": mine}
    where = path.format(e=things.episode_id, p=things.placement_id, r=things.release_id)
    answer = app.test_client().open(where, method=method, json=body, headers=cast.mallory.bearer("admin"))
    assert answer.status_code == 404, answer.text


def test_adas_editor_can_not_place_a_foreign_product(app: Flask, cast: Cast):
    things = Things(app, cast)
    with app.app_context():
        foreign = scarf(cast.mallory)
    body = {"variant": foreign, "start_frame": 0, "end_frame": 9, "keys": [[0, 0, 0, 1, 1]]}
    answer = app.test_client().post(
        f"/v1/episodes/{things.episode_id}/placements", json=body, headers=cast.ada.bearer("editor")
    )
    assert answer.status_code == 404


MAY_NOT = [
    ("partner", "GET", "/v1/episodes"),
    ("partner", "GET", "/v1/products"),
    ("partner", "POST", "/v1/uploads?name=a.mp4"),
    ("partner", "POST", "/v1/episodes/{e}/releases"),
    ("partner", "DELETE", "/v1/placements/{p}"),
    ("editor", "GET", "/v1/reports/attribution" + PERIOD),
    ("editor", "GET", "/keys"),
    ("brand_manager", "POST", "/v1/episodes/{e}/releases"),
    ("brand_manager", "DELETE", "/v1/episodes/{e}"),
    ("brand_manager", "POST", "/v1/uploads?name=a.mp4"),
]


@pytest.mark.parametrize(("role", "method", "path"), MAY_NOT)
def test_a_role_does_only_what_its_table_says(app: Flask, cast: Cast, role: str, method: str, path: str):
    things = Things(app, cast)
    where = path.format(e=things.episode_id, p=things.placement_id)
    answer = app.test_client().open(where, method=method, headers=cast.ada.bearer(role))
    assert answer.status_code == 403
    assert "Ask an admin" in answer.text


# ---- figures


def figures(shop: Shop, studio: Studio, role: str) -> dict[str, Any]:
    from kit import clock

    day = clock.now().date().isoformat()
    answer = shop.app.test_client().get(
        f"/v1/reports/attribution?from={day}&to={day}&timezone=UTC", headers=studio.bearer(role)
    )
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_each_sees_the_figures_that_are_theirs(app: Flask, till: Running, cast: Cast):
    shop = open_shop(app, till, cast)
    shop.buy()
    shop.buy(token="forged")
    with app.app_context():
        other_house(cast)
    gross = {role: sum(i["gross"] for i in figures(shop, cast.ada, role)["items"]) for role in SEERS}
    assert gross == {
        "admin": 4900,
        "brand_manager": 4900,
        "partner": 4900,
        "rival_brand": 0,
        "rival_partner": 0,
    }
    assert [u["gross"] for u in figures(shop, cast.ada, "partner")["unattributed"]] == [4900]
    assert figures(shop, cast.ada, "rival_brand")["unattributed"] == []
    assert figures(shop, cast.ada, "rival_partner")["unattributed"] == []
    assert figures(shop, cast.mallory, "admin")["items"] == []
    with app.app_context():
        assert queries.Scope(cast.ada.id, channels=()).channels == ()


SEERS = ("admin", "brand_manager", "partner", "rival_brand", "rival_partner")


def other_house(cast: Cast) -> None:
    """A second brand and a second partner in Ada's own studio."""
    from accounts import keys
    from accounts.models import Channel, Organisation

    for kind, role in (("brand", "brand_manager"), ("partner", "partner")):
        house = Organisation(workspace_id=cast.ada.id, kind=kind, name=f"Rival {kind}")
        db.session.add(house)
        db.session.flush()
        db.session.add(Channel(workspace_id=cast.ada.id, organisation_id=house.id, name="rival"))
        cast.ada.keys[f"rival_{kind}"] = keys.make(cast.ada.id, house.id, role, "rival")[1]
    db.session.commit()


def proof(client: Any) -> dict[str, str]:
    """The token that a page of ours carries."""
    page = client.get("/sign-in").text
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found is not None
    return {"X-CSRFToken": found[1]}


# ---- cookies and forged requests


def test_a_cookie_alone_changes_nothing(app: Flask, cast: Cast):
    """Every changing route refuses a signed-in browser that some other page has sent."""
    from app import FREE_OF_CSRF

    things = Things(app, cast)
    client = app.test_client()
    signed = client.post(
        "/sign-in", data={"email": cast.ada.email("admin"), "password": PASSWORD}, headers=proof(client)
    )
    assert signed.status_code == 302
    assert client.get("/v1/episodes").status_code == 200
    tried = 0
    for method, rule in rules(app):
        if method == "GET" or rule.endpoint in FREE_OF_CSRF:
            continue
        answer = client.open(things.address(rule), method=method, json={})
        assert answer.status_code == 400, (method, rule.rule, answer.status_code)
        tried += 1
    assert tried >= 12
    renamed = client.patch(
        f"/v1/episodes/{things.episode_id}", json={"title": "With its token"}, headers=proof(client)
    )
    assert renamed.status_code == 200


def test_the_demos_doors_are_absent_outside_the_demo(app: Flask, cast: Cast):
    client = app.test_client()
    with app.app_context():
        for person, email in zip(db.session.query(Person), EMAILS.values(), strict=False):
            person.email = email
        db.session.commit()
    for role in ROLES:
        answer = client.post("/demo/doors", data={"role": role}, headers=proof(client))
        assert answer.status_code == 404
    assert client.get("/v1/episodes").status_code == 401
