"""The log: written with what it tells, never changed, read by admins of its own workspace only."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from accounts.audit import queries
from accounts.audit.acts import ACTS, KINDS
from accounts.audit.models import Entry
from accounts.audit.record import record, record_refused
from accounts.models import Person
from kit import clock
from kit.db import db, transaction
from kit.errors import Conflict
from tests.accounts.entering import FIREFOX, post, sign_in
from tests.cast import PASSWORD, Cast, Studio, episode, placed, published, scarf
from tests.databases import ON_SQLITE


def lines(app: Flask, of: Studio) -> list[Entry]:
    with app.app_context():
        found = list(db.session.scalars(select(Entry).where(Entry.workspace_id == of.id).order_by(Entry.at)))
        db.session.expunge_all()
        return found


def acts(app: Flask, of: Studio) -> list[str]:
    return [line.act for line in lines(app, of)]


def write(app: Flask, of: Studio, count: int = 1, **more: object) -> None:
    with app.app_context(), transaction():
        for number in range(count):
            record("add_product", "product", f"prd_{number}", subject=f"Scarf {number}", workspace_id=of.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET who = 'somebody else'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE 1=1",
    ],
)
def test_the_database_itself_refuses_to_change_a_line(app: Flask, cast: Cast, statement: str):
    write(app, cast.ada)
    with app.app_context():
        with pytest.raises(DBAPIError, match="only ever added to"), db.engine.begin() as connection:
            connection.execute(text(statement))
        if db.engine.dialect.name == "postgresql":
            with pytest.raises(DBAPIError, match="only ever added to"), db.engine.begin() as connection:
                connection.execute(text("TRUNCATE audit_entry"))
    assert lines(app, cast.ada)[-1].who != "somebody else"


def test_a_line_is_undone_with_what_it_tells(app: Flask, cast: Cast):
    before = acts(app, cast.ada)
    with app.app_context(), pytest.raises(Conflict), transaction():
        record("publish", "episode", "ep_A", workspace_id=cast.ada.id)
        raise Conflict("not after all")
    assert acts(app, cast.ada) == before


@ON_SQLITE
def test_a_refusal_can_leave_its_line(app: Flask, cast: Cast):
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.email == cast.ada.email("editor"))).one()
        record_refused("fail_sign_in", "person", person.id, by=person)
        db.session.rollback()
    assert acts(app, cast.ada)[-1] == "fail_sign_in"
    assert lines(app, cast.ada)[-1].who == "editor"


@ON_SQLITE
def test_signing_in_out_and_failing_are_told_without_an_address(app: Flask, cast: Cast):
    email = cast.ada.email("editor")
    client = sign_in(app, email)
    post(client, "/sign-out")
    for tried in (email, "nobody@ada.example"):
        answer = client.post("/sign-in", data={"email": tried, "password": "wrong", **token(client)})
        assert answer.status_code == 401
    told = [line for line in lines(app, cast.ada) if line.act in {"sign_in", "sign_out", "fail_sign_in"}]
    assert [line.act for line in told] == ["sign_in", "sign_out", "fail_sign_in"]
    kept = repr([[getattr(line, c.name) for c in Entry.__table__.columns] for line in lines(app, cast.ada)])
    for secret in ("127.0.0.1", "Firefox", FIREFOX, PASSWORD, "wrong"):
        assert secret not in kept


def token(client) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    return {"csrf_token": found[1]}


@ON_SQLITE
def test_what_is_done_in_the_studio_is_told_with_who_did_it(app: Flask, cast: Cast):
    with app.app_context():
        variant, film = scarf(cast.ada), episode(cast.ada)
    client, key = app.test_client(), cast.ada.bearer("editor")
    body = {"variant": variant, "start_frame": 0, "end_frame": 9, "keys": [[0, 0, 0, 1, 1]]}
    made = client.post(f"/v1/episodes/{film}/placements", json=body, headers=key).get_json()
    client.patch(
        f"/v1/placements/{made['id']}", json={"version": made["version"], "label": "New"}, headers=key
    )
    client.post(f"/v1/episodes/{film}/releases", headers=key)
    client.delete(f"/v1/episodes/{film}/releases/live", headers=key)
    client.delete(f"/v1/placements/{made['id']}", headers=key)
    client.patch(f"/v1/episodes/{film}", json={"title": "Renamed"}, headers=key)
    client.delete(f"/v1/episodes/{film}", headers=key)
    told = lines(app, cast.ada)
    assert [line.act for line in told] == [
        *("add_product", "place", "change_placement", "publish", "take_down"),
        *("delete_placement", "change_episode", "delete_episode"),
    ]
    by_key = told[1]
    assert (by_key.who, by_key.person_id) == ("editor", None)
    assert by_key.key_id is not None
    assert told[2].what["fields"] == ["label"]
    assert told[0].who == "Vitrine", "no request, nobody in particular"
    assert all(line.request_id for line in told[1:])


@ON_SQLITE
def test_an_older_release_shown_again_is_told(app: Flask, cast: Cast):
    with app.app_context():
        film = episode(cast.ada)
        placed(film, scarf(cast.ada))
        old = published(film)
        published(film)
    app.test_client().post(f"/v1/releases/{old}/revival", headers=cast.ada.bearer("editor"))
    assert acts(app, cast.ada)[-1] == "republish"
    assert lines(app, cast.ada)[-1].what == {"number": 1}


@ON_SQLITE
def test_only_admins_of_the_workspace_read_it(app: Flask, cast: Cast):
    write(app, cast.ada)
    assert "Scarf 0" in sign_in(app, cast.ada.email("admin")).get("/log").text
    for role in ("editor", "brand_manager", "partner"):
        assert sign_in(app, cast.ada.email(role)).get("/log").status_code == 403
    mallory = sign_in(app, cast.mallory.email("admin"))
    for path in ("/log", "/log?format=csv"):
        assert "Scarf" not in mallory.get(path).text


def test_pages_hold_every_line_once_while_more_arrive(app: Flask, cast: Cast):
    write(app, cast.ada, 120)
    seen: list[str] = []
    cursor = None
    with app.app_context():
        for _ in range(4):
            found, cursor = queries.page(cast.ada.id, queries.Filter(kind="product"), cursor)
            seen += [line.subject for line in found]
            if cursor is None:
                break
            record("add_product", "product", "prd_late", subject="Late", workspace_id=cast.ada.id)
            db.session.commit()
    assert sorted(seen) == sorted(f"Scarf {n}" for n in range(120))
    assert cursor is None


@ON_SQLITE
def test_it_is_filtered_by_person_kind_and_day(app: Flask, cast: Cast):
    client = sign_in(app, cast.ada.email("admin"))
    write(app, cast.ada)
    with clock.later(timedelta(days=3)):
        with app.app_context(), transaction():
            record("publish", "episode", "ep_A", subject="Coat check", workspace_id=cast.ada.id)
        day = clock.now().date().isoformat()
    me = lines(app, cast.ada)[0].person_id
    assert shown(client, f"who={me}") == ["signed in"]
    assert shown(client, "kind=product") == ["added a product"]
    assert shown(client, f"day={day}") == ["published an episode"]
    assert shown(client, f"day={day}&kind=product") == []
    assert "Nothing like that" in client.get("/log?kind=episode&day=2020-01-01").text


def shown(client, query: str) -> list[str]:
    told = re.findall(r"</b>(?: <span[^>]*>[^<]*</span>)? ([^<]+)</span>", client.get(f"/log?{query}").text)
    return [one.strip() for one in told]


@ON_SQLITE
@pytest.mark.parametrize(
    "query",
    [
        "day=yesterday",
        "day=0001-01-01",
        "day=9999-12-31",
        "kind=secret",
        "who=" + "x" * 50,
        "who=%00",
        "after=x",
    ]
    + ["after=WyJ4IiwgInkiXQ", "after=" + "A" * 3000],
)
def test_a_filter_that_means_nothing_is_said_so(app: Flask, cast: Cast, query: str):
    answer = sign_in(app, cast.ada.email("admin")).get(f"/log?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@ON_SQLITE
def test_the_file_holds_every_line_and_no_formula(app: Flask, cast: Cast):
    write(app, cast.ada, 60)
    with app.app_context(), transaction():
        record(
            "add_product", "product", "prd_X", subject='=HYPERLINK("x")', workspace_id=cast.ada.id, brand="B"
        )
    answer = sign_in(app, cast.ada.email("admin")).get("/log?format=csv&kind=product")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 61
    assert rows[0]["subject"] == '\'=HYPERLINK("x")'
    assert rows[0]["what"] == '{"brand": "B"}'


@ON_SQLITE
def test_markup_in_a_name_is_text_in_the_log(app: Flask, cast: Cast):
    with app.app_context(), transaction():
        record(
            "add_product",
            "product",
            "prd_X",
            subject="<img src=x onerror=alert(1)>",
            workspace_id=cast.ada.id,
        )
    assert "<img src=x" not in sign_in(app, cast.ada.email("admin")).get("/log").text


def test_an_act_that_is_not_listed_or_a_secret_is_refused(inside: Flask):
    with pytest.raises(LookupError):
        record("sneeze", "person", "per_A")
    with pytest.raises(LookupError):
        record("invite", "cat", "cat_A")
    for name in ("password", "token", "secret", "ip"):
        with pytest.raises(ValueError, match="must not be in the log"):
            record("invite", "invitation", "inv_A", **{name: "x"})


def test_every_act_and_kind_fits_its_column():
    assert max(map(len, ACTS)) <= 40
    assert max(map(len, KINDS)) <= 20
