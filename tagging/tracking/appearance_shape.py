"""Which pixels are the thing's: carried from picture to picture, corrected by colour and movement."""

import cv2
import numpy as np

from tagging.tracking.appearance_channels import Box, Floats, Frame, Levels, Picture
from tagging.tracking.appearance_colour import Bins, bins_of, weights

_SIDE_PX = 72
# Odds are logarithmic. What was believed in the last picture fades and never outweighs what this one shows.
_FADE = 0.6
_MEMORY = 1.4
_COLOUR = 1.0
# Movement says most: what turns has colours nobody saw before, but they move with it.
_MOVED = 1.6
_INNER = -0.2
_LIMIT = 4.0
_DRAWN = 1.6
_CUT_AWAY = -0.5
# A cut that leaves less than this of the drawn box is mistrusted.
_LEAST = 0.3
# After so many pictures without the thing, how the pixels have moved since says nothing.
_STALE = 2
_GROWN = 0.06
_TRUST_GROWN = 0.7
_RIDGE = 1e-3 * np.eye(3)


class Shape:
    """The odds of each cell of a grid around the box to be the thing's, as it is in the last picture seen."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        wide, tall = frame.size_px
        scale = _SIDE_PX / float(np.sqrt(wide * tall))
        self.size = (max(24, round(wide * scale)), max(24, round(tall * scale)))
        self.reach = (frame.reach_x, frame.reach_y)
        self.inside, self.outside = weights((self.size[1], self.size[0]), self.reach)
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._flow.setFinestScale(0)
        self._seen: Levels | None = None
        self._at: Box = (0.0, 0.0, 1.0, 1.0)
        columns, rows = self.size
        self._grid = np.dstack(
            np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
        )
        self._missed = 0
        # How many pictures lie between the last one seen and the one asked about.
        self.after = 1
        self.odds: Floats = np.zeros((self.size[1], self.size[0]), np.float32)
        down = np.abs(
            ((np.arange(self.size[1], dtype=np.float32) + 0.5) / self.size[1] - 0.5) * 2 * self.reach[1]
        )
        across = np.abs(
            ((np.arange(self.size[0], dtype=np.float32) + 0.5) / self.size[0] - 0.5) * 2 * self.reach[0]
        )
        beyond = np.maximum(np.maximum(down[:, None], across[None]) - 1, -0.5)
        # Far outside the box nothing is the thing's; just outside it may be.
        self._place = np.clip(-6 * beyond, -4.0, _INNER).astype(np.float32)

    def copy(self) -> "Shape":
        other = object.__new__(Shape)
        other.__dict__.update(self.__dict__)
        return other

    def cut(self, picture: Levels, box: Box) -> Picture:
        region = self._frame.region(box)
        return picture.once(("cut", region), lambda: picture.patch(region, self.size))

    def bins(self, picture: Levels, box: Box) -> Bins:
        """The shades around the box, pixel by pixel."""
        return picture.once(("bins", self._frame.region(box)), lambda: bins_of(self.cut(picture, box)))

    def _grey(self, picture: Levels, box: Box) -> Picture:
        return picture.once(
            ("grey", self._frame.region(box)),
            lambda: cv2.cvtColor(self.cut(picture, box), cv2.COLOR_BGR2GRAY),
        )

    def begin(self, picture: Levels, box: Box) -> None:
        """The drawn box is the thing's but for what has its surroundings' colours."""
        cut = self.cut(picture, box)
        self.odds = _smooth(np.where(self.inside > 0, _DRAWN, -_LIMIT).astype(np.float32))
        label = np.where(self.inside > 0, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
        label[(self.inside == 0) & (self.outside == 0)] = cv2.GC_PR_BGD
        colours = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.setRNGSeed(1)
        cv2.grabCut(cut, label, (0, 0, 1, 1), colours[0], colours[1], 3, cv2.GC_INIT_WITH_MASK)
        kept = (label == cv2.GC_FGD) | (label == cv2.GC_PR_FGD)
        share = float((kept & (self.inside > 0)).sum()) / max(1.0, float((self.inside > 0).sum()))
        if share > _LEAST:
            self.odds = _smooth(
                np.where(kept, 2.0, np.where(self.inside > 0, _CUT_AWAY, -_LIMIT)).astype(np.float32)
            )
        self._seen, self._at, self._missed = picture, box, 0

    def follow(self, picture: Levels, box: Box, coloured: Floats) -> tuple[Floats, Box]:
        """The odds in `picture` on the grid around `box`, a guess; and the box moved as its pixels have.

        `coloured` are the odds by colour alone. Nothing is kept.
        """
        assert self._seen is not None
        odds = self.odds
        moved: Floats | float = 0.0
        if self._missed <= _STALE:
            old, new = self._grey(self._seen, self._at), self._grey(picture, box)
            flow = self._flow.calc(new, old, None)  # type: ignore[call-overload]  # None: it makes its own
            odds = cv2.remap(odds, self._grid + flow, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]  # None: both ways in one
            moved, fit = _movement(flow, odds)
            box = self._carried(box, fit)
        total = np.clip(odds * _FADE, -_MEMORY, _MEMORY) + _COLOUR * coloured
        return _smooth(np.clip(total + _MOVED * moved + self._place, -_LIMIT, _LIMIT)), box

    def _carried(self, box: Box, fit: np.ndarray | None) -> Box:
        """The box moved and scaled as its pixels have: `fit` tells where in the old grid a point was."""
        if fit is None:
            return box
        x, y, w, h = box
        columns, rows = self.size
        step_x, step_y = w * self.reach[0] / columns, h * self.reach[1] / rows
        middle = np.array([0.5, 0.5, 1.0]) @ fit
        most = _GROWN * self.after
        grown = float(np.clip(-0.5 * (fit[0, 0] / columns + fit[1, 1] / rows), -most, most)) * _TRUST_GROWN
        return (
            x - float(middle[0]) * step_x - w * grown / 2,
            y - float(middle[1]) * step_y - h * grown / 2,
            w * (1 + grown),
            h * (1 + grown),
        )

    def miss(self, for_good: bool = False) -> None:
        """The thing wasn't seen in this picture; `for_good`: what moved how since then says nothing."""
        self._missed = _STALE + 1 if for_good else self._missed + 1

    def keep(self, picture: Levels, box: Box, odds: Floats) -> None:
        """Takes `odds`, found for `box`, as the state in `picture`."""
        self.odds, self._seen, self._at = odds, picture, box
        self._missed = 0

    def shifted(self, odds: Floats, box: Box, onto: Box) -> Floats:
        """Odds read around `box`, on the grid around `onto`."""
        return self._regridded(odds, self._frame.region(box), self._frame.region(onto))

    def _regridded(self, odds: Floats, was: Box, region: Box) -> Floats:
        x, y, w, h = was
        wide, tall = self.size
        sx, sy = region[2] / w, region[3] / h
        onto = np.array(
            [
                [sx, 0, (region[0] - x) * wide / w + (sx - 1) / 2],
                [0, sy, (region[1] - y) * tall / h + (sy - 1) / 2],
            ]
        )
        return cv2.warpAffine(
            odds,
            onto,
            self.size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=-_LIMIT,
        )


def _smooth(odds: Floats) -> Floats:
    return cv2.GaussianBlur(odds, (0, 0), 1.0)


def _movement(flow: Floats, odds: Floats) -> tuple[Floats, np.ndarray | None]:
    """-1..1 a pixel: moves with the surroundings or the thing (0: alike); how the thing moved (3, 2)."""
    thing, around = odds > 1.0, odds < -1.0
    if int(thing.sum()) < 20 or int(around.sum()) < 20:
        return np.zeros_like(odds), None
    off_thing, fit = _misfit(flow, thing)
    off_around, _ = _misfit(flow, around)
    return np.clip((off_around - off_thing) * 1.5, -1, 1), fit


def _misfit(flow: Floats, where: np.ndarray) -> tuple[Floats, np.ndarray]:
    """How far (pixels) the flow is from the affine movement of what is `where`; that movement (3, 2)."""
    rows, columns = where.shape
    y, x = np.nonzero(where)
    step = max(1, len(y) // 300)
    y, x = y[::step], x[::step]
    points = np.stack([x / columns, y / rows, np.ones_like(x, float)], 1)
    values = flow[y, x]
    weight = np.ones(len(points))
    fit = np.zeros((3, 2))
    for _ in range(3):
        held = points * weight[:, None]
        fit = np.linalg.solve(held.T @ points + _RIDGE, held.T @ values)
        off = np.abs(values - points @ fit).sum(1)
        middle = float(np.partition(off, len(off) // 2)[len(off) // 2])
        weight = 1 / (1 + (off / max(0.2, middle)) ** 2)
    gx, gy = np.arange(columns, dtype=np.float32) / columns, np.arange(rows, dtype=np.float32) / rows
    plane = fit.astype(np.float32)
    off_x = flow[..., 0] - gx[None] * plane[0, 0] - gy[:, None] * plane[1, 0] - plane[2, 0]
    off_y = flow[..., 1] - gx[None] * plane[0, 1] - gy[:, None] * plane[1, 1] - plane[2, 1]
    return cv2.magnitude(off_x, off_y), fit
