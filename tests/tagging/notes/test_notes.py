"""Notes on frames of a cut: who reads and changes them, who is told, what a tag becomes."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts.models import Organisation, Person, Workspace
from accounts.people import join
from commerce.catalogue.models import Variant
from kit.db import db
from tagging.episodes.models import Episode
from tagging.notes import queries
from tests.accounts.mailbox import letters, link
from tests.cast import PASSWORD, Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.proof import proof, signed_in


class Desk:
    """Ada's people at an episode of ten seconds, each in a browser of their own."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.product = db.session.get_one(Variant, self.variant).product_id
            self.ids = {
                role: db.session.query(Person).filter_by(email=cast.ada.email(role)).one().id
                for role in cast.ada.keys
            }
        self.seats: dict[str, Any] = {}

    def ask(self, who: str, method: str, path: str, **body: Any) -> TestResponse:
        if who not in self.seats:
            client = signed_in(self.app.test_client(), self.cast.ada.email(who))
            self.seats[who] = client, proof(client)
        client, about = self.seats[who]
        sent = {"json": body} if method in ("POST", "PATCH") else {}
        return client.open(path, method=method, headers=about, **sent)

    def write(self, who: str, **body: Any) -> Any:
        if "parent" not in body:
            body = {"start_frame": 10, **body}
        made = self.ask(who, "POST", f"/v1/episodes/{self.episode}/notes", **body)
        assert made.status_code == 201, made.text
        return made.get_json()

    def read(self, who: str, since: int | None = None) -> Any:
        query = "" if since is None else f"?since={since}"
        return self.ask(who, "GET", f"/v1/episodes/{self.episode}/notes{query}").get_json()

    def texts(self, who: str) -> list[str]:
        return [note["text"] for note in self.read(who)["items"]]


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def test_a_thread_is_written_changed_resolved_and_deleted(desk: Desk):
    first = desk.write("editor", text=" Too dark? ", start_frame=20, end_frame=45, colour="red")
    assert (first["text"], first["author"], first["version"]) == ("Too dark?", "editor", 1)
    reply = desk.write("admin", text="No.", parent=first["id"])
    assert (reply["start_frame"], reply["end_frame"], reply["parent"]) == (20, 45, first["id"])
    moved = desk.ask("editor", "PATCH", f"/v1/notes/{first['id']}", version=1, start_frame=30).get_json()
    assert moved["version"] == 2
    stale = desk.ask("editor", "PATCH", f"/v1/notes/{first['id']}", version=1, text="Mine")
    assert stale.status_code == 409
    assert stale.get_json()["theirs"]["start_frame"] == 30
    assert [note["start_frame"] for note in desk.read("editor")["items"]] == [30, 30]
    done = desk.ask("admin", "POST", f"/v1/notes/{first['id']}/resolution").get_json()
    assert (done["resolved_by"], done["resolved_at"] is not None) == ("admin", True)
    again = desk.ask("admin", "DELETE", f"/v1/notes/{first['id']}/resolution").get_json()
    assert again["resolved_at"] is None
    since = desk.read("admin")["since"]
    assert desk.ask("editor", "DELETE", f"/v1/notes/{first['id']}").status_code == 204
    news = desk.read("admin", since)
    assert (news["items"], sorted(news["gone"])) == ([], sorted([first["id"], reply["id"]]))
    assert desk.read("admin")["items"] == []


@ON_SQLITE
def test_words_are_their_authors_and_work_is_everybodys(desk: Desk):
    said, tag = desk.write("editor", text="Mine"), desk.write("editor", text="Mug", kind="tag")
    with desk.app.app_context():
        workspace = db.session.get_one(Workspace, desk.cast.ada.id)
        studio = db.session.query(Organisation).filter_by(workspace_id=workspace.id, kind="studio").one()
        join(workspace, studio, "editor", email="other@ada.example", name="other", password=PASSWORD)
        db.session.commit()
    refused = desk.ask("other", "PATCH", f"/v1/notes/{said['id']}", version=1, text="Theirs")
    assert (refused.status_code, "editor wrote this" in refused.text) == (403, True)
    assert desk.ask("other", "PATCH", f"/v1/notes/{said['id']}", version=1, kind="tag").status_code == 403
    assert desk.ask("other", "DELETE", f"/v1/notes/{said['id']}").status_code == 403
    assert desk.ask("other", "PATCH", f"/v1/notes/{said['id']}", version=1, colour="red").status_code == 200
    assert desk.ask("other", "PATCH", f"/v1/notes/{tag['id']}", version=1, text="Cup").status_code == 200
    assert desk.ask("admin", "DELETE", f"/v1/notes/{said['id']}").status_code == 204


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [{"text": " "}, {"start_frame": 250}, {"start_frame": -1}, {"end_frame": 251}, {"kind": "joke"}]
    + [{"text": "x" * 4001}, {"colour": "mauve"}, {"mentions": ["per_NOBODY"]}, {"placement": "plc_NO"}]
    + [{"products": ["prd_NOBODYS"]}, {"parent": "nte_NOBODYS"}, {"start_frame": 9, "end_frame": 9}],
)
def test_what_does_not_fit_is_refused_and_nothing_kept(desk: Desk, wrong: dict[str, Any]):
    body = {"text": "Fine", "start_frame": 10, **wrong}
    answer = desk.ask("editor", "POST", f"/v1/episodes/{desk.episode}/notes", **body)
    assert answer.status_code in (404, 422), answer.text
    assert answer.get_json()["detail"]
    assert desk.read("editor")["items"] == []


def test_a_brand_reads_what_it_began_and_what_calls_it(desk: Desk):
    desk.write("editor", text="They pay badly")
    desk.write("editor", text="She is the thief", kind="reveal", products=[desk.product])
    ours = desk.write("brand_manager", text="Our scarf, please")
    desk.write("editor", text="Of course", parent=ours["id"])
    asked = desk.write("editor", text="@brand_manager fine?", mentions=[desk.ids["brand_manager"]])
    desk.write("admin", text="I think so", parent=asked["id"])
    assert desk.texts("brand_manager") == [
        "Our scarf, please",
        "Of course",
        "@brand_manager fine?",
        "I think so",
    ]
    assert len(desk.texts("editor")) == 6
    hidden = next(note for note in desk.read("editor")["items"] if note["text"] == "They pay badly")
    assert (
        desk.ask("brand_manager", "PATCH", f"/v1/notes/{hidden['id']}", version=1, text="x").status_code
        == 404
    )
    assert desk.ask("brand_manager", "DELETE", f"/v1/notes/{asked['id']}").status_code == 403
    wish = {"text": "Ours", "kind": "reveal", "start_frame": 0}
    assert desk.ask("brand_manager", "POST", f"/v1/episodes/{desk.episode}/notes", **wish).status_code == 403
    with desk.app.app_context():
        cut = db.session.get_one(Episode, desk.episode).cut
        assert [note.products for note in queries.of_cut(cut.id, "reveal")] == [[desk.product]]


@ON_SQLITE
def test_a_thread_that_began_among_the_studio_is_not_opened_by_a_late_mention(desk: Desk):
    first = desk.write("editor", text="They pay badly")
    late = {"text": "@brand_manager?", "mentions": [desk.ids["brand_manager"]], "parent": first["id"]}
    refused = desk.ask("admin", "POST", f"/v1/episodes/{desk.episode}/notes", **late)
    assert (refused.status_code, "can't read this thread" in refused.text) == (409, True)
    assert desk.texts("editor") == ["They pay badly"]
    assert letters(desk.app, desk.cast.ada.email("brand_manager")) == []


def test_who_is_mentioned_gets_one_e_mail_and_a_count(desk: Desk):
    others = [desk.ids["admin"], desk.ids["editor"]]
    note = desk.write("editor", text="@admin look", start_frame=33, mentions=others)
    email = desk.cast.ada.email("admin")
    assert link(desk.app, email) == f"/studio/{desk.episode}?frame=33&note={note['id']}"
    assert "@admin look" in letters(desk.app, email)[0]
    assert letters(desk.app, desk.cast.ada.email("editor")) == [], "who writes needs no letter"
    again = {"version": note["version"], "text": "@admin look here", "mentions": others}
    assert desk.ask("editor", "PATCH", f"/v1/notes/{note['id']}", **again).status_code == 200
    assert len(letters(desk.app, email)) == 1
    told = desk.ask("admin", "GET", "/v1/mentions").get_json()
    assert (told["unread"], told["items"][0]["title"]) == (1, "Coat check")
    assert (desk.read("admin")["unread"], desk.read("editor")["unread"]) == (1, 0)
    assert desk.ask("admin", "POST", f"/v1/episodes/{desk.episode}/mentions/reading").status_code == 204
    assert desk.read("admin")["unread"] == 0


@ON_SQLITE
def test_partners_are_nobody_to_mention_and_other_brands_are_not_told(desk: Desk):
    with desk.app.app_context():
        workspace = db.session.get_one(Workspace, desk.cast.ada.id)
        rival = Organisation(workspace_id=workspace.id, kind="brand", name="Rival")
        db.session.add(rival)
        db.session.flush()
        join(workspace, rival, "brand_manager", email="rival@ada.example", name="rival", password=PASSWORD)
        db.session.commit()
    names = {
        who: [one["name"] for one in desk.ask(who, "GET", "/v1/colleagues").get_json()["items"]]
        for who in ("editor", "brand_manager")
    }
    assert names["editor"] == ["admin", "brand_manager", "editor", "rival"]
    assert names["brand_manager"] == ["admin", "brand_manager", "editor"]


def test_a_tag_becomes_a_placement_once(desk: Desk):
    tag = desk.write("editor", text="Scarf", kind="tag", start_frame=20, end_frame=60)
    body = {"variant": desk.variant, "keys": [[20, 0.1, 0.1, 0.5, 0.5]]}
    path = f"/v1/notes/{tag['id']}/placement"
    wrong = desk.ask("editor", "POST", path, **{**body, "keys": [[20, 0, 0, 0, 0]]})
    assert wrong.status_code == 422
    assert desk.read("editor")["items"][0]["resolved_at"] is None, "nothing of it is kept"
    made = desk.ask("editor", "POST", path, **body).get_json()
    assert (made["start_frame"], made["end_frame"]) == (20, 60)
    note = desk.read("editor")["items"][0]
    assert (note["placement"], note["resolved_by"]) == (made["id"], "editor")
    assert desk.ask("editor", "POST", path, **body).status_code == 409
    assert desk.ask("editor", "DELETE", f"/v1/placements/{made['id']}").status_code == 204
    assert desk.read("editor")["items"][0]["placement"] is None


@ON_SQLITE
def test_a_deleted_episode_takes_its_notes_along(desk: Desk):
    first = desk.write("editor", text="One", mentions=[desk.ids["admin"]])
    desk.write("editor", text="Two", parent=first["id"])
    with desk.app.app_context():
        placed(desk.episode, desk.variant)
    assert desk.ask("admin", "DELETE", f"/v1/episodes/{desk.episode}").status_code == 204
    assert desk.ask("admin", "GET", "/v1/mentions").get_json() == {"items": [], "unread": 0}
