"""`python -m demo.film OUT_DIR` draws the demo's two films and writes down where each thing on sale is."""

import argparse
import json
from functools import cache
from pathlib import Path

from demo import captions, made, pictures, score, stage
from demo.camera import Take, box_at, keys, takes
from demo.crew import draw_shots
from demo.encode import join
from demo.pictures import height_of
from demo.progress import Progress
from demo.reel import sharpness
from demo.scenes import EPISODES, TITLES
from demo.shots import FPS, Episode, Thing

WIDTH_PX = 1080
# Large enough to tell how much of a thing is seen, small enough to be quick.
SEEN_WIDTH_PX, SEEN_EVERY = 90, 8
DRAWN_BY = (
    "acting",
    "camera",
    "captions",
    "crew",
    "encode",
    "film",
    "layers",
    "moves",
    "pictures",
    "plates",
    "reel",
    "rooms",
    "scenes",
    "score",
    "sequel",
    "shots",
    "sounds",
    "stage",
    "streets",
)


def make_films(folder: Path, width: int = WIDTH_PX) -> list[Path]:
    """Both films, their captions and their truth, drawn unless they already stand there."""
    return [make_film(folder, episode, width) for episode in EPISODES]


def make_film(folder: Path, episode: Episode, width: int = WIDTH_PX) -> Path:
    spoken = {f"{episode.name}.{language}.vtt": language for language in captions.LANGUAGES}
    names = [f"{episode.name}.mp4", f"{episode.name}.json", *spoken]
    mark = made.fingerprint(sources(), width)
    if made.is_made(folder, names, episode.name, mark):
        return folder / names[0]
    bar = Progress(f"Drawing {episode.series}, {episode.title}", episode.frames)
    with made.making(folder, names, episode.name, mark) as work:
        shots = draw_shots(work, episode, width, bar.at)
        join(work / names[0], shots, FPS, score.write(work / "sound.wav", episode))
        truth = {"width": width, "height": height_of(width), **truth_of(episode)}
        (work / names[1]).write_text(json.dumps(truth, indent=1) + "\n")
        for name, language in spoken.items():
            (work / name).write_text(captions.vtt(episode, language), "utf-8")
    return folder / names[0]


def sources() -> list[Path]:
    """All that decides how the films look and sound."""
    here = Path(__file__).parent
    return [*(here / f"{name}.py" for name in DRAWN_BY), *pictures.DRAWINGS.glob("**/*.svg")]


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
    shot = take.shot
    passing = "dissolve" if shot.dissolve else "fade" if shot.fade else "cut"
    return {
        "start_frame": take.start,
        "end_frame": take.end,
        "transition": "start" if take.start == 0 else passing,
        "transition_frames": shot.dissolve or shot.fade,
    }


def thing_of(take: Take, thing: Thing) -> dict[str, object]:
    first, last = span_of(take, thing)
    return {
        "product": thing.product,
        "title": TITLES[thing.product],
        "start_frame": first,
        "end_frame": last + 1,
        "keys": keys(first, last, cache(lambda frame: box_at(take, thing.named, frame))),
        "seen": [[frame, seen_of(take, thing, frame)] for frame in (*range(first, last, SEEN_EVERY), last)],
    }


def span_of(take: Take, thing: Thing) -> tuple[int, int]:
    """The first and last frame that the thing is offered in."""
    first = max(take.alone_first, take.start + thing.after)
    return first, min(take.alone_last, take.end - 1 - thing.before)


def seen_of(take: Take, thing: Thing, frame: int) -> float:
    """How much of what the picture could show of the thing nothing hides, 0 to 1."""
    width = SEEN_WIDTH_PX
    alone, left_over = stage.coverage(
        take.shot.drawing, sharpness(take, width), take.camera(frame), take.pose(frame), width, thing.named
    )
    return round(float(left_over.sum()) / max(1.0, float(alone.sum())), 2)


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
