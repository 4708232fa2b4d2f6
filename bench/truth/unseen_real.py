"""Real things to follow in real footage, and the demo's own films, which know where their things are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.truth.footage import film
from bench.truth.unseen_kept import kept
from bench.truth.unseen_paths import Box, Followed, Where, sloppy

# By eye, from the frames, as left, top, right, bottom; straight lines between. The head of somebody who
# leans to the camera and away from it.
HEAD = {
    780: (0.388, 0.265, 0.680, 0.795),
    790: (0.375, 0.237, 0.680, 0.800),
    798: (0.358, 0.188, 0.710, 0.800),
    806: (0.345, 0.134, 0.710, 0.825),
    812: (0.330, 0.116, 0.712, 0.820),
    832: (0.335, 0.118, 0.712, 0.820),
    842: (0.330, 0.125, 0.712, 0.840),
    855: (0.335, 0.134, 0.712, 0.840),
    870: (0.360, 0.190, 0.690, 0.790),
    880: (0.375, 0.270, 0.665, 0.795),
    888: (0.390, 0.317, 0.655, 0.795),
    896: (0.400, 0.350, 0.645, 0.785),
    902: (0.410, 0.384, 0.645, 0.795),
    908: (0.418, 0.410, 0.645, 0.815),
    915: (0.425, 0.425, 0.650, 0.810),
    960: (0.428, 0.433, 0.650, 0.810),
    1005: (0.420, 0.425, 0.645, 0.815),
    1012: (0.415, 0.400, 0.650, 0.812),
    1018: (0.410, 0.375, 0.660, 0.800),
    1024: (0.405, 0.326, 0.670, 0.780),
    1030: (0.400, 0.286, 0.690, 0.785),
    1036: (0.388, 0.245, 0.690, 0.795),
    1050: (0.375, 0.205, 0.700, 0.795),
    1060: (0.378, 0.208, 0.700, 0.795),
}
# A guitar in the hands of somebody who plays and turns, seen by a camera that is carried round him.
GUITAR = {
    398: (0.375, 0.300, 0.790, 0.760),
    410: (0.378, 0.300, 0.780, 0.745),
    422: (0.420, 0.330, 0.895, 0.740),
    434: (0.355, 0.340, 0.870, 0.780),
    446: (0.333, 0.280, 0.825, 0.785),
    458: (0.333, 0.290, 0.815, 0.785),
    470: (0.355, 0.290, 0.865, 0.815),
    484: (0.345, 0.290, 0.830, 0.795),
}
# A coin that the camera moves round, from its colour, looked through by eye: pixels of 568 x 320. A pen
# covers it twice.
COIN_SIZE = (568, 320)
COIN_OPEN = ((44, 49), (136, 144))


def real(folder: Path) -> list[Followed]:
    """What real cameras saw: things that turn, come nearer, and are held in hands."""
    coin = json.loads((Path(__file__).parent / "unseen_coin.json").read_text())
    keys = {int(frame): box for frame, box in coin.items()}
    wide, high = COIN_SIZE
    return [
        _by_keys("head", film("cap12_edit"), HEAD, 960),
        _by_keys("guitar", film("demo").with_suffix(".mp4"), GUITAR, 398),
        _by_keys(
            "coin",
            film("motion"),
            {k: (x / wide, y / high, (x + w) / wide, (y + h) / high) for k, (x, y, w, h) in keys.items()},
            0,
            COIN_OPEN,
        ),
    ]


def _by_keys(
    name: str, path: Path, keys: dict[int, Any], drawn_on: int, unsure: tuple[tuple[int, int], ...] = ()
) -> Followed:
    start, end = min(keys), max(keys) + 1
    sides = np.array([keys[k] for k in sorted(keys)])
    sides = np.stack([np.interp(range(start, end), sorted(keys), side) for side in sides.T], axis=1)
    truth: list[Where] = [(x, y, right - x, bottom - y) for x, y, right, bottom in sides.tolist()]
    for first, last in unsure:
        truth[first - start : last - start] = ["open"] * (last - first)
    drawn = truth[drawn_on - start]
    assert isinstance(drawn, tuple)
    luck = np.random.default_rng([71, drawn_on])
    return Followed(name, "real", path, start, end, drawn_on, sloppy(drawn, luck), truth)


def demo(folder: Path) -> list[Followed]:
    """The things in the demo's films, each through its shot."""
    followed = []
    for path, told in demo_films(folder):
        for number, thing in enumerate(told["things"]):
            truth = _demo_truth(thing)
            start, end = int(thing["start_frame"]), int(thing["end_frame"])
            shot = next(s for s in told["shots"] if s["start_frame"] <= start < s["end_frame"])
            assert end <= shot["end_frame"]
            drawn = next(
                (k for k in (start + (end - start) // 3, start) if isinstance(truth[k - start], tuple)), None
            )
            if drawn is None:
                continue
            box = truth[drawn - start]
            assert isinstance(box, tuple)
            luck = np.random.default_rng([number, start])
            name = f"{path.stem} {number} {thing['product']}"
            followed.append(Followed(name, "demo", path, start, end, drawn, sloppy(box, luck), truth))
    return followed


def _demo_truth(thing: dict[str, Any]) -> list[Where]:
    keys, seen = np.array(thing["keys"]), np.array(thing["seen"])
    truth: list[Where] = []
    for k in range(int(thing["start_frame"]), int(thing["end_frame"])):
        x, y, w, h = (float(np.interp(k, keys[:, 0], keys[:, n])) for n in range(1, 5))
        share = float(np.interp(k, seen[:, 0], seen[:, 1]))
        box: Box = (x, y, w, h)
        truth.append(box if share > 0.5 else "open")
    return truth


@cache
def demo_films(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Both films of the demo, drawn small, with what they tell of themselves."""
    from demo.film import make_films

    def draw(place: Path) -> list[Path]:
        return make_films(place, width=360)

    films = kept(folder, "demo", (), draw)
    return [(path, json.loads(path.with_suffix(".json").read_text())) for path in films]
