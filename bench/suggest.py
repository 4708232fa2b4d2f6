"""How well and how fast shots are found, on edits drawn here, so that the truth is known.

Run: python -m bench.suggest
"""

import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg

from tagging.keyframes.suggest import Suggestion, suggest
from tests.clips import Edit, Joint, Recipe, make, numbered, panned, still_life

NEAR_FRAMES = 2


def hard(seed: int) -> Edit:
    edit = Edit()
    for k in range(8):
        scene = still_life if k % 2 else panned
        edit.then(scene(seed * 100 + k, edit.width, edit.height), 20 + 7 * (k % 4))
    return edit


def quick(seed: int) -> Edit:
    edit = Edit(rate=30)
    for k in range(14):
        edit.then(panned(seed * 100 + k, edit.width, edit.height), 9 if k % 3 else 40)
    return edit


def soft(seed: int) -> Edit:
    edit = Edit()
    for k in range(7):
        over = (8, 12, 18, 25, 30)[(k + seed) % 5]
        edit.then(still_life(seed * 100 + k, edit.width, edit.height), 70, "dissolve", over)
    return edit


def faded(seed: int) -> Edit:
    edit = Edit()
    for k in range(6):
        edit.then(panned(seed * 100 + k, edit.width, edit.height), 60, "fade", (12, 20, 26)[k % 3])
    return edit


def wiped(seed: int) -> Edit:
    edit = Edit()
    for k in range(6):
        kind = "wipe" if k % 2 else "whip"
        edit.then(still_life(seed * 100 + k, edit.width, edit.height), 55, kind, 14 if k % 2 else 7)
    return edit


def flashing(seed: int) -> Edit:
    edit = hard(seed)
    for at in range(12, len(edit.frames) - 8, 23):
        if all(abs(at - cut) > 7 for cut in edit.cuts):
            edit.flash(at, 1 + at % 3)
    return edit


def strobing(seed: int) -> Edit:
    edit = Edit().then(panned(seed, 180, 320), 90).then(still_life(seed + 1, 180, 320), 90)
    for at in (*range(20, 44, 4), *range(120, 150, 5)):
        edit.flash(at, 2)
    return edit


def captioned(seed: int) -> Edit:
    edit = hard(seed)
    for at in range(5, len(edit.frames) - 20, 17):
        edit.caption(at, at + 12, f"line {at}")
    return edit


def shaken(seed: int) -> Edit:
    edit = Edit(rate=30)
    for k in range(5):
        edit.then(panned(seed * 100 + k, edit.width, edit.height, speed=0.6, shake=0.04), 60)
    return edit


def dark(seed: int) -> Edit:
    edit = Edit()
    for k in range(7):
        edit.then(still_life(seed * 100 + k, edit.width, edit.height, dark=0.22), 40)
    return edit


CASES: tuple[Callable[[int], Edit], ...] = (
    hard,
    quick,
    soft,
    faded,
    wiped,
    flashing,
    strobing,
    captioned,
    shaken,
    dark,
)


@dataclass
class Tally:
    found: int = 0
    missed: int = 0
    invented: int = 0
    named: int = 0
    clean: int = 0
    shots: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.invented)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(a + b for a, b in zip(self.values(), other.values(), strict=True)))

    def values(self) -> tuple[int, ...]:
        return self.found, self.missed, self.invented, self.named, self.clean, self.shots


def judge(edit: Edit, suggestion: Suggestion) -> Tally:
    """A joint is found where a shot begins within it, or within NEAR_FRAMES of it; each counts once."""
    said = [(shot.start_frame, shot.transition) for shot in suggestion.shots[1:]]
    tally = Tally(shots=len(suggestion.shots))
    for joint in edit.joints:
        hit = next((s for s in said if joint.start - NEAR_FRAMES <= s[0] <= joint.end + NEAR_FRAMES), None)
        if hit is None:
            tally.missed += 1
            continue
        said.remove(hit)
        tally.found += 1
        tally.named += hit[1] == joint.kind
    tally.invented = len(said)
    tally.clean = sum(_is_clean(edit.joints, shot.keyframes[0].frame) for shot in suggestion.shots)
    return tally


def _is_clean(joints: list[Joint], frame: int) -> bool:
    return not any(joint.start <= frame < joint.end for joint in joints)


def decode_seconds(film: Path) -> float:
    """What decoding alone costs the bundled ffmpeg."""
    started = time.perf_counter()
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin",
        "-loglevel",
        "error",
        "-i",
        str(film),
        "-f",
        "null",
        "-",
    ]
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def main(seeds: tuple[int, ...] = (1, 2)) -> None:
    print(f"{'case':<12}{'F1':>6}{'found':>7}{'missed':>8}{'invented':>10}{'named':>7}{'clean':>7}")
    whole = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            tally = Tally()
            for seed in seeds:
                tally += _one(Path(folder), case(seed))
            whole += tally
            _print(case.__name__, tally)
        _print("all", whole)
        _time(Path(folder))


def _one(folder: Path, edit: Edit) -> Tally:
    recipe = Recipe(width=edit.width, height=edit.height, rate=Fraction(edit.rate))
    return judge(edit, suggest(make(folder, recipe, pictures=edit.frames)))


def _print(name: str, tally: Tally) -> None:
    print(
        f"{name:<12}{tally.f1:>6.3f}{tally.found:>7}{tally.missed:>8}{tally.invented:>10}"
        f"{tally.named:>7}{tally.clean / max(1, tally.shots):>7.2f}"
    )


def _time(folder: Path) -> None:
    """A film of a phone's size; the decoder's time is taken before and after, and the better one counts."""
    recipe = Recipe(width=720, height=1280, rate=Fraction(30))
    scene = panned(5, recipe.width, recipe.height, shake=0.01)
    film = make(folder, recipe, "large", (numbered(scene(k / 30), k) for k in range(300)))
    before = decode_seconds(film)
    started = time.perf_counter()
    suggest(film)
    took = time.perf_counter() - started
    alone = min(before, decode_seconds(film))
    print(f"\n720×1280, 300 frames: {took:.2f} s, {took / alone:.2f} × ffmpeg -f null ({alone:.2f} s)")


if __name__ == "__main__":
    main()
