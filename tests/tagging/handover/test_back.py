"""Placements that were deleted come back out of a file, and nobody else's do."""

import json
from collections.abc import Callable
from typing import Any

import opentimelineio as otio
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from commerce.catalogue import shelf
from kit.db import db
from kit.money import Money
from tagging.history.models import Change
from tagging.placements.models import Placement
from tagging.tracking.models import Track
from tests.cast import Cast, episode, placed, scarf
from tests.databases import ON_SQLITE

FRAMES = 250
PATH = [[60, 0.1, 0.2, 0.3, 0.25], [75, 0.2, 0.2, 0.3, 0.25], [90, 0.25, 0.3, 0.3, 0.25]]


class Desk:
    """An episode of Ada's with nothing placed, and her editor's key."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.client = app, cast, app.test_client()
        with app.app_context():
            self.scarf, self.other = scarf(cast.ada), scarf(cast.ada)
            self.episode = episode(cast.ada)

    def call(self, method: str, path: str, who: str = "editor", **more: Any) -> Any:
        answer = self.client.open(f"/v1/{path}", method=method, headers=self.cast.ada.bearer(who), **more)
        assert answer.status_code < 300, answer.text
        return answer.get_json() if answer.data else None

    def put(self, **said: Any) -> Any:
        wanted = {"variant": self.scarf, "start_frame": 60, "end_frame": 100, "keys": PATH, **said}
        return self.call("POST", f"episodes/{self.episode}/placements", json=wanted)

    def there(self, where: str = "") -> list[Any]:
        found = self.call("GET", f"episodes/{where or self.episode}/placements")["items"]
        return sorted(found, key=lambda one: (one["start_frame"], one["id"]))

    def clear(self) -> None:
        for one in self.there():
            self.call("DELETE", f"placements/{one['id']}")

    def out(self, form: str = "otio") -> bytes:
        path = f"/v1/episodes/{self.episode}/markers?format={form}"
        return self.client.get(path, headers=self.cast.ada.bearer("editor")).data

    def take(self, body: bytes, query: str = "", where: str = "", who: str = "editor") -> Any:
        path = f"episodes/{where or self.episode}/markers?name=cut{query}"
        return self.call("POST", path, who, data=body)

    def drafts(self, where: str = "") -> list[Any]:
        return self.call("GET", f"episodes/{where or self.episode}/notes")["items"]

    def followed(self, placement: str) -> str:
        """The id of a finished track of a placement, whose last one it is."""
        with self.app.app_context():
            row = db.session.get_one(Placement, placement)
            track = Track(workspace_id=row.workspace_id, episode_id=row.episode_id, cut_id=row.cut_id)
            track.start_frame = track.from_frame = track.known_from = 60
            track.end_frame = track.until_frame = track.known_until = 100
            track.anchors, track.keys, track.hidden, track.weak = [PATH[0]], PATH, [], []
            track.confidence, track.status, track.placement_id = [[60, 0.9], [90, 0.5]], "done", row.id
            db.session.add(track)
            db.session.flush()
            row.track_id = track.id
            db.session.commit()
            return track.id


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(app, cast)


def bare(rows: list[Any], *but: str) -> list[Any]:
    return [{name: value for name, value in row.items() if name not in ("version", *but)} for row in rows]


def altered(body: bytes, change: Callable[[Any, dict[str, Any]], None]) -> bytes:
    """An OTIO file of ours in which a stranger wrote: the marker, and the data we had put beside it."""
    timeline = otio.adapters.read_from_string(body.decode(), "otio_json")
    for marker in timeline.tracks.markers:
        told = json.loads(marker.metadata["vitrine"]["mark"])
        change(marker, told["data"])
        if "vitrine" in marker.metadata:
            marker.metadata["vitrine"]["mark"] = json.dumps(told)
    return otio.adapters.write_to_string(timeline, "otio_json").encode()


@pytest.mark.parametrize("form", ["otio", "fcpxml", "edl"])
def test_deleted_ones_come_back_with_all_that_they_were(desk: Desk, form: str):
    words = {"label": "last word", "action": "See it", "disclosure": "Paid placement"}
    first = desk.put(**words, anchor="docked", hidden=[[70, 74]])
    desk.put(part_of=first["part_of"], start_frame=120, end_frame=200, keys=[[130, 0.3, 0.3, 0.2, 0.2]])
    desk.put(variant=desk.other, label="Hat", start_frame=10, end_frame=20, keys=[[10, 0, 0, 0.5, 0.5]])
    track = desk.followed(first["id"])
    about = desk.call(
        "POST",
        f"episodes/{desk.episode}/notes",
        json={"text": "!", "start_frame": 61, "placement": first["id"]},
    )
    before, file = desk.there(), desk.out(form)
    assert [one["track"] for one in before if one["id"] == first["id"]] == [track]
    desk.clear()
    told = desk.take(file, "&dry=1")
    assert (told["back"], told["new"], desk.there()) == (3, 0, [])
    assert {(row["name"], row["title"]) for row in told["items"] if row["outcome"] == "back"} >= (
        set() if form == "edl" else {("last word", "Silk scarf"), ("Hat", "Silk scarf")}
    )
    assert desk.take(file)["back"] == 3
    assert bare(desk.there()) == bare(before), "by their own ids, so that what they sold goes on counting"
    (note,) = desk.drafts()
    # An edit list has no room for what a note is about.
    assert (note["id"], note["placement"]) == (about["id"], None if form == "edl" else first["id"])
    again = desk.take(file)
    assert (again["same"], again["back"], again["new"]) == (4, 0, 0)
    # What came back can be changed and undone like anything else.
    now = next(one for one in desk.there() if one["id"] == first["id"])
    desk.call("PATCH", f"placements/{first['id']}", json={"version": now["version"], "label": "Scarf"})
    desk.call("POST", f"placements/{first['id']}/restoration", json={"version": now["version"]})
    assert bare(desk.there()) == bare(before)


def test_what_the_suite_changed_is_told_before_it_is_done(desk: Desk):
    kept, gone = desk.put(label="last word"), desk.put(label="Hat", start_frame=10, end_frame=20)

    def moved(marker: Any, data: dict[str, Any]) -> None:
        marker.name = f"The {marker.name}"
        at = marker.marked_range.start_time + otio.opentime.RationalTime(5, 25)
        marker.marked_range = otio.opentime.TimeRange(at, marker.marked_range.duration)

    body = altered(desk.out(), moved)
    desk.call("DELETE", f"placements/{gone['id']}")
    rows = {row["outcome"]: row for row in desk.take(body, "&dry=1")["items"]}
    assert rows["changed"]["changes"] == [
        {"field": "end_frame", "before": 100, "after": 105},
        {"field": "label", "before": "last word", "after": "The last word"},
        {"field": "start_frame", "before": 60, "after": 65},
    ]
    assert [one["after"] for one in rows["back"]["changes"]] == [25, "The Hat", 15]
    assert [one["label"] for one in desk.there()] == ["last word"], "nothing was done yet"
    desk.take(body)
    assert [(one["id"], one["label"], one["start_frame"], one["keys"]) for one in desk.there()] == [
        (gone["id"], "The Hat", 15, PATH),
        (kept["id"], "The last word", 65, PATH),
    ]


def test_an_edit_list_names_things_as_people_wrote_them(desk: Desk):
    made = desk.put(label="last word")
    assert f"YELLOW  last word, Silk scarf [{made['id']}]" in desk.out("edl").decode()


def test_a_file_alone_is_enough_but_gives_nobody_an_id(desk: Desk):
    first = desk.put(label="last word", anchor="docked")
    desk.put(part_of=first["part_of"], start_frame=120, end_frame=200)
    before, file = desk.there(), desk.out("fcpxml")
    desk.clear()
    with desk.app.app_context():
        # As if it had been deleted before anything was written down.
        db.session.query(Change).delete()
        db.session.commit()
    assert desk.take(file)["back"] == 2
    now = desk.there()
    ids = "id", "moment", "part_of", "track"
    assert bare(now, *ids) == bare(before, *ids)
    assert len({one["part_of"] for one in now}) == 1
    assert {one["id"] for one in now}.isdisjoint(one["id"] for one in before)
    assert desk.take(file)["same"] == 2, "known by product and path"


def test_what_is_not_to_be_had_back_stays_a_draft_with_its_words(desk: Desk, cast: Cast):
    """Another workspace's, another episode's, a product nobody knows, data that can't be: no placement."""
    with desk.app.app_context():
        elsewhere = episode(cast.ada)
        near = placed(elsewhere, desk.scarf)
        far = placed(episode(cast.mallory), scarf(cast.mallory))
        cut = db.session.get_one(Placement, near).cut_id
    desk.put(label="last word")
    file = desk.out()
    desk.clear()

    def put(**said: Any) -> Callable[[Any, dict[str, Any]], None]:
        return lambda _marker, data: data.update(said)

    theirs = desk.there(elsewhere)
    hostile = [
        put(id=near),
        put(id=far),
        put(variant="var_ABCDEFGH23456789"),
        put(id="plc_" + "A" * 16, cut=cut),
        put(id="plc_" + "A" * 16, keys=[[1, 0.1]]),
        put(id="plc_" + "A" * 16, keys=[[1e6, 0.1, 0.1, 0.1, 0.1]]),
        put(id="plc_" + "A" * 16, keys=[[0, 0, 0, 1, 1]] * 4001),
        put(id="plc_" + "A" * 16, start_frame=True, label=[], hidden="all"),
        put(id="plc_" + "A" * 16, part_of="x' or 1=1", anchor="sideways"),
        put(id=["plc_"], variant={"a": 1}, products=None),
    ]
    for number, change in enumerate(hostile):
        told = desk.take(altered(file, change), "&dry=1")
        assert (number, told["back"], told["new"]) == (number, 0, 1)
    assert desk.take(altered(file, hostile[0]))["new"] == 1
    (draft,) = desk.drafts()
    assert (draft["kind"], draft["text"]) == ("tag", "last word\nSilk scarf")
    assert (desk.there(), desk.there(elsewhere)) == ([], theirs)


def test_a_copied_marker_is_a_draft_and_the_same_one_twice_is_one(desk: Desk):
    desk.put(label="last word", action="See it")
    timeline = otio.adapters.read_from_string(desk.out().decode(), "otio_json")
    (marker,) = timeline.tracks.markers
    copy = marker.deepcopy()
    at = otio.opentime.RationalTime(200, 25)
    copy.marked_range = otio.opentime.TimeRange(at, marker.marked_range.duration)
    timeline.tracks.markers.extend([marker.deepcopy(), copy])
    desk.clear()
    body = otio.adapters.write_to_string(timeline, "otio_json").encode()
    told = desk.take(body)
    assert [row["outcome"] for row in told["items"]] == ["back", "same", "new"]
    (draft,) = desk.drafts()
    assert draft["variant"] == desk.scarf
    key = [[200, 0.1, 0.1, 0.2, 0.2]]
    made = desk.call("POST", f"notes/{draft['id']}/placement", json={"variant": desk.scarf, "keys": key})
    assert (made["label"], made["action"], made["start_frame"]) == ("last word", "See it", 200)


@ON_SQLITE
def test_a_suite_that_drops_our_data_doubles_nothing_and_leaves_the_product_known(desk: Desk):
    with desk.app.app_context():
        brand = db.session.get_one(Organisation, desk.cast.ada.brand_id)
        money = Money(100, "EUR")
        hat = shelf.add_product(desk.cast.ada.id, brand, title="Red hat", price=money, on_hand=1)
        db.session.commit()
        product, variant = hat.id, hat.variants[0].id
    desk.put(variant=variant, label="last word")

    def forgotten(marker: Any, _data: dict[str, Any]) -> None:
        del marker.metadata["vitrine"]

    body = altered(desk.out(), forgotten)
    assert desk.take(body)["same"] == 1
    desk.clear()
    assert desk.take(body)["new"] == 1
    (draft,) = desk.drafts()
    assert (draft["products"], draft["text"]) == ([product], "last word\nRed hat")
    key = [[60, 0.1, 0.1, 0.2, 0.2]]
    made = desk.call("POST", f"notes/{draft['id']}/placement", json={"variant": variant, "keys": key})
    assert made["label"] == "last word"


@ON_SQLITE
def test_a_brands_people_bring_back_only_what_is_theirs(desk: Desk, cast: Cast):
    with desk.app.app_context():
        house = Organisation(workspace_id=cast.ada.id, kind="brand", name="Another")
        db.session.add(house)
        db.session.flush()
        hat = shelf.add_product(cast.ada.id, house, title="Red hat", price=Money(100, "EUR"), on_hand=1)
        db.session.commit()
        theirs = hat.variants[0].id
    mine, other = desk.put(label="mine"), desk.put(variant=theirs, label="theirs", start_frame=10)
    file = desk.out()
    desk.clear()
    told = desk.take(file, who="brand_manager")
    assert (told["back"], told["new"]) == (1, 1)
    assert [one["id"] for one in desk.there()] == [mine["id"]]
    # Nor do they get another brand's id for a thing of their own.
    desk.clear()
    claimed = altered(file, lambda _marker, data: data.update(id=other["id"], variant=desk.scarf))
    desk.take(claimed, who="brand_manager")
    assert other["id"] not in {one["id"] for one in desk.there()}


BOXES = st.tuples(st.floats(0, 0.6), st.floats(0, 0.6), st.floats(0.05, 0.4), st.floats(0.05, 0.4))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)


@st.composite
def placements(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, FRAMES - 2))
    keys = draw(st.dictionaries(st.integers(0, FRAMES - 1), BOXES, min_size=1, max_size=6))
    hidden = draw(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), max_size=3))
    return {
        "start_frame": start,
        "end_frame": draw(st.integers(start + 1, FRAMES)),
        "keys": [[frame, *box] for frame, box in keys.items()],
        "hidden": [[at, at + long] for at, long in hidden],
        "label": draw(WORDS),
        "action": draw(WORDS),
        "disclosure": draw(st.none() | WORDS),
        "anchor": draw(st.sampled_from(["follow", "docked"])),
        "joins": draw(st.booleans()),
    }


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(placements(), min_size=1, max_size=4), st.sampled_from(["otio", "fcpxml"]), st.booleans())
def test_whatever_is_placed_comes_back_the_same(desk: Desk, many: list[Any], form: str, is_known: bool):
    desk.clear()
    belongs = None
    for one in many:
        joins = {"part_of": belongs} if one.pop("joins") and belongs else {}
        belongs = desk.put(**one, **joins)["part_of"]
    before, file = groups(desk.there()), desk.out(form)
    desk.clear()
    if not is_known:
        with desk.app.app_context():
            db.session.query(Change).delete()
            db.session.commit()
    desk.take(file)
    assert groups(desk.there()) == before
    assert desk.drafts() == []


def groups(rows: list[Any]) -> list[list[str]]:
    """What is placed, apart from ids: the moments of each placement."""
    found: dict[str, list[str]] = {}
    for one, told in zip(rows, bare(rows, "id", "moment", "part_of", "track"), strict=True):
        found.setdefault(one["part_of"], []).append(json.dumps(told, sort_keys=True))
    return sorted(sorted(each) for each in found.values())
