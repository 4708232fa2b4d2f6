"""What is published about the manifest, held against what is served, by two readers that are not ours."""

import copy
import json
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kit.db import db
from tagging.episodes.models import Caption, Episode
from tagging.linting.models import Sight
from tagging.placements.models import Placement
from tests.cast import Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE

pytestmark = ON_SQLITE


@pytest.fixture
def told(app: Flask, client: FlaskClient, cast: Cast) -> dict[str, dict[str, Any]]:
    """A manifest with everything in it that one can hold: live, as it was frozen, and as a preview."""
    with app.app_context():
        made = episode(cast.ada, rate=(30000, 1001))
        placement = db.session.get_one(Placement, placed(made, scarf(cast.ada, on_hand=2)))
        placement.hidden, placement.disclosure = [[60, 90]], "إعلان"
        placement.keys = [[50, 0.2, 0.3, 0.4, 0.5], [100, 0, 0, 1, 1]]
        cut = db.session.get_one(Episode, made).cut
        cut.captions.append(Caption(language="pt-BR", label="português", key="films/x/pt.vtt"))
        placed(made, scarf(cast.ada, cents=4900, currency="JPY", on_hand=0), 0, 250)
        face = {"start_frame": 40, "end_frame": 120, "keys": [[40, 0.31234, 0.1, 0.2, 0.2]]}
        afterwards = {"start_frame": 250, "end_frame": 260, "keys": [[250, 0, 0, 1, 1]]}
        sight = Sight(workspace_id=cast.ada.id, cut_id=cut.id, status="done", faces=[face, afterwards])
        db.session.add(sight)
        db.session.commit()
        release = published(made)
    asked = {
        "live": f"/v1/episodes/{made}/overlay",
        "frozen": f"/v1/releases/{release}/overlay",
        "preview": f"/v1/episodes/{made}/preview",
    }
    head = cast.ada.bearer("editor")
    return {
        name: client.get(path, headers=head if name == "preview" else {}).get_json()
        for name, path in asked.items()
    }


def closed(schema: Any) -> Any:
    """The same, allowing only what it names: so nothing is served that it doesn't tell."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    if isinstance(schema.get("properties"), dict):
        inner.setdefault("additionalProperties", False)
    return inner


def test_what_is_served_is_what_is_published(client: FlaskClient, told: dict[str, dict[str, Any]]):
    schema = client.get("/v1/schemas/overlay-1.json").get_json()
    jsonschema.Draft202012Validator.check_schema(schema)
    strict = closed(schema)
    for name, manifest in told.items():
        jsonschema.Draft202012Validator(strict).validate(manifest)
        assert jsonschema_rs.Draft202012Validator(strict).is_valid(manifest), name
    assert [len(moment.get("hidden", [])) for moment in told["live"]["moments"]] == [0, 1]
    assert told["live"]["captions"]
    clear = {"starts_frame": 40, "ends_frame": 120, "path": [[40, 0.312, 0.1, 0.2, 0.2]]}
    assert told["live"]["keep_clear"] == [clear], "what stands beside a moment, and nothing else"
    # Everything that is told of is served somewhere but for what a sale in progress adds.
    served = json.dumps(told)
    for name in named(schema):
        assert f'"{name}":' in served or name == "held_until", name


def test_faces_that_are_found_after_publishing_are_kept_clear_of_too(
    app: Flask, client: FlaskClient, cast: Cast
):
    with app.app_context():
        made = episode(cast.ada)
        placed(made, scarf(cast.ada), 50, 150)
        release = published(made)
    live, frozen = f"/v1/episodes/{made}/overlay", f"/v1/releases/{release}/overlay"
    assert "keep_clear" not in client.get(live).get_json()
    with app.app_context():
        face = {"start_frame": 40, "end_frame": 120, "keys": [[40, 0.3, 0.1, 0.2, 0.2]]}
        cut = db.session.get_one(Episode, made).cut
        db.session.add(Sight(workspace_id=cast.ada.id, cut_id=cut.id, status="done", faces=[face]))
        db.session.commit()
    assert [one["starts_frame"] for one in client.get(live).get_json()["keep_clear"]] == [40]
    assert "keep_clear" not in client.get(frozen).get_json(), "what is frozen stays as it is"


def named(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(named(one) for one in schema))
    if not isinstance(schema, dict):
        return set()
    properties = schema.get("properties")
    own = set(properties) if isinstance(properties, dict) else set()
    return own.union(*(named(one) for one in schema.values()))


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (["version"], 2),
        (["fps"], [25]),
        (["moments", 0, "path"], []),
        (["moments", 0, "path", 0], [50, 0.2, 0.3, 0.4]),
        (["moments", 0, "starts_ms"], 1.5),
        (["moments", 0, "id"], "<script>"),
        (["moments", 0, "anchor"], "somewhere"),
    ],
)
def test_what_no_player_could_draw_is_refused(
    client: FlaskClient, told: dict[str, dict[str, Any]], where: list[str | int], wrong: object
):
    schema = client.get("/v1/schemas/overlay-1.json").get_json()
    spoilt: Any = copy.deepcopy(told["live"])
    inner = spoilt
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = wrong
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(spoilt)


def test_a_manifest_names_its_schema_and_the_schema_is_cacheable(
    client: FlaskClient, told: dict[str, dict[str, Any]]
):
    for path in (f"episodes/{told['live']['episode']}", f"releases/{told['live']['release']}"):
        link = client.get(f"/v1/{path}/overlay").headers["Link"]
        assert link == '</v1/schemas/overlay-1.json>; rel="describedby"; type="application/schema+json"'
    answer = client.get("/v1/schemas/overlay-1.json", headers={"Origin": "https://partner.example"})
    assert answer.content_type == "application/schema+json"
    assert answer.get_json()["$id"] == "http://127.0.0.1:8000/v1/schemas/overlay-1.json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    same = client.get("/v1/schemas/overlay-1.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
