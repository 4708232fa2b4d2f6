"""`python -m demo.film OUT_DIR` draws the demo's two films and writes down where each thing on sale is."""

import argparse
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from demo import made, pictures, score
from demo.camera import Take, box_at, keys, takes
from demo.encode import Encoder
from demo.pictures import UNITS_HIGH, UNITS_WIDE, Pixels
from demo.plates import Plates, Rain
from demo.progress import Progress
from demo.scenes import EPISODES, FPS, TITLES, Episode

WIDTH_PX = 1080
DRAWN_BY = ("camera", "encode", "film", "pictures", "plates", "scenes", "score")


def make_films(folder: Path, width: int = WIDTH_PX) -> list[Path]:
    """Both films and their truth, drawn unless they already stand there."""
    return [make_film(folder, episode, width) for episode in EPISODES]


def make_film(folder: Path, episode: Episode, width: int = WIDTH_PX) -> Path:
    names = [f"{episode.name}.mp4", f"{episode.name}.json"]
    mark = made.fingerprint(sources(), width)
    if made.is_made(folder, names, episode.name, mark):
        return folder / names[0]
    bar = Progress(f"Drawing {episode.series}, {episode.title}", episode.frames)
    with made.making(folder, names, episode.name, mark) as work:
        sound = score.write(work / "sound.wav", episode)
        with Encoder(work / names[0], width, height_of(width), FPS, sound) as encoder:
            for index, picture in enumerate(frames(episode, width)):
                encoder.add(picture)
                bar.at(index + 1)
        truth = {"width": width, "height": height_of(width), **truth_of(episode)}
        (work / names[1]).write_text(json.dumps(truth, indent=1) + "\n")
    return folder / names[0]


def sources() -> list[Path]:
    """All that decides how the films look and sound."""
    here = Path(__file__).parent
    return [*(here / f"{name}.py" for name in DRAWN_BY), *pictures.DRAWINGS.glob("*.svg")]


def height_of(width: int) -> int:
    return width * UNITS_HIGH // UNITS_WIDE


def frames(episode: Episode, width: int) -> Iterator[Pixels]:
    """Every picture of the film, BGR."""
    plates, rain = Plates(episode, width), Rain(width, height_of(width))
    reel = takes(episode)
    for frame in range(episode.frames):
        showing = [take for take in reel if take.first <= frame <= take.last]
        picture = look(showing[0], frame, width)
        if len(showing) == 2:
            border = showing[1].start
            share = (frame - border + showing[1].shot.dissolve / 2 + 0.5) / showing[1].shot.dissolve
            other = look(showing[1], frame, width)
            picture = np.asarray(cv2.addWeighted(other, share, picture, 1 - share, 0), np.uint8)
        elif showing[0].shot.rain:
            rain.fall(picture, frame)
        plates.lay(picture, frame)
        yield picture


def look(take: Take, frame: int, width: int) -> Pixels:
    """The drawing as the camera sees it: drawn once, large, and then only moved and scaled."""
    camera = take.camera(frame)
    drawn = enlarged(take.shot.drawing, round(width * max(take.shot.begin.zoom, take.shot.end.zoom)))
    scale = drawn.shape[1] / UNITS_WIDE
    step = drawn.shape[1] / width / camera.zoom
    # Pixel middles, not corners, are mapped on each other: that is where the half steps come from.
    back = np.array(
        [[step, 0, camera.left * scale + step / 2 - 0.5], [0, step, camera.top * scale + step / 2 - 0.5]],
        np.float64,
    )
    size = (width, height_of(width))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(drawn, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


@cache
def enlarged(drawing: str, width: int) -> Pixels:
    return pictures.still(drawing, width)


def truth_of(episode: Episode) -> dict[str, object]:
    """What the film shows, known and not guessed."""
    reel = takes(episode)
    return {
        "series": episode.series,
        "title": episode.title,
        "fps": [FPS, 1],
        "frames": episode.frames,
        "shots": [shot_of(take) for take in reel],
        "things": [thing_of(take, take.shot.thing) for take in reel if take.shot.thing],
    }


def shot_of(take: Take) -> dict[str, object]:
    transition = "start" if take.start == 0 else "dissolve" if take.shot.dissolve else "cut"
    return {
        "start_frame": take.start,
        "end_frame": take.end,
        "transition": transition,
        "transition_frames": take.shot.dissolve,
    }


def thing_of(take: Take, thing: str) -> dict[str, object]:
    return {
        "product": thing,
        "title": TITLES[thing],
        "start_frame": take.alone_first,
        "end_frame": take.alone_last + 1,
        "keys": keys(take.alone_first, take.alone_last, lambda frame: box_at(take, thing, frame)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo.film", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    parser.add_argument(
        "--width", type=int, default=WIDTH_PX, help="of the picture, in pixels; a multiple of 18"
    )
    asked = parser.parse_args()
    make_films(asked.folder, asked.width)


if __name__ == "__main__":
    main()
