"""Films and new cuts of them, edited as editors do: which old frame every new one shows is known."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np

from bench.truth import footage
from bench.truth.places import Luck, Picture, place, shot

SIZE = (216, 384)
STYLES = ("still", "pan", "zoom", "hand", "hand")
WORDS = ("no one", "stay", "you knew", "the tram", "last stop", "her coat", "tonight", "don't")


@dataclass
class Shot:
    """One shot of the old film, and what is needed to take it once more, otherwise."""

    start: int
    end: int
    ground: Picture | None
    style: str


@dataclass
class Piece:
    """Old frames from `start` to `end` at a speed, or pictures that the old film hasn't."""

    start: int
    end: int
    speed: float = 1.0
    other: list[Picture] | None = None


@dataclass
class Placement:
    start: int
    end: int
    keys: list[list[float]]


@dataclass
class Recut:
    """Pictures of both cuts; `source` has the old frame that each new one shows, or None.

    `lie` is sx, sy, dx, dy: from fractions of the old picture to those of the new one.
    """

    name: str
    luck: Luck
    split: footage.Split
    rate: int = 25
    old: list[Picture] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    new_rate: int = 25
    new: list[Picture] = field(default_factory=list)
    source: list[int | None] = field(default_factory=list)
    lie: tuple[float, float, float, float] = (1.0, 1.0, 0.0, 0.0)

    def length(self, least_s: float, most_s: float) -> int:
        return round(self.luck.uniform(least_s, most_s) * self.rate)


# ---- the old film


def _film(cut: Recut) -> None:
    """A dozen shots: of many places, and to and fro in one room."""
    room = place(cut.luck, cut.split, SIZE[0] * 2, SIZE[1] * 2)
    for k in range(12):
        ground, style = None, str(cut.luck.choice(STYLES))
        frames = cut.length(0.4, 0.9) if cut.luck.random() < 0.2 else cut.length(1.0, 2.4)
        if 4 <= k < 8:  # shot and reverse shot, then the same again
            half = room.shape[1] // 2
            ground = np.ascontiguousarray(room[:, half * (k % 2) : half * (k % 2) + half])
            style = str(cut.luck.choice(["still", "hand"]))
        elif cut.luck.random() < 0.5:
            ground = place(cut.luck, cut.split, *SIZE)
        taken = _take(cut, frames, ground, style)
        cut.shots.append(Shot(len(cut.old), len(cut.old) + len(taken), ground, style))
        cut.old += taken
    cut.pieces = [Piece(s.start, s.end) for s in cut.shots]
    for number, one in enumerate(cut.shots):
        for _ in range(int(cut.luck.integers(0, 3))):
            _place(cut, one.start, one.end)
        if number % 4 == 1:  # one moment over two shots
            _place(cut, one.start + 3, cut.shots[number + 1].end - 3)


def _take(cut: Recut, frames: int, ground: Picture | None, style: str) -> list[Picture]:
    if ground is None:
        taken = shot(cut.luck, cut.split, SIZE, frames, cut.rate)
    else:
        taken = shot(cut.luck, cut.split, SIZE, frames, cut.rate, ground=ground, style=style)
    return _acted(cut, taken)


def _acted(cut: Recut, taken: list[Picture]) -> list[Picture]:
    """Somebody moves in every shot: of a picture that stands still nobody knows which frames were cut out."""
    luck, (width, height) = cut.luck, SIZE
    w, h = round(luck.uniform(0.25, 0.42) * width), round(luck.uniform(0.4, 0.65) * height)
    body = cv2.resize(place(luck, cut.split, *SIZE), (w, h), interpolation=cv2.INTER_AREA)
    mask = np.zeros((h, w, 1), np.float32)
    cv2.ellipse(mask, (w // 2, round(h * 0.62)), (round(w * 0.46), round(h * 0.5)), 0, 0, 360, 1.0, -1)
    cv2.circle(mask, (w // 2, round(h * 0.18)), round(w * 0.2), 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None]
    beats, phases = luck.uniform(0.15, 0.7, 4), luck.uniform(0, 6.28, 4)
    middle, reach = luck.uniform(0.3, 0.7), luck.uniform(0.06, 0.18)
    for k, picture in enumerate(taken):
        sway = np.sin(6.28 * beats * k / cut.rate + phases)
        x = round((middle + reach * (sway[0] + 0.4 * sway[1])) * width - w / 2)
        y = round((0.62 + 0.03 * (sway[2] + sway[3])) * height - h / 2)
        taken[k] = _laid(picture, body, mask, x, y)
    return taken


def _laid(picture: Picture, body: Picture, mask: Picture, x: int, y: int) -> Picture:
    height, width = picture.shape[:2]
    h, w = body.shape[:2]
    left, top, right, bottom = max(x, 0), max(y, 0), min(x + w, width), min(y + h, height)
    made = picture.copy()
    part = slice(top - y, bottom - y), slice(left - x, right - x)
    under = made[top:bottom, left:right].astype(np.float32)
    made[top:bottom, left:right] = (under + (body[part] - under) * mask[part]).astype(np.uint8)
    return made


def _place(cut: Recut, start: int, end: int) -> None:
    room = end - start
    first = start + int(cut.luck.integers(0, max(1, room // 3)))
    last = end - int(cut.luck.integers(0, max(1, room // 3)))
    box = [*cut.luck.uniform(0.15, 0.5, 2), *cut.luck.uniform(0.15, 0.3, 2)]
    gone = cut.luck.uniform(-0.06, 0.06, 2) if cut.luck.random() < 0.6 else (0.0, 0.0)
    keys = [[float(first), *map(float, box)]]
    keys.append([float(last - 1), float(box[0] + gone[0]), float(box[1] + gone[1]), *map(float, box[2:])])
    cut.placements.append(Placement(first, last, keys))


# ---- what editors do to its order


def reordered(cut: Recut) -> None:
    cut.pieces = [cut.pieces[int(k)] for k in cut.luck.permutation(len(cut.pieces))]


def trimmed(cut: Recut) -> None:
    """Heads and tails off, something out of the middle, a shot or two gone; what is left lasts to be seen."""
    made: list[Piece] = []
    for piece in cut.pieces:
        room = piece.end - piece.start
        head, tail = (int(n) for n in cut.luck.integers(0, max(1, room // 3), 2))
        start, end = piece.start + head, piece.end - tail
        how = cut.luck.random()
        if how < 0.12:
            continue
        least = round(0.3 * cut.rate)
        if how < 0.4 and end - start > 2 * least + 10:
            middle, out = (start + end) // 2, int(cut.luck.integers(4, min(10, (end - start) // 2 - least)))
            made += [Piece(start, middle - out), Piece(middle + out, end)]
        else:
            made.append(Piece(start, end))
    cut.pieces = made


def inserted(cut: Recut) -> None:
    """New shots between the old ones, and one into the middle of a shot."""
    made: list[Piece] = []
    for k, piece in enumerate(cut.pieces):
        if k % 4 == 2 and piece.end - piece.start > 24:
            middle = (piece.start + piece.end) // 2
            made += [Piece(piece.start, middle), _other(cut, 20), Piece(middle, piece.end)]
        else:
            made.append(piece)
        if k % 3 == 0:
            made.append(_other(cut, cut.length(0.6, 1.6)))
    cut.pieces = made


def _other(cut: Recut, frames: int) -> Piece:
    return Piece(0, 0, other=_acted(cut, shot(cut.luck, cut.split, SIZE, frames, cut.rate)))


def replaced(cut: Recut) -> None:
    """Some shots taken from other footage; of some another take of the same view."""
    for k, piece in enumerate(cut.pieces):
        one = cut.shots[k]
        frames = piece.end - piece.start
        if one.ground is not None and k % 2:
            cut.pieces[k] = Piece(0, 0, other=_take(cut, frames, one.ground, one.style))
        elif k % 5 == 0:
            cut.pieces[k] = _other(cut, frames)


def retimed(cut: Recut) -> None:
    for piece in cut.pieces:
        if cut.luck.random() < 0.7:
            piece.speed = float(cut.luck.choice([0.5, 0.67, 0.8, 1.1, 1.25, 1.5, 2.0]))


def hurried(cut: Recut) -> None:
    """All of it a little faster or slower."""
    speed = float(cut.luck.choice([0.9, 0.96, 1.04, 1.1]))
    for piece in cut.pieces:
        piece.speed = speed


def refilmed(cut: Recut) -> None:
    """Another number of pictures a second."""
    cut.new_rate = int(cut.luck.choice([24, 30, 50, 60]))


def repeated(cut: Recut) -> None:
    """One shot comes twice: what was placed there once can be found once more."""
    cut.pieces.insert(9, Piece(cut.pieces[2].start, cut.pieces[2].end))


# ---- what editors do to its pictures


def regraded(cut: Recut) -> None:
    luck = cut.luck
    gamma, gain, lift = luck.uniform(0.6, 1.6), luck.uniform(0.7, 1.15), luck.uniform(-12, 25)
    tint, grain = luck.uniform(0.8, 1.2, 3), luck.uniform(0, 6)
    levels = np.clip(255 * (np.arange(256) / 255) ** gamma * gain + lift, 0, 255)
    tables = [np.clip(levels * t, 0, 255).astype(np.uint8) for t in tint]
    grey = luck.random() < 0.2
    for k, picture in enumerate(cut.new):
        made = cv2.merge([cv2.LUT(p, t) for p, t in zip(cv2.split(picture), tables, strict=True)])
        if grey:
            made = cv2.cvtColor(cv2.cvtColor(made, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        noise = luck.normal(0, grain, made.shape[:2]).astype(np.float32)[..., None]
        cut.new[k] = np.clip(made + noise, 0, 255).astype(np.uint8)


def recaptioned(cut: Recut) -> None:
    """Burnt into both cuts, in other words, at other times, in another place."""
    _write(cut, cut.old, 0.78)
    _write(cut, cut.new, float(cut.luck.choice([0.7, 0.82, 0.16])))


def _write(cut: Recut, pictures: list[Picture], down: float) -> None:
    at = 3
    while at < len(pictures):
        until = at + cut.length(0.5, 1.6)
        words = [str(cut.luck.choice(WORDS)) for _ in range(int(cut.luck.integers(1, 3)))]
        for k in range(at, min(until, len(pictures))):
            picture = pictures[k].copy()
            for row, word in enumerate(words):
                y = round(SIZE[1] * (down + 0.09 * row))
                cv2.rectangle(picture, (20, y - 24), (SIZE[0] - 20, y + 8), (8, 8, 8), -1)
                cv2.putText(picture, word, (30, y), 2, 0.85, (250, 250, 250), 1, cv2.LINE_AA)
            pictures[k] = picture
        at = until + int(cut.luck.integers(0, 20))


def rescaled(cut: Recut) -> None:
    """Cropped by up to a tenth and enlarged, anywhere; sometimes also to another size."""
    zoom = float(cut.luck.uniform(1.03, 1.11))
    x, y = (float(cut.luck.uniform(0, 1 - 1 / zoom)) for _ in range(2))
    width, height = (SIZE, (180, 320), (270, 480))[int(cut.luck.integers(3))]
    move = np.array(
        [[width / SIZE[0] * zoom, 0, -x * zoom * width], [0, height / SIZE[1] * zoom, -y * zoom * height]]
    )
    cut.new = [cv2.warpAffine(p, move, (width, height), flags=cv2.INTER_AREA) for p in cut.new]
    cut.lie = (zoom, zoom, -x * zoom, -y * zoom)


def boxed(cut: Recut) -> None:
    """Between bars, in a shape less tall."""
    width, height = 256, 384
    inner = round(height * SIZE[0] / SIZE[1]) // 2 * 2
    left = (width - inner) // 2
    for k, picture in enumerate(cut.new):
        around = np.zeros((height, width, 3), np.uint8)
        around[:, left : left + inner] = cv2.resize(picture, (inner, height), interpolation=cv2.INTER_AREA)
        cut.new[k] = around
    cut.lie = (inner / width, 1.0, left / width, 0.0)


def squared(cut: Recut) -> None:
    """Cut to four by five: top and bottom are gone."""
    height = SIZE[0] * 5 // 4
    top = int(cut.luck.integers(20, SIZE[1] - height - 20))
    cut.new = [np.ascontiguousarray(p[top : top + height]) for p in cut.new]
    scale = SIZE[1] / height
    cut.lie = (1.0, scale, 0.0, -top / SIZE[1] * scale)


ORDER: tuple[Callable[[Recut], None], ...] = (
    reordered, trimmed, inserted, replaced, retimed, hurried, refilmed, repeated,
)  # fmt: skip
LOOKS: tuple[Callable[[Recut], None], ...] = (regraded, recaptioned, rescaled, boxed, squared)
KINDS: dict[str, tuple[Callable[[Recut], None], ...]] = {
    "as it was": (),
    **{edit.__name__: (edit,) for edit in (*ORDER, *LOOKS)},
    "order and looks": (trimmed, reordered, regraded, recaptioned),
    "all at once": (trimmed, reordered, hurried, refilmed, regraded, recaptioned, rescaled),
    "replaced and graded": (replaced, regraded, recaptioned),
}


def recut(kind: str, seed: int, split: footage.Split) -> Recut:
    """The two cuts of one kind and seed. Fresh ones show photographs and footage that dev ones never do."""
    luck = np.random.default_rng([seed, list(KINDS).index(kind), split == "fresh"])
    cut = Recut(kind, luck, split, rate=int(luck.choice([24, 25, 30])))
    cut.new_rate = cut.rate
    _film(cut)
    edits = KINDS[kind]
    for edit in edits:
        if edit in ORDER:
            edit(cut)
    _put_together(cut)
    for edit in edits:
        if edit in LOOKS:
            edit(cut)
    return cut


def _put_together(cut: Recut) -> None:
    for piece in cut.pieces:
        count = len(piece.other) if piece.other is not None else piece.end - piece.start
        shown = max(1, round(count / piece.speed * cut.new_rate / cut.rate))
        for k in range(shown):
            at = min(count - 1, int((k + 0.5) * count / shown))
            cut.new.append(piece.other[at] if piece.other is not None else cut.old[piece.start + at])
            cut.source.append(None if piece.other is not None else piece.start + at)
