"""A box that may be wrong says so, and the one that was drawn is the measure."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.tracking.follow import Anchor, follow
from tagging.tracking.poses import box_of, pose_for
from tagging.tracking.reel import reel
from tagging.tracking.solid import Solid
from tagging.tracking.tint import Tint
from tagging.tracking.walk import Walk
from tests.clips import Picture
from tests.tagging.tracking.films import HEIGHT, SIDE, WIDTH, Shot, card, filmed, overlap, write


def of_other_colours() -> Picture:
    """The card's pattern, as another kind of the same product has it."""
    lab = cv2.cvtColor(card(), cv2.COLOR_BGR2Lab)
    lab[..., 1:] = np.clip(lab[..., 1:].astype(int) + (45, -45), 0, 255)
    return cv2.cvtColor(lab, cv2.COLOR_Lab2BGR)


def test_another_kind_of_it_that_passes_in_front_is_not_taken_for_it(tmp_path: Path) -> None:
    def passes(k: int, picture: Picture) -> Picture:
        left = 170 - k * 2
        if left < WIDTH:
            low, high = max(0, left), min(WIDTH, left + SIDE)
            if low < high:
                picture[126 : 126 + SIDE, low:high] = of_other_colours()[:, low - left : high - left]
        return picture

    shot = Shot(90, lambda k: (50 + 1.0 * k, 150), after=passes)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 90)
    sure = [s for s in track.sightings if s.visible and s.confidence >= 0.5]
    assert min(overlap(s.box, shot.box(s.frame)) for s in sure) > 0.6
    assert len(sure) > 20


def test_colours_tell_two_of_one_pattern_apart(tmp_path: Path) -> None:
    shot = Shot(1, lambda k: (60, 150))
    with_other = shot.picture(0)
    with_other[222 : 222 + SIDE, 32 : 32 + SIDE] = of_other_colours()
    with reel(write(tmp_path / "a.mp4", [with_other])) as film:
        x, y, w, h = shot.box(0)
        plane, (wide, high) = film[0], film.size
        box = (x * wide, y * high, w * wide, h * high)
        look = Walk(plane, box).look
        tint = Tint(plane, look.canvas.pose_of(box), look.canvas)
        other = (box[0], 222 / HEIGHT * high, box[2], box[3])
        assert not tint.is_other(plane, look.canvas.pose_of(box))
        assert tint.is_other(plane, look.canvas.pose_of(other))


def test_a_box_that_runs_away_is_no_longer_sure(tmp_path: Path) -> None:
    shot = Shot(1, lambda k: (100, 150))
    with reel(filmed(tmp_path / "a.mp4", shot)) as film:
        x, y, w, h = shot.box(0)
        wide, high = film.size
        box = (x * wide, y * high, w * wide, h * high)
        walk = Walk(film[0], box)
        walk.solid = Solid(film[0], box)
        seen = walk.solid.find(film[0], box)
        stretched = type(seen)((box[0] - box[2], box[1], 3 * box[2], box[3]), 0.99, 0.1)
        assert box_of(walk.look, pose_for(walk.look, box)) == pytest.approx(box)
        assert walk.likely(film[0], seen) > 0.8 and walk.likely(film[0], stretched) < 0.5


def test_an_exact_box_keeps_its_size_before_a_plain_place(tmp_path: Path) -> None:
    def plain(k: int, picture: Picture) -> Picture:
        bare = cv2.GaussianBlur(picture, (0, 0), 25)
        x, y = (round(v) for v in (shot.at(k)[0] - SIDE / 2, shot.at(k)[1] - SIDE / 2))
        bare[y : y + SIDE, x : x + SIDE] = card()
        return bare

    shot = Shot(40, lambda k: (round(60 + 2 * k), 150.0), after=plain)
    film = filmed(tmp_path / "a.mp4", shot)
    for end in (8, 40):
        track = follow(film, [Anchor(0, shot.box(0))], 0, end)
        sizes = np.array([s.box[2:] for s in track.sightings]) / shot.box(0)[2:]
        assert np.abs(sizes - 1).max() < 0.05
