"""A box drawn once stays on the thing, on films whose every box is known."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.episodes.source import Unreadable
from tagging.tracking.follow import Anchor, Sighting, follow
from tests.clips import Picture, texture
from tests.tagging.tracking.films import HEIGHT, WIDTH, Shot, filmed, overlap, write


def wander(k: int) -> tuple[float, float]:
    return 70 + 1.2 * k, 150 + 30 * np.sin(k / 9)


def overlaps(shot: Shot, sightings: tuple[Sighting, ...]) -> list[float]:
    return [overlap(sighting.box, shot.box(sighting.frame)) for sighting in sightings]


def test_it_follows_a_thing_that_grows_both_ways_from_the_middle(tmp_path: Path) -> None:
    shot = Shot(48, wander, lambda k: 0.8 + 0.01 * k)
    film = filmed(tmp_path / "a.mp4", shot)
    parts: list[Sighting] = []
    shares: list[float] = []
    track = follow(film, [Anchor(20, shot.box(20))], 0, 48, shares.append, parts.extend)
    assert [sighting.frame for sighting in track.sightings] == list(range(48))
    assert all(sighting.visible for sighting in track.sightings)
    assert min(overlaps(shot, track.sightings)) > 0.8
    assert {part.frame for part in parts} == set(range(48)) - {20}
    assert shares == sorted(shares) and shares[-1] == 1


def test_a_box_drawn_carelessly_is_put_right_where_the_place_moves_behind_it(tmp_path: Path) -> None:
    shot = Shot(48, wander)
    film = filmed(tmp_path / "a.mp4", shot)
    x, y, w, h = shot.box(0)
    careless = (x - 0.05 * w, y + 0.05 * h, w * 1.05, h * 1.04)
    track = follow(film, [Anchor(0, careless)], 0, 48)
    assert np.mean(overlaps(shot, track.sightings)) > overlap(careless, shot.box(0)) + 0.03


def covered(k: int, picture: Picture) -> Picture:
    """A wall slides over the card, stays, and slides away."""
    if 14 <= k < 40:
        wall = texture(40, WIDTH, HEIGHT)
        left = max(20, 240 - 20 * (k - 13)) if k < 30 else 20 + 30 * (k - 29)
        picture[:, left:] = wall[:, left:]
    return picture


def test_a_box_that_is_put_right_does_not_jump_beside_the_frame_it_was_drawn_on(tmp_path: Path) -> None:
    shot = Shot(48, wander)
    x, y, w, h = shot.box(24)
    careless = x - 0.1 * w, y - 0.1 * h, 1.2 * w, 1.2 * h
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(24, careless)], 0, 48)
    wide = [sighting.box[2] / w for sighting in track.sightings]
    assert max(wide[0], wide[47]) < 1.12, "it is put right"
    assert max(abs(two - one) for one, two in pairwise(wide)) < 0.04, "and nobody sees how"


def test_what_is_covered_is_hidden_and_found_again(tmp_path: Path) -> None:
    shot = Shot(56, lambda k: (90, 150), after=covered)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 56)
    seen = [sighting.visible for sighting in track.sightings]
    assert all(seen[:16]) and not any(seen[24:30]) and all(seen[38:])
    assert all(sighting.confidence < 0.2 for sighting in track.sightings if not sighting.visible)
    assert min(overlaps(shot, track.sightings[40:])) > 0.8


def test_out_of_the_picture_is_hidden_and_found_again(tmp_path: Path) -> None:
    shot = Shot(60, lambda k: (100 + 160 * np.sin(k / 59 * np.pi), 150))
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 60)
    seen = [sighting.visible for sighting in track.sightings]
    assert all(seen[:10]) and not any(seen[25:35]) and all(seen[50:])


def test_a_flash_is_no_reason_to_lose_it(tmp_path: Path) -> None:
    def flash(k: int, picture: Picture) -> Picture:
        return np.full_like(picture, 255) if k in (12, 13) else picture

    shot = Shot(30, wander, after=flash)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 30)
    assert all(sighting.visible for sighting in track.sightings)
    assert min(overlaps(shot, track.sightings)) > 0.75


def test_its_twin_beside_it_is_never_taken_for_it(tmp_path: Path) -> None:
    twin = Shot(56, lambda k: (150, 150))

    def beside(k: int, picture: Picture) -> Picture:
        x, y, w, h = (int(v) for v in np.array(twin.box(k)) * (WIDTH, HEIGHT, WIDTH, HEIGHT))
        picture[y : y + h, x : x + w] = twin.picture(k)[y : y + h, x : x + w]
        right = int(np.clip(min(k - 10, 48 - k) * 14, 0, 112))
        picture[:, :right] = texture(41, WIDTH, HEIGHT)[:, 112 - right : 112]
        return picture

    shot = Shot(56, lambda k: (70, 150), after=beside)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 56)
    seen = [sighting.visible for sighting in track.sightings]
    assert not any(seen[20:38]) and all(seen[47:])
    assert min(overlaps(shot, track.sightings[47:])) > 0.8


def test_a_cut_is_never_crossed(tmp_path: Path) -> None:
    shot = Shot(40, lambda k: (90, 150))
    elsewhere = texture(77, WIDTH, HEIGHT)
    pictures = [shot.picture(k) if k < 20 else elsewhere for k in range(30)]
    pictures += [shot.picture(k) for k in range(30, 40)]
    track = follow(write(tmp_path / "a.mp4", pictures), [Anchor(5, shot.box(5))], 0, 40)
    assert [sighting.visible for sighting in track.sightings] == [True] * 20 + [False] * 20


def test_a_correction_improves_what_lies_between(tmp_path: Path) -> None:
    def washed(k: int, picture: Picture) -> Picture:
        return cv2.GaussianBlur(picture, (0, 0), 9) if 12 <= k < 30 else picture

    shot = Shot(44, wander, after=washed)
    film = filmed(tmp_path / "a.mp4", shot)
    alone = follow(film, [Anchor(0, shot.box(0))], 0, 44)
    helped = follow(film, [Anchor(0, shot.box(0)), Anchor(24, shot.box(24)), Anchor(43, shot.box(43))], 0, 44)
    before, after = (np.mean(overlaps(shot, track.sightings[:30])) for track in (alone, helped))
    assert after >= before - 0.01 and after > 0.7
    assert overlap(helped.sightings[24].box, shot.box(24)) > 0.85


def test_what_cannot_be_followed_is_refused(tmp_path: Path) -> None:
    shot = Shot(5, wander)
    film = filmed(tmp_path / "a.mp4", shot)
    with pytest.raises(ValueError, match="span"):
        follow(film, [Anchor(4, shot.box(4))], 0, 3)
    (tmp_path / "b.mp4").write_bytes(b"no film at all" * 50)
    with pytest.raises(Unreadable):
        follow(tmp_path / "b.mp4", [Anchor(0, shot.box(0))], 0, 3)


def test_whoever_waits_may_stop_it(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_share: float) -> None:
        raise Enough

    shot = Shot(40, wander)
    with pytest.raises(Enough):
        follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 40, stop)
