"""The unseen set and what the project makes of it, by kind of film: nobody tunes on these.

Run: python -m bench.truth.unseen [shots] [following] [finding]
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.truth.unseen_edits import edited
from bench.truth.unseen_kept import FOLDER
from bench.truth.unseen_paths import Followed, composited
from bench.truth.unseen_real import demo, real
from bench.truth.unseen_reel import Edited
from bench.truth.unseen_scores import Boundaries, Shown, Spotted, Worth, boundaries, followed, spotted
from bench.truth.unseen_scores import Followed as FollowedTally
from bench.truth.unseen_shelf import sought


def shots(folder: Path = FOLDER) -> dict[str, tuple[Boundaries, Shown, float]]:
    """By film: boundaries, keyframes, and by how many seconds the worst start of a shot is off its frame."""
    from tagging.keyframes.suggest import suggest

    found = {}
    for film in edited(folder):
        said = suggest(film.path)
        begun = said.shots[1:]
        told = boundaries(
            film,
            [shot.start_frame for shot in begun],
            [shot.transition for shot in begun],
            [shot.confidence for shot in begun],
        )
        named = [key.frame for shot in said.shots for key in shot.keyframes[:1]]
        off = max((abs(shot.start_s - _seconds(film, shot.start_frame)) for shot in begun), default=0.0)
        found[film.name] = told, Worth(film).judge(named), off
    return found


def following(folder: Path = FOLDER) -> dict[str, tuple[str, FollowedTally]]:
    """By film: its group, and what came of following the drawn box through it."""
    from tagging.tracking.follow import Anchor, follow

    found = {}
    for case in followed_films(folder):
        track = follow(case.path, [Anchor(case.frame, case.box)], case.start, case.end)
        said = [sighting.box if sighting.visible else None for sighting in track.sightings]
        found[case.name] = case.group, followed(case.truth, said)
    return found


def followed_films(folder: Path = FOLDER) -> list[Followed]:
    return [*composited(folder), *real(folder), *demo(folder)]


def finding(folder: Path = FOLDER) -> dict[str, Spotted]:
    """By film: which of the catalogue's products were found in it."""
    from tagging.finding.find import Photo, find

    found = {}
    for case in sought(folder):
        photos = [Photo(name, path) for name, path in case.photos]
        found[case.name] = spotted(case.sights, find(case.path, photos, shots=case.shots))
    return found


def _seconds(film: Edited, frame: int) -> float:
    return film.times_ms[frame] / 1000 if film.times_ms else float(frame / film.rate)


def total(tallies: Iterable[Boundaries]) -> Boundaries:
    whole = Boundaries()
    for tally in tallies:
        whole += tally
    return whole


def shown(tallies: Iterable[Shown]) -> Shown:
    whole = Shown()
    for tally in tallies:
        whole += tally
    return whole


def print_shots() -> None:
    found = shots()
    print(
        f"{'film':<11}{'F1 hard':>8}{'gradual':>9}{'F1 all':>8}{'missed':>8}{'wrong':>7}{'lit cut':>9}"
        f"{'named':>7}{'order':>7}{'inside':>8}{'clean':>7}{'score':>7}{'late s':>8}"
    )
    rows = dict(found)
    rows["all"] = (
        total(told for told, _, _ in found.values()),
        shown(keys for _, keys, _ in found.values()),
        max(off for _, _, off in found.values()),
    )
    for name, (told, keys, off) in rows.items():
        hit = told.hard_found + told.gradual_found
        many = max(1, keys.shots)
        print(
            f"{name:<11}{told.hard_f1:>8.3f}{told.gradual_found:>5}/{told.gradual:<3}{told.all_f1:>8.3f}"
            f"{told.hard + told.gradual - hit:>8}{told.invented:>7}{told.lit_cut:>5}/{told.lit:<3}"
            f"{told.named / max(1, hit):>7.2f}{told.ordered:>7.2f}"
            f"{keys.inside / many:>8.2f}{keys.clean / many:>7.2f}{keys.score / many:>7.2f}{off:>8.3f}"
        )


def print_following() -> None:
    found = following()
    groups = dict.fromkeys(group for group, _ in found.values())
    rows = {name: tally for name, (group, tally) in found.items() if group != "demo"}
    for group in groups:
        rows[f"all {group}"] = sum((t for g, t in found.values() if g == group), FollowedTally())
    print(f"{'film':<16}{'AUC':>7}{'IoU>.5':>8}{'hidden called visible':>23}{'visible called lost':>21}")
    for name, t in rows.items():
        print(
            f"{name:<16}{t.auc:>7.3f}{t.half / max(1, t.visible):>8.3f}"
            f"{t.ghost:>15} of {t.hidden:<4}{t.lost:>13} of {t.visible:<4}"
        )


def print_finding() -> None:
    found = finding()
    rows = {**found, "all": sum(found.values(), Spotted())}
    print(f"{'film':<8}{'found':>10}{'wrong':>7}{'IoU':>7}{'span IoU':>10}")
    for name, t in rows.items():
        many = max(1, t.found)
        print(
            f"{name:<8}{t.found:>5} of {t.there:<3}{t.wrong:>6}"
            f"{t.overlap / many:>7.2f}{t.together / many:>9.2f}"
        )


def main(asked: Sequence[str]) -> None:
    if not asked or "shots" in asked:
        print_shots()
    if not asked or "following" in asked:
        print_following()
    if not asked or "finding" in asked:
        print_finding()


if __name__ == "__main__":
    main(sys.argv[1:])
