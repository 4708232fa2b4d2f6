"""What comes before a thing: wide and narrow, plain and patterned, quick, slow and half way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Picture = np.ndarray[Any, Any]
Place = tuple[float, float]

KINDS = (
    "slow cover", "quick cover", "part cover", "alike cover", "hand cover", "moving cover", "long cover",
)  # fmt: skip
SKIN = (120, 150, 205)


@dataclass(frozen=True)
class Cover:
    """Something in the way: its middle and sides as fractions of the frame's width (`y`: of its height)."""

    shape: str
    x: float
    y: float
    wide: float
    high: float
    look: str = "soft"


def passage(
    kind: str, luck: np.random.Generator, count: int, size: float, centre: Callable[[int], Place], tall: float
) -> Callable[[int], list[Cover]]:
    """One cover comes, may wait half way, covers all, and goes; `tall`: the frame's height to its width."""
    look = {"alike cover": "like", "hand cover": "skin"}.get(kind) or str(
        luck.choice(["soft", "sharp", "plain", "place", "like"])
    )
    shape = "fist" if kind == "hand cover" else str(luck.choice(["board", "board", "round"]))
    side = size * luck.uniform(1.9, 2.6)
    comes = luck.choice([0, 90, 180, 270]) + luck.uniform(-20, 20)
    goes_on = luck.random() < 0.5
    along = np.array([np.cos(np.deg2rad(comes)), np.sin(np.deg2rad(comes))])
    # How far it has come: 0 it doesn't touch yet, 1 it is right over the thing.
    full_at = luck.uniform(0.42, 0.55)
    takes = {"quick cover": luck.uniform(0.015, 0.06), "long cover": 0.06}.get(kind, luck.uniform(0.2, 0.36))
    stays = {"long cover": 0.4, "quick cover": 0.12}.get(kind, luck.uniform(0.05, 0.15))
    times, come = [full_at - takes, full_at, full_at + stays, full_at + stays + takes], [0.0, 1.0, 1.0, 0.0]
    if kind in ("part cover", "hand cover"):
        half = luck.uniform(0.4, 0.65)
        times, come = [0.12, 0.24, 0.44, 0.52, 0.62, 0.78], [0.0, half, half, 1.0, 1.0, 0.0]
    reach = 0.5 * size * 1.6 + 0.55 * side
    rides = kind == "moving cover" and luck.random() < 0.5
    waits = centre(int(count * full_at))

    def at(k: int) -> list[Cover]:
        share = k / count
        if not times[0] - 0.25 < share < times[-1] + 0.25:
            return []
        # It drew near from further away and goes as far.
        near = float(np.interp(share, [times[0] - 0.25, *times, times[-1] + 0.25], [-1.5, *come, -1.5]))
        away = (1 - near) * reach * (-1 if goes_on and share > full_at + stays / 2 else 1)
        x, y = centre(k) if rides else waits
        return [Cover(shape, x + along[0] * away, y + along[1] * away / tall, side, side * 1.15, look)]

    return at


def looks(
    rooms: Sequence[Picture], face: Picture, behind: Picture, luck: np.random.Generator
) -> dict[str, Picture]:
    """What covers may look like, as large as the frame; `rooms` are sharp, `face` is the thing (BGRA)."""
    high, wide = behind.shape[:2]
    plain = np.ones((high, wide, 3), np.float32) * luck.uniform(20, 235, 3).astype(np.float32)
    skin = np.ones((high, wide, 3), np.float32) * np.array(SKIN, np.float32) * luck.uniform(0.6, 1.1)
    folds = cv2.resize(luck.normal(0, 9, (high // 40, wide // 40, 1)).astype(np.float32), (wide, high))
    solid = face[face[..., 3] > 0][:, :3]
    # The thing's own colours in another order: a relative of it, or a cloth of the same dye.
    blots = solid[luck.integers(len(solid), size=(max(2, high // 28), max(2, wide // 28)))]
    like = cv2.resize(blots.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    return {
        "soft": cv2.GaussianBlur(rooms[0], (0, 0), 2),
        "sharp": rooms[1],
        "plain": plain + folds[..., None],
        "skin": skin + folds[..., None],
        "like": np.clip(like, 0, 255),
        "place": behind[:, ::-1],
    }


def covered(
    picture: Picture, covers: Sequence[Cover], seen: Picture, looks: dict[str, Picture]
) -> tuple[Picture, Picture]:
    """The picture behind its covers, and what is still to be seen (0 to 1) of what was."""
    height, width = picture.shape[:2]
    for cover in covers:
        mask = np.zeros((height, width), np.uint8)
        centre = int(cover.x * width), int(cover.y * height)
        half = max(1, int(cover.wide * width / 2)), max(1, int(cover.high * width / 2))
        if cover.shape == "board":
            low = (centre[0] - half[0], centre[1] - half[1])
            cv2.rectangle(mask, low, (centre[0] + half[0], centre[1] + half[1]), 255, -1)
        elif cover.shape == "round":
            cv2.ellipse(mask, centre, (int(half[0] * 1.15), int(half[1] * 1.15)), 0, 0, 360, 255, -1)
        else:
            _fist(mask, centre, half)
        soft = cv2.GaussianBlur(mask, (3, 3), 0)
        part = (soft.astype(np.float32) / 255)[..., None]
        look = np.roll(looks[cover.look], (centre[1], centre[0]), (0, 1))
        picture = picture * (1 - part) + look * part
        seen = seen * (1 - part[..., 0])
    return picture, seen


def _fist(mask: Picture, centre: tuple[int, int], half: tuple[int, int]) -> None:
    """Knuckles ahead, the arm behind them."""
    x, y = centre
    cv2.ellipse(mask, centre, half, 0, 0, 360, 255, -1)
    for finger in range(4):
        top = y - half[1] + (2 * finger + 1) * half[1] // 4
        cv2.ellipse(
            mask, (x - half[0] // 2, top), (half[0] * 3 // 5, max(2, half[1] // 4)), 8, 0, 360, 255, -1
        )
    cv2.rectangle(mask, (x, y - half[1] * 2 // 3), (mask.shape[1], y + half[1] * 2 // 3), 255, -1)
