"""What lies over the picture: the title, the closing card, and the falling off of light to the edges."""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.pictures import UNITS_HIGH, UNITS_WIDE, Pixels, rendered
from demo.shots import Episode

FADE_FRAMES = 9
TITLE_FRAMES = range(14, 72)
CARD_AFTER = 8
NDFloat = NDArray[np.float32]
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS_WIDE} {UNITS_HIGH}">'


class Plate(NamedTuple):
    """A patch of picture with its alpha, where it lies and when."""

    paint: NDFloat
    alpha: NDFloat
    left: int
    top: int
    frames: range


def plates_of(episode: Episode, width: int) -> list[Plate]:
    """All plates of an episode, drawn once. Spoken lines are not among them: the player shows those."""
    card = range(episode.starts()[-1] + CARD_AFTER, episode.frames + FADE_FRAMES)
    return [
        cut_out(title_svg(episode), width, TITLE_FRAMES),
        cut_out(card_svg(episode), width, card),
    ]


def lay(picture: Pixels, plates: list[Plate], frame: int) -> None:
    for plate in plates:
        if frame in plate.frames:
            blend(picture, plate, strength(frame, plate.frames))


def strength(frame: int, frames: range) -> float:
    """Fades in and out, never pops."""
    return min(1.0, (frame - frames.start + 1) / FADE_FRAMES, (frames.stop - frame) / FADE_FRAMES)


def blend(picture: Pixels, plate: Plate, share: float) -> None:
    high, wide = plate.alpha.shape[:2]
    under = picture[plate.top : plate.top + high, plate.left : plate.left + wide]
    alpha = plate.alpha * share
    under[:] = (under + (plate.paint - under) * alpha).astype(np.uint8)


def cut_out(svg: str, width: int, frames: range) -> Plate:
    """Only the part of the sheet that holds paint is kept: blending a whole frame would be slow."""
    sheet = rendered(svg, width)
    left, top, wide, high = cv2.boundingRect(sheet[:, :, 3])
    patch = sheet[top : top + high, left : left + wide].astype(np.float32)
    return Plate(patch[:, :, :3], patch[:, :, 3:] / np.float32(255), left, top, frames)


def title_svg(episode: Episode) -> str:
    return (
        f'{SVG}<rect x="52" y="50" width="256" height="70" rx="3" fill="#0b1214" fill-opacity=".84"/>'
        '<path d="M60 112V58H282M300 76V112H60" fill="none" stroke="#d6b06c" stroke-width="1.2"/>'
        f'<text x="180" y="85" text-anchor="middle" font-family="Source Serif Pro" font-weight="700" '
        f'font-size="24" fill="#f4efe4">{episode.series}</text>'
        f'<text x="180" y="104" text-anchor="middle" font-family="Source Sans Pro" font-size="12.5" '
        f'fill="#d9cdb4">{episode.title}</text></svg>'
    )


def card_svg(episode: Episode) -> str:
    words, following = episode.card
    return (
        f'{SVG}<path d="M70 290H290M70 388H290" stroke="#d6b06c" stroke-width="1.2"/>'
        '<path d="M174 290l6-6 6 6-6 6zM174 388l6-6 6 6-6 6z" fill="#d6b06c"/>'
        f'<text x="180" y="341" text-anchor="middle" font-family="Source Serif Pro" font-weight="700" '
        f'font-size="29" fill="#f4efe4">{words}</text>'
        f'<text x="180" y="366" text-anchor="middle" font-family="Source Sans Pro" font-size="13" '
        f'fill="#d9cdb4">{following}</text></svg>'
    )


@cache
def light(width: int, grade: tuple[float, float, float]) -> Pixels:
    """What each pixel is multiplied with, 128 for no change: darker to the edges, tinted by the grade."""
    high = width * UNITS_HIGH // UNITS_WIDE
    y, x = np.mgrid[0:high, 0:width].astype(np.float32)
    far = np.hypot((x + 0.5) / width - 0.5, (y + 0.5) / high - 0.5) / 0.78
    edge = 1 - 0.5 * np.clip((far - 0.42) / 0.58, 0, 1) ** 1.4
    # A grain too fine to see keeps the falling off from showing as rings.
    grain = np.random.default_rng(7).random((high, width), np.float32) - 0.5
    tinted = [edge * part * 128 + grain for part in (grade[2], grade[1], grade[0])]
    return np.clip(np.round(cv2.merge(tinted)), 0, 255).astype(np.uint8)
