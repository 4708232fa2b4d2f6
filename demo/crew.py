"""Several processes draw the shots of an episode, each codes its own; they are laid end to end afterwards."""

import multiprocessing as mp
import os
import queue
from collections.abc import Callable
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import cv2

from demo.encode import Encoder
from demo.layers import layers_of
from demo.pictures import height_of
from demo.reel import Reel
from demo.scenes import EPISODES
from demo.shots import FPS, Episode

PATIENCE_S = 0.5


def draw_shots(folder: Path, episode: Episode, width: int, progress: Callable[[int], object]) -> list[Path]:
    """A bare stream for each shot, in order."""
    borders = [*episode.starts(), episode.frames]
    spans = list(pairwise(borders))
    files = [folder / f"{index:02}.h264" for index in range(len(spans))]
    # Started afresh, not forked: whoever asks for a film may have threads.
    context = mp.get_context("spawn")
    work, told = context.Queue(), context.Queue()
    # The longest first, so that nobody waits for the last one.
    for span, file in sorted(zip(spans, files, strict=True), key=lambda job: job[0][0] - job[0][1]):
        work.put((*span, str(file)))
    given = (EPISODES.index(episode), width, work, told, os.getpid())
    hands: list[BaseProcess] = [
        context.Process(target=draw, args=given, daemon=True) for _ in range(os.cpu_count() or 1)
    ]
    for hand in hands:
        work.put(None)
        hand.start()
    try:
        follow(hands, told, episode.frames, progress)
    finally:
        for hand in hands:
            hand.kill()
            hand.join()
    return files


def follow(hands: list[BaseProcess], told: Any, total: int, progress: Callable[[int], object]) -> None:
    done = 0
    while done < total:
        try:
            word = told.get(timeout=PATIENCE_S)
        except queue.Empty:
            if any(hand.exitcode for hand in hands):
                raise RuntimeError("A process that draws the film ended too early.") from None
            continue
        if isinstance(word, str):
            raise RuntimeError(word)
        done += word
        progress(done)
    for hand in hands:
        hand.join()


def draw(episode: int, width: int, work: Any, told: Any, parent: int) -> None:
    """Shot after shot, until there is none left or nobody who waits for them."""
    cv2.setNumThreads(1)
    reel = Reel(EPISODES[episode], width)
    try:
        while (job := work.get()) is not None:
            begin, end, file = job
            with Encoder(Path(file), width, height_of(width), FPS) as encoder:
                for frame in range(begin, end):
                    # A killed parent can't tell us to stop.
                    if os.getppid() != parent:
                        raise SystemExit
                    encoder.add(reel.frame(frame))
                    if frame + 1 < end:
                        told.put(1)
            # The last frame counts only once it is on the disk.
            told.put(1)
            layers_of.cache_clear()
    except Exception as error:
        told.put(f"{type(error).__name__}: {error}")
        raise
