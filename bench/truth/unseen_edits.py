"""The unseen edited films: what an episode does to a cut detector, in other hands than those that tune it."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.truth.footage import film
from bench.truth.unseen_kept import kept
from bench.truth.unseen_reel import Change, Edited, Mix, Reel, dissolve, fade, whip, wipe
from bench.truth.unseen_scenes import HEIGHT, WIDTH, Picture, Take, camera, footage, plates, room

Luck = np.random.Generator
DRAWN_BY = ("scenes", "reel", "edits")
# Stretches without a cut in the real films: stem, first frame, last, where to crop.
STRETCHES = (
    ("cap12_edit", 0, 300, 0.5),
    ("cap12_edit", 600, 900, 0.5),
    ("motion", 0, 240, 0.4),
    ("ocean", 0, 238, 0.5),
    ("demo", 552, 704, 0.3),
    ("demo", 1188, 1298, 0.5),
    ("demo", 398, 484, 0.5),
    ("demo", 864, 922, 0.45),
    ("demo", 923, 958, 0.5),
    ("demo", 1024, 1117, 0.6),
)
# By eye, from the frames: where each shot of the concert begins. Its title dissolves into the drums.
CONCERT = (183, 243, 365, 395, 485, 552, 706, 741, 864, 923, 959, 1024, 1119, 1162, 1188, 1300, 1369, 1432)


def takes(luck: Luck, rate: float = 25, **moves: Any) -> Iterator[Take]:
    """Endless takes, never twice from the same material in a row."""
    last = ""
    while True:
        kind = luck.choice(["plate", "plate", "room", "film", "film"])
        if kind == "plate":
            number = int(luck.integers(len(plates())))
            name, take = f"plate {number}", camera(plates()[number], luck, rate=rate, **_moves(luck, moves))
        elif kind == "room":
            name, take = f"room {luck.integers(1 << 20)}", room(luck, rate=rate)
        else:
            stem, first, end, aim = STRETCHES[int(luck.integers(len(STRETCHES)))]
            name, take = f"{stem} {first}", footage(stem, first + int(luck.integers(30)), end, aim=aim)
        if name != last:
            last = name
            yield take


def _moves(luck: Luck, moves: dict[str, Any]) -> dict[str, Any]:
    return {
        "sway": float(luck.uniform(0.002, 0.02)),
        "tremor": float(luck.choice([0, 0.002, 0.006])),
        "travel": float(luck.choice([0, 0, 0.06, 0.15])),
        "zoom": float(luck.choice([0, 0, 0.05, -0.05])),
        **moves,
    }


def hard(folder: Path, luck: Luck) -> Edited:
    reel, source = Reel("hard"), takes(luck)
    for _ in range(16):
        reel.add(next(source), int(luck.integers(15, 60)))
    return reel.done(folder)


def quick(folder: Path, luck: Luck) -> Edited:
    """Montage: shots from 0.28 s on, with breaths between."""
    reel, source = Reel("quick", Fraction(30)), takes(luck, 30)
    for k in range(26):
        reel.add(next(source), int(luck.integers(8, 13)) if k % 5 else 40)
    return reel.done(folder)


def dissolves(folder: Path, luck: Luck) -> Edited:
    reel, source = Reel("dissolves"), takes(luck)
    reel.add(next(source), 50)
    for over in (6, 9, 12, 16, 20, 25, 32, 40, 12, 24):
        mix = dissolve(2.2 if luck.random() < 0.4 else 1.0, bool(luck.random() < 0.5))
        reel.add(next(source), int(luck.integers(25, 60)), "dissolve", over, mix)
    return reel.done(folder)


def fades(folder: Path, luck: Luck) -> Edited:
    reel, source = Reel("fades"), takes(luck)
    reel.add(next(source), 50)
    for over, tone, hold in (
        (8, 0, 0),
        (14, 0, 0.2),
        (20, 255, 0),
        (26, 0, 0.5),
        (40, 0, 0),
        (12, 255, 0.2),
        (50, 0, 0.3),
    ):
        reel.add(next(source), int(luck.integers(25, 60)), "fade", over, fade(tone, hold))
    return reel.done(folder)


def wipes(folder: Path, luck: Luck) -> Edited:
    reel, source = Reel("wipes"), takes(luck)
    reel.add(next(source), 45)
    for kind in ("left", "iris", "push", "slant", "blinds", "down", "cover", "clock", "left"):
        mix = wipe(kind, float(luck.choice([0.01, 0.06, 0.2])))
        reel.add(next(source), int(luck.integers(25, 55)), "wipe", int(luck.integers(7, 26)), mix)
    return reel.done(folder)


def whips(folder: Path, luck: Luck) -> Edited:
    reel, source = Reel("whips", Fraction(30)), takes(luck, 30)
    reel.add(next(source), 45)
    for k, over in enumerate((5, 7, 9, 12, 6, 8, 10, 14)):
        reel.add(next(source), int(luck.integers(20, 55)), "whip", over, whip(down=k % 3 == 2))
    return reel.done(folder)


def mixed(folder: Path, luck: Luck) -> Edited:
    """As an episode has them: mostly cuts, now and then something soft."""
    reel, source = Reel("mixed"), takes(luck)
    reel.add(next(source), 40)
    soft: list[tuple[str, int, Mix]] = [
        ("dissolve", 14, dissolve()),
        ("fade", 24, fade(0, 0.2)),
        ("wipe", 12, wipe("slant", 0.1)),
        ("whip", 8, whip()),
        ("dissolve", 30, dissolve(ease=True)),
    ]
    for kind, over, mix in soft:
        for _ in range(2):
            reel.add(next(source), int(luck.integers(18, 60)))
        reel.add(next(source), int(luck.integers(25, 60)), kind, over, mix)
    return reel.done(folder)


def flashes(folder: Path, luck: Luck) -> Edited:
    """A press conference: flashes of one to five frames, white and warm, from the front and from a side."""
    reel, source = Reel("flashes"), takes(luck, travel=0.05)
    for _ in range(7):
        reel.add(next(source), 75)
    shapes = ([1.0], [0.9, 0.4], [1.0, 0.7, 0.4, 0.2, 0.1], [0.6], [1.0, 1.0, 0.5], [0.75, 0.3])
    for at in range(10, len(reel.frames) - 12, 17):
        shape = list(shapes[int(luck.integers(len(shapes)))])
        if reel.is_calm(at, len(shape)):
            colour = ((255, 255, 255), (190, 225, 255), (255, 235, 215))[int(luck.integers(3))]
            reel.flash(at, shape, colour, int(luck.integers(-1, 2)))
    return reel.done(folder)


def strobes(folder: Path, luck: Luck) -> Edited:
    """A club: light that comes and goes every few frames, white, coloured, or none at all."""
    reel, source = Reel("strobes", Fraction(30)), takes(luck, 30, light=0.6)
    for _ in range(5):
        reel.add(next(source), 110)
    for start in range(15, len(reel.frames) - 40, 55):
        period, kind = int(luck.integers(3, 7)), int(luck.integers(3))
        for at in range(start, start + 28, period):
            if not reel.is_calm(at, 2, 6):
                continue
            if kind == 2:
                reel.dim(at, max(1, period // 2), 0.12)
            else:
                reel.flash(at, [0.9] * max(1, period // 3), (255, 255, 255) if kind else (255, 60, 200))
    return reel.done(folder)


def captions(folder: Path, luck: Luck) -> Edited:
    """Words that change twice a second, a banner that slides in, stickers that pop up."""
    reel, source = Reel("captions"), takes(luck)
    for _ in range(9):
        reel.add(next(source), int(luck.integers(35, 65)))
    words = ("I KNEW", "IT WAS YOU", "ALL", "ALONG", "WHY DID YOU", "NEVER SAY", "ANYTHING", "TO ME")
    for k, at in enumerate(range(4, len(reel.frames), 11)):
        text = words[k % len(words)]

        def write(picture: Picture, _age: int, text: str = text, k: int = k) -> None:
            tone = ((255, 255, 255), (0, 230, 255), (90, 255, 90))[k % 3]
            scale, place = 1.1 + 0.4 * (k % 2), (14, int(HEIGHT * (0.68 + 0.07 * (k % 2))))
            if k % 4 == 0:
                cv2.rectangle(picture, (0, place[1] - 50), (WIDTH, place[1] + 18), (20, 20, 20), -1)
            cv2.putText(picture, text, place, cv2.FONT_HERSHEY_DUPLEX, scale, (0, 0, 0), 9, cv2.LINE_AA)
            cv2.putText(picture, text, place, cv2.FONT_HERSHEY_DUPLEX, scale, tone, 3, cv2.LINE_AA)

        reel.over(at, at + 9, write)
    for at in range(30, len(reel.frames) - 60, 120):

        def slide(picture: Picture, age: int) -> None:
            left = max(0, WIDTH - 60 * age) if age < 40 else min(WIDTH, 60 * (age - 40))
            cv2.rectangle(picture, (left, 60), (left + WIDTH, 190), (40, 40, 200), -1)
            cv2.putText(
                picture, "EPISODE 12", (left + 20, 140), cv2.FONT_HERSHEY_DUPLEX, 1.5, (255, 255, 255), 3
            )

        reel.over(at, at + 46, slide)
    return reel.done(folder)


def shaken(folder: Path, luck: Luck) -> Edited:
    """Running with the camera: strong shake, pans across the whole place, and people who pass close by."""
    reel = Reel("shaken", Fraction(30))
    source = takes(luck, 30, sway=0.08, tremor=0.02, travel=0.35, blur=3)
    for _ in range(9):
        reel.add(next(source), int(luck.integers(45, 80)))
    for at in range(25, len(reel.frames) - 20, 70):
        tone, way = luck.uniform(5, 90, 3).tolist(), 1 if luck.random() < 0.5 else -1

        def passer(picture: Picture, age: int, tone: list[float] = tone, way: int = way) -> None:
            x = round(WIDTH * (-0.5 + age * 0.2)) if way > 0 else round(WIDTH * (1.5 - age * 0.2))
            part = picture.copy()
            cv2.ellipse(part, (x, HEIGHT * 2 // 3), (WIDTH // 2, HEIGHT * 2 // 3), 0, 0, 360, tone, -1)
            picture[:] = cv2.blur(part, (25, 1))

        if reel.is_calm(at, 11, 3):
            reel.over(at, at + 11, passer, veils=True)
    return reel.done(folder)


def dark(folder: Path, luck: Luck) -> Edited:
    """Night: little light, much grain, and shots of one place that resemble each other."""
    reel, source = Reel("dark"), takes(luck, light=1.0, grain=4)
    for k in range(12):
        if k % 3 == 2:
            number = int(luck.integers(len(plates())))
            for _ in range(2):
                plate = plates()[number]
                reel.add(camera(plate, luck, light=0.2, grain=3, sway=0.01), int(luck.integers(20, 45)))
            continue
        take = next(source)
        reel.add(lambda k, take=take: take(k) * 0.2, int(luck.integers(20, 45)))
    return reel.done(folder)


def lights(folder: Path, luck: Luck) -> Edited:
    """Lamps switched on and off, focus pulled, fast zooms: all within shots, between real cuts."""
    reel = Reel("lights")
    source = takes(luck)
    for k in range(8):
        take, at, kind = next(source), int(luck.integers(22, 35)), k % 4

        def lit(j: int, take: Take = take, at: int = at, kind: int = kind) -> Picture:
            picture = take(j)
            if kind == 0:
                return picture * (0.35 if j < at else 1.0)
            if kind == 1:
                blur = abs(j - at) * 0.45
                return cv2.GaussianBlur(picture, (0, 0), max(0.3, blur)) if j > at else picture
            if kind == 2:
                part = 1 - 0.5 * float(np.clip((j - at) / 6, 0, 1))
                w, h = round(WIDTH * part), round(HEIGHT * part)
                left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
                return cv2.resize(picture[top : top + h, left : left + w], (WIDTH, HEIGHT))
            return picture * np.array([1.0, 1.0, 1.0] if j < at else [0.55, 0.8, 1.15])

        reel.add(lit, int(luck.integers(50, 70)))
    return reel.done(folder)


def jumps(folder: Path, luck: Luck) -> Edited:
    """Somebody talks to the camera; what was dull is cut out, and every other cut goes nearer."""
    reel, at = Reel("jumps"), 0
    for k in range(12):
        near = 1.0 if k % 2 else 0.72
        speaker = footage("cap12_edit", at, at + 80)

        def closer(j: int, take: Take = speaker, near: float = near) -> Picture:
            w, h = round(WIDTH * near), round(HEIGHT * near)
            left, top = (WIDTH - w) // 2, round((HEIGHT - h) * 0.35)
            return cv2.resize(take(j)[top : top + h, left : left + w], (WIDTH, HEIGHT))

        reel.add(closer, int(luck.integers(25, 60)))
        at += 95
    return reel.done(folder)


def uneven(folder: Path, luck: Luck) -> Edited:
    """A phone's variable rate: from 60 down to 10 frames a second, and a second in which it hung."""
    reel, source = Reel("uneven", Fraction(30)), takes(luck, 30)
    for k in range(12):
        if k % 4 == 3:
            reel.add(next(source), int(luck.integers(30, 60)), "dissolve", 18, dissolve())
        else:
            reel.add(next(source), int(luck.integers(15, 55)))
    steps = luck.choice([16, 17, 33, 34, 33, 50, 100], len(reel.frames))
    steps[len(steps) // 2] = 1100
    return reel.done(folder, [0, *np.cumsum(steps)[:-1].tolist()])


def concert(folder: Path, luck: Luck) -> Edited:
    """A real film as professionals cut it, with a title, a banner and six cameras."""
    path = film("demo").with_suffix(".mp4")
    changes = [Change("dissolve", 109, 132), *(Change("cut", at, at) for at in CONCERT)]
    return Edited("concert", path, Fraction(24), 1441, changes, veiled=set(range(26)), open=[(0, 30)])


ALL = (
    hard,
    quick,
    mixed,
    dissolves,
    fades,
    wipes,
    whips,
    flashes,
    strobes,
    captions,
    shaken,
    dark,
    lights,
    jumps,
    uneven,
    concert,
)


def edited(folder: Path, seed: int = 71) -> list[Edited]:
    """All of them; what was drawn is kept in the folder, for as long as the drawing stays the same."""
    return [
        kept(
            folder,
            f"{make.__name__}-{seed}",
            DRAWN_BY,
            lambda place, m=make, n=number: m(place, _luck(seed, n)),
        )
        for number, make in enumerate(ALL)
    ]


def _luck(seed: int, number: int) -> Luck:
    return np.random.default_rng([seed, number])
