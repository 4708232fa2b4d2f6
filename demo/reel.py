"""An episode frame by frame: which takes are seen, how they pass into each other, what lies over them."""

import cv2
import numpy as np

from demo import plates, stage
from demo.camera import Take, takes
from demo.pictures import UNITS_WIDE, Pixels
from demo.shots import Episode


class Reel:
    """Draws any frame of an episode, BGR."""

    def __init__(self, episode: Episode, width: int) -> None:
        self.takes, self.width = takes(episode), width
        self.plates = plates.plates_of(episode, width)

    def frame(self, frame: int) -> Pixels:
        showing = [take for take in self.takes if take.first <= frame <= take.last]
        picture = self.shot(showing[0], frame)
        if len(showing) == 2:
            border, length = showing[1].start, showing[1].shot.dissolve
            share = (frame - border + length / 2 + 0.5) / length
            other = self.shot(showing[1], frame)
            picture = np.asarray(cv2.addWeighted(other, share, picture, 1 - share, 0), np.uint8)
        if (bright := self.brightness(frame)) < 1:
            picture = np.asarray(cv2.convertScaleAbs(picture, alpha=bright), np.uint8)
        plates.lay(picture, self.plates, frame)
        return picture

    def shot(self, take: Take, frame: int) -> Pixels:
        picture = look(take, frame, self.width)
        lit = cv2.multiply(picture, plates.light(self.width, take.shot.grade), scale=1 / 128)
        return np.asarray(lit, np.uint8)

    def brightness(self, frame: int) -> float:
        """Less than 1 where a shot fades out or the next one in."""
        return min(
            (
                (abs(frame + 0.5 - take.start) / (take.shot.fade / 2))
                for take in self.takes
                if take.shot.fade and abs(frame + 0.5 - take.start) < take.shot.fade / 2
            ),
            default=1.0,
        )


def look(take: Take, frame: int, width: int) -> Pixels:
    """The drawing as the camera sees it, before the light falls off."""
    return stage.picture(
        take.shot.drawing, sharpness(take, width), take.camera(frame), take.pose(frame), width
    )


def sharpness(take: Take, width: int) -> float:
    """Pixels to a unit of the drawing where the camera is closest."""
    return width / UNITS_WIDE * max(take.shot.begin.zoom, take.shot.end.zoom)
