"""The film's sound: a small score whose mood changes with the shots, and every sound on its action."""

import wave
from pathlib import Path

import numpy as np

from demo.shots import FPS, Episode, Shot
from demo.sounds import BEDS, HITS, RATE, Sound, room, time

# A minor that never quite resolves: Am(add9), Fmaj7, Dm6, E7sus.
CHORDS = [(45, 57, 60, 64, 71), (41, 57, 60, 64, 69), (38, 57, 59, 65, 69), (40, 56, 59, 62, 69)]
BEAT_S = 0.64
PEAK = 0.82


def write(path: Path, episode: Episode) -> Path:
    """16-bit stereo, as long as the picture."""
    music, effects = compose(episode), perform(episode)
    ears = []
    for seed in (21, 22):
        ear = (
            0.5 * music + 0.34 * room(music, 1.8, seed) + 0.85 * effects + 0.22 * room(effects, 0.7, seed + 9)
        )
        # Loud moments are rounded off, never cut.
        ears.append(np.tanh(ear * 1.15) * edges(len(ear), RATE // 20, RATE // 3))
    both = np.stack(ears, axis=1)
    both *= PEAK / max(1e-9, float(np.abs(both).max()))
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, RATE, 0, "NONE", ""))
        out.writeframes((both * 32767).astype("<i2").tobytes())
    return path


def compose(episode: Episode) -> Sound:
    total = np.zeros(samples(episode.frames))
    beat = 0
    for index, (shot, start) in enumerate(zip(episode.shots, episode.starts(), strict=True)):
        chord, at, length = CHORDS[index % len(CHORDS)], samples(start), samples(shot.frames)
        if shot.mood == "none":
            # Silence is the loudest thing before the sting.
            total[at:] *= 0
            continue
        low = 12 if shot.mood == "dread" else 0
        add(total, at, pad(tuple(note - low for note in chord), length + RATE // 2) * (0.7 if low else 0.5))
        for when in np.arange(0, length / RATE - 0.1, BEAT_S / 2):
            for note, loud in played(shot.mood, beat, chord):
                add(total, at + round(when * RATE), loud * string(note))
            beat += 1
        if shot.mood in ("tense", "dread"):
            add(total, at, 0.05 * tremolo(chord[-1] + 1, length))
    return total


def played(mood: str, beat: int, chord: tuple[int, ...]) -> list[tuple[int, float]]:
    """The notes on a half beat, and how loud."""
    bass = chord[0]
    if mood == "walk":
        line = (bass, 0, bass + 7, bass + 12, bass + 10, 0, bass + 7, bass + 3)
        note = line[beat % 8]
        return [(note, 0.3)] * (note > 0) + [(chord[-1] + 12, 0.1)] * (beat % 8 == 5)
    if mood == "waltz":
        return [[(bass, 0.26)], [(chord[2] + 12, 0.15)], [(chord[4] + 12, 0.17)], [(chord[3] + 12, 0.13)]][
            beat % 4
        ]
    if mood == "tense":
        return [(bass, 0.2 if beat % 4 == 0 else 0.09)] + [(chord[4] + 12, 0.12)] * (beat % 8 == 6)
    if mood == "dread":
        return [(bass - 12, 0.4)] * (beat % 4 == 0)
    melody = (chord[4] + 12, 0, 0, chord[3] + 12, 0, chord[2] + 12, 0, 0)
    return [(melody[beat % 8], 0.16)] * (melody[beat % 8] > 0)


def perform(episode: Episode) -> Sound:
    total = np.zeros(samples(episode.frames))
    for shot, start in zip(episode.shots, episode.starts(), strict=True):
        for name, frame in shot.sounds:
            add(total, samples(start + frame), heard(name, shot, frame))
    return total


def heard(name: str, shot: Shot, frame: int) -> Sound:
    """A thing's own sound, or what goes on until the shot ends and a little into the next."""
    if name in BEDS:
        return BEDS[name]((shot.frames - frame + 6) / FPS)
    return HITS[name]()


def samples(frames: int) -> int:
    return frames * RATE // FPS


def add(total: Sound, at: int, part: Sound) -> None:
    part = part[: max(0, len(total) - at)]
    total[at : at + len(part)] += part


def pad(chord: tuple[int, ...], length: int) -> Sound:
    t = np.arange(length) / RATE
    voices = np.zeros(length)
    for note in chord:
        for detune, harmonic, loud in ((0.9985, 1, 1.0), (1.0015, 1, 1.0), (1.0, 2, 0.22), (1.0, 3, 0.08)):
            voices += loud * np.sin(2 * np.pi * pitch(note) * detune * harmonic * t + note)
    return 0.1 * voices * edges(length, RATE // 2, RATE // 2)


def string(note: int) -> Sound:
    """A plucked string: the higher a partial, the sooner it dies."""
    t = time(1.6)
    tone = sum(
        np.sin(2 * np.pi * pitch(note) * k * (1 + 0.0004 * k * k) * t) * np.exp(-t * (2.2 + 1.9 * k)) / k
        for k in range(1, 7)
    )
    return np.asarray(tone) * edges(len(t), 160, RATE // 10)


def tremolo(note: int, length: int) -> Sound:
    t = np.arange(length) / RATE
    bow = sum(np.sin(2 * np.pi * pitch(note) * k * t) / k for k in (1, 2, 3, 4))
    return (
        np.asarray(bow) * (0.6 + 0.4 * np.sin(2 * np.pi * 11 * t)) * edges(length, length * 2 // 3, RATE // 8)
    )


def pitch(note: int) -> float:
    return 440 * 2 ** ((note - 69) / 12)


def edges(length: int, rise: int, fall: int) -> Sound:
    shape = np.ones(length)
    shape[:rise] = np.linspace(0, 1, rise)
    shape[-fall:] *= np.linspace(1, 0, fall)
    return shape
