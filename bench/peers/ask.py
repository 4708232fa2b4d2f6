"""Asks the peers: PySceneDetect, ffmpeg's scdet and OpenCV's trackers, each in a process of its own."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import imageio_ffmpeg

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / "build" / "peers"
PYTHON = ENVIRONMENT / "bin" / "python"
TRACKERS = ("CSRT", "KCF", "MedianFlow", "MIL")
# The defaults first.
THRESHOLDS: dict[str, list[float]] = {
    "adaptive": [3.0],
    "content": [27.0],
    "adaptive short": [1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0],
    "content short": [15.0, 20.0, 27.0, 34.0, 42.0],
}
SCDET_THRESHOLD = 10.0


class Case(TypedDict):
    """A box drawn on `frame`, to be followed both ways through the span (`end` is not part of it)."""

    film: str
    start: int
    end: int
    frame: int
    box: Sequence[float]


def are_there() -> bool:
    return PYTHON.is_file()


def cuts(
    films: Sequence[Path], thresholds: dict[str, list[float]] = THRESHOLDS
) -> dict[Path, dict[str, list[int]]]:
    """For each film, by "detector threshold": the frames at which PySceneDetect lets a shot begin."""
    found = _ask("cuts.py", {"films": [str(film) for film in films], "thresholds": thresholds})
    return {film: found[str(film)] for film in films}


def boxes(cases: Sequence[Case], trackers: Sequence[str] = TRACKERS) -> dict[str, list[dict[str, Any]]]:
    """For each tracker, case by case: {"boxes": [[x, y, w, h] | None, ...], "seconds": with decoding}."""
    return _ask("boxes.py", {"cases": list(cases), "trackers": list(trackers)})


def scdet(film: Path, threshold: float = SCDET_THRESHOLD) -> list[float]:
    """The seconds at which ffmpeg's scdet sees a change."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-i", str(film)]
    command += ["-vf", f"scdet=threshold={threshold}", "-an", "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(seconds) for seconds in re.findall(r"lavfi\.scd\.time: ([\d.]+)", done.stderr)]


def scenedetect_command(film: Path) -> list[str]:
    """What to start to time PySceneDetect's AdaptiveDetector on a film, as a whole process."""
    return [str(PYTHON), str(HERE / "cuts.py"), "--once", str(film)]


def _ask(program: str, question: dict[str, Any]) -> Any:
    if not are_there():
        raise FileNotFoundError("The peers aren't installed yet: `make env-peers` does it.")
    command = [str(PYTHON), str(HERE / program)]
    done = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{program} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)
