"""What the table of doors can't say: well-made requests from outside, figures, cookies, forged requests."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from accounts.models import Person
from commerce.attribution import queries
from demo.doors import EMAILS, ROLES
from kit.db import db
from tests.accounts.who_may import rows
from tests.cast import PASSWORD, Cast, Studio, episode, placed, published, scarf
from tests.commerce.buying import Shop, open_shop
from tests.databases import ON_SQLITE
from tests.proof import proof
from tests.sandbox.running import Running

pytestmark = ON_SQLITE

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
        self.language, self.viewer_id = "en", "vwr_NOBODY"

    def address(self, rule: Rule) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: getattr(self, name[1], "NOBODYS"), rule.rule)


def test_a_key_that_is_none_of_ours_opens_nothing(app: Flask, cast: Cast):
    things = Things(app, cast)
    closed = [door for door, cells in rows().items() if cells["nobody"] == "in" and "sign-in" not in door[1]]
    assert len(closed) >= 30
    for method, rule in rules(app):
        if (method, rule.rule) in closed:
            answer = app.test_client().open(
                things.address(rule) + PERIOD, method=method, headers={"Authorization": "Bearer vk_wrong"}
            )
            assert answer.status_code in (302, 401, 429), (method, rule.rule, answer.status_code)


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
    ("brand_manager", "PATCH", "/v1/episodes/{e}"),
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
