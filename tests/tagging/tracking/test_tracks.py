"""A drawn box is followed in the background, corrected, stopped, and taken over by its placement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from accounts.audit.models import Entry
from kit import clock
from kit.db import db, transaction
from tagging.episodes import lease, refusals
from tagging.eyes import process
from tagging.keyframes.models import ShotRow
from tagging.placements import jobs
from tagging.tracking import path, run
from tagging.tracking.models import Track
from tests import clips
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.tagging.eyes.acting import GATE, Beside, Eye, until

BOX = [0.2, 0.3, 0.4, 0.5]
HERE, THERE = [0.1, 0.1, 0.2, 0.2], [0.5, 0.5, 0.2, 0.2]


def followed(
    start: int, end: int, hidden: tuple[tuple[int, int], ...] = (), to: Any = THERE
) -> dict[str, Any]:
    return {
        "span": [start, end],
        "keys": [[start, *HERE], [end - 1, *to]],
        "hidden": [list(span) for span in hidden],
        "weak": [],
        "confidence": [[start, 0.9], [end - 1, 0.8]],
    }


def done(*span: int, hidden: tuple[tuple[int, int], ...] = (), to: Any = THERE) -> dict[str, Any]:
    return {"done": {**followed(*span, hidden=hidden, to=to), "warnings": []}}


class Desk:
    """Ada's editor at an episode of 250 frames, with one placement at 50 to 150 and shots of 100 frames."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.client, self.header = app, app.test_client(), cast.ada.bearer("editor")
        with app.app_context():
            self.variant, self.episode = scarf(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)
        self.eye = Eye(app, self.episode)
        with app.app_context(), transaction():
            for k, (start, end) in enumerate([(0, 100), (100, 200)]):
                about = {"position": k, "transition": "cut", "confidence": 1.0}
                db.session.add(ShotRow(cut_id=self.eye.cut_id, start_frame=start, end_frame=end, **about))

    def post(self, where: str, header: dict[str, str] | None = None, **body: Any) -> TestResponse:
        return self.client.post(f"/v1/{where}", json=body, headers=header or self.header)

    def follow(self, frame: int = 60, box: Any = BOX, **more: Any) -> dict[str, Any]:
        answer = self.post(f"episodes/{self.episode}/tracks", frame=frame, box=box, **more)
        assert answer.status_code == 202, answer.text
        return answer.get_json()

    def correct(self, track: str, frame: int, box: Any = BOX) -> dict[str, Any]:
        answer = self.post(f"tracks/{track}/corrections", frame=frame, box=box)
        assert answer.status_code == 202, answer.text
        return answer.get_json()

    def track(self, track: str) -> dict[str, Any]:
        return self.app.test_client().get(f"/v1/tracks/{track}", headers=self.header).get_json()

    def placed(self) -> dict[str, Any]:
        where = f"/v1/episodes/{self.episode}/placements"
        return self.client.get(where, headers=self.header).get_json()["items"][0]

    def change(self, **changed: Any) -> TestResponse:
        body = {"version": self.placed()["version"], **changed}
        return self.client.patch(f"/v1/placements/{self.placement}", json=body, headers=self.header)

    def work(self, track: str) -> None:
        with self.app.app_context():
            jobs.follow_track(track)


@pytest.fixture
def desk(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(run, "EYE", GATE)
    monkeypatch.setattr(lease, "BEAT_S", 0.05)
    return Desk(app, cast)


def test_a_box_is_followed_through_its_shot_and_its_placement_takes_it_over(desk: Desk):
    made = desk.follow(placement=desk.placement)
    assert (made["status"], made["progress"], made["why"]) == ("waiting", 0.0, None)
    assert (made["start_frame"], made["end_frame"], made["anchors"]) == (0, 100, [[60, *BOX]])
    assert (desk.placed()["track"], desk.placed()["version"]) == (made["id"], 1)
    desk.eye.will(done(0, 100, hidden=((70, 80),)))
    desk.work(made["id"])
    assert desk.eye.asked["anchors"] == [[60, *BOX]]
    assert (desk.eye.asked["start"], desk.eye.asked["end"]) == (0, 100)
    seen = desk.track(made["id"])
    assert (seen["status"], seen["progress"], seen["why"]) == ("done", 1.0, None)
    assert seen["confidence"] == [[0, 0.9], [99, 0.8]]
    now = desk.placed()
    # Inside the track's span what was followed; from frame 100 on it stands where it was drawn.
    assert now["keys"] == [[0, *HERE], [99, *THERE], [100, *BOX]]
    assert (now["hidden"], now["version"]) == ([[70, 80]], 2)
    with desk.app.app_context():
        told = db.session.query(Entry).filter_by(act="change_placement").one()
        assert (told.who, told.subject_id) == ("Vitrine", desk.placement)


@ON_SQLITE
def test_two_shots_of_one_placement_are_followed_side_by_side(desk: Desk):
    one = desk.follow(60, placement=desk.placement)
    other = desk.follow(120, placement=desk.placement)
    desk.eye.will(done(0, 100))
    desk.work(one["id"])
    desk.eye.will(done(100, 200))
    desk.work(other["id"])
    assert [desk.track(t["id"])["why"] for t in (one, other)] == [None, None]
    assert [key[0] for key in desk.placed()["keys"]] == [0, 99, 100, 199]
    assert desk.placed()["version"] == 3


@ON_SQLITE
def test_what_was_drawn_by_hand_meanwhile_is_left_as_it_is(desk: Desk):
    made = desk.follow(placement=desk.placement)
    assert desk.change(keys=[[50, 0.6, 0.6, 0.2, 0.2]]).status_code == 200
    desk.eye.will(done(0, 100))
    desk.work(made["id"])
    seen = desk.track(made["id"])
    assert (seen["status"], seen["why"], len(seen["keys"])) == ("done", refusals.DRAWN_MEANWHILE, 2)
    assert desk.placed()["keys"] == [[50, 0.6, 0.6, 0.2, 0.2]]
    # Asked for again, it is what the editor wants.
    desk.correct(made["id"], 80)
    desk.eye.will(done(60, 100))
    desk.work(made["id"])
    assert desk.track(made["id"])["why"] is None
    assert desk.placed()["version"] == 3


@ON_SQLITE
def test_other_words_on_the_chip_are_no_other_path(desk: Desk):
    made = desk.follow(placement=desk.placement)
    assert desk.change(label="Look at this").status_code == 200
    desk.eye.will(done(0, 100))
    desk.work(made["id"])
    assert (desk.placed()["label"], desk.placed()["keys"][0]) == ("Look at this", [0, *HERE])


@ON_SQLITE
def test_a_correction_follows_only_what_lies_between_its_neighbours(desk: Desk):
    made = desk.follow(20)
    desk.eye.will(done(0, 100, hidden=((5, 10), (50, 60))))
    desk.work(made["id"])
    assert desk.correct(made["id"], 60)["status"] == "waiting"
    desk.eye.will(done(20, 100, to=HERE))
    desk.work(made["id"])
    assert (desk.eye.asked["start"], desk.eye.asked["end"]) == (20, 100)
    desk.correct(made["id"], 40, [0.3, 0.3, 0.2, 0.2])
    desk.eye.will(done(20, 61, to=HERE))
    desk.work(made["id"])
    assert (desk.eye.asked["start"], desk.eye.asked["end"]) == (20, 61)
    assert [anchor[0] for anchor in desk.eye.asked["anchors"]] == [20, 40, 60]
    seen = desk.track(made["id"])
    assert seen["hidden"] == [[5, 10]]
    assert [key[0] for key in seen["keys"]] == [0, 19, 20, 60, 61, 99]


@ON_SQLITE
def test_an_enlarged_box_stays_so_where_a_correction_follows_nothing_anew(desk: Desk):
    made = desk.follow(20, placement=desk.placement)
    desk.eye.will(done(0, 100))
    desk.work(made["id"])
    large = [[0, 0.05, 0.1, 0.3, 0.2], [99, 0.45, 0.5, 0.3, 0.2]]
    rest = [key for key in desk.placed()["keys"] if key[0] > 99]
    assert desk.change(keys=[*large, *rest]).status_code == 200
    desk.correct(made["id"], 60, [0.3, 0.3, 0.2, 0.2])
    desk.eye.will(done(20, 100, to=HERE))
    desk.work(made["id"])
    assert [key for key in desk.placed()["keys"] if key[0] < 100] == [
        large[0],
        [19, 0.12677, 0.17677, 0.3, 0.2],
        [20, *HERE],
        [99, *HERE],
    ]
    # Another path, drawn by hand, is none of the track's: following anew takes all of it over.
    assert desk.change(keys=[[0, 0.6, 0.6, 0.2, 0.2]]).status_code == 200
    desk.correct(made["id"], 70, [0.3, 0.3, 0.2, 0.2])
    desk.eye.will(done(60, 100, to=HERE))
    desk.work(made["id"])
    assert desk.placed()["keys"][0] == [0, *HERE]


@ON_SQLITE
def test_a_correction_inside_an_enlarged_stretch_keeps_it_as_large(desk: Desk):
    made = desk.follow(20, placement=desk.placement)
    desk.eye.will(done(0, 100, to=HERE))
    desk.work(made["id"])
    x, y, w, h = HERE
    large = [[at, x - 0.05, y, w + 0.1, h] for at in (0, 99)]
    rest = [key for key in desk.placed()["keys"] if key[0] > 99]
    assert desk.change(keys=[*large, *rest]).status_code == 200
    # The hand moves the box as it sees it; the thing in it is what is followed.
    desk.correct(made["id"], 60, [x, y + 0.3, w + 0.1, h])
    assert desk.track(made["id"])["anchors"][-1] == pytest.approx([60, x + 0.05, y + 0.3, w, h])
    desk.eye.will(done(20, 100, to=HERE))
    desk.work(made["id"])
    wide = [key[3] for key in desk.placed()["keys"] if key[0] < 100]
    assert wide == pytest.approx([w + 0.1] * 4)
    assert [key[3] for key in desk.track(made["id"])["keys"]] == [w] * len(desk.track(made["id"])["keys"])
    # At the edge of the picture it stays inside.
    assert path.grown([0, 0.0, 0.9, 0.1, 0.1], [0.3, 0.2]) == [0, 0.0, 0.8, 0.3, 0.2]
    # Who draws a smaller one wants it smaller.
    desk.correct(made["id"], 70, HERE)
    desk.eye.will(done(60, 100, to=HERE))
    desk.work(made["id"])
    assert [key[3] for key in desk.placed()["keys"] if key[0] in (70, 99)] == [w]


@ON_SQLITE
def test_the_path_so_far_is_shown_and_stays_when_it_is_stopped(desk: Desk):
    made = desk.follow(placement=desk.placement)
    desk.eye.will({"progress": 0.3}, {"part": followed(55, 70)}, {"wait": True})
    with Beside(desk.app, lambda: jobs.follow_track(made["id"])):
        until(lambda: len(desk.track(made["id"])["keys"]) == 2)
        until(lambda: desk.track(made["id"])["progress"] == 0.3)
        assert desk.track(made["id"])["status"] == "following"
        assert desk.post(f"tracks/{made['id']}/cancellation").status_code == 202
    seen = desk.track(made["id"])
    assert (seen["status"], [key[0] for key in seen["keys"]]) == ("cancelled", [55, 69])
    # The part that was followed is the placement's; around it the box stands where it was drawn.
    assert desk.placed()["keys"] == [[50, *BOX], [54, *BOX], [55, *HERE], [69, *THERE], [70, *BOX]]
    with desk.app.app_context():
        jobs.sweep_tracks()
    assert desk.track(made["id"])["status"] == "cancelled"


@ON_SQLITE
def test_a_correction_while_it_is_followed_begins_anew_with_both(desk: Desk):
    made = desk.follow(20)
    desk.eye.will({"part": followed(15, 30)}, {"wait": True})
    with Beside(desk.app, lambda: jobs.follow_track(made["id"])):
        until(lambda: desk.track(made["id"])["keys"] != [])
        desk.correct(made["id"], 60)
    desk.eye.will(done(0, 100))
    desk.work(made["id"])
    assert (desk.eye.asked["start"], desk.eye.asked["end"]) == (0, 100), "what was open is still to be done"
    assert [anchor[0] for anchor in desk.eye.asked["anchors"]] == [20, 60]
    assert desk.track(made["id"])["status"] == "done"


@ON_SQLITE
def test_a_worker_killed_in_the_middle_is_followed_by_another(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    made = desk.follow(placement=desk.placement)
    desk.eye.will({"part": followed(55, 70)}, done(0, 100))
    with monkeypatch.context() as patch:
        patch.setattr(jobs.tracks, "take_over", killed)
        with pytest.raises(Killed):
            desk.work(made["id"])
    assert desk.placed()["version"] == 1
    with desk.app.app_context(), transaction():
        track = db.session.get_one(Track, made["id"])
        assert track.status == "following"
        track.lease, track.leased_until = "lease_DEAD", clock.now() + lease.LASTS
    desk.work(made["id"])
    assert desk.track(made["id"])["status"] == "following", "a living lease is respected"
    with desk.app.app_context(), clock.later(lease.LASTS + timedelta(seconds=1)):
        jobs.sweep_tracks()
    assert desk.track(made["id"])["status"] == "done"
    assert [key[0] for key in desk.placed()["keys"]] == [0, 99, 100]
    assert desk.placed()["version"] == 2


@ON_SQLITE
def test_a_film_that_ends_the_process_is_a_sentence_and_a_correction_tries_again(desk: Desk):
    made = desk.follow()
    desk.eye.will({"crash": True})
    desk.work(made["id"])
    assert (desk.track(made["id"])["status"], desk.track(made["id"])["why"]) == ("failed", process.CRASH)
    desk.correct(made["id"], 70)
    desk.eye.will(done(0, 100))
    desk.work(made["id"])
    assert (desk.track(made["id"])["status"], desk.track(made["id"])["why"]) == ("done", None)


@ON_SQLITE
def test_what_fails_again_and_again_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "MOST_TRIES", 1)
    made = desk.follow()
    desk.eye.will({"done": {"nonsense": True}})
    with pytest.raises(KeyError):
        desk.work(made["id"])
    desk.work(made["id"])
    assert (desk.track(made["id"])["status"], desk.track(made["id"])["why"]) == (
        "failed",
        refusals.NOT_FOLLOWED,
    )


@ON_SQLITE
def test_a_newer_track_of_the_same_span_takes_the_older_ones_place(desk: Desk):
    one = desk.follow(60, placement=desk.placement)
    other = desk.follow(70, placement=desk.placement)
    assert [desk.track(t["id"])["status"] for t in (one, other)] == ["cancelled", "waiting"]
    assert desk.placed()["track"] == other["id"]
    listed = desk.client.get(f"/v1/episodes/{desk.episode}/tracks", headers=desk.header).get_json()
    assert [track["id"] for track in listed["items"]] == [one["id"], other["id"]]


@ON_SQLITE
def test_a_thing_that_is_never_seen_leaves_the_box_and_hides_it(desk: Desk):
    made = desk.follow(placement=desk.placement)
    nothing = {**followed(0, 100, hidden=((0, 100),)), "keys": [], "warnings": []}
    desk.eye.will({"done": nothing})
    desk.work(made["id"])
    assert (desk.placed()["keys"], desk.placed()["hidden"]) == ([[50, *BOX]], [[0, 100]])


@pytest.mark.parametrize(
    "wrong",
    [
        {"frame": 250},
        {"frame": -1},
        {"box": [0.1, 0.1, 0.001, 0.5]},
        {"box": [0.1, 0.1, 0.5]},
        {"box": [2, 2, 1, 1]},
        {"start_frame": 70},
        {"start_frame": 90, "end_frame": 80},
        {"end_frame": 251},
    ],
)
@ON_SQLITE
def test_what_does_not_fit_is_refused(desk: Desk, wrong: dict[str, Any]):
    answer = desk.post(f"episodes/{desk.episode}/tracks", **{"frame": 60, "box": BOX, **wrong})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    with desk.app.app_context():
        assert db.session.query(Track).count() == 0


@ON_SQLITE
def test_what_no_shot_was_found_in_yet_is_followed_up_to_its_neighbours(desk: Desk):
    assert (desk.follow(220)["start_frame"], desk.follow(220)["end_frame"]) == (200, 250)


@ON_SQLITE
def test_an_outsider_and_another_brand_get_nowhere(desk: Desk, cast: Cast):
    made = desk.follow(placement=desk.placement)
    outside = cast.mallory.bearer("admin")
    at: list[Callable[[dict[str, str]], TestResponse]] = [
        lambda who: desk.post(f"episodes/{desk.episode}/tracks", who, frame=60, box=BOX),
        lambda who: desk.post(f"tracks/{made['id']}/corrections", who, frame=70, box=BOX),
        lambda who: desk.post(f"tracks/{made['id']}/cancellation", who),
        lambda who: desk.client.get(f"/v1/tracks/{made['id']}", headers=who),
        lambda who: desk.client.get(f"/v1/episodes/{desk.episode}/tracks", headers=who),
    ]
    assert [act(outside).status_code for act in at] == [404] * 5
    assert [act(cast.ada.bearer("partner")).status_code for act in at] == [403] * 5
    assert desk.track(made["id"])["anchors"] == made["anchors"]
    assert desk.track(made["id"])["status"] == "waiting"


@ON_SQLITE
def test_a_real_box_is_followed_by_the_real_eye(app: Flask, cast: Cast, tmp_path: Any):
    scene = clips.panned(3, 180, 320, speed=0.4)
    pictures = [scene(k / 25) for k in range(40)]
    film = clips.make(tmp_path, clips.Recipe(), pictures=pictures).read_bytes()
    desk = Desk(app, cast)
    (desk.eye.folder / "film.mp4").write_bytes(film)
    with app.app_context(), transaction():
        db.session.get_one(Track, desk.follow(10, [0.4, 0.4, 0.2, 0.15], start_frame=0, end_frame=40)["id"])
    track = desk.client.get(f"/v1/episodes/{desk.episode}/tracks", headers=desk.header).get_json()["items"][0]
    desk.work(track["id"])
    seen = desk.track(track["id"])
    assert (seen["status"], seen["why"]) == ("done", None)
    assert seen["keys"][0][0] <= 10 <= seen["keys"][-1][0]
    assert 0 < len(seen["confidence"]) <= 40
