"""The peers on the unseen set's films, scored by the same rules.

Run: python -m bench.truth.unseen_peers [shots] [following]
"""

import bisect
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from bench.peers import ask
from bench.truth.unseen import followed_films
from bench.truth.unseen_edits import edited
from bench.truth.unseen_kept import FOLDER
from bench.truth.unseen_reel import Edited
from bench.truth.unseen_scores import Boundaries, Shown, Worth, boundaries, followed
from bench.truth.unseen_scores import Followed as FollowedTally


def shots(folder: Path = FOLDER) -> dict[str, tuple[Boundaries, Shown]]:
    """By peer, over all films; each of PySceneDetect's detectors as it comes, and at its best threshold."""
    films = edited(folder)
    answers = ask.cuts([film.path for film in films])
    said = {name: [answers[film.path][name] for film in films] for name in answers[films[0].path]}
    worth = [Worth(film) for film in films]
    tallies = {name: _judged(films, cuts) for name, cuts in said.items()}
    rows = {}
    for kind in ("adaptive", "content"):
        default = f"{kind} {ask.THRESHOLDS[kind][0]}"
        best = max((n for n in said if n.startswith(kind)), key=lambda name: tallies[name].all_f1)
        for row, name in ((f"PySceneDetect {kind}", default), (f"{kind}, thresholds swept", best)):
            rows[row] = tallies[name], _middles(films, worth, said[name])
    changes = [[_frame(film, seconds) for seconds in ask.scdet(film.path)] for film in films]
    rows["ffmpeg scdet"] = _judged(films, changes), _middles(films, worth, changes)
    return rows


def _judged(films: Sequence[Edited], cuts: Sequence[list[int]]) -> Boundaries:
    return sum((boundaries(film, said) for film, said in zip(films, cuts, strict=True)), Boundaries())


def _middles(films: Sequence[Edited], worth: Sequence[Worth], cuts: Sequence[list[int]]) -> Shown:
    """They name no keyframe; the middle of each scene is what their programs save."""
    tally = Shown()
    for film, seen, said in zip(films, worth, cuts, strict=True):
        ends = [0, *said, film.frames]
        tally += seen.judge([(a + b) // 2 for a, b in pairwise(ends)])
    return tally


def _frame(film: Edited, seconds: float) -> int:
    if film.times_ms:
        return bisect.bisect_left(film.times_ms, seconds * 1000 - 1)
    return round(seconds * film.rate)


def following(folder: Path = FOLDER) -> Iterator[tuple[str, dict[str, FollowedTally]]]:
    """Tracker by tracker: what it reaches, by group of films. The demo's films are left out, for time."""
    films = [film for film in followed_films(folder) if film.group != "demo"]
    cases: list[ask.Case] = [
        {"film": str(f.path), "start": f.start, "end": f.end, "frame": f.frame, "box": f.box} for f in films
    ]
    for tracker in ask.TRACKERS:
        by_group: dict[str, FollowedTally] = {}
        for film, answer in zip(films, ask.boxes(cases, [tracker])[tracker], strict=True):
            tally = followed(film.truth, answer["boxes"])
            by_group[film.group] = by_group.get(film.group, FollowedTally()) + tally
        yield tracker, by_group


def main(asked: Sequence[str]) -> None:
    if not asked or "shots" in asked:
        titles = ("F1 hard", 8), ("gradual", 9), ("F1 all", 8), ("lit cut", 9), ("in", 6), ("clean", 7)
        print(" " * 26 + "".join(f"{title:>{width}}" for title, width in (*titles, ("score", 7))))
        for name, (told, keys) in shots().items():
            many = max(1, keys.shots)
            print(
                f"{name:<26}{told.hard_f1:>8.3f}{told.gradual_found:>5}/{told.gradual:<3}{told.all_f1:>8.3f}"
                f"{told.lit_cut:>5}/{told.lit:<3}{keys.inside / many:>6.2f}{keys.clean / many:>7.2f}"
                f"{keys.score / many:>7.2f}"
            )
    if not asked or "following" in asked:
        for name, groups in following():
            for group, t in groups.items():
                print(
                    f"{name:<12}{group:<12}{t.auc:>7.3f}{t.half / max(1, t.visible):>8.3f}"
                    f"{t.ghost:>8} of {t.hidden:<5}{t.lost:>7} of {t.visible}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
