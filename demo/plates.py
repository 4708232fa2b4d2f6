"""What lies over the picture: the title, the spoken lines on their plates, and rain."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.pictures import UNITS_HIGH, UNITS_WIDE, Pixels, rendered
from demo.scenes import Episode

FADE_FRAMES = 7
TITLE_FRAMES = range(12, 66)
NDFloat = NDArray[np.float32]
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS_WIDE} {UNITS_HIGH}">'


class Plate(NamedTuple):
    """A patch of picture with its alpha, where it lies and when."""

    paint: NDFloat
    alpha: NDFloat
    left: int
    top: int
    frames: range


class Plates:
    """All plates of an episode, drawn once."""

    def __init__(self, episode: Episode, width: int) -> None:
        self.plates = [cut_out(title_svg(episode), width, TITLE_FRAMES)]
        for shot, start in zip(episode.shots, episode.starts(), strict=True):
            spoken = range(start + 8 + shot.dissolve, start + shot.frames - 6)
            self.plates.append(cut_out(line_svg(shot.says), width, spoken))

    def lay(self, picture: Pixels, frame: int) -> None:
        for plate in self.plates:
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


def line_svg(words: str) -> str:
    # Above the player's controls and chips, which cover the lowest quarter of a phone.
    # The plate is as wide as the line: about 7.9 units a letter at this size.
    wide = 34 + 7.9 * len(words)
    left = (UNITS_WIDE - wide) / 2
    return (
        f'{SVG}<rect x="{left}" y="452" width="{wide}" height="34" rx="4" fill="#0b1214" fill-opacity=".82"/>'
        f'<text x="180" y="475" text-anchor="middle" font-family="Source Sans Pro" font-weight="600" '
        f'font-size="17" fill="#f4efe4">{words}</text></svg>'
    )


def title_svg(episode: Episode) -> str:
    return (
        f'{SVG}<rect x="52" y="64" width="256" height="68" rx="3" fill="#0b1214" fill-opacity=".86"/>'
        '<path d="M60 124V72H282M300 90V124H60" fill="none" stroke="#d6b06c" stroke-width="1.2"/>'
        f'<text x="180" y="98" text-anchor="middle" font-family="Source Serif Pro" font-weight="700" '
        f'font-size="24" fill="#f4efe4">{episode.series}</text>'
        f'<text x="180" y="116" text-anchor="middle" font-family="Source Sans Pro" font-size="12.5" '
        f'fill="#d9cdb4">{episode.title}</text></svg>'
    )


class Rain:
    """Two sheets of streaks, the near one faster; each is drawn once and rolled down the picture."""

    def __init__(self, width: int, height: int) -> None:
        self.sheets = [
            (streaks(width, height, 90, 0.05, 42), 0.037),
            (streaks(width, height, 150, 0.028, 26), 0.023),
        ]

    def fall(self, picture: Pixels, frame: int) -> None:
        high = picture.shape[0]
        for sheet, speed in self.sheets:
            down = round(frame * speed * high) % high
            cv2.add(picture[down:], sheet[: high - down], picture[down:])
            if down:
                cv2.add(picture[:down], sheet[high - down :], picture[:down])


def streaks(width: int, height: int, many: int, length: float, bright: int) -> Pixels:
    sheet = np.zeros((height, width, 3), np.uint8)
    chance = np.random.default_rng(many)
    for x, y, size in chance.random((many, 3)):
        start = (int(x * width * 1.1), int(y * height))
        long = length * (0.6 + 0.8 * size) * height
        for lap in (0, -height):  # what leaves below comes in above
            begin = (start[0], start[1] + lap)
            end = (int(begin[0] - long * 0.16), int(begin[1] + long))
            cv2.line(sheet, begin, end, (bright, bright - 4, bright - 8), max(1, width // 540), cv2.LINE_AA)
    return sheet
