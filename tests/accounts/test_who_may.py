"""The table of every door × everybody, walked."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts import keys, people
from accounts.joining.models import Invitation
from accounts.models import ApiKey, Channel, Membership, Organisation, Person, Workspace
from accounts.signing_in.models import SignIn
from kit.db import db
from kit.limits import limiter
from tagging.episodes.models import Cut, Episode
from tagging.finding.models import Finding, Search
from tagging.notes.models import Note
from tagging.packaging.models import Package
from tagging.placements.models import Placement
from tagging.recut.models import Recut
from tagging.tracking.models import Track
from tests.accounts.who_may import columns, rows
from tests.cast import PASSWORD, Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.proof import proof, signed_in

pytestmark = ON_SQLITE

BOX = [[0, 0, 0, 1, 1]]
# The table is long: each part of it is walked by itself, beside the others.
PARTS = 4
PERIOD = "?from=2020-01-01&to=2020-12-31&timezone=UTC&name=a.mp4"
CUES = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"
SEATS = {"brand": "brand_manager", "brand2": "brand_manager", "partner2": "partner"}


def doors(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


class House:
    """Ada's things, Mallory next door, and everybody of the table with a browser or a key of their own."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            self._furnish()
        self.people: dict[str, tuple[FlaskClient, dict[str, str]]] = {}
        self.secrets = [self.episode_id, self.placement_id, self.variant, cast.ada.id, "Coat check"]
        self.secrets += [self.track_id, self.search_id, self.finding_id, self.note_id, self.recut_id]
        for who in columns():
            self.people[who] = self._seat(who)
        self._begun()
        self.database = Path(app.config["VITRINE"].database_url.removeprefix("sqlite:///"))
        self._keep()

    def _furnish(self) -> None:
        ada, mallory = self.cast.ada, self.cast.mallory
        self.variant = scarf(ada)
        self.mine = {"outsider": scarf(mallory)}
        self.mine["guest"] = self.mine["outsider"]
        self.episode_id = episode(ada)
        self.series_id = db.session.get_one(Episode, self.episode_id).series_id
        self.placement_id = placed(self.episode_id, self.variant)
        self.release_id = published(self.episode_id)
        self.moment_id = db.session.get_one(Placement, self.placement_id).moment_id
        self.track_id, self.search_id, self.finding_id = self._seen()
        self.note_id = self._noted()
        self.recut_id = self._recut()
        self.rendition = self._packaged()
        workspace = db.session.get_one(Workspace, ada.id)
        for kind in ("brand", "partner"):
            house = Organisation(workspace_id=ada.id, kind=kind, name=f"Rival {kind}")
            db.session.add(house)
            db.session.flush()
            db.session.add(Channel(workspace_id=ada.id, organisation_id=house.id, name="rival"))
            people.join(
                workspace,
                house,
                SEATS[f"{kind}2"],
                email=f"{kind}2@ada.example",
                name=kind,
                password=PASSWORD,
            )
        studio = db.session.query(Organisation).filter_by(workspace_id=ada.id, kind="studio").one()
        away = db.session.query(Organisation).filter_by(workspace_id=mallory.id, kind="studio").one()
        about = {"email": "guest@ada.example", "name": "guest", "password": PASSWORD}
        people.join(workspace, studio, "editor", **about)
        people.join(db.session.get_one(Workspace, mallory.id), away, "admin", **about)
        self.studio_id = studio.id
        about = {"email": "bystander@ada.example", "name": "bystander", "password": PASSWORD}
        people.join(workspace, studio, "editor", **about)
        self.narrow = keys.make(ada.id, studio.id, "admin", "narrow", ["see_reports"])[1]
        self.key_id = (
            db.session.query(ApiKey).filter_by(workspace_id=ada.id, role="admin", name="admin").one().id
        )
        db.session.commit()

    def _seen(self) -> tuple[str, str, str]:
        """A box that is followed for the placement, a search of the studio's, and what it found."""
        placement = db.session.get_one(Placement, self.placement_id)
        here = {"workspace_id": self.cast.ada.id, "episode_id": self.episode_id, "cut_id": placement.cut_id}
        span = {"start_frame": 0, "end_frame": 9}
        track = Track(**here, **span, from_frame=0, until_frame=9, anchors=BOX, placement_id=placement.id)
        search = Search(**here, products=[placement.variant.product_id])
        db.session.add_all([track, search])
        db.session.flush()
        about = {"product_id": placement.variant.product_id, "at_frame": 4, "confidence": 0.9}
        finding = Finding(**here, **span, **about, search_id=search.id, box=[0, 0, 1, 1])
        db.session.add(finding)
        db.session.commit()
        return track.id, search.id, finding.id

    def _noted(self) -> str:
        """A draft tag of the studio's."""
        placement = db.session.get_one(Placement, self.placement_id)
        studio = db.session.query(Organisation).filter_by(workspace_id=self.cast.ada.id, kind="studio").one()
        note = Note(workspace_id=self.cast.ada.id, episode_id=self.episode_id, cut_id=placement.cut_id)
        note.kind, note.text, note.author, note.organisation_id = "tag", "Coat", "Mara", studio.id
        note.start_frame, note.end_frame, note.products = 0, 9, []
        db.session.add(note)
        db.session.commit()
        return note.id

    def _packaged(self) -> str:
        """The film's only rendition."""
        placement = db.session.get_one(Placement, self.placement_id)
        package = Package(workspace_id=self.cast.ada.id, cut_id=placement.cut_id, status="done")
        told = {
            "name": "720",
            "width": 720,
            "height": 1280,
            "peak_bits": 9,
            "mean_bits": 9,
            "codecs": "avc1.640028",
        }
        package.renditions = [
            {**told, "file": "films/x/hls-720.mp4", "head": [9, 0], "segments": [[2.0, 9, 9]]}
        ]
        db.session.add(package)
        db.session.commit()
        return "720"

    def _recut(self) -> str:
        """A new cut that was matched and waits for a person."""
        old = db.session.get_one(Episode, self.episode_id)
        new = Cut(source_name="new.mp4", source_bytes=1, step="done", rate_num=25, rate_den=1, frames=250)
        new.film = "films/new/film.mp4"
        old.current_cut_id = old.cut.id
        old.cuts.append(new)
        db.session.flush()
        recut = Recut(workspace_id=self.cast.ada.id, episode_id=self.episode_id, from_cut_id=old.cut.id)
        recut.cut_id, recut.source_name, recut.status, recut.runs = new.id, "new.mp4", "ready", []
        db.session.add(recut)
        db.session.commit()
        return recut.id

    def _seat(self, who: str) -> tuple[FlaskClient, dict[str, str]]:
        client = self.app.test_client()
        if who == "key":
            return client, self.cast.ada.bearer("admin")
        if who == "narrow":
            return client, {"Authorization": f"Bearer {self.narrow}"}
        if who == "outsider":
            signed_in(client, self.cast.mallory.email("admin"))
        elif who == "guest":
            signed_in(client, "guest@ada.example")
            with self.app.app_context():
                guest = db.session.query(Person).filter_by(email="guest@ada.example").one()
                there = db.session.query(Membership).filter_by(
                    person_id=guest.id, workspace_id=self.cast.mallory.id
                )
                chosen = there.one().id
            with client.session_transaction() as session:
                session["membership"] = chosen
        elif who in ("brand2", "partner2"):
            signed_in(client, f"{who}@ada.example")
        elif who != "nobody":
            signed_in(client, self.cast.ada.email(SEATS.get(who, who)))
        return client, proof(client)

    def _begun(self) -> None:
        """What only a request begins: a purchase, a viewer's id, captions, an invitation, a sign-in."""
        client, about = self.people["admin"]

        def made(path: str, **sent: Any) -> Any:
            answer = client.open(path, method=sent.pop("method", "POST"), headers=about, **sent)
            assert answer.status_code < 400, (path, answer.text)
            return answer.get_json(silent=True)

        line = {"variant": self.variant, "quantity": 1}
        self.checkout_id = made("/v1/checkouts", json={"lines": [line]})["id"]
        self.viewer_id = made("/v1/viewers", json={"episode": self.episode_id})["id"]
        captions = f"/v1/episodes/{self.episode_id}/captions/de"
        made(captions, method="PUT", data=CUES, content_type="text/vtt")
        colleague = {"email": "new@ada.example", "role": "editor", "organisation": self.studio_id}
        made("/team/invitations", data=colleague)
        signed_in(self.app.test_client(), "bystander@ada.example")
        media = Path(self.app.config["VITRINE"].media_url) / "products"
        media.mkdir(parents=True, exist_ok=True)
        (media / "x.png").write_bytes(b"picture")
        with self.app.app_context():
            self.invitation_id = db.session.query(Invitation).one().id
            person = db.session.query(Person).filter_by(email="bystander@ada.example").one()
            self.membership_id = person.memberships[0].id
            theirs = db.session.query(SignIn).filter_by(person_id=person.id).order_by(SignIn.made_at)
            self.sign_in_id = theirs.all()[-1].id

    def _keep(self) -> None:
        self.kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.database)) as now:
            now.backup(self.kept)

    def as_it_was(self) -> None:
        """The table speaks of one visit each: nobody finds what the one before has changed."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        with closing(sqlite3.connect(self.database)) as now:
            now.execute("PRAGMA synchronous = OFF")
            self.kept.backup(now)

    def visit(self, who: str, method: str, rule: str) -> TestResponse:
        client, about = self.people[who]
        where = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: self._named(name[1]), rule)
        cookies = dict(client._cookies)
        sent = self._body(who, method, rule)
        answer = client.open(
            where + (PERIOD if method in ("GET", "POST") else ""), method=method, headers=about, **sent
        )
        answer.get_data()
        answer.close()
        client._cookies.clear()
        client._cookies.update(cookies)
        if method != "GET" and answer.status_code < 400:
            self.as_it_was()
        return answer

    def _named(self, name: str) -> str:
        known = {
            "filename": "tokens.css",
            "name": "vitrine.js",
            "room": "player",
            "wanted": "de",
            "key": "products/x.png",
            "language": "de",
        }
        return known.get(name) or getattr(self, name, None) or f"{name.removesuffix('_id')}_NOBODYS"

    def _body(self, who: str, method: str, rule: str) -> dict[str, Any]:
        span = {"start_frame": 0, "end_frame": 9, "keys": BOX}
        drawn = {"frame": 4, "box": [0, 0, 1, 1]}
        bodies: dict[tuple[str, str], dict[str, Any]] = {
            ("POST", "/v1/episodes/<episode_id>/placements"): {
                "variant": self.mine.get(who, self.variant),
                **span,
            },
            ("PATCH", "/v1/placements/<placement_id>"): {"version": 1, "label": "Changed"},
            ("POST", "/v1/episodes/<episode_id>/tracks"): {**drawn, "placement": self.placement_id},
            ("POST", "/v1/tracks/<track_id>/corrections"): drawn,
            ("POST", "/v1/episodes/<episode_id>/searches"): {},
            ("POST", "/v1/episodes/<episode_id>/markers/withdrawal"): {"notes": []},
            ("POST", "/v1/placements/<placement_id>/restoration"): {"version": 1},
            ("PUT", "/v1/episodes/<episode_id>/presence"): {"window": "w"},
            ("POST", "/v1/episodes/<episode_id>/notes"): {"text": "Look", "start_frame": 4},
            ("PATCH", "/v1/notes/<note_id>"): {"version": 1, "text": "Changed"},
            ("POST", "/v1/notes/<note_id>/placement"): {"variant": self.variant, "keys": BOX},
            ("PATCH", "/v1/episodes/<episode_id>"): {"title": "Changed"},
            ("PUT", "/v1/series/<series_id>/rules"): {"version": 0},
            ("PATCH", "/v1/recuts/<recut_id>/placements/<placement_id>"): {"left_out": True},
            ("POST", "/v1/recuts/<recut_id>/confirmation"): {"captions": False},
            ("POST", "/v1/viewers"): {"episode": self.episode_id},
            ("POST", "/v1/checkouts"): {"lines": [{"variant": self.variant, "quantity": 1}]},
        }
        if (method, rule) in bodies:
            return {"json": bodies[method, rule]}
        forms = {
            "/language": {"language": "de"},
            "/scheme": {"scheme": "dark"},
            "/keys": {"name": "one more"},
        }
        forms["/demo/doors"] = {"role": "admin"}
        forms["/acting-as"] = {"membership": self.membership_id}
        # The same address again and again would be slowed down.
        forms["/sign-in"] = {"email": f"{who}@nowhere.example", "password": "wrong"}
        forms["/forgotten"] = {"email": "nobody@ada.example"}
        if rule in forms:
            return {"data": forms[rule]}
        return {"data": CUES, "content_type": "text/vtt"} if method == "PUT" else {"data": {"version": "1"}}


def seen(answer: TestResponse) -> str:
    """What the answer comes to, in the table's words."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer.location.startswith("/sign-in")):
        return "in"
    if status == 403:
        return "person" if "own account" in answer.text else "no"
    if status == 404:
        return "none"
    return "yes" if status < 500 else f"broken: {status}"


def test_the_table_names_every_door_and_no_other(app: Flask):
    assert doors(app) - set(rows()) == set(), "these are missing in tests/accounts/who_may.py"
    assert set(rows()) - doors(app) == set(), (
        "these are in tests/accounts/who_may.py, but there is no such door"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, part: int
):
    monkeypatch.setattr(limiter, "enabled", False)
    house = House(app, cast)
    wrong, told = [], []
    for (method, rule), cells in list(rows().items())[part::PARTS]:
        for who, cell in cells.items():
            answer = house.visit(who, method, rule)
            got = seen(answer)
            if got != ("yes" if cell == "own" else cell):
                wrong.append(f"{method} {rule}: {who} got {got} ({answer.status_code}), not {cell}")
            if cell != "yes" and who in ("outsider", "guest"):
                asked = answer.request.path
                known = [s for s in house.secrets if s in answer.text and s not in asked]
                told += [f"{method} {rule}: {who} read {secret}" for secret in known]
    house.kept.close()
    assert not wrong, "\n" + "\n".join(wrong)
    assert not told, "\n" + "\n".join(told)
