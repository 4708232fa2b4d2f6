"""What slides over a followed thing is never taken for it, whatever it looks like."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tagging.tracking.cover import POINTS_PLAIN, Cover
from tagging.tracking.figure import Figure
from tagging.tracking.follow import Anchor, follow
from tagging.tracking.look import Look, Registered
from tagging.tracking.reel import Plane
from tests.clips import Picture, texture
from tests.tagging.tracking.films import HEIGHT, SIDE, WIDTH, Shot, card, filmed, overlap


def dyed_alike() -> Picture:
    """The card's own colours in another order."""
    luck = np.random.default_rng(5)
    colours = card().reshape(-1, 3)
    blots = colours[luck.integers(len(colours), size=(HEIGHT // 14, WIDTH // 14))]
    return np.clip(
        cv2.resize(blots.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), 0, 255
    )


def plain() -> Picture:
    return np.full((HEIGHT, WIDTH, 3), (90, 120, 160), np.uint8)


def patterned() -> Picture:
    return texture(40, WIDTH, HEIGHT)


@pytest.mark.parametrize("cover", [dyed_alike, plain, patterned])
def test_a_slow_cover_hides_it_whatever_its_colours(tmp_path: Path, cover: Callable[[], Picture]) -> None:
    def slides(k: int, picture: Picture) -> Picture:
        left = WIDTH - int(np.interp(k, [8, 48, 68, 100], [50, WIDTH - 20, WIDTH - 20, 0]))
        picture[:, left:] = np.roll(cover(), left, 1)[:, left:]
        return picture

    shot = Shot(110, lambda k: (80, 150), after=slides)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 110)
    seen = [sighting.visible for sighting in track.sightings]
    assert all(seen[:28]) and not any(seen[46:68]) and all(seen[94:])
    assert min(overlap(s.box, shot.box(s.frame)) for s in track.sightings[94:]) > 0.8


def test_who_passes_quickly_in_its_colours_hides_it(tmp_path: Path) -> None:
    def passes(k: int, picture: Picture) -> Picture:
        right = int(np.interp(k, [20, 24, 44, 48], [50, 140, 140, 50]))
        picture[:, :right] = dyed_alike()[:, WIDTH - right :]
        return picture

    shot = Shot(64, lambda k: (100, 150), after=passes)
    track = follow(filmed(tmp_path / "a.mp4", shot), [Anchor(0, shot.box(0))], 0, 64)
    seen = [sighting.visible for sighting in track.sightings]
    assert all(seen[:21]) and not any(seen[25:43]) and all(seen[50:])


def registered(change: Callable[[Picture], Picture]) -> Registered | None:
    """A card that was drawn, found again after what `change` did to its picture."""
    grey = cv2.cvtColor(texture(11, WIDTH, HEIGHT), cv2.COLOR_BGR2GRAY)
    grey[100 : 100 + SIDE, 60 : 60 + SIDE] = cv2.cvtColor(card(), cv2.COLOR_BGR2GRAY)
    drawn, now = (Plane(picture, None, None, picture[::5, ::5]) for picture in (grey, change(grey.copy())))
    box = (60.0, 100.0, float(SIDE), float(SIDE))
    look = Look(drawn, box, None)
    assert isinstance(look.figure, Figure)
    return look.register(now, look.canvas.pose_of(box))


def half(grey: Picture) -> Picture:
    grey[:, 60 + SIDE * 2 // 3 :] = 90
    return grey


def turned(grey: Picture) -> Picture:
    face = cv2.resize(grey[100 : 100 + SIDE, 60 : 60 + SIDE], (SIDE * 7 // 10, SIDE))
    grey[100 : 100 + SIDE, 60 + face.shape[1] : 60 + SIDE] = 90
    grey[100 : 100 + SIDE, 60 : 60 + face.shape[1]] = face
    return grey


def test_what_is_half_covered_keeps_its_shape_and_what_turns_away_does_not() -> None:
    covered, away = registered(half), registered(turned)
    assert covered is not None and away is not None
    assert covered.keeps_its_shape == 1 and away.keeps_its_shape == -1


def test_an_edge_on_what_was_seen_to_turn_is_no_cover_until_it_stays() -> None:
    whole, covered, away = registered(lambda grey: grey), registered(half), registered(turned)
    assert whole is not None and covered is not None and away is not None
    away = replace(away, seen=0.7)
    assert away.narrows
    cover = Cover(POINTS_PLAIN)
    for count in range(12):
        cover.note(whole, count)
    for count in range(12, 20):
        cover.note(away, count)
    cover.note(covered, 20)
    assert not cover.there
    for count in range(21, 24):
        cover.note(covered, count)
    assert cover.is_sure


def test_one_side_gone_and_the_other_whole_is_a_cover_and_fading_all_over_is_not() -> None:
    whole = registered(lambda grey: grey)
    assert whole is not None
    columns = len(whole.agree) // whole.rows
    beyond = np.arange(len(whole.agree)) % columns / columns

    def fades(left: Picture, points: int = POINTS_PLAIN) -> Cover:
        cover = Cover(points)
        for count in range(12):
            cover.note(whole, count)
        for count in range(12, 16):
            # Too few points are left to tell by their moves.
            cover.note(replace(whole, agree=left, seen=float(left.mean()), fit=None), count)
        return cover

    covered = fades(whole.agree * (beyond < 0.55))
    assert covered.is_sure
    covered.lift()
    assert covered.was_sure and not covered.there
    assert not fades(whole.agree * 0.55).was_sure
    # Of a plain thing there are too few blocks to tell an edge by.
    assert not fades(whole.agree * (beyond < 0.55), POINTS_PLAIN - 1).was_sure
