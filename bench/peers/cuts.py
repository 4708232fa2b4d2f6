"""PySceneDetect's cuts. Runs inside build/peers.

Reads `{"films": [path], "thresholds": {"adaptive": [..], "content": [..]}}` on stdin and writes
`{path: {"adaptive 3.0": [frame, ..], ..}}`: the frames, counted from 0, at which a shot begins.
`cuts.py --once FILM` does only what `scenedetect.detect` does with AdaptiveDetector's defaults, to be timed.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

import cv2  # noqa: E402
from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, detect, open_video  # noqa: E402
from scenedetect.scene_manager import compute_downscale_factor  # noqa: E402

MAKES = {
    "adaptive": lambda threshold: AdaptiveDetector(adaptive_threshold=threshold),
    "content": lambda threshold: ContentDetector(threshold=threshold),
    # Its default refuses shots below 0.6 s, and there are shorter ones: the sweep may lift that too.
    "adaptive short": lambda threshold: AdaptiveDetector(adaptive_threshold=threshold, min_scene_len=5),
    "content short": lambda threshold: ContentDetector(threshold=threshold, min_scene_len=5),
}


def cuts_of(path: str, thresholds: dict[str, list[float]]) -> dict[str, list[int]]:
    """One decoding for all of the thresholds: a scene manager of its own for each, fed by turns."""
    film = open_video(path)
    factor = compute_downscale_factor(max(film.frame_size))
    size = tuple(max(1, round(side / factor)) for side in film.frame_size) if factor > 1 else None
    detectors = {
        f"{name} {threshold}": MAKES[name](threshold)
        for name, values in thresholds.items()
        for threshold in values
    }
    cuts: dict[str, list[int]] = {name: [] for name in detectors}
    # Counted here: at a variable rate the library's own numbers follow the clock, not the pictures.
    number: dict[float, int] = {}
    while (picture := film.read()) is not False:
        number[film.position.seconds] = len(number)
        if size:
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
        for name, detector in detectors.items():
            cuts[name] += [number[at.seconds] for at in detector.process_frame(film.position, picture)]
    for name, detector in detectors.items():
        cuts[name] += [number[at.seconds] for at in detector.post_process(film.position)]
    return {name: sorted(set(frames)) for name, frames in cuts.items()}


def defaults(path: str) -> dict[str, list[int]]:
    """By the library's own front door, which `cuts_of` has to agree with."""
    found = {}
    for name, make in (("adaptive", AdaptiveDetector), ("content", ContentDetector)):
        scenes = SceneManager()
        scenes.add_detector(make())
        scenes.detect_scenes(open_video(path))
        found[name] = [at.frame_num for at in scenes.get_cut_list(show_warning=False)]
    return found


def main() -> None:
    if sys.argv[1:2] == ["--once"]:
        print(len(detect(sys.argv[2], AdaptiveDetector())))
        return
    if sys.argv[1:2] == ["--defaults"]:
        print(json.dumps(defaults(sys.argv[2])))
        return
    asked = json.load(sys.stdin)
    print(json.dumps({path: cuts_of(path, asked["thresholds"]) for path in asked["films"]}))


if __name__ == "__main__":
    main()
