"""Views of a thing, kept while it turned: how alike a patch is to them, and where in a picture one is."""

import cv2
import numpy as np

from tagging.tracking.appearance_channels import (
    CELL_PX,
    CHANNELS,
    TERMS,
    Box,
    Floats,
    Frame,
    Levels,
    channels,
)

_MOST = 8
# A view closer than this to one that is kept tells nothing new.
_NEW = 0.8
_RECENT_RATE = 0.15
_SIZES = (0.6, 0.8, 1.0, 1.3, 1.7)
_PLACES = 4
_COARSE_CELLS = 7
_SHARE = np.sqrt(np.array([0.5 / 27] * 27 + [0.1] + [0.4 / TERMS] * TERMS, np.float32)) * np.array(
    [8.0] * 27 + [4.0] + [3.0] * TERMS, np.float32
)
assert len(_SHARE) == CHANNELS


class Views:
    """Up to `_MOST` looks of the box's inside; drawn ones stay, others make room for new ones."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        wide, tall = frame.box_cells()
        left, top = round((frame.columns - wide) / 2), round((frame.rows - tall) / 2)
        self._cut = (slice(None), slice(top, frame.rows - top), slice(left, frame.columns - left))
        self._kept: tuple[tuple[Floats, bool], ...] = ()
        self._recent: Floats | None = None
        self._rows: Floats | None = None

    def copy(self) -> "Views":
        other = object.__new__(Views)
        other.__dict__.update(self.__dict__)
        return other

    def add(self, looks: Floats, for_good: bool) -> None:
        inside = self._inside(looks)
        self._rows = None
        self._recent = (
            inside
            if self._recent is None or for_good
            else _unit((1 - _RECENT_RATE) * self._recent + _RECENT_RATE * inside)
        )
        if not for_good and self._kept and max(float((inside * view).sum()) for view, _ in self._kept) > _NEW:
            return
        kept = [*self._kept, (inside, for_good)]
        if len(kept) > _MOST:
            loose = [n for n, (_, good) in enumerate(kept[:-1]) if not good]
            if loose:
                alike = [
                    max(float((kept[n][0] * kept[m][0]).sum()) for m in range(len(kept)) if m != n)
                    for n in loose
                ]
                del kept[loose[int(np.argmax(alike))]]
        self._kept = tuple(kept)

    def likeness(self, looks: Floats) -> float:
        """-1..1, the correlation of the box's inside with the most alike view."""
        if self._rows is None:
            views = [view for view, _ in self._kept]
            if self._recent is not None:
                views.append(self._recent)
            self._rows = np.stack(views).reshape(len(views), -1)
        return float((self._rows @ self._inside(looks).ravel()).max())

    def _inside(self, looks: Floats) -> Floats:
        return _unit(looks[self._cut] * _SHARE[:, None, None])

    def places(self, picture: Levels, like: Box) -> list[Box]:
        """Boxes in the picture that look most like any view, the best first, around the size of `like`."""
        found: list[tuple[float, Box]] = []
        height, width = picture.picture.shape[:2]
        wide, tall = self._frame.box_cells()
        coarse = _COARSE_CELLS / float(np.sqrt(wide * tall))
        columns, rows = max(3, round(wide * coarse)), max(3, round(tall * coarse))
        views = [_unit(_shrunk(view, columns, rows)) for view, _ in self._kept]
        for size in _SIZES:
            box_w, box_h = like[2] * size, like[3] * size
            if box_w > width * 1.1 or box_h > height * 1.1 or min(box_w, box_h) < 8:
                continue
            step_x, step_y = box_w / columns, box_h / rows
            across, down = max(columns + 2, round(width / step_x)), max(rows + 2, round(height / step_y))
            cut = picture.patch((0, 0, across * step_x, down * step_y), (across * CELL_PX, down * CELL_PX))
            score = _match(channels(cut) * _SHARE[:, None, None], views)
            for _ in range(_PLACES):
                row, column = divmod(int(np.argmax(score)), score.shape[1])
                value = float(score[row, column])
                if value < 0.3:
                    break
                found.append((value, (column * step_x, row * step_y, box_w, box_h)))
                score[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = -1
        found.sort(key=lambda place: -place[0])
        chosen: list[Box] = []
        for _, box in found:
            if all(_apart(box, other) for other in chosen):
                chosen.append(box)
            if len(chosen) == _PLACES:
                break
        return chosen


def _unit(looks: Floats) -> Floats:
    centred = looks - looks.mean((1, 2), keepdims=True) * 0.5
    return centred / (float(np.sqrt((centred**2).sum())) + 1e-6)


def _shrunk(view: Floats, columns: int, rows: int) -> Floats:
    down, across = _averaging(view.shape[1], rows), _averaging(view.shape[2], columns)
    return down @ view @ across.T


def _averaging(many: int, few: int) -> Floats:
    """(few, many) weights that average a line of `many` cells into `few`, shared cells by their share."""
    edge = np.arange(few + 1) * many / few
    low, high = edge[:-1, None], edge[1:, None]
    cell = np.arange(many)[None]
    share = np.clip(np.minimum(high, cell + 1) - np.maximum(low, cell), 0, 1)
    return (share / share.sum(1, keepdims=True)).astype(np.float32)


def _match(looks: Floats, views: list[Floats]) -> Floats:
    """(down, across) correlation of every place's top left corner with the most alike view."""
    _, down, across = looks.shape
    rows, columns = views[0].shape[1:]
    # Sizes of small factors are transformed in a fraction of the time.
    size = cv2.getOptimalDFTSize(down), cv2.getOptimalDFTSize(across)
    spectrum = np.fft.rfft2(looks, s=size)
    energy = cv2.boxFilter(
        (looks**2).sum(0),
        -1,
        (columns, rows),
        anchor=(0, 0),
        normalize=False,
        borderType=cv2.BORDER_REPLICATE,
    )
    valid = (down - rows + 1, across - columns + 1)
    best = np.full(valid, -1.0, np.float32)
    for view in views:
        answer = np.fft.irfft2(np.einsum("nij,nij->ij", spectrum, np.fft.rfft2(view, s=size).conj()), s=size)
        best = np.maximum(best, answer[: valid[0], : valid[1]])
    return best / (np.sqrt(energy[: valid[0], : valid[1]]) + 1e-6)


def _apart(box: Box, other: Box) -> bool:
    return (
        abs(box[0] + box[2] / 2 - other[0] - other[2] / 2) > 0.4 * other[2]
        or abs(box[1] + box[3] / 2 - other[1] - other[3] / 2) > 0.4 * other[3]
    )
