"""What finding shots costs: time against decoding alone and a peer, memory of a long film and a short one.

Run: python -m bench.speed [--seconds 20] [--rounds 3] [--film FILE ...]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import imageio_ffmpeg
import numpy as np

from bench.peers import ask as peers
from tagging.episodes.film import probe
from tagging.episodes.normalise import normalise
from tagging.episodes.pictures import sprite
from tagging.keyframes.looks import LONG_SIDE
from tagging.keyframes.viewing import Viewing
from tests.clips import Recipe, panned, still_life

FLASK = Path(sys.executable).with_name("flask")
SIZES = ((1080, 1920), (720, 1280))


def film(folder: Path, size: tuple[int, int], seconds: float, name: str) -> Path:
    """Shots of one to four seconds, with a sensor's grain, at a phone's bit rate: 4 to 8 Mbit/s."""
    width, height = size
    luck = np.random.default_rng(width)
    grain = [luck.normal(0, 3, (height, width, 1)).astype(np.float32) for _ in range(3)]
    grain = [cv2.GaussianBlur(g, (0, 0), 1.2)[..., None] * 2 for g in grain]

    def pictures():
        left, k = round(seconds * 30), 0
        while left > 0:
            scene = (still_life if k % 2 else panned)(k, width, height)
            for j in range(min(left, int(luck.integers(30, 120)))):
                yield np.clip(scene(j / 30) + grain[j % 3], 0, 255).astype(np.uint8)
                left -= 1
            k += 1

    rate = round(4_000_000 * (width * height / (720 * 1280)) ** 0.8)
    options = (("b", f"{rate}"), ("maxrate", f"{rate * 3 // 2}"), ("bufsize", f"{rate}"), ("preset", "fast"))
    recipe = Recipe(width=width, height=height, rate=Fraction(30), options=options, audio=None)
    return _made(folder, recipe, name, pictures())


def _made(folder: Path, recipe: Recipe, name: str, pictures) -> Path:
    """`tests.clips.make` without keeping all pictures in memory."""
    path = folder / f"{name}.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=recipe.rate, options=dict(recipe.options))
        stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, recipe.pixels
        for k, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = k, 1 / recipe.rate
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def repeated(path: Path, times: int) -> Path:
    """The film several times over, its packets copied."""
    long = path.with_name(f"{path.stem}-{times}.mp4")
    with av.open(str(long), "w") as out:
        stream, offset = None, 0
        for _ in range(times):
            end = 0
            with av.open(str(path)) as source:
                if stream is None:
                    stream = out.add_stream_from_template(source.streams.video[0])
                for packet in source.demux(video=0):
                    if packet.dts is None or packet.pts is None:
                        continue
                    end = max(end, packet.pts + (packet.duration or 0))
                    packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                    out.mux(packet)
            offset += end
    return long


def alone(path: Path) -> list[str]:
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return [ffmpeg, "-nostdin", "-loglevel", "error", "-i", str(path), "-f", "null", "-"]


def suggesting(path: Path) -> list[str]:
    return [str(FLASK), "suggest", str(path), "--json"]


def seconds(command: Sequence[str]) -> float:
    # As installed: compiled once, not for every run.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=kept)
    return time.perf_counter() - started


# A process begins with its parent's memory, and its peak counts from there: so a small one starts it.
PEAK = (
    "import os,subprocess,sys\n"
    "process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
    "print(os.wait4(process.pid, 0)[2].ru_maxrss)"
)


def peak_mb(command: Sequence[str]) -> float:
    """The most memory a process has had at once."""
    told = subprocess.run([sys.executable, "-S", "-c", PEAK, *command], capture_output=True, check=True)
    return int(told.stdout) / (1024**2 if sys.platform == "darwin" else 1024)


def by_turns(rounds: int, *works: Callable[[], float]) -> list[float]:
    """The best of each, taken by turns, so that a busy machine weighs on all."""
    turns = [[work() for work in works] for _ in range(rounds)]
    return [min(each) for each in zip(*turns, strict=True)]


def whole(path: Path, rounds: int) -> None:
    commands = [suggesting(path), alone(path), [str(FLASK), "suggest", "--help"]]
    if peers.are_there():
        commands.append(peers.scenedetect_command(path))
    took, bare, start, *peer = by_turns(rounds, *(lambda c=c: seconds(c) for c in commands))
    theirs = f"{peer[0]:>13.2f} s{took / peer[0]:>9.2f}" if peer else f"{'not installed':>15}"
    print(f"{path.name:<14}{took:>7.2f} s{bare:>9.2f} s{took / bare:>9.2f}{start:>12.2f} s{theirs}")


def ways(path: Path, rounds: int) -> None:
    told = probe(path)

    def timed(work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    def through_cv2() -> None:
        capture = cv2.VideoCapture(str(path))
        while capture.read()[0]:
            pass

    folder = path.parent
    for name, work in {
        "probe": lambda: probe(path),
        "small planes": lambda: sum(1 for _ in Viewing(path, told).pictures(LONG_SIDE)),
        "cv2.VideoCapture": through_cv2,
        "sprite": lambda: sprite(path, folder / "sprite.jpg", told),
        "normalise": lambda: normalise(path, folder / "episode.mp4", told),
    }.items():
        bare, took = by_turns(rounds, lambda: seconds(alone(path)), lambda work=work: timed(work))
        print(f"{name:<18}{took / bare:>6.2f}   {took:.2f} s of {bare:.2f} s")


def memory(path: Path) -> None:
    short = repeated(path, max(1, round(60 / probe(path).duration_s)))
    long = repeated(short, 10)
    sizes = [peak_mb(suggesting(p)) for p in (short, long)]
    print(f"\npeak memory: {sizes[0]:.0f} MB for {probe(short).duration_s:.0f} s, ", end="")
    print(f"{sizes[1]:.0f} MB for {probe(long).duration_s:.0f} s: {sizes[1] / sizes[0]:.3f} ×")


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--seconds", type=float, default=20)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--film", type=Path, nargs="*", default=[], help="measure on these instead")
    wanted = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films = wanted.film or [film(folder, size, wanted.seconds, f"{size[0]}x{size[1]}") for size in SIZES]
        heads = f"{'film':<14}{'suggest':>9}{'ffmpeg':>11}{'ratio':>9}{'its start':>14}"
        print(f"{heads}{'PySceneDetect':>15}{'ratio':>9}")
        for path in films:
            whole(path, wanted.rounds)
        print(f"\nways to read {films[-1].name}, as a ratio to ffmpeg -f null")
        ways(films[-1], wanted.rounds)
        memory(film(folder, (360, 640), 20, "memory"))


if __name__ == "__main__":
    main()
