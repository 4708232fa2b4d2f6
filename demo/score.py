"""The film's sound: a slow chord under each shot, a plucked note on each cut, rain where it rains."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.scenes import FPS, Episode

RATE = 48_000
Sound = NDArray[np.float64]
# A minor that never quite resolves: Am(add9), Fmaj7, Dm6, E7sus.
CHORDS = [(45, 57, 60, 64, 71), (41, 57, 60, 64, 69), (38, 57, 59, 65, 69), (40, 56, 59, 62, 69)]


def write(path: Path, episode: Episode) -> Path:
    """16-bit stereo, as long as the picture."""
    left = compose(episode)
    # A few milliseconds between the ears are all the room this score needs.
    right = np.roll(left, RATE // 90)
    both = np.stack([left, right], axis=1)
    both *= 0.7 / max(1e-9, float(np.abs(both).max()))
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, RATE, 0, "NONE", ""))
        out.writeframes((both * 32767).astype("<i2").tobytes())
    return path


def compose(episode: Episode) -> Sound:
    total = np.zeros(samples(episode.frames))
    for index, (shot, start) in enumerate(zip(episode.shots, episode.starts(), strict=True)):
        chord, at = CHORDS[index % len(CHORDS)], samples(start)
        add(total, at, pad(chord, samples(shot.frames) + RATE // 2))
        add(total, at, 0.5 * pluck(chord[-1] + 12))
        add(total, at + RATE, 0.28 * pluck(chord[2] + 12))
        if shot.rain:
            add(total, at, 0.9 * rain(samples(shot.frames), seed=index))
    return total * edges(len(total), RATE // 5, RATE)


def samples(frames: int) -> int:
    return frames * RATE // FPS


def add(total: Sound, at: int, part: Sound) -> None:
    part = part[: len(total) - at]
    total[at : at + len(part)] += part


def pad(chord: tuple[int, ...], length: int) -> Sound:
    t = np.arange(length) / RATE
    voices = np.zeros(length)
    for note in chord:
        for detune, harmonic, loud in ((0.9985, 1, 1.0), (1.0015, 1, 1.0), (1.0, 2, 0.22), (1.0, 3, 0.08)):
            voices += loud * np.sin(2 * np.pi * pitch(note) * detune * harmonic * t + note)
    return 0.16 * voices * edges(length, RATE // 2, RATE // 2)


def pluck(note: int) -> Sound:
    t = np.arange(2 * RATE) / RATE
    tone = sum(np.sin(2 * np.pi * pitch(note) * k * t) * np.exp(-t * (2 + 2.2 * k)) / k for k in range(1, 6))
    return np.asarray(tone) * edges(len(t), 200, RATE // 10)


def rain(length: int, seed: int) -> Sound:
    """Noise with its rumble and its hiss taken off."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    spectrum *= (hertz / (hertz + 700)) / (1 + (hertz / 5200) ** 2)
    return 0.6 * np.fft.irfft(spectrum, length) * edges(length, RATE // 4, RATE // 4)


def pitch(note: int) -> float:
    return 440 * 2 ** ((note - 69) / 12)


def edges(length: int, rise: int, fall: int) -> Sound:
    shape = np.ones(length)
    shape[:rise] = np.linspace(0, 1, rise)
    shape[-fall:] *= np.linspace(1, 0, fall)
    return shape
