"""How well shots are found, case by case, on edits whose truth is known: on material tuned on, and on fresh.

Run: python -m bench.shots [--split dev|fresh|both] [--seeds 1-3] [--keep FOLDER] [--cases plain,soft]
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from bench.truth.edits import CASES, edited
from tagging.keyframes.suggest import suggest
from tests.clips import Joint, Recipe, make

NEAR_FRAMES = 2
Said = tuple[int, str, float]  # first frame, transition, confidence


@dataclass
class Tally:
    """What was found of what is there."""

    hard: int = 0
    hard_found: int = 0
    gradual: int = 0
    gradual_found: int = 0
    named: int = 0
    invented: int = 0
    flashes: int = 0
    at_flashes: int = 0
    answers: list[tuple[float, bool]] = field(default_factory=list)  # confidence, right

    @property
    def f1_hard(self) -> float:
        return _f1(self.hard_found, self.hard, self.invented)

    @property
    def f1(self) -> float:
        return _f1(self.hard_found + self.gradual_found, self.hard + self.gradual, self.invented)

    @property
    def precision(self) -> float:
        """Average precision, sorted by confidence: 1 when all wrong boundaries come last."""
        right = np.array([is_right for _, is_right in sorted(self.answers, key=lambda a: -a[0])], float)
        if not right.sum():
            return float("nan")
        return float((np.cumsum(right) / np.arange(1, len(right) + 1) * right).sum() / right.sum())

    @property
    def order(self) -> float:
        """The chance that a right boundary is surer than a wrong one; equal ones count half."""
        good, bad = (
            np.array([c for c, is_right in self.answers if is_right == which]) for which in (True, False)
        )
        if not len(good) or not len(bad):
            return float("nan")
        higher = (good[:, None] > bad).mean() + 0.5 * (good[:, None] == bad).mean()
        return float(higher)

    def __iadd__(self, other: "Tally") -> "Tally":
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self


def _f1(found: int, there: int, invented: int) -> float:
    return 2 * found / max(1, found + there + invented)


def judge(joints: Iterable[Joint], flashes: Sequence[tuple[int, int]], said: Sequence[Said]) -> Tally:
    """A joint is found where a shot begins in it or within NEAR_FRAMES of it; each answer counts once."""
    tally, left = Tally(flashes=len(flashes)), list(said)
    # Cuts are the narrower claim, so they choose first.
    for joint in sorted(joints, key=lambda j: j.end - j.start):
        near = [s for s in left if joint.start - NEAR_FRAMES <= s[0] <= joint.end + NEAR_FRAMES]
        hit = min(near, key=lambda s: abs(s[0] - joint.middle), default=None)
        if joint.kind == "cut":
            tally.hard += 1
            tally.hard_found += hit is not None
        else:
            tally.gradual += 1
            tally.gradual_found += hit is not None
        if hit is not None:
            left.remove(hit)
            tally.named += hit[1] == joint.kind
            tally.answers.append((hit[2], True))
    tally.invented = len(left)
    tally.answers += [(s[2], False) for s in left]
    tally.at_flashes = sum(any(a - 2 <= s[0] <= b + 2 for s in left) for a, b in flashes)
    return tally


def film_of(
    case: str, seed: int, split: str, folder: Path
) -> tuple[Path, list[Joint], list[tuple[int, int]]]:
    """The case's film and its truth; made once for a folder."""
    path, truth = folder / f"{case}-{seed}.mp4", folder / f"{case}-{seed}.json"
    if not truth.exists():
        film = edited(case, seed, "fresh" if split == "fresh" else "dev")
        luck = np.random.default_rng([seed, len(case)])
        options = (
            ("crf", str(luck.integers(18, 35))),
            ("preset", str(luck.choice(["ultrafast", "veryfast", "medium"]))),
        )
        width, height = film.size
        rate = Fraction(film.rate).limit_denominator(1001)
        make(folder, Recipe(width=width, height=height, rate=rate, options=options), path.stem, film.frames)
        joints = [(j.kind, j.start, j.end) for j in film.joints]
        truth.write_text(json.dumps({"joints": joints, "flashes": film.flashes}))
    told = json.loads(truth.read_text())
    return path, [Joint(*joint) for joint in told["joints"]], [(a, b) for a, b in told["flashes"]]


def measure(split: str, seeds: Iterable[int], cases: Iterable[str], folder: Path) -> dict[str, Tally]:
    tallies = {}
    for case in cases:
        tallies[case] = Tally()
        for seed in seeds:
            path, joints, flashes = film_of(case, seed, split, folder)
            shots = suggest(path).shots[1:]
            said = [(shot.start_frame, shot.transition, shot.confidence) for shot in shots]
            tallies[case] += judge(joints, flashes, said)
    return tallies


def report(title: str, tallies: dict[str, Tally]) -> None:
    print(f"\n{title}")
    print(
        f"{'case':<11}{'F1 hard':>9}{'gradual':>9}{'F1':>7}{'missed':>8}{'invented':>10}"
        f"{'at flashes':>13}{'named':>7}{'AP':>7}{'order':>7}"
    )
    whole = Tally()
    for tally in tallies.values():
        whole += tally
    for case, t in {**tallies, "all": whole}.items():
        found, there = t.hard_found + t.gradual_found, t.hard + t.gradual
        print(
            f"{case:<11}{t.f1_hard:>9.3f}{t.gradual_found:>5}/{t.gradual:<3}{t.f1:>7.3f}{there - found:>8}"
            f"{t.invented:>10}{t.at_flashes:>7}/{t.flashes:<5}{t.named / max(1, found):>7.2f}"
            f"{t.precision:>7.3f}{t.order:>7.2f}"
        )


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--split", choices=("dev", "fresh", "both"), default="both")
    ask.add_argument("--seeds", default="1-2", help="first-last")
    ask.add_argument("--cases", default=",".join(CASES))
    ask.add_argument("--keep", type=Path, help="a folder that keeps the films")
    wanted = ask.parse_args()
    first, last = (int(n) for n in wanted.seeds.split("-"))
    for split in ("dev", "fresh") if wanted.split == "both" else (wanted.split,):
        with tempfile.TemporaryDirectory() as scratch:
            folder = (wanted.keep or Path(scratch)) / split
            folder.mkdir(parents=True, exist_ok=True)
            tallies = measure(split, range(first, last + 1), wanted.cases.split(","), folder)
        report(f"{split}, seeds {wanted.seeds}", tallies)


if __name__ == "__main__":
    main()
