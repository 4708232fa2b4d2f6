"""A new cut on trial: carried, decided on by a person in one transaction; nothing of the old one is lost."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from kit.db import db, transaction
from tagging.episodes.models import Cut, Episode
from tagging.finding import jobs as finding_jobs
from tagging.finding.models import Search
from tagging.notes.models import Note
from tagging.placements import queries as placements
from tagging.placements.models import Placement
from tagging.recut import jobs, run
from tagging.recut.models import Recut
from tagging.recut.reframing import Reframing
from tagging.recut.stretch import Run, told
from tagging.tracking.models import Track
from tests import clips
from tests.cast import Cast, episode, placed, published, scarf
from tests.databases import ON_SQLITE
from tests.tagging.eyes.acting import GATE

# Frames 50 to 150 come first, after something new 200 to 250; the rest is gone.
RUNS = told([Run(50, 150, 1.0, -50.0, 0.97, 0.9), Run(200, 250, 1.0, -85.0, 0.97, 0.9)])


class Desk:
    """Ada's editor, a film of 250 frames with three moments, and a new cut of it that was matched."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        self.header = cast.ada.bearer("editor")
        with app.app_context():
            variant = scarf(cast.ada)
            self.episode = episode(cast.ada)
            self.moved = placed(self.episode, variant, 60, 120)
            self.split = placed(self.episode, variant, 130, 220)
            self.lost = placed(self.episode, variant, 0, 40)
        with app.app_context(), transaction():
            old = db.session.get_one(Episode, self.episode).cut
            self.old = old.id
            self.new = self.cut(old.episode, old)
            self.recut = self.on_trial(old.episode, self.new)

    def cut(self, on: Episode, like: Cut) -> str:
        on.current_cut_id = like.id
        made = Cut(source_name="second.mp4", source_bytes=1, step="done", film="films/y/film.mp4", frames=170)
        for name in ("rate_num", "rate_den", "width", "height", "poster", "sprite", "sprite_plan"):
            setattr(made, name, getattr(like, name))
        on.cuts.append(made)
        db.session.flush()
        return made.id

    def on_trial(self, on: Episode, cut_id: str, status: str = "ready") -> str:
        made = Recut(workspace_id=on.workspace_id, episode_id=on.id, from_cut_id=on.cut.id, cut_id=cut_id)
        made.source_name, made.runs, made.status, made.stills = "second.mp4", RUNS, status, {}
        db.session.add(made)
        db.session.flush()
        return made.id

    def post(self, where: str, method: str = "POST", **body: Any) -> TestResponse:
        return self.app.test_client().open(f"/v1/{where}", method=method, json=body, headers=self.header)

    def seen(self) -> Any:
        where = f"/v1/episodes/{self.episode}/recut"
        return self.app.test_client().get(where, headers=self.header).get_json()["recut"]

    def statuses(self) -> dict[str, str]:
        return {one["placement"]: one["status"] for one in self.seen()["placements"]}

    def placed(self, cut_id: str) -> list[tuple[int, int]]:
        with self.app.app_context():
            return [(p.start_frame, p.end_frame) for p in placements.of_cut(cut_id)]

    def decide(self, placement_id: str, left_out: bool) -> TestResponse:
        return self.post(f"recuts/{self.recut}/placements/{placement_id}", "PATCH", left_out=left_out)

    def confirm(self) -> TestResponse:
        return self.post(f"recuts/{self.recut}/confirmation")


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def moment(desk: Desk, placement_id: str) -> str:
    with desk.app.app_context():
        return db.session.get_one(Placement, placement_id).moment_id


def test_confirming_carries_moments_over_and_leaves_the_old_cut_as_it_was(desk: Desk):
    assert desk.statuses() == {desk.moved: "moved", desk.split: "split", desk.lost: "lost"}
    assert desk.placed(desk.new) == [], "nothing happens before a person confirms"
    with desk.app.app_context():
        live = published(desk.episode)
    was = {one: moment(desk, one) for one in (desk.moved, desk.split)}
    answer = desk.confirm()
    assert (answer.status_code, answer.get_json()["status"]) == (200, "confirmed")
    assert desk.placed(desk.new) == [(10, 70), (80, 100), (115, 135)]
    assert desk.placed(desk.old) == [(0, 40), (60, 120), (130, 220)]
    assert {one: moment(desk, one) for one in was} == was, "the same moments, so that their sales add up"
    with desk.app.app_context():
        now = db.session.get_one(Episode, desk.episode)
        assert (now.cut.id, now.live_release_id) == (desk.new, live)
        moments = list(db.session.scalars(select(Placement.moment_id)))
        assert len(moments) == len(set(moments)) == 6
    assert desk.confirm().status_code == 409


def followed(desk: Desk, placement: str, keys: list[Any], **more: Any) -> str:
    """A finished track through all of a placement, whose path the placement has."""
    with desk.app.app_context(), transaction():
        row = db.session.get_one(Placement, placement)
        track = Track(workspace_id=row.workspace_id, episode_id=row.episode_id, cut_id=row.cut_id)
        track.start_frame = track.from_frame = track.known_from = row.start_frame
        track.end_frame = track.until_frame = track.known_until = row.end_frame
        track.keys, track.hidden, track.weak, track.anchors, track.confidence = keys, [], [], [keys[0]], []
        for name, value in {"status": "done", "placement_id": placement, **more}.items():
            setattr(track, name, value)
        db.session.add(track)
        row.keys = keys
        db.session.flush()
        row.track_id = track.id
        return track.id


def box(frame: int, x: float) -> list[float]:
    return [frame, x, 0.2, 0.2, 0.2]


def paths(desk: Desk) -> list[Any]:
    where = f"/v1/episodes/{desk.episode}/tracks"
    found = desk.app.test_client().get(where, headers=desk.header).get_json()["items"]
    return sorted(found, key=lambda track: track["start_frame"])


def there(desk: Desk) -> dict[str, Any]:
    where = f"/v1/episodes/{desk.episode}/placements"
    found = desk.app.test_client().get(where, headers=desk.header).get_json()["items"]
    return {one["id"]: one for one in found}


def test_what_was_followed_is_followed_in_the_new_cut_too(desk: Desk):
    path = [box(60, 0.1), box(80, 0.2), box(100, 0.3), box(119, 0.4)]
    sure = {"weak": [[90, 96]], "confidence": [[60, 0.9], [93, 0.3], [119, 0.8]]}
    old = followed(desk, desk.moved, path, anchors=[path[0], path[2], path[3]], **sure)
    followed(desk, desk.split, [box(130, 0.1), box(219, 0.5)], confidence=[[130, 0.5], [219, 0.9]])
    assert desk.confirm().status_code == 200
    first, *halves = paths(desk)
    placed = there(desk)
    assert (first["placement"], first["status"], placed[desk.moved]["track"]) == (
        desk.moved,
        "done",
        first["id"],
    )
    assert first["keys"] == placed[desk.moved]["keys"] == [[at - 50, *sides] for at, *sides in path]
    assert first["anchors"] == [box(10, 0.1), box(50, 0.3), box(69, 0.4)]
    assert (first["weak"], first["confidence"]) == ([[40, 46]], [[10, 0.9], [43, 0.3], [69, 0.8]])
    assert [(one["start_frame"], one["end_frame"]) for one in halves] == [(80, 100), (115, 135)]
    for one in halves:
        assert placed[one["placement"]]["track"] == one["id"]
        assert placed[one["placement"]]["keys"] == one["keys"]
    assert [point[0] for point in halves[0]["confidence"]] == [80, 99]
    assert [sure for _, sure in halves[1]["confidence"]] == pytest.approx([0.5 + 0.4 * 70 / 89, 0.9])
    assert halves[1]["confidence"][1][0] == 134
    # A correction follows anew only what lies between its neighbours.
    corrected = desk.post(f"tracks/{first['id']}/corrections", frame=30, box=[0.2, 0.2, 0.2, 0.2])
    assert corrected.status_code == 202, corrected.text
    with desk.app.app_context():
        now = db.session.get_one(Track, first["id"])
        assert (now.from_frame, now.until_frame) == (10, 51)
        assert db.session.get_one(Track, old).cut_id == desk.old, "what the old cut knew it knows still"


@ON_SQLITE
def test_what_was_drawn_by_hand_since_is_no_track_in_the_new_cut(desk: Desk):
    followed(desk, desk.moved, [box(60, 0.1), box(119, 0.4)])
    version = there(desk)[desk.moved]["version"]
    keys = [box(60, 0.1), box(90, 0.6), box(119, 0.4)]
    assert desk.post(f"placements/{desk.moved}", "PATCH", version=version, keys=keys).status_code == 200
    assert desk.confirm().status_code == 200
    assert (paths(desk), there(desk)[desk.moved]["track"]) == ([], None)


@ON_SQLITE
def test_an_enlarged_and_a_resting_path_stay_tracks_in_a_picture_that_was_cropped(desk: Desk):
    lie = Reframing(2.0, 1.0, -0.2, 0.1)
    with desk.app.app_context(), transaction():
        row = db.session.get_one(Recut, desk.recut)
        row.runs = told([Run(50, 150, 0.5, -20.0, 0.97, 0.9, lie)])
    followed(desk, desk.moved, [box(60, 0.3), box(119, 0.3)])
    version = there(desk)[desk.moved]["version"]
    large = [[at, 0.25, 0.2, 0.3, 0.2] for at in (60, 119)]
    assert desk.post(f"placements/{desk.moved}", "PATCH", version=version, keys=large).status_code == 200
    assert desk.confirm().status_code == 200
    (track,) = paths(desk)
    assert track["keys"] == there(desk)[desk.moved]["keys"] == [[10, 0.3, 0.3, 0.6, 0.2]]
    assert (track["start_frame"], track["end_frame"]) == (10, 40)
    assert track["anchors"] == [[10, 0.4, 0.3, 0.4, 0.2]], "what was drawn, where the new picture shows it"


def test_what_is_changed_in_the_old_cut_meanwhile_is_carried_as_it_is_now(desk: Desk):
    assert desk.decide(desk.split, left_out=True).status_code == 200
    changed = desk.post(f"placements/{desk.moved}", "PATCH", version=1, start_frame=70, label="Changed")
    assert changed.status_code == 200, changed.text
    with desk.app.app_context():
        extra = placed(desk.episode, db.session.get_one(Placement, desk.moved).variant_id, 210, 240)
    shown = {one["placement"]: one for one in desk.seen()["placements"]}
    assert shown[desk.moved]["renewed"]
    assert shown[extra]["status"] == "moved"
    assert desk.confirm().status_code == 200
    assert desk.placed(desk.new) == [(20, 70), (125, 155)]
    stale = desk.post(f"placements/{desk.moved}", "PATCH", version=2, start_frame=90)
    assert stale.status_code == 409, "who had it open in the old cut is told"
    fine = desk.post(f"placements/{desk.lost}", "PATCH", version=1, end_frame=230)
    assert fine.status_code == 200, "what stayed in the old cut keeps its length"


def test_what_is_lost_cant_be_carried_and_nobody_decides_too_early(desk: Desk):
    assert desk.decide(desk.lost, left_out=False).status_code == 409
    assert desk.decide("plc_NONE", left_out=True).status_code == 404
    with desk.app.app_context(), transaction():
        db.session.get_one(Recut, desk.recut).status = "matching"
    assert desk.confirm().status_code == 409
    assert desk.decide(desk.moved, left_out=True).status_code == 409


def test_abandoning_puts_the_film_away_and_can_be_said_twice(desk: Desk):
    for _ in range(2):
        assert desk.post(f"recuts/{desk.recut}/abandonment").get_json()["status"] == "abandoned"
    assert desk.seen() is None
    with desk.app.app_context():
        assert [cut.id for cut in db.session.get_one(Episode, desk.episode).cuts] == [desk.old]
    assert desk.confirm().status_code == 409


@ON_SQLITE
def test_notes_go_to_the_same_pictures_and_history_says_who_took_what_over(desk: Desk):
    def note(**about: Any) -> str:
        return desk.post(f"episodes/{desk.episode}/notes", text="Look", **about).get_json()["id"]

    moved = note(start_frame=140, end_frame=160)
    reply = note(parent=moved)
    gone = note(start_frame=10)
    changed = desk.post(f"placements/{desk.moved}", "PATCH", version=1, label="Scarf")
    assert changed.status_code == 200, changed.text
    left = [{"start_ms": 400, "text": "Look", "author": "editor"}]
    assert desk.seen()["notes_left"] == left, "told before it is decided"
    assert desk.confirm().status_code == 200
    assert desk.seen()["notes_left"] == left
    client = desk.app.test_client()
    notes = client.get(f"/v1/episodes/{desk.episode}/notes", headers=desk.header).get_json()["items"]
    # Frames 150 to 160 are gone.
    at = {one["id"]: (one["cut"], one["start_frame"], one["end_frame"]) for one in notes}
    assert at == {moved: (desk.new, 90, 100), reply: (desk.new, 90, 100)}
    with desk.app.app_context():
        assert db.session.get_one(Note, gone).cut_id == desk.old
    told = client.get(f"/v1/episodes/{desk.episode}/history", headers=desk.header).get_json()["items"]
    over = [one for one in told if one["act"] == "carry"]
    assert len(over) == 3, "the three moments that are there now"
    mine = next(one["sentence"] for one in over if one["subject"] == desk.moved)
    assert mine.endswith(" took “Scarf” over to the new cut")
    before = next(one for one in told if one["act"] == "change" and one["subject"] == desk.moved)
    assert before["version"] is None, "it is of another film"
    back = desk.post(f"placements/{desk.moved}/restoration", version=2)
    assert (back.status_code, back.get_json()["detail"][:27]) == (409, "This was on an earlier cut ")


@ON_SQLITE
def test_a_newer_upload_takes_the_place_of_one_that_waits(desk: Desk, tmp_path: Path):
    film = clips.make(tmp_path, clips.Recipe(width=96, height=160, frames=20)).read_bytes()
    client = desk.app.test_client()

    def upload(body: bytes) -> TestResponse:
        where = f"/v1/episodes/{desk.episode}/cuts?name=third.mp4"
        return client.post(where, data=body, content_type="application/octet-stream", headers=desk.header)

    assert upload(b"no film").status_code == 422
    assert desk.seen()["id"] == desk.recut, "what is refused at the door changes nothing"
    made = upload(film)
    assert made.status_code == 201, made.text
    assert (made.get_json()["status"], made.get_json()["source_name"]) == ("waiting", "third.mp4")
    with desk.app.app_context():
        now = db.session.get_one(Episode, desk.episode)
        assert now.cut.id == desk.old
        assert len(now.cuts) == 2
        assert db.session.get_one(Recut, desk.recut).status == "abandoned"


@ON_SQLITE
def test_a_refused_film_ends_it_with_the_films_own_sentence(desk: Desk):
    with desk.app.app_context(), transaction():
        db.session.get_one(Recut, desk.recut).status = "waiting"
        cut = db.session.get_one(Cut, desk.new)
        cut.step, cut.refusal = (
            "refused",
            "This film can't be read to its end. Export it again and drop it here.",
        )
    with desk.app.app_context():
        jobs.sweep_recuts()
    assert desk.seen()["status"] == "failed"
    assert desk.seen()["why"].startswith("This film can't be read to its end.")


@ON_SQLITE
def test_a_cut_on_trial_isnt_searched_for_products(desk: Desk):
    with desk.app.app_context(), transaction():
        db.session.get_one(Cut, desk.new).wants_search = True
    with desk.app.app_context():
        finding_jobs.sweep_searches()
        assert db.session.scalar(select(Search)) is None
        assert db.session.get_one(Cut, desk.new).wants_search


@ON_SQLITE
def test_matching_is_given_up_after_some_tries(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "EYE", GATE)
    with desk.app.app_context(), transaction():
        recut = db.session.get_one(Recut, desk.recut)
        recut.status, recut.tries = "waiting", run.MOST_TRIES
    with desk.app.app_context():
        jobs.sweep_recuts()
    assert desk.seen()["status"] == "failed"
    assert "Upload it again" in desk.seen()["why"]
