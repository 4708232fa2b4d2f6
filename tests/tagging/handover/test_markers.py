"""Handing markers in and out over HTTP."""

from typing import Any

import opentimelineio as otio
import pytest
from flask import Flask

from kit.db import db
from tagging.episodes.models import Episode
from tagging.notes.models import Note
from tagging.placements.models import Placement
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE
from tests.tagging.handover.test_files import RESOLVE_EDL


class Desk:
    """Ada's editor, by a key, at an episode with a scarf placed and three notes."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.client = app, cast, app.test_client()
        with app.app_context():
            self.variant, self.episode, self.other = scarf(cast.ada), episode(cast.ada), episode(cast.ada)
            self.placement = placed(self.episode, self.variant)
        first = self.write(text="Too dark?\nAsk Mara", start_frame=20, end_frame=45, colour="red")
        self.write(text="No.", parent=first["id"])
        self.write(text="She lies", kind="reveal", start_frame=90)
        self.write(text="Mug", kind="tag", start_frame=120, end_frame=130)

    def write(self, **body: Any) -> Any:
        made = self.client.post(f"/v1/episodes/{self.episode}/notes", json=body, headers=self.about())
        assert made.status_code == 201, made.text
        return made.get_json()

    def about(self, who: str = "editor") -> dict[str, str]:
        return self.cast.ada.bearer(who)

    def out(self, form: str) -> bytes:
        answer = self.client.get(f"/v1/episodes/{self.episode}/markers?format={form}", headers=self.about())
        assert answer.status_code == 200, answer.text
        return answer.data

    def take(self, body: bytes, query: str = "", where: str = "") -> Any:
        path = f"/v1/episodes/{where or self.episode}/markers?name=cut.xml{query}"
        answer = self.client.post(path, data=body, headers=self.about())
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def notes(self, where: str = "") -> list[Any]:
        path = f"/v1/episodes/{where or self.episode}/notes"
        return self.client.get(path, headers=self.about()).get_json()["items"]


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def counts(told: Any) -> tuple[int, int, int, int]:
    return told["new"], told["same"], told["changed"], told["outside"]


@ON_SQLITE
def test_a_file_has_a_proper_name_and_kind(desk: Desk):
    for form, ending in (("otio", "otio"), ("fcpxml", "xml"), ("edl", "edl")):
        path = f"/v1/episodes/{desk.episode}/markers?format={form}"
        answer = desk.client.get(path, headers=desk.about())
        assert f'filename="Coat check markers.{ending}"' in answer.headers["Content-Disposition"]
    wrong = desk.client.get(f"/v1/episodes/{desk.episode}/markers?format=aaf", headers=desk.about())
    assert wrong.status_code == 422
    odd = desk.client.get(f"/v1/episodes/{desk.episode}/markers?start=00:00:00:50", headers=desk.about())
    assert odd.status_code == 422


@pytest.mark.parametrize("form", ["otio", "fcpxml", "edl"])
def test_our_own_are_known_again_and_not_doubled(desk: Desk, form: str):
    before = desk.notes()
    for _ in range(2):
        assert counts(desk.take(desk.out(form))) == (0, 4, 0, 0)
    assert desk.notes() == before


def test_what_was_changed_in_the_suite_is_changed_here_and_only_that(desk: Desk):
    timeline = otio.adapters.read_from_string(desk.out("otio").decode(), "otio_json")
    by_name = {marker.name: marker for marker in timeline.tracks.markers}
    by_name["Mug"].comment = "Blue mug"
    by_name["Silk scarf"].name = "Red scarf"
    was = by_name["She lies"].marked_range
    at = otio.opentime.RationalTime(95, 25)
    by_name["She lies"].marked_range = otio.opentime.TimeRange(at, was.duration)
    body = otio.adapters.write_to_string(timeline, "otio_json").encode()
    # What people did here since stays: the suite says nothing new of it.
    comment = desk.notes()[0]
    path = f"/v1/notes/{comment['id']}"
    desk.client.patch(path, json={"version": 1, "text": "Bright now"}, headers=desk.about())
    dry = desk.take(body, "&dry=1")
    assert (counts(dry), dry["dry"]) == ((0, 1, 3, 0), True)
    assert {note["text"] for note in desk.notes()} >= {"Mug", "Bright now"}, "nothing was kept yet"
    assert counts(desk.take(body)) == (0, 1, 3, 0)
    assert {(note["text"], note["start_frame"]) for note in desk.notes()} == {
        ("Bright now", 20),
        ("No.", 20),
        ("She lies", 95),
        ("Blue mug", 120),
    }
    with desk.app.app_context():
        assert db.session.get_one(Placement, desk.placement).label == "Red scarf"
    assert counts(desk.take(body)) == (0, 4, 0, 0), "the same file again changes nothing"


def test_another_house_gets_all_of_it_as_notes(desk: Desk):
    body = desk.out("fcpxml")
    assert counts(desk.take(body, where=desk.other)) == (4, 0, 0, 0)
    told = [
        (note["kind"], note["text"], note["start_frame"], note["end_frame"])
        for note in desk.notes(desk.other)
    ]
    assert set(told) == {
        ("comment", "Too dark?\nAsk Mara", 20, 45),
        ("comment", "editor: No.", 20, 45),
        ("reveal", "She lies", 90, 91),
        ("tag", "Mug", 120, 130),
        ("tag", "Silk scarf", 50, 150),
    }
    assert counts(desk.take(body, where=desk.other)) == (0, 4, 0, 0)
    with desk.app.app_context():
        cut = db.session.get_one(Episode, desk.other).cut
        kept = db.session.query(Note).filter_by(cut_id=cut.id, source_key=desk.placement).one()
        assert kept.source is not None
        assert kept.source["data"]["keys"] == [[50, 0.2, 0.3, 0.4, 0.5]]


def test_a_suites_markers_become_draft_tags_once(desk: Desk):
    body = RESOLVE_EDL.encode()
    dry = desk.take(body, "&dry=1", desk.other)
    assert (counts(dry), desk.notes(desk.other)) == ((2, 0, 0, 0), [])
    assert counts(desk.take(body, where=desk.other)) == (2, 0, 0, 0)
    first = desk.notes(desk.other)[0]
    assert (first["kind"], first["text"], first["start_frame"]) == ("tag", "Mug on the table", 87)
    assert (first["colour"], first["source"], first["author"]) == ("cyan", "cut.xml", "editor")
    assert counts(desk.take(body, where=desk.other)) == (0, 2, 0, 0)
    # Said anew in the suite, at the same place by the same name.
    assert counts(desk.take(body.replace(b"Ask the", b"Tell the"), where=desk.other)) == (0, 1, 1, 0)
    assert "Lamp\nTell the brand" in [note["text"] for note in desk.notes(desk.other)]


@ON_SQLITE
def test_what_lies_outside_of_the_film_is_told_and_left_out(desk: Desk):
    told = desk.take(RESOLVE_EDL.encode(), "&start=01:00:05:00", desk.other)
    assert counts(told) == (1, 0, 0, 1)
    assert [(row["outcome"], row["start_frame"]) for row in told["items"]] == [("outside", -38), ("new", 25)]


@ON_SQLITE
def test_too_large_a_file_is_refused_before_it_is_read(desk: Desk):
    path = f"/v1/episodes/{desk.episode}/markers"
    answer = desk.client.post(path, data=b"{" + b" " * 5_000_001, headers=desk.about())
    assert answer.status_code == 413


@ON_SQLITE
def test_a_brand_hands_out_only_the_notes_it_reads(desk: Desk):
    path = f"/v1/episodes/{desk.episode}/markers?format=otio"
    text = desk.client.get(path, headers=desk.about("brand_manager")).text
    assert "Silk scarf" in text
    assert "Ask Mara" not in text
    assert "She lies" not in text


def test_what_a_file_brought_can_be_taken_back_but_not_what_came_of_it(desk: Desk):
    before = desk.notes()
    brought = [one["id"] for one in desk.take(RESOLVE_EDL.encode())["items"]]
    assert len(brought) == 2

    def withdraw(ids: list[str]) -> Any:
        path = f"/v1/episodes/{desk.episode}/markers/withdrawal"
        return desk.client.post(path, json={"notes": ids}, headers=desk.about()).get_json()["notes"]

    assert withdraw([one["id"] for one in before]) == [], "nobody's own notes"
    assert sorted(withdraw(brought)) == sorted(brought)
    assert desk.notes() == before
    assert withdraw(brought) == [], "twice is fine"
    placed, answered = [one["id"] for one in desk.take(RESOLVE_EDL.encode())["items"]]
    key = [desk.notes()[-1]["start_frame"], 0.1, 0.1, 0.5, 0.5]
    body = {"variant": desk.variant, "keys": [key]}
    made = desk.client.post(f"/v1/notes/{placed}/placement", json=body, headers=desk.about())
    assert made.status_code == 201, made.text
    reply = {"text": "Really?", "parent": answered}
    path = f"/v1/episodes/{desk.episode}/notes"
    assert desk.client.post(path, json=reply, headers=desk.about("admin")).status_code == 201
    assert withdraw([placed, answered]) == []
