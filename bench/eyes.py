"""All that is promised of the eyes in one table: the floor, the aim, what is reached, and what peers reach.

Run: python -m bench.eyes [shots] [keyframes] [following] [finding] [speed]

`dev` is material that was tuned on, `fresh` the same makers with other seeds and other photographs, `unseen`
films by other makers that nobody tuned on. The peers are measured on the unseen films, in the same run.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench import finding as shelf
from bench import keyframes, shots, speed
from bench.peers import ask
from bench.truth import unseen, unseen_peers
from bench.truth.edits import CASES
from bench.truth.footage import Split, photographs
from bench.truth.shown import read, shown
from bench.truth.unseen_paths import Followed as To
from bench.truth.unseen_scores import Boundaries, Followed, Spotted
from bench.truth.unseen_scores import Shown as Keys
from tagging.tracking.follow import Anchor, follow

SPLITS: tuple[Split, ...] = ("dev", "fresh")
# Other seeds than those looked at while tuning.
SEEDS = {"dev": (1, 2), "fresh": (9001, 9002)}
ROUNDS = 3
Cells = dict[str, str]


def line(what: str, floor: str, aim: str, cells: Cells) -> None:
    reached = "".join(f"{name} {value}   " for name, value in cells.items())
    print(f"  {what:<44}{floor:>8}{aim:>8}   {reached}", flush=True)


def heading(title: str) -> None:
    print(f"\n{title}\n  {'':<44}{'floor':>8}{'aim':>8}", flush=True)


# ---- shots and keyframes


def show_shots() -> None:
    heading("Shots")
    ours: dict[str, Boundaries] = {}
    with tempfile.TemporaryDirectory() as folder:
        for split in SPLITS:
            tallies = shots.measure(split, SEEDS[split], CASES, Path(folder) / split)
            ours[split] = sum((_counts(tally) for tally in tallies.values()), Boundaries())
    ours["unseen"] = unseen.total(told for told, _, _ in _unseen_shots().values())
    rivals = {name: told for name, (told, _) in _peers_shots().items()}
    for title, of in (("ours", ours), ("peers, unseen", rivals)):
        print(f"  {title}")
        line("hard cuts, F1 within 2 frames", ".95", ".98", _each(of, lambda t: f"{t.hard_f1:.3f}"))
        line("all boundaries, F1", ".92", ".96", _each(of, lambda t: f"{t.all_f1:.3f}"))
        line("gradual transitions found", "85 %", "95 %", _each(of, lambda t: f"{t.recall_gradual:.0%}"))
        line("false cuts at flashes and strobes", "9 %", "0", _each(of, lambda t: f"{t.lit_cut} of {t.lit}"))
    line("a right boundary is surer than a wrong one", "", "1", _each(ours, lambda t: f"{t.ordered:.2f}"))


def _counts(tally: shots.Tally) -> Boundaries:
    return Boundaries(
        hard=tally.hard,
        hard_found=tally.hard_found,
        gradual=tally.gradual,
        gradual_found=tally.gradual_found,
        named=tally.named,
        invented=tally.invented,
        lit=tally.flashes,
        lit_cut=tally.at_flashes,
        sure=list(tally.answers),
    )


def show_keyframes() -> None:
    heading("Keyframes: in a clean part of the shot / clean / score")
    cells: Cells = {}
    for split in SPLITS:
        pictures = read(photographs(split))
        tallies, rest = {rival: keyframes.Tally() for rival in keyframes.RIVALS}, keyframes.Further()
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(SEEDS[split][0], SEEDS[split][0] + keyframes.FILMS):
                film, quality = shown(seed, pictures), keyframes.QUALITIES[seed % len(keyframes.QUALITIES)]
                keyframes.one(Path(folder), film, str(seed), quality, tallies, rest)
        tally = tallies["suggested"]
        cells[split] = _triple(*(float(np.mean(v)) for v in (tally.clear, tally.clean, tally.score)))
    cells["unseen"] = _keys(unseen.shown(keys for _, keys, _ in _unseen_shots().values()))
    print("  floor .97/.95/.78, aim .99/.99/.85")
    line("the first keyframe of each shot", "", "", cells)
    peers = {name: _keys(keys) for name, (_, keys) in _peers_shots().items()}
    line("peers, unseen: the middle of each scene", "", "", peers)


def _keys(keys: Keys) -> str:
    many = max(1, keys.shots)
    return _triple(keys.inside / many, keys.clean / many, keys.score / many)


def _triple(*shares: float) -> str:
    return "/".join(f"{share:.2f}" for share in shares)


@cache
def _unseen_shots() -> dict[str, tuple[Boundaries, Keys, float]]:
    return unseen.shots()


@cache
def _peers_shots() -> dict[str, tuple[Boundaries, Keys]]:
    return unseen_peers.shots()


# ---- following and finding


def show_following() -> None:
    heading("Following, success AUC")
    found = unseen.following()
    groups = dict.fromkeys(group for group, _ in found.values())
    ours = {group: sum((t for g, t in found.values() if g == group), Followed()) for group in groups}
    rivals = dict(unseen_peers.following())
    bars = {
        "composited": (".83", ".90"),
        "turning": (".60", ".70"),
        "real": (".60", ".70"),
        "demo": (".83", ".90"),
    }
    for group, tally in ours.items():
        peers = {name: f"{of[group].auc:.3f}" for name, of in rivals.items() if group in of}
        line(f"{group}, unseen", *bars[group], {"ours": f"{tally.auc:.3f}", **peers})
    whole = sum((tally for group, tally in ours.items() if group != "demo"), Followed())
    all_of = {name: sum(of.values(), Followed()) for name, of in rivals.items()}
    ghosts = _each({"ours": whole, **all_of}, lambda t: f"{t.ghost / max(1, t.hidden):.1%}")
    line("hidden frames called visible", "2 %", "0", ghosts)
    lost = _each({"ours": whole, **all_of}, lambda t: f"{t.lost / max(1, t.visible):.1%}")
    line("visible frames called lost", "3 %", "1 %", lost)


def show_finding() -> None:
    heading("Finding")
    cells: Cells = {}
    for split, first in (("dev", 1), ("fresh", shelf.FRESH)):
        tally = shelf.Tally()
        with tempfile.TemporaryDirectory() as folder:
            for seed in (first, first + 1):
                case = shelf.make_case(seed, Path(folder) / str(seed))
                tally.add(case, shelf.find(case.film.path, case.photos))
        cells[split] = f"{tally.met} of {tally.wanted}, {tally.wrong} wrong"
    spotted = sum(unseen.finding().values(), Spotted())
    cells["unseen"] = f"{spotted.found} of {spotted.there}, {spotted.wrong} wrong"
    line("appearances found, and answers that are wrong", "", "", cells)


# ---- speed


def show_speed() -> None:
    """Whole processes with their start, by turns: a busy machine weighs on all of them alike."""
    heading("Speed and memory")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare: Cells = {}
        peer: Cells = {}
        for wide, high in speed.SIZES:
            film = speed.film(folder, (wide, high), 20, f"{wide}x{high}")
            turns = [
                [
                    speed.seconds(command(film))
                    for command in (speed.suggesting, speed.alone, ask.scenedetect_command)
                ]
                for _ in range(ROUNDS)
            ]
            ours, alone, theirs = (min(each) for each in zip(*turns, strict=True))
            bare[film.stem] = f"{ours / alone:.2f}"
            bare["PySceneDetect"] = f"{theirs / alone:.2f}"
            peer[film.stem] = f"{ours / theirs:.2f}"
        line("flask suggest, against ffmpeg -f null", "1.0", "0.7", bare)
        line("flask suggest, against PySceneDetect adaptive", "0.75", "0.5", peer)
        short = speed.repeated(speed.film(folder, (360, 640), 20, "minute"), 3)
        sizes = [speed.peak_mb(speed.suggesting(path)) for path in (short, speed.repeated(short, 10))]
        ratio = {"ours": f"{sizes[1] / sizes[0]:.2f} ({sizes[1]:.0f} MB)"}
        line("peak memory, 10 minutes against one", "1.1", "1.0", ratio)
    line("following, against a cv2 decode loop", "4", "2", {"ours": f"{_follow_ratio():.1f}"})


def _follow_ratio() -> float:
    """The median over films of 5 s: the product's whole following, and cv2's reading of the same frames."""
    films = [film for film in unseen.followed_films() if film.group == "composited"][:6]
    cases: list[ask.Case] = [
        {"film": str(f.path), "start": f.start, "end": f.end, "frame": f.frame, "box": f.box} for f in films
    ]
    ratios = []
    for film, case in zip(films, cases, strict=True):
        pairs = [(_following(film), _reading(case)) for _ in range(ROUNDS)]
        ratios.append(min(a for a, _ in pairs) / min(b for _, b in pairs))
    return float(np.median(ratios))


def _following(film: To) -> float:
    began = time.perf_counter()
    follow(film.path, [Anchor(film.frame, film.box)], film.start, film.end)
    return time.perf_counter() - began


def _reading(case: ask.Case) -> float:
    return float(ask.boxes([case], ["decode"])["decode"][0]["seconds"])


def _each(of: dict[str, Any], told: Callable[[Any], str]) -> Cells:
    return {name: told(tally) for name, tally in of.items()}


PARTS: dict[str, Callable[[], None]] = {
    "shots": show_shots,
    "keyframes": show_keyframes,
    "following": show_following,
    "finding": show_finding,
    "speed": show_speed,
}


def chosen(asked: Sequence[str]) -> Iterator[Callable[[], None]]:
    for name in asked or PARTS:
        if name not in PARTS:
            sys.exit(f"{name} isn't one of {', '.join(PARTS)}.")
        yield PARTS[name]


def main(asked: Sequence[str]) -> None:
    for show in chosen(asked):
        show()


if __name__ == "__main__":
    main(sys.argv[1:])
